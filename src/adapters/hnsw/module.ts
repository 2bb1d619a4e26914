import { createRequire } from 'node:module'

/** Links of a vector in the graph. */
const LINKS = 16
/** Candidates while building. */
const BUILD_CANDIDATES = 200
/** The graph's random levels: the same vectors give the same graph. */
const SEED = 100

export interface Graph {
  initIndex(options: { maxElements: number; m: number; efConstruction: number; randomSeed: number }): void
  setEf(ef: number): void
  addPoint(vector: number[], place: number): void
  searchKnn(vector: number[], k: number, allowed?: (place: number) => boolean): { neighbors: number[] }
  getCurrentCount(): number
  readIndex(file: string): Promise<boolean>
  writeIndexSync(file: string): void
}

export interface HnswModule {
  HierarchicalNSW: new (space: 'ip', dimensions: number) => Graph
}

/** The native module; throws where it was not built for this machine. */
export const loadHnsw = (): HnswModule => createRequire(import.meta.url)('hnswlib-node') as HnswModule

/** Hierarchical navigable small worlds (Malkov and Yashunin 2018), inner product over vectors of norm 1. */
export const emptyGraph = ({ HierarchicalNSW }: HnswModule, dimensions: number, capacity: number): Graph => {
  const graph = new HierarchicalNSW('ip', dimensions)
  graph.initIndex({
    maxElements: Math.max(1, capacity),
    m: LINKS,
    efConstruction: BUILD_CANDIDATES,
    randomSeed: SEED,
  })
  return graph
}
