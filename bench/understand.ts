import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { readManifest } from '../src/adapters/onnx/manifest.ts'
import { loadModel } from '../src/adapters/onnx/model.ts'
import { openModels } from '../src/compose-models.ts'
import { loadConfig } from '../src/config.ts'
import { createReleasers } from '../src/lib/releasers.ts'
import { quantile, round } from './product.ts'

/**
 * The whole understanding of a message (normalise, entities, encoder in its process, search, voters, ensemble) against the
 * bare encoder's own time for the same texts, in turns within one run. No text is asked twice, so no cache helps.
 */
const WARM_UP = 40

const dataDir = await mkdtemp(join(tmpdir(), 'tabdesk-bench-'))
const config = loadConfig({ DATA_DIR: dataDir })
const releasers = createReleasers()
const models = await openModels(config, releasers, pino({ level: 'silent' }))
await models.library.settled()
const bare = await loadModel(await readManifest(config.modelsDir))
const lines = (await readFile('eval/starter.jsonl', 'utf8')).trim().split('\n')
const texts = lines.map((line) => (JSON.parse(line) as { text: string }).text)

const times: Record<'bare' | 'whole', number[]> = { bare: [], whole: [] }
const measure = async (kind: 'bare' | 'whole', work: () => Promise<unknown>, counts: boolean): Promise<void> => {
  const at = performance.now()
  await work()
  if (counts) times[kind].push(performance.now() - at)
}
for (const [index, text] of texts.entries()) {
  await measure('bare', () => bare.embed(`query: ${text}`, 64), index >= WARM_UP)
  await measure('whole', () => models.understand(text), index >= WARM_UP)
}
const [bareMs, wholeMs] = (['bare', 'whole'] as const).map((kind) => ({
  p50: round(quantile(times[kind], 0.5)),
  p99: round(quantile(times[kind], 0.99)),
}))
const ratio = (q: number): number => round(quantile(times.whole, q) / quantile(times.bare, q))
console.log(
  JSON.stringify({
    bench: 'understand',
    texts: times.whole.length,
    bareMs,
    wholeMs,
    ratioP50: ratio(0.5),
    ratioP99: ratio(0.99),
  }),
)
await releasers.releaseAll()
await rm(dataDir, { recursive: true, force: true })
