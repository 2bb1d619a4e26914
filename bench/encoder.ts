import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEncoder } from '../src/adapters/onnx/encoder.ts'
import { readManifest } from '../src/adapters/onnx/manifest.ts'
import { loadModel } from '../src/adapters/onnx/model.ts'
import { quantile, round } from './product.ts'

/**
 * What the encoder's own process costs: the same texts through a session in this process and through the port, turn and
 * turn about, one at a time; then 16 at once through the port. No text comes twice, so nothing is answered from memory.
 */
const MODELS = 'models'
const ROUNDS = 12
const MAX_TOKENS = 64
const CROWD = 16

const files = await readManifest(MODELS)
const started = performance.now()
const encoder = await createEncoder({ modelsDir: MODELS, deadlineMs: 60_000 })
const readyMs = performance.now() - started
const bare = await loadModel(files)
const texts = readFileSync(join(files.dir, 'reference.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => (JSON.parse(line) as { text: string }).text)
const fresh = (round: number): string[] => texts.map((text) => `${text} ${round}`)

const took = async (work: () => Promise<unknown>): Promise<number> => {
  const at = performance.now()
  await work()
  return performance.now() - at
}

const bareMs: number[] = []
const portMs: number[] = []
for (let round = 0; round < ROUNDS; round++)
  for (const text of fresh(round)) {
    bareMs.push(await took(() => bare.embed(`query: ${text}`, MAX_TOKENS)))
    portMs.push(await took(() => encoder.embed([text])))
  }

const queue = Array.from({ length: ROUNDS }, (_, round) => fresh(ROUNDS + round)).flat()
const crowdMs: number[] = []
const crowdTook = await took(() =>
  Promise.all(
    Array.from({ length: CROWD }, async () => {
      for (let text = queue.pop(); text !== undefined; text = queue.pop()) {
        const own = text
        crowdMs.push(await took(() => encoder.embed([own])))
      }
    }),
  ),
)
const knownMs: number[] = []
for (const text of fresh(0)) knownMs.push(await took(() => encoder.embed([text])))

const spread = (times: number[]) => ({ p50Ms: round(quantile(times, 0.5)), p99Ms: round(quantile(times, 0.99)) })
console.log(
  JSON.stringify({
    bench: 'encoder',
    readyMs: Math.round(readyMs),
    bare: spread(bareMs),
    port: spread(portMs),
    ratio: {
      p50: round(quantile(portMs, 0.5) / quantile(bareMs, 0.5)),
      p99: round(quantile(portMs, 0.99) / quantile(bareMs, 0.99)),
    },
    atOnce: { callers: CROWD, textsPerSecond: Math.round((crowdMs.length / crowdTook) * 1_000), ...spread(crowdMs) },
    known: spread(knownMs),
  }),
)
await encoder.close()
