import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { readEncoderFolder } from '../src/adapters/onnx/encoder-folder.ts'
import { runPredict } from '../src/cli/predict.ts'
import { createTerminal, WrongUse } from '../src/cli/terminal.ts'
import { runTrain } from '../src/cli/train.ts'
import { writeTinyEncoder } from './helpers/tiny-encoder.ts'

const EXAMPLES: Record<string, string[]> = {
  refund_status: [
    '退款到哪了',
    '我的退款',
    '退款怎么了',
    '退款的?',
    'refund',
    'my refund',
    'where is refund',
    '怎么退款',
  ],
  track_parcel: [
    '快递到哪了',
    '我的快递',
    '快递怎么了',
    '快递的?',
    'parcel',
    'my parcel',
    'where is parcel',
    '怎么快递',
  ],
  invoice_how_to: [
    '发票到哪了',
    '我的发票',
    '发票怎么了',
    '发票的?',
    'invoice',
    'my invoice',
    'where is invoice',
    '怎么发票',
  ],
}

describe('training on another encoder', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tabdesk-other-encoder-'))
  const data = join(dir, 'examples.jsonl')
  const encoder = join(dir, 'data/models/tiny')
  const model = join(dir, 'heads')
  const terminal = createTerminal({ quiet: true })

  beforeAll(() => {
    writeTinyEncoder(encoder)
    writeFileSync(
      data,
      Object.entries(EXAMPLES)
        .flatMap(([intent, texts]) => texts.map((text) => `${JSON.stringify({ text, intent })}\n`))
        .join(''),
    )
  })
  afterEach(() => vi.restoreAllMocks())
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  it('remembers the encoder by its fingerprint, finds it again by that, and refuses another', async () => {
    vi.stubEnv('DATA_DIR', join(dir, 'data'))
    vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    await runTrain({ data: [data], encoder, out: model, seed: 1, workers: 1, json: true }, terminal)
    const { fingerprint } = await readEncoderFolder(encoder)
    const manifest = JSON.parse(readFileSync(join(model, 'model.json'), 'utf8'))
    expect(manifest.encoder).toEqual({ fingerprint, dimensions: 8 })

    const out = join(dir, 'out.jsonl')
    const messages = join(dir, 'in.jsonl')
    writeFileSync(messages, '{"text":"我的快递到哪了"}\n{"text":"my invoice"}\n')
    const intents = (): string[] =>
      readFileSync(out, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).votes.find(({ voter }: { voter: string }) => voter === 'lr').intent)
    await runPredict({ model, in: messages, out, workers: 1 }, terminal)
    expect(intents()).toEqual(['track_parcel', 'invoice_how_to'])

    const other = { model, in: messages, out, workers: 1, encoder: 'support-encoder-zh-en' }
    await expect(runPredict(other, terminal)).rejects.toThrow(WrongUse)
    await expect(runPredict(other, terminal)).rejects.toThrow(
      /was trained on the encoder [0-9a-f]{16}, this one is 411834a10895fc37: name the right one with --encoder/,
    )
  })
})
