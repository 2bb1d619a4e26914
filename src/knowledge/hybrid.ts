import { nextRound } from '../lib/breathe.ts'
import { createTopKeys } from '../lib/top.ts'
import type { CreateVectorIndex } from '../ports/vector-index.ts'
import { ANSWER_WEIGHT, coverage, fuse, fuseOne } from './fusion.ts'
import { buildLexical, type Lexical } from './lexical.ts'
import { buildSemantic, type Question, type Semantic } from './semantic.ts'
import type { Words } from './words.ts'

/** Passages asked of the vector index, and groups taken from the words, at least; with more, recall at 5 stays the same. */
const NEAR_PASSAGES = 32
const LEXICAL_GROUPS = 12
/** Most passages asked of the vector index when many groups are left out. */
const MOST_PASSAGES = 512

/** A text to be found; texts of one group, e.g. an article, stand together and count as one hit. */
export interface HybridText {
  group: number
  text: string
  kind: 'question' | 'answer'
}

export interface HybridHit {
  group: number
  /** Fused, 0 to 1. */
  score: number
  /** Index of the text that matched best. */
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
  /** Groups that must not be found. */
  without?: ReadonlySet<number>
  /** Factor on the score of a group, 0 to 1. */
  factor?: (group: number) => number
  /** Texts shown rather than others of the same group that match about as well. */
  prefer?: (text: number) => boolean
}

export interface Hybrid {
  readonly semantic: Semantic | undefined
  /** Best first; equal scores by group. */
  search(query: HybridQuery): HybridHit[]
}

/** A preferred text may match so much worse and still be the one shown. */
const PREFERENCE = 0.1

/** `vectors`: one or none per text. Texts are ordered by group, groups numbered from 0. */
export const buildHybrid = async (
  texts: readonly HybridText[],
  vectors: readonly (Float32Array | undefined)[],
  parts: { words: Words; createIndex: CreateVectorIndex },
): Promise<Hybrid> => {
  const lexical = await buildLexical(
    texts.map(({ text }) => text),
    parts.words,
  )
  await nextRound()
  const semantic = await buildSemantic(vectors, parts.createIndex)
  await nextRound()
  const groups = groupStarts(texts)
  const weights = new Float32Array(texts.length)
  const groupOf = new Int32Array(texts.length)
  for (const [i, { kind, group }] of texts.entries()) {
    weights[i] = kind === 'answer' ? ANSWER_WEIGHT : 1
    groupOf[i] = group
  }
  return { semantic, search: (query) => search(query, { lexical, semantic, groups, groupOf, weights }) }
}

interface Index {
  lexical: Lexical
  semantic: Semantic | undefined
  /** Group g has the texts `groups[g] … groups[g + 1] - 1`. */
  groups: Int32Array
  groupOf: Int32Array
  weights: Float32Array
}

const search = (query: HybridQuery, index: Index): HybridHit[] => {
  const words = index.lexical.score(query.text)
  const question = query.vector === undefined ? undefined : index.semantic?.ask(query.vector)
  const candidates = new Set<number>()
  addNearGroups(question, query, index, candidates)
  addLexicalGroups(words, query, index, candidates)
  const hits: HybridHit[] = []
  for (const group of candidates) {
    const hit = scoreGroup(group, words, question, query, index)
    if (hit.score > 0) hits.push(hit)
  }
  hits.sort((a, b) => b.score - a.score || a.group - b.group)
  return hits.slice(0, query.top)
}

const addNearGroups = (
  question: Question | undefined,
  { without, top }: HybridQuery,
  { groups, groupOf }: Index,
  candidates: Set<number>,
): void => {
  if (question === undefined) return
  let wanted = Math.max(NEAR_PASSAGES, 2 * top)
  for (const group of without ?? []) wanted += (groups[group + 1] as number) - (groups[group] as number)
  for (const text of question.near(Math.min(wanted, Math.max(MOST_PASSAGES, top)))) {
    const group = groupOf[text] as number
    if (!without?.has(group)) candidates.add(group)
  }
}

/** The groups with the best texts. Most of the thousands of texts found fall short of the last group kept, and cost one comparison. */
const addLexicalGroups = (
  { found, scores }: ReturnType<Lexical['score']>,
  { without, top }: HybridQuery,
  { groupOf, weights }: Index,
  candidates: Set<number>,
): void => {
  const ranked = createTopKeys(Math.max(LEXICAL_GROUPS, top))
  for (let i = 0; i < found.length; i++) {
    const text = found[i] as number
    const score = Math.fround((scores[text] as number) * (weights[text] as number))
    if (score < ranked.least()) continue
    const group = groupOf[text] as number
    if (!without?.has(group)) ranked.offer(group, score)
  }
  for (const group of ranked.keys()) candidates.add(group)
}

const scoreGroup = (
  group: number,
  words: ReturnType<Lexical['score']>,
  question: Question | undefined,
  query: HybridQuery,
  { groups, weights }: Index,
): HybridHit => {
  const cosines: number[] = []
  let lexical = 0
  let shown = {
    text: groups[group] as number,
    score: Number.NEGATIVE_INFINITY,
    cosine: undefined as number | undefined,
  }
  for (let text = groups[group] as number; text < (groups[group + 1] as number); text++) {
    const share = coverage((words.scores[text] as number) * (weights[text] as number), words.ideal)
    lexical = Math.max(lexical, share)
    const cosine = question?.cosine(text)
    if (cosine !== undefined) cosines.push(cosine)
    const score = fuseOne(share, cosine) + (query.prefer?.(text) ? PREFERENCE : 0)
    if (score > shown.score) shown = { text, score, cosine }
  }
  cosines.sort((a, b) => b - a)
  return {
    group,
    score: fuse(lexical, cosines) * (query.factor?.(group) ?? 1),
    text: shown.text,
    lexical: words.scores[shown.text] as number,
    ...(shown.cosine === undefined ? {} : { semantic: shown.cosine }),
  }
}

const groupStarts = (texts: readonly HybridText[]): Int32Array => {
  const count = (texts.at(-1)?.group ?? -1) + 1
  const starts = new Int32Array(count + 1)
  for (const { group } of texts) starts[group + 1] = (starts[group + 1] as number) + 1
  for (let group = 0; group < count; group++)
    starts[group + 1] = (starts[group + 1] as number) + (starts[group] as number)
  return starts
}
