import { createBreathe } from '../lib/breathe.ts'
import { grown } from '../lib/growing.ts'
import { createTop } from '../lib/top.ts'
import { createVectorRows, type VectorRows } from '../lib/vector-rows.ts'
import { norm, normalised } from '../lib/vectors.ts'
import type { VectorGraphs } from '../ports/vector-index.ts'
import { createRowGraph } from './graph.ts'
import { fewestDiffering } from './signs.ts'

/** So many vectors must speak before their mean is subtracted in full. */
const MEAN_PRIOR = 20
/** Up to so many rows every vector is multiplied; above, those whose signs differ least are. Measured: 8,000 take as long either way. */
const EXACT_ROWS = 8_000
/** Rows between looks at the clock. */
const STRIDE = 32
/** A filter that leaves fewer rows than this has them multiplied one by one. */
const FEW_ROWS = 1_000
/** A filter that leaves a smaller share is no work for a graph, which walks over what it may not give. */
const LEAST_SHARE = 0.1

/** Cosines of texts after their common mean is taken off, which all sentence vectors share and which tells nothing. Texts come and go. */
export interface Semantic {
  /** Texts that count and have a vector. */
  readonly embedded: number
  /** The vector of a text as it came from the encoder; a view that is valid until more vectors come. */
  vectorOf(text: number): Float32Array | undefined
  /** Keeps the vector of a text, once; it is found after the `turn` that names the text. */
  set(text: number, vector: Float32Array): void
  /**
   * Works out in slices what the mean, and with it every cosine, will be, and returns what makes it so at once: texts `on` that have
   * a vector count and are found, those of texts `off` are overwritten. Nothing else may be changed in between.
   */
  turn(on: Iterable<number>, off: Iterable<number>): Promise<() => void>
  /** Prepares a query; the functions given are valid for it alone. Undefined while no text has a vector. */
  ask(vector: Float32Array): Question | undefined
  /** Cosines among texts that have a vector, row by row. */
  between(texts: readonly number[]): Float64Array
}

export interface Question {
  /** Texts near the query, best first, of those whose group has a 1 in `allowed`. The same array of flags is cheaper the second time. */
  near(k: number, allowed: Uint8Array): number[]
  /** Cosines with texts, -1 to 1; NaN where one has no vector. */
  cosines(texts: readonly number[]): Float64Array
}

/** What a filter leaves: a flag by row, the rows themselves where they are few, those that no graph has, and the share of all. */
interface Allowed {
  flags: Uint8Array
  few?: number[]
  beside: number[]
  share: number
}

