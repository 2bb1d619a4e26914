import type { VectorGraphs } from '../../ports/vector-index.ts'
import { createGraphs } from './graphs.ts'
import { emptyGraph, type HnswModule, loadHnsw } from './module.ts'

export interface ChosenVectorIndex {
  /** Absent where vectors are compared one by one however many there are. */
  graphs?: VectorGraphs
  kind: 'hnsw' | 'flat'
  /** Why there are no graphs, and what to do. */
  reason?: string
}

/** Graphs where the native module loads and works, else one line that says why not and how to mend it. `directory`: for their files. */
export const chooseVectorIndex = (directory: string, load: () => HnswModule = loadHnsw): ChosenVectorIndex => {
  try {
    const module = load()
    emptyGraph(module, 1, 1).addPoint([1], 0)
    return { graphs: createGraphs(directory, module), kind: 'hnsw' }
  } catch (error) {
    const why = (error as Error).message.split('\n')[0]
    return {
      kind: 'flat',
      reason: `vector search compares all passages, because hnswlib-node does not load (${why}): run \`npm ci\` again where there is a C++ compiler (or \`npm rebuild hnswlib-node\` if its install script was blocked)`,
    }
  }
}
