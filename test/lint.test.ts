import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runLint } from '../src/cli/data.ts'
import { openLab } from '../src/cli/lab.ts'
import { GateFailed, type Terminal } from '../src/cli/terminal.ts'
import { readExamples } from '../src/learning/examples.ts'
import { cleaned } from '../src/learning/lint/cleaned.ts'
import type { Finding, FindingKind, LintExample } from '../src/learning/lint/finding.ts'
import { lint } from '../src/learning/lint/lint.ts'
import { createRandom, shuffled } from '../src/lib/random.ts'

const said: string[] = []
const printed: unknown[] = []
const terminal: Terminal = {
  out: (line) => void said.push(line),
  say: () => undefined,
  json: (value) => void printed.push(value),
  progress: () => () => undefined,
}

/** Two groups of directions: what lies near what is known. */
const near = (group: 'refund' | 'parcel', wobble: number): Float32Array => {
  const vector = new Float32Array(8)
  vector[group === 'refund' ? 0 : 4] = 1
  vector[1 + (wobble % 3)] = 0.1 * (1 + (wobble % 5))
  return vector
}
const example = (at: number, text: string, intent: string, vector: Float32Array): LintExample => ({
  at: `data.jsonl:${at}`,
  text,
  intent,
  language: /\p{Script=Han}/u.test(text) ? 'zh' : 'en',
  vector,
})
const REFUNDS = [
  '退款什么时候到账',
  '钱退了吗',
  '我的退款呢怎么还没到',
  '退款多久能到账呀',
  '退款进度查一下',
  '说好退的钱呢',
]
const PARCELS = ['快递到哪了', '我的包裹呢', '物流怎么一直不更新', '包裹现在在哪', '帮我查下快递', '货到哪个站点了']
const clean = (): LintExample[] => [
  ...REFUNDS.map((text, i) => example(i + 1, text, 'refund_status', near('refund', i))),
  ...PARCELS.map((text, i) => example(i + 11, text, 'track_parcel', near('parcel', i))),
]
const of = (findings: readonly Finding[], kind: FindingKind): Finding[] => findings.filter((one) => one.kind === kind)

describe('lint', () => {
  it('says nothing of clean data', () => {
    expect(lint(clean(), [], 1)).toEqual([])
  })

  it('doubts a label that model and neighbours contradict, with place, label and suggestion', () => {
    const rows = clean()
    rows[2] = { ...(rows[2] as LintExample), intent: 'track_parcel' }
    const [found, ...others] = of(lint(rows, [], 1), 'label')
    expect(found).toMatchObject({ at: 'data.jsonl:3', intent: 'track_parcel', suggested: 'refund_status' })
    expect(found?.why).toContain('refund_status')
    expect(others).toEqual([])
  })

  it('finds the same text under two intents, nearly the same, and twice under one', () => {
    const rows = clean()
    const [first] = rows as [LintExample]
    rows.push({ ...first, at: 'data.jsonl:31', text: '退款，什么时候到账？', intent: 'track_parcel' })
    rows.push({ ...first, at: 'data.jsonl:32', text: '退款什么时候到账' })
    rows.push({ ...first, at: 'data.jsonl:33', text: '退款啥时候到账呢退款什么时候到账', intent: 'refund_status' })
    rows.push({ ...first, at: 'data.jsonl:34', text: '退款啥时候到账呢退款什么时候能到账', intent: 'refund_rules' })
    rows.push({ ...first, at: 'data.jsonl:35', text: '退款什么时候到账呢', intent: 'track_parcel' })
    rows.push({ ...first, at: 'data.jsonl:36', text: '退款什么时候到账了吗', intent: 'refund_rules' })
    const findings = lint(rows, [], 1)
    expect(of(findings, 'conflict').map(({ at, other }) => [at, other])).toEqual([
      ['data.jsonl:31', 'data.jsonl:1'],
      ['data.jsonl:35', 'data.jsonl:1'],
    ])
    expect(of(findings, 'twin').map(({ at, other }) => [at, other])).toEqual([['data.jsonl:32', 'data.jsonl:1']])
    expect(of(findings, 'near-conflict').map(({ at, other }) => [at, other])).toEqual([
      ['data.jsonl:34', 'data.jsonl:33'],
    ])
  })

  it('finds test messages that are examples, and lets others be', () => {
    const [first] = clean() as [LintExample]
    const test = [
      { ...first, at: 'test.jsonl:1', text: '退款什么时候到账！' },
      { ...first, at: 'test.jsonl:2', text: '你们几点下班', vector: near('parcel', 2) },
    ]
    expect(of(lint(clean(), test, 1), 'leak').map(({ at, other }) => [at, other])).toEqual([
      ['test.jsonl:1', 'data.jsonl:1'],
    ])
  })

  it('finds lone and thin intents and those without a language that the data have', () => {
    const rows = clean()
    rows.push(example(41, 'where has my refund got to', 'refund_status', near('refund', 7)))
    for (const [i, text] of ['where is my parcel', 'track my package', 'parcel?', 'which depot'].entries())
      rows.push(example(42 + i, text, 'track_parcel', near('parcel', i)))
    rows.push(example(51, '能开发票吗', 'invoice', new Float32Array([0, 0, 0, 0, 0, 0, 1, 0])))
    rows.push(example(52, '你好呀', 'greeting', new Float32Array([0, 0, 0, 0, 0, 0, 0, 1])))
    rows.push(example(53, '您好', 'greeting', new Float32Array([0, 0, 0, 0, 0, 0.1, 0, 1])))
    const findings = lint(rows, [], 1)
    expect(of(findings, 'lone-intent').map(({ intent }) => intent)).toEqual(['invoice'])
    expect(of(findings, 'thin-intent').map(({ intent }) => intent)).toEqual(['greeting'])
    expect(of(findings, 'language').map(({ intent, why }) => [intent, why])).toEqual([
      ['greeting', expect.stringContaining('0 of its 2 examples are en')],
    ])
  })
})