/** `groupOf`: the group of each text; read when it is needed, as it grows. */
export const createSemantic = (groupOf: (text: number) => number, graphs?: VectorGraphs): Semantic => {
  let rows: VectorRows | undefined
  let rowOf = new Int32Array(0)
  let textOf = new Int32Array(0)
  let state: State = {
    counts: new Uint8Array(0),
    mean: new Float64Array(0),
    inverseNorms: new Float32Array(0),
    embedded: 0,
  }
  let allowedRows = new WeakMap<Uint8Array, Allowed>()
  const graph = createRowGraph(graphs, () => {
    allowedRows = new WeakMap()
  })

  const at = (text: number): number => (rowOf[text] ?? 0) - 1

  const allowedFor = (allowed: Uint8Array): Allowed => {
    const known = allowedRows.get(allowed)
    if (known !== undefined) return known
    const flags = new Uint8Array(state.counts.length)
    const few: number[] = []
    const beside: number[] = []
    let count = 0
    for (let row = 0; row < flags.length; row++) {
      if (state.counts[row] !== 1 || allowed[groupOf(textOf[row] as number)] !== 1) continue
      flags[row] = 1
      count++
      if (!graph.covers(row)) beside.push(row)
      if (few.length <= FEW_ROWS) few.push(row)
    }
    const rest = { flags, beside, share: count / Math.max(1, state.embedded) }
    const made = few.length <= FEW_ROWS ? { ...rest, few } : rest
    allowedRows.set(allowed, made)
    return made
  }

  return {
    get embedded() {
      return state.embedded
    },
    vectorOf: (text) => {
      const row = at(text)
      if (rows === undefined || row < 0) return undefined
      return rows.floats.subarray(rows.from(row), rows.from(row) + rows.dimensions)
    },
    set: (text, vector) => {
      rows ??= createVectorRows(vector.length)
      const row = rows.add(vector)
      rowOf = grown(rowOf, text + 1)
      textOf = grown(textOf, row + 1)
      rowOf[text] = row + 1
      textOf[row] = text
    },
    turn: async (on, off) => {
      if (rows === undefined) return () => {}
      const kept = rows
      const counts = new Uint8Array(kept.end)
      counts.set(state.counts)
      const gone: number[] = []
      for (const text of on) if (at(text) >= 0) counts[at(text)] = 1
      for (const text of off)
        if (at(text) >= 0) {
          counts[at(text)] = 0
          gone.push(text)
        }
      const next = await reckon(kept, counts, rowOf)
      return () => {
        state = next
        allowedRows = new WeakMap()
        for (const text of gone) {
          graph.free(at(text))
          kept.free(at(text))
          rowOf[text] = 0
        }
        graph.changed({ rows: kept, ...next })
      }
    },
    ask: (vector) => {
      if (rows === undefined || state.embedded === 0) return undefined
      const kept = rows
      const { mean, inverseNorms } = state
      if (vector.length !== kept.dimensions)
        throw new Error(
          `the query's vector has ${vector.length} numbers: the index has ${kept.dimensions}; use the same encoder`,
        )
      const query = normalised(vector.map((x, i) => x - (mean[i] as number)))
      const offset = query.reduce((sum, x, i) => sum + x * (mean[i] as number), 0)
      // With the query centred and of norm 1 as q: cos = (v − m)·q / |v − m| = (v·q − m·q) / |v − m|, so raw vectors are enough.
      const cosine = (row: number, product: number): number => (product - offset) * (inverseNorms[row] as number)
      return {
        near: (k, allowed) => {
          const { flags, few, beside, share } = allowedFor(allowed)
          const top = createTop(k)
          if (few !== undefined || flags.length > EXACT_ROWS) {
            const linked = share < LEAST_SHARE ? undefined : graph.near(query, k, { flags, beside: beside.length })
            const some =
              few ??
              (linked === undefined
                ? fewestDiffering(kept.differing(query), { flags, most: kept.dimensions }, k)
                : [...linked, ...beside])
            const products = kept.listed(query, some)
            for (const [i, row] of some.entries()) top.offer(textOf[row] as number, cosine(row, products[i] as number))
          } else {
            const products = kept.dots(query)
            for (let row = 0; row < flags.length; row++)
              if (flags[row] === 1) top.offer(textOf[row] as number, cosine(row, products[row] as number))
          }
          return top.best().map(({ id }) => id)
        },
        cosines: (texts) => {
          const cosines = new Float64Array(texts.length).fill(Number.NaN)
          const known = [...texts.keys()].filter((i) => state.counts[at(texts[i] as number)] === 1)
          const list = known.map((i) => at(texts[i] as number))
          const products = kept.listed(query, list)
          for (const [n, i] of known.entries()) cosines[i] = cosine(list[n] as number, products[n] as number)
          return cosines
        },
      }
    },
    between: (texts) => {
      if (rows === undefined) return new Float64Array(0)
      const { mean, inverseNorms } = state
      const n = texts.length
      const list = texts.map(at)
      const products = rows.among(list)
      const ofMean = rows.listed(Float32Array.from(mean), list)
      const length = mean.reduce((sum, x) => sum + x * x, 0)
      // (a − m)·(b − m) = a·b − m·a − m·b + m·m, over both lengths.
      return Float64Array.from(products, (product, i) => {
        const [a, b] = [Math.floor(i / n), i % n]
        const centred = product - (ofMean[a] as number) - (ofMean[b] as number) + length
        return centred * (inverseNorms[list[a] as number] as number) * (inverseNorms[list[b] as number] as number)
      })
    },
  }
}

interface State {
  /** 1 for each row that counts. */
  counts: Uint8Array
  mean: Float64Array
  /** One over the length of each row less the mean. */
  inverseNorms: Float32Array
  embedded: number
}

/** In the order of the texts, so that sums round alike however the vectors came. */
const reckon = async (rows: VectorRows, counts: Uint8Array, rowOf: Int32Array): Promise<State> => {
  const { dimensions } = rows
  const breathe = createBreathe()
  let embedded = 0
  for (const flag of counts) embedded += flag
  const mean = new Float64Array(dimensions)
  const share = embedded + MEAN_PRIOR
  for (let text = 0; text < rowOf.length; text += STRIDE) {
    for (let i = text; i < Math.min(rowOf.length, text + STRIDE); i++)
      addRow(mean, rows, rowAt(rowOf, i, counts), share)
    await breathe()
  }
  const inverseNorms = new Float32Array(counts.length)
  const centred = new Float32Array(dimensions)
  const signed = counts.length > EXACT_ROWS
  for (let row = 0; row < counts.length; row += STRIDE) {
    for (let i = row; i < Math.min(counts.length, row + STRIDE); i++) {
      if (counts[i] !== 1) continue
      inverseNorms[i] = inverseNorm(rows, i, mean, centred)
      if (signed) rows.sign(i, centred)
    }
    await breathe()
  }
  return { counts, mean, inverseNorms, embedded }
}

const rowAt = (rowOf: Int32Array, text: number, counts: Uint8Array): number => {
  const row = (rowOf[text] as number) - 1
  return row >= 0 && counts[row] === 1 ? row : -1
}

// Functions of their own: after each pause of an asynchronous one its loops begin anew in the interpreter.

const addRow = (mean: Float64Array, rows: VectorRows, row: number, share: number): void => {
  if (row < 0) return
  const { floats } = rows
  const from = rows.from(row)
  for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + (floats[from + i] as number) / share
}

/** Leaves the row less the mean in `centred`. */
const inverseNorm = (rows: VectorRows, row: number, mean: Float64Array, centred: Float32Array): number => {
  const { floats } = rows
  const from = rows.from(row)
  for (let i = 0; i < mean.length; i++) centred[i] = (floats[from + i] as number) - (mean[i] as number)
  const length = norm(centred)
  return length === 0 ? 0 : 1 / length
}
