import { surelyVetoed } from '../domain/anti-answer.ts'
import { type Article, type Asker, isFor, isValidAt, STRANGER } from '../domain/article.ts'
import type { Library } from '../domain/library.ts'
import type { Language } from '../domain/message.ts'
import type { FoundPassage } from '../domain/understanding.ts'
import { type Ask, createAsk } from './ask.ts'
import type { EmbedTexts } from './embedding.ts'
import { described } from './found.ts'
import { createLibrary } from './library.ts'
import { passagesOf } from './passages.ts'
import { varied } from './varied.ts'
import type { Veto } from './veto.ts'
import type { Words } from './words.ts'

/** Hits shown; articles that a question is tried against, beside the draft: the best that the library finds. */
const SHOWN = 10
const TRIED_AGAINST = 300
/** Times as many hits are looked at as are shown: some are hidden, and one intent shall not fill the page. */
const LOOKED_AT = 3

export type LeftReason = 'validity' | 'mode' | 'audience' | 'channel' | 'veto'

export interface Tried {
  hits: (FoundPassage &
    Pick<Article, 'title' | 'mode'> & { why: { words: string[]; lexical: number; semantic?: number } })[]
  /** What would stand among the hits, and why a customer does not get it. */
  left: { article: string; title: Article['title']; reason: LeftReason }[]
  /** The question as it was searched, where that is not how it was asked. */
  corrected?: string
}

export type TryQuestion = (question: {
  text: string
  language: Language
  /** Where the customer would ask. */
  channel?: string
  /** Stands in for the one with its id. */
  draft?: Article
}) => Promise<Tried>

export interface TryParts {
  library: Pick<Library, 'articles' | 'facts' | 'search'>
  words: Words
  normalise: (text: string) => string
  read: (text: string) => string
  /** Of texts that the library may know. */
  embed: EmbedTexts
  /** Of a question or a draft, of which nothing shall stay behind; rejects when the encoder is down. */
  embedOnce: EmbedTexts
  veto: Veto
  now: () => Date
}

/** What a customer's question finds now, and what it would find but for dates, modes and the like; a draft is searched without being saved. */
export const createTryQuestion =
  (parts: TryParts): TryQuestion =>
  async ({ text, language, channel, draft }) => {
    const at = parts.now()
    const asker: Asker = channel === undefined ? STRANGER : { ...STRANGER, channel }
    const embedded = async (one: string): Promise<Float32Array | undefined> =>
      (await parts.embedOnce([one]).catch(() => []))[0]
    const said = parts.normalise(text)
    const vector = await embedded(said)
    const vetoes = parts.veto({ text: said, ...(vector === undefined ? {} : { vector }) })
    const vetoed = surelyVetoed(vetoes)
    const held = new Set(vetoes.map(({ article }) => article))
    const reasonOf = (article: Article): LeftReason | undefined => {
      if (article.mode === 'off') return 'mode'
      if (!isValidAt(article, at)) return 'validity'
      if (!isFor(article, STRANGER)) return 'audience'
      if (!isFor(article, asker)) return 'channel'
      return vetoed.has(article.id) ? 'veto' : undefined
    }
    const question = { text: said, language, at, ...(vector === undefined ? {} : { vector }) }
    const articles = against(parts, question, reasonOf, draft)
    const byId = new Map(articles.map((article) => [article.id, article]))
    const open = await openLibrary(parts, articles, draft, vector !== undefined)
    const ask: Ask = createAsk({ read: parts.read, search: open.search, embed: embedded })
    const { hits: found, corrected } = await ask({ text: said, language, at, top: SHOWN * LOOKED_AT })
    const shown = found.filter(({ article }) => reasonOf(byId.get(article) as Article) === undefined)
    const hits = varied(shown, SHOWN)
    const last = Math.max(...hits.map((hit) => found.indexOf(hit)))
    const seen = hits.length < SHOWN ? found : found.slice(0, last)
    return {
      hits: described(hits, { text: corrected ?? said, language }, { words: parts.words, article: open.article }).map(
        (hit) => ({
          ...hit,
          ...titleAndMode(byId.get(hit.article) as Article, held),
          why: {
            words: hit.matched,
            lexical: hit.lexical,
            ...(hit.semantic === undefined ? {} : { semantic: hit.semantic }),
          },
        }),
      ),
      left: seen.slice(0, SHOWN).flatMap(({ article: id }) => {
        const article = byId.get(id) as Article
        const reason = reasonOf(article)
        return reason === undefined ? [] : [{ article: id, title: article.title, reason }]
      }),
      ...(corrected === undefined ? {} : { corrected }),
    }
  }

/** As this question is treated: what an anti-answer may be about is only suggested. */
const titleAndMode = ({ id, title, mode }: Article, held: ReadonlySet<string>): Pick<Article, 'title' | 'mode'> => ({
  title,
  mode: held.has(id) ? 'suggest' : mode,
})

/** The draft, what the library finds, and what it does not even look at. */
const against = (
  { library }: TryParts,
  question: Omit<Parameters<Library['search']>[0], 'top'>,
  reasonOf: (article: Article) => LeftReason | undefined,
  draft: Article | undefined,
): Article[] => {
  const all = library.articles()
  const found = new Set(
    all.length <= TRIED_AGAINST
      ? all.map(({ id }) => id)
      : library.search({ ...question, top: TRIED_AGAINST }).map(({ article }) => article),
  )
  const hidden = all
    .filter((article) => !found.has(article.id) && reasonOf(article) !== undefined)
    .slice(0, TRIED_AGAINST)
  const own = [...all.filter(({ id }) => found.has(id)), ...hidden].filter(({ id }) => id !== draft?.id)
  return draft === undefined ? own : [...own, draft]
}

/** A library for this one question, in which nothing is hidden. */
const openLibrary = async (
  { words, normalise, embed, embedOnce, library }: TryParts,
  articles: readonly Article[],
  draft: Article | undefined,
  encoderIsUp: boolean,
): Promise<Library> => {
  const facts = library.facts()
  const fresh = new Set(draft === undefined ? [] : passagesOf(draft, facts).map(({ text }) => normalise(text)))
  const open = createLibrary({
    words,
    normalise,
    ...(encoderIsUp
      ? { embed: async (texts) => (texts.some((text) => fresh.has(text)) ? embedOnce(texts) : embed(texts)) }
      : {}),
  })
  await open.replace(articles.map(shownToAll), facts)
  await open.settled()
  return open
}

const shownToAll = ({ validFrom: _, validTo: __, audience: ___, channels: ____, ...article }: Article): Article => ({
  ...article,
  mode: 'suggest',
})