describe('the cleaned copy', () => {
  it('takes over the surer of two doubts about texts that are nearly the same, so that a slip is not swapped', () => {
    const right = { at: 'a:2', text: '怎么退货', intent: 'return_item' }
    const wrong = { at: 'a:3', text: '怎么退货的', intent: 'cancel_order' }
    const doubts: Finding[] = [
      { ...wrong, kind: 'label', suggested: 'return_item', score: 0.9, why: '' },
      { ...right, kind: 'label', suggested: 'cancel_order', score: 0.6, why: '' },
    ]
    const pair: Finding = {
      ...wrong,
      kind: 'near-conflict',
      suggested: 'return_item',
      other: 'a:2',
      score: 0.95,
      why: '',
    }
    const intents = (findings: Finding[]) =>
      cleaned([right, wrong], findings)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).intent)
    expect(intents([pair, ...doubts])).toEqual(['return_item', 'return_item'])
    expect(intents(doubts), 'no pair: both are taken over').toEqual(['cancel_order', 'return_item'])
  })
})

describe('data lint by its verb', () => {
  let dir: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tabdesk-lint-'))
    vi.stubEnv('DATA_DIR', dir)
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  it('reports, writes a cleaned copy that has no finding left, and fails when asked to be strict', async () => {
    vi.stubEnv('DATA_DIR', dir)
    const data = join(dir, 'shop.jsonl')
    const fix = join(dir, 'cleaned.jsonl')
    const rows = [
      ...REFUNDS.map((text) => ({ text, intent: 'refund_status' })),
      ...PARCELS.map((text) => ({ text, intent: 'track_parcel' })),
      { text: '退款什么时候到账？', intent: 'track_parcel' },
    ]
    await writeFile(data, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    const findings = await runLint({ data: [data], fix, seed: 1, workers: 1, json: true }, terminal)
    expect(of(findings, 'conflict')).toMatchObject([
      { at: `${data}:13`, text: '退款什么时候到账？', intent: 'track_parcel', suggested: 'refund_status' },
    ])
    expect(printed.at(-1)).toMatchObject({ examples: 13, counts: { conflict: 1 } })
    expect((await readFile(fix, 'utf8')).trimEnd().split('\n')).toHaveLength(12)
    await expect(runLint({ data: [data], seed: 1, workers: 1, strict: true }, terminal)).rejects.toThrow(GateFailed)
    expect(of(await runLint({ data: [fix], seed: 1, workers: 1, strict: true }, terminal), 'conflict')).toEqual([])
  })
})

const PUBLIC = '../shared/data/intents/clinc150/train_10.jsonl'
describe('on public data', () => {
  it.skipIf(!existsSync(PUBLIC))(
    `finds wrong labels planted in 5 % of it, and next to none where none were planted (${PUBLIC})`,
    { timeout: 300_000 },
    async () => {
      const read = (await readExamples([PUBLIC])).slice(0, 400)
      const lab = await openLab({
        modelsDir: 'models',
        vectors: ['data/eval/support-encoder-zh-en-vectors.bin', 'models/starter/vectors.bin'],
        workers: 1,
        terminal,
      })
      try {
        const rows = (await lab.embed(read, 'examples')).map((row, i) => ({ ...row, at: read[i]?.at ?? '' }))
        const random = createRandom(7)
        const intents = [...new Set(rows.map(({ intent }) => intent))]
        const planted = new Set(shuffled([...rows.keys()], random).slice(0, 20))
        const spoilt = rows.map((row, i) =>
          planted.has(i)
            ? { ...row, intent: shuffled(intents, random).find((intent) => intent !== row.intent) ?? '' }
            : row,
        )
        const found = of(lint(spoilt, [], 1), 'label')
        const hits = found.filter(({ at }) => planted.has(rows.findIndex((row) => row.at === at))).length
        expect(hits / planted.size).toBeGreaterThan(0.6)
        expect(hits / found.length).toBeGreaterThan(0.6)
        // The control: what it doubts in the file as it is.
        expect(of(lint(rows, [], 1), 'label').length).toBeLessThan(hits / 2)
      } finally {
        await lab.close()
      }
    },
  )
})
