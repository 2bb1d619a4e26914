import { createTopKeys } from '../lib/top.ts'
import { type Agreement, agreementOf } from './agreement.ts'
import { coverage, fuse, fuseOne } from './fusion.ts'
import type { Lexical, WordScores } from './lexical.ts'
import type { Question, Semantic } from './semantic.ts'

/** Passages near the query, and groups taken from the words, at least; with more, recall at 5 stays the same. */
const NEAR_PASSAGES = 32
const LEXICAL_GROUPS = 12
/** Nearest passages that are asked what they say together. */
const AGREEING = 32
/** A preferred text may match so much worse and still be the one shown. */
const PREFERENCE = 0.1

export interface HybridHit {
  group: number
  /** Fused, 0 to 1. */
  score: number
  /** The text that matched best. */
  text: number
  /** BM25 of that text. */
  lexical: number
  /** Its cosine. */
  semantic?: number
}

export interface HybridQuery {
  text: string
  vector?: Float32Array
  top: number
  /** 1 for each group that may be found; those taken off must be 0. All by default. The same array again is cheaper. */
  allowed?: Uint8Array
  /** Factor on the score of a group, 0 to 1. */
  factor?: (group: number) => number
  /** Texts shown rather than others of the same group that match about as well. */
  prefer?: (text: number) => boolean
}

/** What is searched: by group its texts and whether it is found at all, by text its group and the weight of its words. */
export interface HybridIndex {
  lexical: Lexical
  semantic: Semantic
  textsOf(group: number): readonly [from: number, to: number]
  groupOf: Int32Array
  weights: Float32Array
  live: Uint8Array
  /** Groups in the order that decides between equal scores, and the place of each in it. */
  order: Int32Array
  position: Int32Array
}

/** What the words of a query find: half of a search, for which no vector is needed. Valid until the index changes. */
export interface WordsAsked extends Pick<WordScores, 'of' | 'ideal'> {
  /** The groups with the best texts. */
  groups: number[]
  allowed: Uint8Array
  top: number
}

export const askWords = (query: Pick<HybridQuery, 'text' | 'top' | 'allowed'>, index: HybridIndex): WordsAsked => {
  const { text, top, allowed = index.live } = query
  const { found, scores, of, ideal } = index.lexical.score(text)
  const groups = bestGroups({ found, scores }, Math.max(LEXICAL_GROUPS, top), allowed, index)
  return { of, ideal, groups, allowed, top }
}

/** Filters come first: what is not allowed takes no place among the nearest or the best by words. `words`: of this query, asked before. */
export const searchHybrid = (
  query: HybridQuery,
  index: HybridIndex,
  words: WordsAsked = askWords(query, index),
): HybridHit[] => {
  const { allowed } = words
  const question = query.vector === undefined ? undefined : index.semantic.ask(query.vector)
  const near = question?.near(Math.max(NEAR_PASSAGES, 2 * query.top), allowed) ?? []
  const candidates = new Set(near.map((text) => index.groupOf[text] as number))
  for (const group of words.groups) candidates.add(group)
  const agreement = agreementOfNear(question, near.slice(0, AGREEING), index)
  const hits: HybridHit[] = []
  const texts = [...candidates].flatMap((group) => textsFrom(index.textsOf(group)))
  const cosines = question?.cosines(texts)
  let first = 0
  for (const group of candidates) {
    const hit = scoreGroup(group, words, cosines?.subarray(first), agreement, query, index)
    const [from, to] = index.textsOf(group)
    first += to - from
    if (hit.score > 0) hits.push(hit)
  }
  const { position } = index
  hits.sort((a, b) => b.score - a.score || (position[a.group] as number) - (position[b.group] as number))
  return hits.slice(0, query.top)
}

const textsFrom = ([from, to]: readonly [number, number]): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i)

const agreementOfNear = (
  question: Question | undefined,
  near: readonly number[],
  { semantic, groupOf }: HybridIndex,
): Agreement =>
  question === undefined
    ? undefined
    : agreementOf(
        near.map((text) => groupOf[text] as number),
        question.cosines(near),
        semantic.between(near),
      )

/** The groups with the best texts. Most of the thousands of texts found fall short of the last group kept, and cost one comparison. */
const bestGroups = (
  { found, scores }: Pick<WordScores, 'found' | 'scores'>,
  most: number,
  allowed: Uint8Array,
  { groupOf, weights, order, position }: HybridIndex,
): number[] => {
  const ranked = createTopKeys(most)
  for (let i = 0; i < found.length; i++) {
    const text = found[i] as number
    const score = Math.fround((scores[text] as number) * (weights[text] as number))
    if (score < ranked.least()) continue
    const group = groupOf[text] as number
    if (allowed[group] === 1) ranked.offer(position[group] as number, score)
  }
  return ranked.keys().map((place) => order[place] as number)
}

const scoreGroup = (
  group: number,
  words: WordsAsked,
  /** Of its texts, and of others after them; absent without a vector. */
  near: Float64Array | undefined,
  agreement: Agreement,
  query: HybridQuery,
  { textsOf, weights }: HybridIndex,
): HybridHit => {
  const [from, to] = textsOf(group)
  const cosines: number[] = []
  let lexical = 0
  let shown = { text: from, score: Number.NEGATIVE_INFINITY, cosine: undefined as number | undefined }
  for (let text = from; text < to; text++) {
    const share = coverage(words.of(text) * (weights[text] as number), words.ideal)
    lexical = Math.max(lexical, share)
    const cosine = known(near?.[text - from])
    if (cosine !== undefined) cosines.push(cosine)
    const score = fuseOne(share, cosine) + (query.prefer?.(text) ? PREFERENCE : 0)
    if (score > shown.score) shown = { text, score, cosine }
  }
  cosines.sort((a, b) => b - a)
  return {
    group,
    score:
      fuse(lexical, cosines, agreement === undefined ? undefined : (agreement.get(group) ?? 0)) *
      (query.factor?.(group) ?? 1),
    text: shown.text,
    lexical: words.of(shown.text),
    ...(shown.cosine === undefined ? {} : { semantic: shown.cosine }),
  }
}

const known = (cosine: number | undefined): number | undefined =>
  cosine === undefined || Number.isNaN(cosine) ? undefined : cosine
