import { createRowDots } from '../lib/row-dots.ts'
import { createTopKeys } from '../lib/top.ts'
import { dot, normalised } from '../lib/vectors.ts'
import { agreementOf } from './agreement.ts'
import { coverage, fuse, fuseOne } from './fusion.ts'
import { createLexical, type Lexical } from './lexical.ts'
import type { Words } from './words.ts'

/** Passages nearest by meaning, and best by words, that are looked at closer. */
const NEAR = 64
const BY_WORDS = 16
/** So many vectors must speak before their mean is subtracted in full. */
const MEAN_PRIOR = 20
/** A passage that lies near everything is found for everything: this share of the mean cosine with so many neighbours is taken off. */
const HUB_SHARE = 0.3
const HUB_NEIGHBOURS = 10
/** Weight of a single passage's words beside its cosine. */
const WORDS_ALONE = 0.04
/** Hubs are not looked for in larger pools: it takes time in the square of the number of passages. */
const LARGEST_WITH_HUBS = 10_000
/** What the cube of the cosine with a passage that stands further up takes off, so that five hits are not one text five times. */
const REPEATED = 0.2

export interface PoolPassage {
  text: string
  vector: Float32Array
  /** What it is about; passages with the same one speak for each other. */
  intent?: string
}

export interface PoolHit {
  passage: number
  /** 0 to 1, never rising along the list. */
  score: number
}

export interface PoolQuery {
  text: string
  vector: Float32Array
}

export interface Pool {
  /** Hits of each query, best first. A passage that reads exactly like the query stands first and is no evidence for any other. */
  search(queries: readonly PoolQuery[], top: number): PoolHit[][]
}

/**
 * Passages that stay as they are, searched exactly and by the same evidence as articles are. Where passages have intents, each intent
 * comes first with its best passage, as an article takes one place in the library's hits; what is left follows.
 */
export const createPool = async (passages: readonly PoolPassage[], words: Words): Promise<Pool> => {
  if (passages.length === 0) return { search: (queries) => queries.map(() => []) }
  const centre = centring(passages.map(({ vector }) => vector))
  const rows = passages.map(({ vector }) => centre(vector))
  const cosinesOf = createRowDots(rows)
  const lexical = await lexicalOf(passages, words)
  const groups = groupsOf(passages)
  const grouped = new Set(groups).size < passages.length
  const hubs = grouped ? undefined : hubness(rows, cosinesOf)
  return {
    search: (queries, top) =>
      queries.map(({ text, vector }) => {
        const { scores, ideal } = lexical.score(text)
        const [cosines] = cosinesOf([centre(vector)])
        const seen: Seen = {
          cosines: cosines as Float32Array,
          shares: scores.slice(0, passages.length).map((score) => coverage(score, ideal)),
          same: new Set(passages.flatMap((passage, i) => (passage.text === text ? [i] : []))),
        }
        const others = top - seen.same.size
        const found = hubs ? byThemselves(seen, hubs, rows, others) : byGroups(seen, groups, rows, others)
        return [...Array.from(seen.same, (passage) => ({ passage, score: 1 })), ...found].slice(0, top)
      }),
  }
}

const lexicalOf = async (passages: readonly PoolPassage[], words: Words): Promise<Lexical> => {
  const lexical = createLexical(words)
  lexical.turn(
    passages.map(({ text }) => lexical.append(text)),
    [],
  )
  await lexical.pack()
  return lexical
}

/** What one query says about every passage. */
interface Seen {
  cosines: Float32Array
  /** Share of the query's words. */
  shares: Float32Array
  same: ReadonlySet<number>
}

type Cosines = ReturnType<typeof createRowDots>

const centring = (vectors: readonly Float32Array[]): ((vector: Float32Array) => Float32Array) => {
  const mean = new Float64Array(vectors[0]?.length ?? 0)
  for (const vector of vectors)
    for (let i = 0; i < mean.length; i++)
      mean[i] = (mean[i] as number) + (vector[i] as number) / (vectors.length + MEAN_PRIOR)
  return (vector) => normalised(vector.map((x, i) => x - (mean[i] as number)))
}

