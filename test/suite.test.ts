import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { runEval } from '../src/cli/eval.ts'
import { runSuite } from '../src/cli/suite.ts'
import { GateFailed, type Terminal } from '../src/cli/terminal.ts'
import { runTrain } from '../src/cli/train.ts'
import { comparePredictions } from '../src/learning/compare.ts'
import type { LabelledPrediction } from '../src/learning/evaluate.ts'
import { evaluate } from '../src/learning/evaluate.ts'
import { checkGates, parseGates } from '../src/learning/gates.ts'
import { shareOfExamples } from '../src/learning/learning-curve.ts'
import { parseSuite } from '../src/learning/suite.ts'
import { judgeTogether, type SetResult } from '../src/learning/suite-results.ts'
import { writeTinyEncoder } from './helpers/tiny-encoder.ts'

const said: string[] = []
const printed: unknown[] = []
const terminal: Terminal = {
  out: (line) => void said.push(line),
  say: (line) => void said.push(line),
  json: (value) => void printed.push(value),
  progress: (label) => (done, total) => {
    if (done === total) said.push(`${label} ${total}`)
  },
}

const row = (
  text: string,
  label: string,
  intent: string,
  more: Partial<LabelledPrediction> = {},
): LabelledPrediction => ({
  text,
  label,
  intent,
  confidence: 0.9,
  decision: 'answer',
  language: /\p{Script=Han}/u.test(text) ? 'zh' : 'en',
  votes: [],
  outOfScope: 0.1,
  ...more,
})

describe('two models on the same messages', () => {
  const labels = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 'refund' : 'parcel'))
  const good = labels.map((label, i) => row(`第${i}条`, label, label))
  const wrongAt = (places: number[]) =>
    labels.map((label, i) => row(`第${i}条`, label, places.includes(i) ? 'other' : label))

  it('differ by as much as they do, with its test, wins and messages', () => {
    const comparison = comparePredictions(good, wrongAt([0, 2, 4, 6, 8, 10, 12, 14]), 1)
    expect(comparison).toMatchObject({ n: 40, accuracyA: 1, accuracyB: 0.8, difference: { value: 0.2 } })
    expect(comparison.difference.lower).toBeGreaterThan(0)
    expect(comparison.p).toBeCloseTo(2 / 2 ** 8, 10)
    expect(comparison.perIntent).toEqual([{ intent: 'refund', n: 20, wins: 8, losses: 0 }])
    expect(comparison.differing[0]).toEqual({ text: '第0条', label: 'refund', a: 'refund', b: 'other', right: 'a' })
  })

  it('show no difference where each wins as often', () => {
    const comparison = comparePredictions(wrongAt([1, 3]), wrongAt([0, 2]), 1)
    expect(comparison.p).toBe(1)
    expect(comparison.difference.lower).toBeLessThan(0)
    expect(comparison.difference.upper).toBeGreaterThan(0)
  })

  it('are not compared on different messages', () => {
    expect(() => comparePredictions(good, good.slice(1), 1)).toThrow(/message 1 differs/)
  })
})

describe('slices', () => {
  const evaluation = evaluate([
    row('退款呢', 'refund', 'refund', { tags: ['typo', 'short'], source: 'chat' }),
    row('where is my money, I have been waiting for ever so long', 'refund', 'parcel', { tags: ['typo'] }),
    row('包裹在哪里', 'parcel', 'parcel', { source: 'chat', without: { lr: 'refund' } }),
  ])

  it('are by language, length, tag and source', () => {
    expect(Object.keys(evaluation.slices)).toEqual(['language', 'length', 'tag', 'source'])
    expect(evaluation.slices['tag']?.['typo']?.accuracy).toMatchObject({ right: 1, n: 2 })
    expect(evaluation.slices['source']?.['chat']?.accuracy).toMatchObject({ right: 2, n: 2 })
    expect(Object.keys(evaluation.slices['length'] ?? {})).toEqual(['1-3', '4-8', '9-16'])
    expect(evaluation.withoutVoter['lr']).toMatchObject({ right: 0, n: 3 })
  })

  it('can have gates, which name what there is when misspelt', () => {
    const results = checkGates(
      evaluation,
      parseGates({ 'tag/typo/accuracy': { min: 0.6 }, 'source/chat/accuracy': { min: 0.6 } }, 'g.yaml'),
    )
    expect(results.map(({ passed }) => passed)).toEqual([false, true])
    expect(checkGates(evaluation, parseGates({ 'tag/none/accuracy': { min: 0 } }, 'g.yaml'))[0]?.passed).toBe(false)
    for (const wrong of ['tag/typo', 'tags/typo/accuracy', 'tag/typo/acuracy', 'intent/refund'])
      expect(() => parseGates({ [wrong]: { min: 0 } }, 'g.yaml')).toThrow(/is no figure; there are accuracy/)
  })
})

