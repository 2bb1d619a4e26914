import type { CreateVectorIndex, VectorIndex } from '../../ports/vector-index.ts'
import { createHnswIndex, type HnswModule, loadHnsw } from './index.ts'

export interface ChosenVectorIndex {
  create: CreateVectorIndex
  kind: VectorIndex['kind']
  /** Why it is the fallback, and what to do. */
  reason?: string
}

/** HNSW where its native module loads and works, else the fallback with one line that says why and how to mend it. */
export const chooseVectorIndex = (
  fallback: CreateVectorIndex,
  load: () => HnswModule = loadHnsw,
): ChosenVectorIndex => {
  try {
    const create = createHnswIndex(load())
    create(1, 1).add(0, Float32Array.of(1))
    return { create, kind: 'hnsw' }
  } catch (error) {
    const why = (error as Error).message.split('\n')[0]
    return {
      create: fallback,
      kind: 'flat',
      reason: `vector search scans all passages, because hnswlib-node does not load (${why}): run \`npm ci\` again where there is a C++ compiler (or \`npm rebuild hnswlib-node\` if its install script was blocked)`,
    }
  }
}