const groupsOf = (passages: readonly PoolPassage[]): number[] => {
  const known = new Map<string, number>()
  return passages.map(({ intent }, i) => {
    const key = intent === undefined ? `passage ${i}` : `intent ${intent}`
    const group = known.get(key) ?? known.size
    known.set(key, group)
    return group
  })
}

const hubness = (rows: readonly Float32Array[], cosinesOf: Cosines): Float32Array => {
  const hubs = new Float32Array(rows.length)
  if (rows.length > LARGEST_WITH_HUBS) return hubs
  for (const [i, row] of rows.entries()) {
    const [cosines] = cosinesOf([row])
    const near = nearest(cosines as Float32Array, HUB_NEIGHBOURS, new Set([i]))
    const sum = near.reduce((total, other) => total + (cosines?.[other] as number), 0)
    hubs[i] = near.length === 0 ? 0 : sum / near.length
  }
  return hubs
}

const nearest = (scores: Float32Array, count: number, without: ReadonlySet<number>): number[] => {
  const best = createTopKeys(count)
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number
    if (score >= best.least() && !without.has(i)) best.offer(i, score)
  }
  return best.keys().sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
}

/** Each passage for itself: what says the same as a hit above it steps back (maximal marginal relevance, Carbonell and Goldstein 1998). */
const byThemselves = (
  { cosines, shares, same }: Seen,
  hubs: Float32Array,
  rows: readonly Float32Array[],
  top: number,
): PoolHit[] => {
  const candidates = new Set([...nearest(cosines, Math.max(NEAR, top), same), ...nearest(shares, BY_WORDS, same)])
  const left = new Map<number, number>()
  for (const i of candidates)
    left.set(i, (cosines[i] as number) + WORDS_ALONE * (shares[i] as number) - HUB_SHARE * (hubs[i] as number))
  const hits: PoolHit[] = []
  let score = 1
  while (hits.length < top && left.size > 0) {
    const [passage] = [...left].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a))
    left.delete(passage)
    score = Math.min(score, fuseOne(shares[passage] as number, cosines[passage]))
    hits.push({ passage, score })
    for (const [i, value] of left) {
      const alike = Math.max(0, dot(rows[passage] as Float32Array, 0, rows[i] as Float32Array))
      left.set(i, value - REPEATED * alike ** 3)
    }
  }
  return hits
}

const byGroups = (
  { cosines, shares, same }: Seen,
  groups: readonly number[],
  rows: readonly Float32Array[],
  top: number,
): PoolHit[] => {
  const near = nearest(cosines, NEAR, same)
  const agreement = agreementOf(
    near.map((i) => groups[i] as number),
    near.map((i) => cosines[i] as number),
    between(near.map((i) => rows[i] as Float32Array)),
  )
  const own = (i: number): number => fuseOne(shares[i] as number, cosines[i])
  const members = new Map<number, number[]>()
  for (const i of [...near, ...nearest(shares, BY_WORDS, same)]) members.set(groups[i] as number, [])
  for (const [i, group] of groups.entries()) if (!same.has(i)) members.get(group)?.push(i)
  const ranked = [...members].map(([group, passages]) => ({
    passages: passages.sort((a, b) => own(b) - own(a) || a - b),
    score: fuse(
      Math.max(...passages.map((i) => shares[i] as number)),
      passages.map((i) => cosines[i] as number).sort((a, b) => b - a),
      agreement?.get(group) ?? 0,
    ),
  }))
  ranked.sort((a, b) => b.score - a.score || (a.passages[0] as number) - (b.passages[0] as number))
  const hits: PoolHit[] = []
  let least = 1
  for (let round = 0; hits.length < top && ranked.some(({ passages }) => passages.length > round); round++)
    for (const { passages, score } of ranked) {
      const passage = passages[round]
      if (passage === undefined) continue
      const best = own(passages[0] as number)
      least = Math.min(least, best === 0 ? score : score * (own(passage) / best))
      hits.push({ passage, score: least })
    }
  return hits.slice(0, top)
}

const between = (rows: readonly Float32Array[]): Float64Array => {
  const cosines = new Float64Array(rows.length ** 2)
  for (const [i, row] of rows.entries())
    for (let j = 0; j <= i; j++) {
      const cosine = dot(row, 0, rows[j] as Float32Array)
      cosines[i * rows.length + j] = cosine
      cosines[j * rows.length + i] = cosine
    }
  return cosines
}
