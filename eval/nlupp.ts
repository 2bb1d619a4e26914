import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLab } from '../src/cli/lab.ts'
import { createTerminal } from '../src/cli/terminal.ts'
import { readLines } from './hearing.ts'
import { fitOneVsRest, microF1 } from './one-vs-rest.ts'

/**
 * NLU++ (Casanueva et al. 2022), several intents a message: `npx tsx eval/nlupp.ts` prints micro-F1 of one-vs-rest logistic
 * regression over the product's encoder, in the paper's settings. 20-fold: each of the 20 folds trains once and the other 19
 * judge; 10-fold: two folds train, 18 judge. Nothing is tuned on what is judged. Data: TABDESK_DATA, by default ../shared/data; skipped where it is absent.
 */
interface Row {
  text: string
  intents: string[]
  fold: number
}
interface Setting {
  name: string
  train(fold: number, round: number): boolean
  rounds: number
}

const DATA = process.env['TABDESK_DATA'] ?? '../shared/data'
const FOLDS = 20
const SETTINGS: Setting[] = [
  { name: '20-fold (1/20 trains)', rounds: FOLDS, train: (fold, round) => fold === round },
  { name: '10-fold (1/10 trains)', rounds: FOLDS / 2, train: (fold, round) => Math.floor(fold / 2) === round },
]

for (const domain of ['banking', 'hotels']) {
  const file = join(DATA, 'intents/nlupp', `${domain}.jsonl`)
  if (!existsSync(file)) {
    console.log(`nlupp ${domain}: skipped, ${file} is not there`)
    continue
  }
  const rows = await readLines<Row>(file)
  const vectors = await embed(rows.map(({ text }) => text))
  const labels = [...new Set(rows.flatMap(({ intents }) => intents))].sort()
  for (const { name, rounds, train } of SETTINGS) {
    const scores: number[] = []
    for (let round = 0; round < rounds; round++) {
      const indices = [...rows.keys()]
      const learnt = indices.filter((i) => train(rows[i]?.fold ?? 0, round))
      const judged = indices.filter((i) => !train(rows[i]?.fold ?? 0, round))
      const predict = fitOneVsRest(
        learnt.map((i) => ({ vector: vectors[i] as Float32Array, labels: rows[i]?.intents ?? [] })),
        labels,
      )
      scores.push(
        microF1(judged.map((i) => ({ said: predict(vectors[i] as Float32Array), right: rows[i]?.intents ?? [] }))),
      )
    }
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
    const spread = Math.sqrt(
      scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / Math.max(1, scores.length - 1),
    )
    console.log(
      `nlupp ${domain} ${name}: micro-F1 ${(100 * mean).toFixed(1)} ± ${(100 * spread).toFixed(1)} over ${rounds} rounds`,
    )
  }
}

async function embed(texts: string[]): Promise<Float32Array[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tabdesk-nlupp-'))
  const lab = await openLab({
    modelsDir: 'models',
    vectors: [join(folder, 'vectors.bin')],
    workers: 1,
    terminal: createTerminal({ quiet: true }),
  })
  try {
    const embedded = await lab.embed(
      texts.map((text) => ({ text, intent: '' })),
      'nlupp',
    )
    return embedded.map(({ vector }) => vector)
  } finally {
    await lab.close()
    await rm(folder, { recursive: true, force: true })
  }
}
