import { LRUCache } from 'lru-cache'
import { createBreathe, nextRound } from '../lib/breathe.ts'
import { grown } from '../lib/growing.ts'
import type { VectorGraphs } from '../ports/vector-index.ts'
import { ANSWER_WEIGHT } from './fusion.ts'
import {
  askWords,
  type HybridHit,
  type HybridIndex,
  type HybridQuery,
  searchHybrid,
  type WordsAsked,
} from './hybrid-search.ts'
import { createLexical } from './lexical.ts'
import { createSemantic } from './semantic.ts'
import type { Words } from './words.ts'

/** A text to be found. */
export interface HybridText {
  text: string
  kind: 'question' | 'answer'
}

/** What `turn` brings about. */
export interface HybridTurn {
  /** All groups that can be found from then on; equal scores in this order. */
  groups: readonly number[]
  /** Vectors of texts that have none yet. */
  vectors?: Iterable<readonly [text: number, vector: Float32Array]>
  /** Asked before anything is changed. */
  stale?: () => boolean
  /** Called at the same moment, so that nobody sees the one without the other. */
  put?: () => void
}

/**
 * Texts found by their words and by their meaning. Texts of one group, e.g. an article, stand together and count as one hit. Groups come
 * and go one by one, and what is found, with its scores, is what an index made afresh of the same groups would find.
 */
export interface Hybrid {
  /** Texts that can be found and have a vector. */
  readonly embedded: number
  /** Groups that were taken off and still take up room, and all there are. */
  readonly dead: number
  readonly groups: number
  /** Adds a group, which is not found before `turn`; returns its number, from 0 on. Its texts are numbered on from those before it. */
  append(texts: readonly HybridText[]): number
  /** Texts of a group: the first, and the one after the last. */
  textsOf(group: number): readonly [from: number, to: number]
  /** See `Semantic`. */
  vectorOf(text: number): Float32Array | undefined
  /** Once, after the first groups were added and before the first turn; in slices. */
  pack(): Promise<void>
  /** Prepares in slices and then changes at once what can be found; false when it was stale. One at a time. */
  turn(turn: HybridTurn): Promise<boolean>
  /** Best first; equal scores in the order of the groups. */
  search(query: HybridQuery): HybridHit[]
  /** Looks up the words of a query that will be searched once its vector is there; what is found is the same. */
  prepare(query: Pick<HybridQuery, 'text' | 'top' | 'allowed'>): void
}

/** Texts of the first groups that are turned on at a time. */
const FIRST_TEXTS = 2_048
/** Queries in the air whose words were looked up. */
const MOST_AHEAD = 64
const WEIGHTS = Float32Array.of(1, ANSWER_WEIGHT)

export const createHybrid = (words: Words, graphs?: VectorGraphs): Hybrid => {
  const lexical = createLexical(words)
  const semantic = createSemantic((text) => groupOf[text] as number, graphs)
  let starts = new Int32Array(1)
  let groupOf = new Int32Array(0)
  let weights = new Float32Array(0)
  let live = new Uint8Array(0)
  let order: Int32Array = new Int32Array(0)
  let position = new Int32Array(0)
  let groups = 0
  let appended = 0
  let turned = 0

  const asked = new LRUCache<string, WordsAsked>({ max: MOST_AHEAD })
  const index = (): HybridIndex => ({ lexical, semantic, textsOf, groupOf, weights, live, order, position })

  const textsOf = (group: number): readonly [number, number] => [starts[group] as number, starts[group + 1] as number]
  const textsOfAll = (list: readonly number[]): number[] =>
    list.flatMap((group) => {
      const [from, to] = textsOf(group)
      return Array.from({ length: to - from }, (_, i) => from + i)
    })

  return {
    get embedded() {
      return semantic.embedded
    },
    get dead() {
      return turned - order.length
    },
    get groups() {
      return groups
    },
    textsOf,
    vectorOf: semantic.vectorOf,
    append: (texts) => {
      const group = groups++
      starts = grown(starts, groups + 1)
      groupOf = grown(groupOf, appended + texts.length)
      weights = grown(weights, appended + texts.length)
      for (const { text, kind } of texts) {
        const at = lexical.append(text)
        groupOf[at] = group
        weights[at] = WEIGHTS[kind === 'answer' ? 1 : 0] as number
      }
      appended += texts.length
      starts[groups] = appended
      return group
    },
    pack: lexical.pack,
    turn: async ({ groups: next, vectors = [], stale = () => false, put = () => {} }) => {
      const breathe = createBreathe()
      const wanted = new Uint8Array(groups)
      for (const group of next) wanted[group] = 1
      const on = textsOfAll(next.filter((group) => live[group] !== 1))
      const off = textsOfAll([...order].filter((group) => wanted[group] !== 1))
      const learnt: number[] = []
      for (const [text, vector] of vectors) {
        semantic.set(text, vector)
        learnt.push(text)
        await breathe()
      }
      await nextRound()
      const setVectors = await semantic.turn([...on, ...learnt], off)
      // Nobody sees the first groups before they are all there.
      if (order.length === 0)
        while (on.length > 0) {
          lexical.turn(on.splice(-FIRST_TEXTS), [])
          await breathe()
        }
      if (stale()) return false
      lexical.turn(on, off)
      asked.clear()
      setVectors()
      live = wanted
      order = Int32Array.from(next)
      position = new Int32Array(groups)
      for (const [i, group] of next.entries()) position[group] = i
      turned = groups
      put()
      return true
    },
    search: (query) => {
      const words = asked.get(query.text)
      const isOurs = words?.allowed === (query.allowed ?? live) && words.top === query.top
      return searchHybrid(query, index(), isOurs ? words : undefined)
    },
    prepare: (query) => {
      asked.set(query.text, askWords(query, index()))
    },
  }
}

/** A search over texts that stay as they are. `vectors`: one or none per text; texts stand by group, groups are numbered from 0. */
export const buildHybrid = async (
  texts: readonly (HybridText & { group: number })[],
  vectors: readonly (Float32Array | undefined)[],
  { words }: { words: Words },
): Promise<Pick<Hybrid, 'search'>> => {
  const hybrid = createHybrid(words)
  const breathe = createBreathe()
  for (let from = 0, to = 0; from < texts.length; from = to) {
    while (texts[to]?.group === texts[from]?.group) to++
    hybrid.append(texts.slice(from, to))
    await breathe()
  }
  await hybrid.pack()
  const known = vectors.flatMap((vector, text) => (vector === undefined ? [] : [[text, vector] as const]))
  await hybrid.turn({ groups: Array.from({ length: hybrid.groups }, (_, group) => group), vectors: known })
  return hybrid
}
