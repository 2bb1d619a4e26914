import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runSentiment, type SentimentReport } from '../src/cli/sentiment.ts'
import { createTerminal } from '../src/cli/terminal.ts'
import { readSentimentModel } from '../src/pipeline/sentiment-model.ts'

describe('tabdesk sentiment', () => {
  let dir: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tabdesk-sentiment-'))
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))
  const silent = createTerminal({ quiet: true })
  const run = (options: { fit?: string; model?: string; data?: string }): Promise<SentimentReport> => {
    const { write } = process.stdout
    process.stdout.write = () => true
    return runSentiment({ data: 'eval/sentiment.jsonl', quiet: true, json: true, ...options }, silent).finally(() => {
      process.stdout.write = write
    })
  }

  it('makes the committed model of the committed messages, and reaches its figures with it', async () => {
    const fit = join(dir, 'fitted.json')
    const fitted = await run({ fit })
    const [made, committed] = await Promise.all(
      [fit, 'models/sentiment.json'].map(async (path) => readSentimentModel(JSON.parse(await readFile(path, 'utf8')))),
    )
    // The encoder's last digits depend on the CPU, so the weights may too.
    for (const [name, weight] of Object.entries(committed?.full.weights ?? {}))
      expect([name, made?.full.weights[name]]).toEqual([name, expect.closeTo(weight, 1)])
    expect(committed?.encoder).toBe(made?.encoder)
    expect(fitted.test.kappa).toBeGreaterThan(0.88)
    expect(fitted.test.macroF1).toBeGreaterThan(0.66)
    expect(fitted.test.angerEce).toBeLessThan(0.06)
    expect(fitted.test.kappa, 'the vector earns its place').toBeGreaterThan(fitted.withoutEncoder.kappa)
    expect(fitted.test.flags.safety.recall.share).toBe(1)
  }, 120_000)

  it('refuses rows that are not labelled in its words, and a model that is none', async () => {
    const data = join(dir, 'rows.jsonl')
    await writeFile(data, '{"text":"在吗","level":"cross","flags":[],"split":"dev"}\n')
    await expect(run({ data })).rejects.toThrow(/rows\.jsonl:1: level/)
    await writeFile(data, '{"text":"在吗","level":"calm","flags":[],"split":"dev"}\n')
    await expect(run({ data })).rejects.toThrow(/needs rows with split dev and rows with split test/)
    const model = join(dir, 'model.json')
    await writeFile(model, '{"format":1}')
    await expect(run({ model })).rejects.toThrow(/sentiment\.json:[\s\S]*tabdesk sentiment/)
    await expect(run({ fit: data, data })).rejects.toThrow(/is the same file as --data/)
  }, 120_000)
})
