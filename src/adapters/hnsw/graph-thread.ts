/** Builds a graph, or finds the one that was built of the same vectors; says the name of its file. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { emptyGraph, loadHnsw } from './module.ts'

export interface GraphOrder {
  vectors: Float32Array<SharedArrayBuffer>
  dimensions: number
  directory: string
}

/** What the files of this layout are called; another way of building needs another name. */
const NAME = /^graph-1-.*\.bin(\.tmp)?$/
const HASH_LENGTH = 24

const { vectors, dimensions, directory } = workerData as GraphOrder
const name = `graph-1-${createHash('sha256').update(vectors).digest('hex').slice(0, HASH_LENGTH)}.bin`
const file = join(directory, name)
mkdirSync(directory, { recursive: true })
if (!existsSync(file)) {
  const count = vectors.length / dimensions
  const graph = emptyGraph(loadHnsw(), dimensions, count)
  for (let place = 0; place < count; place++)
    graph.addPoint(Array.from(vectors.subarray(place * dimensions, (place + 1) * dimensions)), place)
  graph.writeIndexSync(`${file}.tmp`)
  renameSync(`${file}.tmp`, file)
}
for (const other of readdirSync(directory)) if (NAME.test(other) && other !== name) rmSync(join(directory, other))
parentPort?.postMessage(file)
