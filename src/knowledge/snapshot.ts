import { createHash } from 'node:crypto'
import { type Article, isValidAt, type ShopFacts } from '../domain/article.ts'
import type { LibraryStatus } from '../domain/library.ts'
import type { Language } from '../domain/message.ts'
import type { Passage, SearchKnowledge } from '../domain/understanding.ts'
import { createBreathe, nextRound } from '../lib/breathe.ts'
import { FUSION_VERSION, OTHER_LANGUAGE } from './fusion.ts'
import type { Hybrid, HybridText } from './hybrid.ts'
import { passagesOf } from './passages.ts'
import { canonicalJson } from './version.ts'

export type Vectors = Map<string, Float32Array>

interface LibraryText extends HybridText {
  /** As it is written in the article. */
  shown: string
  language: Language
}

export interface Content {
  articles: readonly Article[]
  byId: ReadonlyMap<string, Article>
  facts: ShopFacts
  fingerprint: string
  /** The articles that can be found, by group. */
  found: readonly Article[]
  /** Groups that are not valid at all times. */
  dated: readonly number[]
  texts: readonly LibraryText[]
  /** 1 for each group that has an answer, and for each text, in a language: hundreds are asked for in a search, and objects lie far apart. */
  answered: Record<Language, Uint8Array>
  inLanguage: Record<Language, Uint8Array>
}

export interface Snapshot extends Content {
  hybrid?: Hybrid
}

export const emptySnapshot = (): Snapshot => ({
  articles: [],
  byId: new Map(),
  facts: {},
  fingerprint: fingerprintOf([], {}),
  found: [],
  dated: [],
  texts: [],
  ...flagsOf([], []),
})

export const prepare = async (
  articles: readonly Article[],
  facts: ShopFacts,
  normalise: (text: string) => string,
): Promise<Content> => {
  const found = articles.filter(({ mode }) => mode !== 'off')
  const texts: LibraryText[] = []
  const breathe = createBreathe()
  for (const [group, article] of found.entries()) {
    for (const passage of passagesOf(article, facts))
      texts.push({ ...passage, group, shown: passage.text, text: normalise(passage.text) })
    await breathe()
  }
  await nextRound()
  const byId = new Map(articles.map((article) => [article.id, article]))
  const dated = found.flatMap(({ validFrom, validTo }, group) => ((validFrom ?? validTo) === undefined ? [] : [group]))
  const fingerprint = fingerprintOf(articles, facts)
  return { articles, byId, facts, fingerprint, found, dated, texts, ...flagsOf(found, texts) }
}

const flagsOf = (
  found: readonly Article[],
  texts: readonly LibraryText[],
): Pick<Content, 'answered' | 'inLanguage'> => {
  const answered = (of: Language): Uint8Array =>
    Uint8Array.from(found, ({ answers }) => (answers[of].length === 0 ? 0 : 1))
  const inLanguage = (of: Language): Uint8Array => Uint8Array.from(texts, ({ language }) => (language === of ? 1 : 0))
  return {
    answered: { zh: answered('zh'), en: answered('en') },
    inLanguage: { zh: inLanguage('zh'), en: inLanguage('en') },
  }
}

const fingerprintOf = (articles: readonly Article[], facts: ShopFacts): string => {
  const content = [FUSION_VERSION, articles.map(({ id, version }) => `${id}@${version}`).sort(), facts]
  return createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 16)
}

export const knownVectors = ({ texts, hybrid }: Snapshot): Vectors => {
  const vectors: Vectors = new Map()
  for (const [i, { text }] of texts.entries()) {
    const vector = hybrid?.semantic?.vectorOf(i)
    if (vector !== undefined) vectors.set(text, vector)
  }
  return vectors
}

export const missingFrom = (texts: readonly LibraryText[], vectors: Vectors): string[] => [
  ...new Set(texts.flatMap(({ text, kind }) => (kind === 'question' && !vectors.has(text) ? [text] : []))),
]

export const stateOf = ({ articles, texts, hybrid }: Snapshot, building: boolean): LibraryStatus['state'] => {
  if (building) return hybrid === undefined ? 'empty' : 'building'
  if (articles.length === 0) return 'empty'
  const questions = texts.filter(({ kind }) => kind === 'question').length
  return (hybrid?.semantic?.embedded ?? 0) < questions ? 'lexical_only' : 'ready'
}

export const nextChange = ({ found, dated }: Snapshot, at: Date): Date | undefined => {
  const moments = dated.flatMap((group) => {
    const { validFrom, validTo } = found[group] as Article
    return [validFrom, validTo].flatMap((moment) => (moment === undefined ? [] : [Date.parse(moment)]))
  })
  const next = moments.reduce((least, moment) => (moment > at.getTime() ? Math.min(least, moment) : least), Infinity)
  return next === Infinity ? undefined : new Date(next)
}

export const searchSnapshot = (
  { hybrid, found, dated, texts, answered, inLanguage }: Snapshot,
  query: Parameters<SearchKnowledge>[0],
): Passage[] => {
  if (hybrid === undefined || query.top < 1) return []
  const without = new Set(dated.filter((group) => !isValidAt(found[group] as Article, query.at)))
  const hits = hybrid.search({
    text: query.text,
    ...(query.vector === undefined ? {} : { vector: query.vector }),
    top: query.top,
    without,
    factor: (group) => (answered[query.language][group] === 1 ? 1 : OTHER_LANGUAGE),
    prefer: (text) => inLanguage[query.language][text] === 1,
  })
  return hits.flatMap(({ group, text, score, lexical, semantic }) => {
    const article = found[group]
    const passage = texts[text]
    if (article === undefined || passage === undefined) return []
    const { id, version, intent } = article
    const evidence = semantic === undefined ? { score, lexical } : { score, lexical, semantic }
    return [{ article: id, version, intent, language: passage.language, text: passage.shown, ...evidence }]
  })
}
