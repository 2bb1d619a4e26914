import { readdirSync, readFileSync } from 'node:fs'
import { loadHeads } from '../src/adapters/local/model-files.ts'
import { createEncoder } from '../src/adapters/onnx/encoder.ts'
import type { Example } from '../src/domain/article.ts'
import { clusterOf } from '../src/knowledge/unanswered/clusters.ts'
import { centred } from '../src/lib/vectors.ts'
import { normalise } from '../src/pipeline/normalise.ts'

/**
 * How well questions that mean the same come together: utterances of knowledge/examples, clustered without their intents. Of the questions in
 * clusters of three and more: the share whose intent is that of most of their cluster, and the share of all questions that is in one.
 */
const ALIKE = [0.4, 0.45, 0.5, 0.55, 0.6]
const SMALLEST = 3
const EVERY = 2
const BATCH = 32
const root = (path: string): string => new URL(`../${path}`, import.meta.url).pathname

/** Every second example: a few dozen an intent would be a shop's whole month. */
const rows = readdirSync(root('knowledge/examples'))
  .flatMap((file) =>
    readFileSync(root(`knowledge/examples/${file}`), 'utf8')
      .trim()
      .split('\n'),
  )
  .map((line) => JSON.parse(line) as Example)
  .filter(({ intent }, i) => intent !== 'out_of_scope' && i % EVERY === 0)
const encoder = await createEncoder({ modelsDir: root('models'), deadlineMs: 600_000 })
const { mean } = await loadHeads(root('models/starter'))
const vectors: Float32Array[] = []
for (let from = 0; from < rows.length; from += BATCH)
  vectors.push(...(await encoder.embed(rows.slice(from, from + BATCH).map(({ text }) => normalise(text)))))
await encoder.close()

for (const alike of ALIKE) {
  const started = performance.now()
  const points = vectors.map((vector) => ({ vector: centred(vector, mean), weight: 1 }))
  const clusters = (await clusterOf(points, alike)).filter(({ length }) => length >= SMALLEST)
  const seconds = (performance.now() - started) / 1_000
  let alikeInIntent = 0
  let inCluster = 0
  for (const cluster of clusters) {
    const counts = new Map<string, number>()
    for (const i of cluster) {
      const { intent } = rows[i] as Example
      counts.set(intent, (counts.get(intent) ?? 0) + 1)
    }
    alikeInIntent += Math.max(...counts.values())
    inCluster += cluster.length
  }
  const round = (value: number): number => Math.round(value * 1_000) / 1_000
  console.log(
    JSON.stringify({
      ...{ eval: 'coverage', alike, questions: rows.length, intents: new Set(rows.map(({ intent }) => intent)).size },
      ...{
        clusters: clusters.length,
        pure: round(alikeInIntent / inCluster),
        clustered: round(inCluster / rows.length),
      },
      seconds: round(seconds),
    }),
  )
}