describe('the voters together', () => {
  const set = (name: string, together: boolean[], lr: boolean[]): SetResult =>
    ({ name, title: name, counts: true, right: { together, voters: { lr, ngrams: lr.map(() => false) } } }) as never

  it('are held against the best of them, over the mean of the sets', () => {
    const lr = Array.from({ length: 100 }, (_, i) => i >= 20)
    const better = Array.from({ length: 100 }, (_, i) => i >= 10)
    const found = judgeTogether([set('a', better, lr), set('b', better, lr)], 1)
    expect(found).toMatchObject({ bestVoter: 'lr', meanErrorBest: 0.2, meanErrorTogether: 0.1 })
    expect(found?.reduction.value).toBeCloseTo(0.5, 6)
    expect(found?.reduction.lower).toBeGreaterThan(0.25)
    expect(found?.p).toBeLessThan(0.001)
    // The control: no better together than alone.
    const same = judgeTogether([set('a', lr, lr)], 1)
    expect(same?.reduction).toEqual({ value: 0, lower: 0, upper: 0 })
    expect(same?.p).toBe(1)
  })
})

it('a learning curve takes parts of parts, at least one of each intent', () => {
  const examples = Array.from({ length: 41 }, (_, i) => ({ intent: i === 40 ? 'rare' : i % 2 ? 'a' : 'b', i }))
  const eighth = shareOfExamples(examples, 0.125, 1)
  const half = shareOfExamples(examples, 0.5, 1)
  expect(eighth).toHaveLength(7)
  expect(half).toHaveLength(21)
  expect(eighth.every((one) => half.includes(one))).toBe(true)
  expect(eighth.some(({ intent }) => intent === 'rare')).toBe(true)
})

/** Each run starts an encoder and trains; on a busy machine that takes its time. */
const PATIENT = { timeout: 600_000 }

