import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startThread } from '../../lib/thread.ts'
import type { VectorGraph, VectorGraphs } from '../../ports/vector-index.ts'
import type { GraphOrder } from './graph-thread.ts'
import { type HnswModule, loadHnsw } from './module.ts'

/** Candidates while searching. */
const SEARCH_CANDIDATES = 96
/**
 * Below, comparing the signs of all vectors takes half a millisecond and no memory to speak of, while a graph takes as much as the
 * vectors themselves (bench/graph.ts).
 */
const WORTHWHILE = 100_000
/** Of all files of graphs, whatever their layout. */
const GRAPH = /^graph-.*\.bin(\.tmp)?$/

/** Graphs in `directory`, built in a thread of their own; the newest is kept there. Rejects where the native module does not work. */
export const createGraphs = (directory: string, module: HnswModule = loadHnsw()): VectorGraphs => ({
  worthwhile: WORTHWHILE,
  build: async (vectors, dimensions) => {
    const order: GraphOrder = { vectors, dimensions, directory }
    const count = vectors.length / dimensions
    const file = await built(order)
    const graph = await read(module, file, dimensions, count)
    if (graph !== undefined) return graph
    await rm(file, { force: true })
    const again = await read(module, await built(order), dimensions, count)
    if (again === undefined) throw new Error(`the graph of vectors in ${file} cannot be read back: is the disk sound?`)
    return again
  },
  discard: async () => {
    const names = await readdir(directory).catch(() => [])
    for (const name of names) if (GRAPH.test(name)) await rm(join(directory, name), { force: true })
  },
})

const built = (order: GraphOrder): Promise<string> =>
  new Promise((resolve, reject) => {
    const thread = startThread('graph-thread', import.meta.url, { workerData: order })
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', () => reject(new Error('the thread that builds the graph of vectors ended')))
    thread.unref()
  })

const read = async (
  { HierarchicalNSW }: HnswModule,
  file: string,
  dimensions: number,
  count: number,
): Promise<VectorGraph | undefined> => {
  const graph = new HierarchicalNSW('ip', dimensions)
  const whole = await graph.readIndex(file).catch(() => false)
  if (whole === false || graph.getCurrentCount() !== count) return undefined
  return {
    size: count,
    near: (vector, k, allowed) => {
      const wanted = Math.min(k, count)
      if (wanted === 0) return []
      graph.setEf(Math.max(SEARCH_CANDIDATES, wanted))
      return graph.searchKnn(Array.from(vector), wanted, allowed).neighbors
    },
  }
}
