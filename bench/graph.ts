import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGraphs } from '../src/adapters/hnsw/graphs.ts'
import { dequantise, readVectorCache } from '../src/adapters/onnx/vector-file.ts'
import { fewestDiffering } from '../src/knowledge/signs.ts'
import { createRandom } from '../src/lib/random.ts'
import { createTop } from '../src/lib/top.ts'
import { createVectorRows } from '../src/lib/vector-rows.ts'
import { normalised } from '../src/lib/vectors.ts'
import { near } from './large-shop.ts'
import { quantile, round } from './product.ts'

/**
 * Ten nearest of real embeddings with noise: comparing signs and walking a graph, against multiplying all. One in ten of the real vectors is
 * held back as queries. Usage: tsx bench/graph.ts [vectors]
 */
const [count = 100_000] = process.argv.slice(2).map(Number)
const QUERIES = 200
const NEAREST = 10
const HELD = 10
const DIMENSIONS = 384

const random = createRandom(3)
const real = readVectorCache('models/starter/vectors.bin').entries.map(({ components }) => dequantise(components))
const mean = new Float64Array(DIMENSIONS)
for (const vector of real) for (const [i, x] of vector.entries()) mean[i] = (mean[i] as number) + x / real.length
const centred = (vector: Float32Array): Float32Array => normalised(vector.map((x, i) => x - (mean[i] as number)))
const kept = real.filter((_, i) => i % HELD !== 0)
const queries = real.flatMap((vector, i) => (i % HELD === 0 ? [centred(vector)] : [])).slice(0, QUERIES)
const rows = createVectorRows(DIMENSIONS)
const all = new Float32Array(new SharedArrayBuffer(count * DIMENSIONS * 4))
for (let i = 0; i < count; i++) {
  const one = kept[i % kept.length] as Float32Array
  const vector = centred(i < kept.length ? one : near(one, random))
  all.set(vector, i * DIMENSIONS)
  rows.sign(rows.add(vector), vector)
}
const flags = new Uint8Array(count).fill(1)
const best = (some: Iterable<readonly [number, number]>): number[] => {
  const top = createTop(NEAREST)
  for (const [row, score] of some) top.offer(row, score)
  return top.best().map(({ id }) => id)
}
// The thread that builds does not keep a process alive.
const alive = setInterval(() => {}, 1_000)
const directory = await mkdtemp(join(tmpdir(), 'tabdesk-bench-'))
const started = performance.now()
const graph = await createGraphs(directory).build(all, DIMENSIONS)
const buildSeconds = round((performance.now() - started) / 1_000, 1)
const again = performance.now()
await createGraphs(directory).build(all, DIMENSIONS)
const readSeconds = round((performance.now() - again) / 1_000, 1)

const ways: Record<string, (query: Float32Array) => number[]> = {
  exact: (query) => best(rows.dots(query).subarray(0, count).entries()),
  signs: (query) => {
    const some = fewestDiffering(rows.differing(query), { flags, most: DIMENSIONS }, NEAREST)
    const products = rows.listed(query, some)
    return best(some.map((row, i) => [row, products[i] as number] as const))
  },
  graph: (query) => graph.near(query, NEAREST),
}
const truth = queries.map((query) => ways['exact']?.(query) ?? [])
for (const [way, search] of Object.entries(ways)) {
  const times: number[] = []
  let found = 0
  for (const [i, query] of queries.entries()) {
    const begin = performance.now()
    const hits = search(query)
    times.push(performance.now() - begin)
    found += hits.filter((hit) => truth[i]?.includes(hit)).length
  }
  console.log(
    JSON.stringify({
      bench: 'graph',
      way,
      vectors: count,
      recallAt10: round(found / (NEAREST * queries.length), 4),
      p50Ms: round(quantile(times, 0.5), 3),
      p99Ms: round(quantile(times, 0.99), 3),
      ...(way === 'graph' ? { buildSeconds, readSeconds } : {}),
    }),
  )
}
clearInterval(alive)
await rm(directory, { recursive: true, force: true })
