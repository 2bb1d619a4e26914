import type { Article, ShopFacts } from '../../domain/article.ts'
import type { DraftPreview, ImportProgress, PersonalData } from '../../domain/knowledge-import.ts'
import type { Library } from '../../domain/library.ts'
import { createBreathe } from '../../lib/breathe.ts'
import type { EmbedTexts } from '../embedding.ts'
import type { Words } from '../words.ts'
import { changesBetween } from './changes.ts'
import { effectsOf, type TreatQuestion, type Trial, tryAll } from './effects.ts'
import { createPersonalFinder, type FindPersonal } from './personal.ts'
import { phrasingsOf } from './phrasings.ts'
import { findTwins } from './twins.ts'

export interface DraftParts {
  words: Words
  /** The form in which texts are searched and embedded. */
  normalise: (text: string) => string
  findPersonal: FindPersonal
  /** An empty library that searches as the product does. */
  createLibrary: (embed: EmbedTexts | undefined) => Library
  /** The bot as it answers customers, by what a library holds at the moment. */
  openBot: (library: Library, at: Date) => Promise<Bot>
}

export interface Bot {
  treat: TreatQuestion
  /** The library holds something else. */
  changed(): Promise<void>
}

/** Everything that a preview rests on. */
export interface DraftOrder {
  before: readonly Article[]
  after: readonly Article[]
  facts: ShopFacts
  /** By normalised text; a text without a vector is compared and found by its words. */
  vectors: ReadonlyMap<string, Float32Array>
  mean?: Float32Array
  trial: Trial
  at: Date
}

/** Longest lists of a preview. */
const MOST_CHANGES = 300
const MOST_LISTED = 200

/** What a draft would change, repeat and contradict, whose data is in it, and which questions it would answer otherwise. */
export const previewDraft = async (
  order: DraftOrder,
  parts: DraftParts,
  onProgress: (progress: ImportProgress) => void,
): Promise<Omit<DraftPreview, 'state' | 'against'>> => {
  const { before, after, facts, vectors, mean, at } = order
  const versions = new Map(before.map(({ id, version }) => [id, version]))
  const changed = new Set(after.flatMap(({ id, version }, i) => (versions.get(id) === version ? [] : [i])))
  const { changes, more } = await changesBetween(before, after, MOST_CHANGES)
  const vectorOf = (text: string): Float32Array | undefined => vectors.get(text)
  const phrasings = await phrasingsOf(after, { ...parts, facts, vectorOf, mean })
  const { duplicates, contradictions } = await findTwins(after, changed, phrasings, {
    ...{ facts, words: parts.words },
    onDone: (done, total) => onProgress({ step: 'comparing', done, total }),
  })
  const personal = await personalIn(
    after.filter((_, i) => changed.has(i)),
    createPersonalFinder(parts.findPersonal, facts),
  )
  const effects = await replay(order, parts, { at, onProgress })
  const cut = { duplicates, contradictions, personal, effects: effects.changed }
  const left = Object.entries(cut).flatMap(([name, list]) =>
    list.length > MOST_LISTED ? [[name, list.length - MOST_LISTED] as const] : [],
  )
  return {
    changes,
    duplicates: duplicates.slice(0, MOST_LISTED),
    contradictions: contradictions.slice(0, MOST_LISTED),
    personal: personal.slice(0, MOST_LISTED),
    effects: { ...effects, changed: effects.changed.slice(0, MOST_LISTED) },
    more: { ...Object.fromEntries(left), ...(more > 0 ? { changes: more } : {}) },
  }
}

const personalIn = async (
  articles: readonly Article[],
  find: (article: Article) => PersonalData[],
): Promise<PersonalData[]> => {
  const breathe = createBreathe()
  const found: PersonalData[] = []
  for (const article of articles) {
    found.push(...find(article))
    await breathe()
  }
  return found
}

/** One library after the other, in the same one: whatever differs comes from the draft. */
const replay = async (
  { before, after, facts, vectors, trial }: DraftOrder,
  { createLibrary, openBot }: DraftParts,
  { at, onProgress }: { at: Date; onProgress: (progress: ImportProgress) => void },
): Promise<DraftPreview['effects']> => {
  const total = 2 * trial.questions.length
  const embed: EmbedTexts = async (texts) =>
    texts.map((text) => {
      const vector = vectors.get(text)
      if (vector === undefined) throw new Error('the vectors of the draft are not known')
      return vector
    })
  const library = createLibrary(vectors.size === 0 ? undefined : embed)
  const bot = await openBot(library, at)
  const ask = async (articles: readonly Article[], done: number) => {
    await library.replace(articles, facts)
    await library.settled()
    await bot.changed()
    return tryAll(trial, bot.treat, (asked) => onProgress({ step: 'indexing', done: done + asked, total }))
  }
  const was = await ask(before, 0)
  const is = await ask(after, trial.questions.length)
  return effectsOf(trial, was, is)
}