describe('a suite', () => {
  const TEXTS: [string, string][] = [
    ['退款', '退款什么时候到账|钱退了吗|我的退款呢|退款多久能到|退款进度查一下|说好退的钱呢'],
    ['物流', '快递到哪了|我的包裹呢|物流怎么查|包裹现在在哪|查下快递|货到哪个站点了'],
    ['发票', '怎么开发票|发票在哪里开|能开票吗|想要一张发票|开发票要什么|电子发票发我一下'],
  ]
  let dir: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tabdesk-suite-'))
    const lines = (from: number, to: number): string =>
      TEXTS.flatMap(([intent, texts]) =>
        texts
          .split('|')
          .slice(from, to)
          .map((text) => `${JSON.stringify({ text, intent })}\n`),
      ).join('')
    await writeFile(join(dir, 'train.jsonl'), lines(0, 5))
    await writeFile(join(dir, 'test.jsonl'), lines(5, 6))
    await writeFile(
      join(dir, 'peer.mjs'),
      `import { readFileSync, writeFileSync } from 'node:fs'
const [input, output] = process.argv.slice(2)
const { language, train, test } = JSON.parse(readFileSync(input, 'utf8'))
if (language !== 'zh' || train.length !== 15) process.exit(3)
writeFileSync(output, JSON.stringify({ seconds: { train: 0, predict: 0 }, predictions: test.map(() => ({ intent: '退款', confidence: 1 })) }))`,
    )
  })
  beforeEach(() => {
    vi.stubEnv('DATA_DIR', join(dir, 'data'))
    vi.stubEnv('TABDESK_DATA', undefined)
    said.length = 0
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  const suiteOf = async (set: string): Promise<string> => {
    const file = join(dir, 'suite.yaml')
    await writeFile(
      file,
      `data: .
peers:
  - { name: Always refund, folder: ., needs: peer.mjs, command: [node, peer.mjs] }
  - { name: Not there, folder: ., needs: none.mjs, command: [node, none.mjs] }
sets:
  - name: shop
    title: Shop (zh)
    train: [train.jsonl]
    test: [test.jsonl]
${set}
  - { name: absent, title: Absent, train: [none.jsonl], test: [test.jsonl] }
`,
    )
    return file
  }

  it(
    'trains and judges each set beside other programs, leaves out what is absent by name, and writes table and report',
    PATIENT,
    async () => {
      const suite = await suiteOf('    goals: [{ figure: accuracy, min: 0.5, floor: 0.3 }, { figure: ece, max: 0 }]')
      const results = join(dir, 'RESULTS.md')
      const report = join(dir, 'report')
      const [shop] = await runSuite({ suite, results, report, peers: true, workers: 1 }, terminal)
      expect(shop?.evaluation.accuracy).toMatchObject({ right: 3, n: 3 })
      expect(shop?.goals.map(({ reached }) => reached)).toEqual([true, false])
      expect(shop?.peers).toMatchObject([
        { name: 'Always refund', figures: { accuracy: 0.333333 } },
        { name: 'Not there', skipped: expect.stringContaining('not installed') },
      ])
      expect(said.join('\n')).toContain(`skipped absent: ${relative('.', join(dir, 'none.jsonl'))} is not there`)
      const table = await readFile(results, 'utf8')
      expect(table).toContain('| Shop (zh) | right | 30.0 %')
      expect(table).toContain('1 of 2 goals reached')
      expect(table).toContain('none.jsonl is not there')
      expect(await readFile(join(report, 'shop.html'), 'utf8')).toContain('<svg')

      // A second run embeds nothing: what is kept is the same, byte for byte.
      const kept = join(dir, 'data', 'eval', 'support-encoder-zh-en-vectors.bin')
      const before = await readFile(kept)
      await runSuite({ suite, peers: false, workers: 1 }, terminal)
      expect((await readFile(kept)).equals(before)).toBe(true)
    },
  )

  it(
    'fails with the name of set and figure when a gate is missed, and finds its data where TABDESK_DATA says',
    PATIENT,
    async () => {
      vi.stubEnv('TABDESK_DATA', dir)
      const suite = await suiteOf('    gates: { accuracy: { min: 0.5 }, macro_f1: { max: 0.5 } }')
      const missed = await runSuite({ suite, peers: false, workers: 1 }, terminal).catch((error: unknown) => error)
      expect(missed).toEqual(new GateFailed('FAILED shop: macro_f1 is 1, at most 0.5 is wanted'))
      expect(missed).toBeInstanceOf(GateFailed)
    },
  )

  it('is refused with place and fix when it cannot be read', () => {
    const set = { name: 'a', title: 'A', train: ['x'], test: ['y'] }
    const parse = (value: unknown) => () => parseSuite(value, 's.yaml')
    expect(parse({ data: '.', sets: [] })).toThrow(/s\.yaml: sets: /)
    expect(parse({ data: '.', sets: [{ ...set, tests: 1 }] })).toThrow(/sets\.0: .*tests/)
    expect(parse({ data: '.', sets: [set, set] })).toThrow(/two sets are named a; rename one/)
    expect(parse({ data: '.', sets: [{ ...set, goals: [{ figure: 'acuracy', min: 1 }] }] })).toThrow(
      /set a: acuracy is no figure/,
    )
    expect(parse({ data: '.', sets: [{ ...set, gates: { accuracy: {} } }] })).toThrow(
      /set a: accuracy: name min or max/,
    )
    expect(parse({ data: '.', sets: [set] })()).toMatchObject({ seed: 1, sets: [{ validation: [], counts: true }] })
  })

  it('compares two encoders, set by set, in one run', PATIENT, async () => {
    const tiny = join(dir, 'tiny')
    writeTinyEncoder(tiny)
    const suite = await suiteOf('')
    await runSuite({ suite, against: tiny, peers: false, json: true, workers: 1 }, terminal)
    const { compared, sets } = printed.at(-1) as { compared: object[]; sets: object[] }
    expect(sets).toHaveLength(1)
    expect(compared).toMatchObject([{ name: 'shop', n: 3, accuracyA: 1 }])
    expect(await readdir(join(dir, 'data', 'eval'))).toContain('tiny-vectors.bin')
  })

  it(
    'a model is compared with another, with mistakes beside what was learnt, and a learning curve',
    PATIENT,
    async () => {
      const [a, b] = [join(dir, 'a'), join(dir, 'b')]
      const swapped = (await readFile(join(dir, 'train.jsonl'), 'utf8')).replaceAll('"发票"', '"开票"')
      await writeFile(join(dir, 'other.jsonl'), swapped)
      await runTrain({ data: [join(dir, 'train.jsonl')], out: a, seed: 1, workers: 1 }, terminal)
      await runTrain({ data: [join(dir, 'other.jsonl')], out: b, seed: 1, workers: 1 }, terminal)
      const report = join(dir, 'compared')
      const options = {
        model: b,
        against: a,
        data: [join(dir, 'test.jsonl')],
        examples: [join(dir, 'other.jsonl')],
        curve: true,
        report,
        workers: 1,
      }
      await runEval({ ...options, json: true }, terminal)
      expect(printed.at(-1)).toMatchObject({
        against: a,
        comparison: { n: 3, pairs: { both: 2, onlyA: 0, onlyB: 1, neither: 0 } },
      })
      const written = JSON.parse(await readFile(join(report, 'report.json'), 'utf8')) as Record<string, unknown>
      expect(written['mistakes']).toMatchObject([
        { text: '电子发票发我一下', label: '发票', intent: '开票', nearest: [{ intent: '开票' }, {}, {}] },
      ])
      expect((written['curve'] as { examples: number }[]).map(({ examples }) => examples)).toEqual([3, 3, 9, 15])
      const html = await readFile(join(report, 'report.html'), 'utf8')
      for (const title of ['Against', 'Surest mistakes', 'Would more examples help']) expect(html).toContain(title)
    },
  )
})
