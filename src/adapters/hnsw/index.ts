import { createRequire } from 'node:module'
import { normalised } from '../../lib/vectors.ts'
import type { CreateVectorIndex } from '../../ports/vector-index.ts'

/** Links of a vector in the graph. */
const LINKS = 16
/** Candidates while building, and while searching. */
const BUILD_CANDIDATES = 100
const SEARCH_CANDIDATES = 64
/** The graph's random levels: the same vectors give the same graph. */
const SEED = 100

interface Graph {
  initIndex(options: { maxElements: number; m: number; efConstruction: number; randomSeed: number }): void
  setEf(ef: number): void
  addPoint(vector: number[], id: number): void
  markDelete(id: number): void
  unmarkDelete(id: number): void
  searchKnn(vector: number[], k: number): { distances: number[]; neighbors: number[] }
}

export interface HnswModule {
  HierarchicalNSW: new (space: 'ip', dimensions: number) => Graph
}

/** The native module; throws where it was not built for this machine. */
export const loadHnsw = (): HnswModule => createRequire(import.meta.url)('hnswlib-node') as HnswModule

/** Hierarchical navigable small worlds (Malkov and Yashunin 2018), inner product over normalised vectors. */
export const createHnswIndex =
  ({ HierarchicalNSW }: HnswModule): CreateVectorIndex =>
  (dimensions, capacity) => {
    const graph = new HierarchicalNSW('ip', dimensions)
    graph.initIndex({
      maxElements: Math.max(1, capacity),
      m: LINKS,
      efConstruction: BUILD_CANDIDATES,
      randomSeed: SEED,
    })
    const ids = new Set<number>()
    const removed = new Set<number>()
    return {
      kind: 'hnsw',
      get size() {
        return ids.size
      },
      add: (id, vector) => {
        if (vector.length !== dimensions)
          throw new Error(`vector of id ${id} has ${vector.length} numbers: ${dimensions} are needed`)
        if (removed.delete(id)) graph.unmarkDelete(id)
        graph.addPoint(Array.from(normalised(vector)), id)
        ids.add(id)
      },
      remove: (id) => {
        if (!ids.delete(id)) return
        graph.markDelete(id)
        removed.add(id)
      },
      search: (vector, k) => {
        const wanted = Math.min(k, ids.size)
        if (wanted === 0) return []
        graph.setEf(Math.max(SEARCH_CANDIDATES, wanted))
        const { neighbors, distances } = graph.searchKnn(Array.from(normalised(vector)), wanted)
        return neighbors.map((id, i) => ({ id, score: 1 - (distances[i] ?? 1) }))
      },
    }
  }
