import { createBreathe } from '../lib/breathe.ts'
import type { VectorRows } from '../lib/vector-rows.ts'
import type { VectorGraph, VectorGraphs } from '../ports/vector-index.ts'

/** Rows beside the graph that are multiplied one by one; with more, another graph is built. */
const MOST_BESIDE = 5_000
/** Rows between looks at the clock. */
const STRIDE = 32

/** The rows as they are when a graph is built of them. */
export interface GraphRows {
  rows: VectorRows
  /** 1 for each that counts, and how many these are. */
  counts: Uint8Array
  embedded: number
  mean: Float64Array
  inverseNorms: Float32Array
}

/** A graph of rows that come and go: it stays as it was built, rows that came later stand beside it, and it is built anew aside when they are many. */
export interface RowGraph {
  covers(row: number): boolean
  /** Rows of the graph near to a centred query; undefined where there is no graph, or too many rows stand beside it. */
  near(query: Float32Array, k: number, allowed: { flags: Uint8Array; beside: number }): number[] | undefined
  /** The row has another vector from now on, or none. */
  free(row: number): void
  /** Told of every change: builds one when that is due. */
  changed(state: GraphRows): void
}

interface Built {
  graph: VectorGraph
  /** Row of each place in the graph. */
  rowAt: Int32Array
  /** 1 for each row whose vector is the one in the graph. */
  covers: Uint8Array
}

/** `ready` is called when other rows are covered. A graph that cannot be built is tried again with the next change. */
export const createRowGraph = (graphs: VectorGraphs | undefined, ready: () => void): RowGraph => {
  let current: Built | undefined
  let covered = 0
  let building = false
  let discarded = false
  let freed = new Set<number>()

  const build = async (
    made: VectorGraphs,
    { rows, counts, embedded, mean, inverseNorms }: GraphRows,
  ): Promise<void> => {
    freed = new Set()
    const list = Int32Array.from({ length: embedded })
    for (let row = 0, place = 0; row < counts.length; row++) if (counts[row] === 1) list[place++] = row
    const vectors = new Float32Array(
      new SharedArrayBuffer(list.length * rows.dimensions * Float32Array.BYTES_PER_ELEMENT),
    )
    const breathe = createBreathe()
    for (const [place, row] of list.entries()) {
      if (!freed.has(row)) copyCentred(rows, row, mean, inverseNorms[row] as number, vectors, place)
      if (place % STRIDE === 0) await breathe()
    }
    const graph = await made.build(vectors, rows.dimensions)
    const covers = new Uint8Array(rows.end)
    for (const row of list) covers[row] = freed.has(row) ? 0 : 1
    covered = covers.reduce((sum, flag) => sum + flag, 0)
    current = { graph, rowAt: list, covers }
    ready()
  }

  return {
    covers: (row) => current?.covers[row] === 1,
    near: (query, k, { flags, beside }) => {
      if (current === undefined || beside > MOST_BESIDE) return undefined
      const { graph, rowAt, covers } = current
      const isAllowed = (place: number): boolean => {
        const row = rowAt[place] as number
        return flags[row] === 1 && covers[row] === 1
      }
      return graph.near(query, k, isAllowed).map((place) => rowAt[place] as number)
    },
    free: (row) => {
      freed.add(row)
      if (current?.covers[row] !== 1) return
      current.covers[row] = 0
      covered--
    },
    changed: (state) => {
      if (graphs === undefined || building) return
      if (state.embedded < graphs.worthwhile) {
        current = undefined
        if (!discarded) graphs.discard().catch(() => {})
        discarded = true
        return
      }
      if (current !== undefined && state.embedded - covered <= MOST_BESIDE) return
      building = true
      discarded = false
      build(graphs, state)
        .catch(() => {})
        .finally(() => {
          building = false
        })
    },
  }
}

const copyCentred = (
  rows: VectorRows,
  row: number,
  mean: Float64Array,
  inverseNorm: number,
  to: Float32Array,
  place: number,
): void => {
  const { floats, dimensions } = rows
  const from = rows.from(row)
  for (let i = 0; i < dimensions; i++)
    to[place * dimensions + i] = ((floats[from + i] as number) - (mean[i] as number)) * inverseNorm
}
