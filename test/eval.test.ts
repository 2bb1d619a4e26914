import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runEval } from '../src/cli/eval.ts'
import { runPredict } from '../src/cli/predict.ts'
import { GateFailed, type Terminal, WrongUse } from '../src/cli/terminal.ts'
import { runTrain } from '../src/cli/train.ts'
import { evaluate, type LabelledPrediction } from '../src/learning/evaluate.ts'
import { checkGates, parseGates } from '../src/learning/gates.ts'
import { renderReport } from '../src/learning/report/page.ts'

const row = (
  label: string,
  intent: string,
  confidence: number,
  more: Partial<LabelledPrediction> = {},
): LabelledPrediction => ({
  text: `${label} <text>`,
  label,
  intent,
  confidence,
  decision: 'answer',
  language: 'en',
  outOfScope: intent === 'out_of_scope' ? confidence : 0.1,
  votes: [{ voter: 'lr', intent, confidence }],
  ...more,
})

const ROWS = [
  row('a', 'a', 0.9),
  row('a', 'a', 0.8, { language: 'zh' }),
  row('a', 'b', 0.7, { votes: [{ voter: 'lr', intent: 'a', confidence: 0.5 }] }),
  row('b', 'b', 0.9, { decision: 'suggest' }),
  row('b', 'out_of_scope', 0.6, { decision: 'ask' }),
  row('out_of_scope', 'out_of_scope', 0.8, { decision: 'ask' }),
  row('out_of_scope', 'a', 0.3, { decision: 'handOff', outOfScope: 0.2 }),
]

describe('evaluate', () => {
  const evaluation = evaluate(ROWS)

  it('counts what is right, in all and in scope, out of scope and alone', () => {
    expect(evaluation.accuracy).toMatchObject({ right: 4, n: 7 })
    expect(evaluation.inScope).toMatchObject({ right: 3, n: 5 })
    expect(evaluation.outOfScope).toMatchObject({ n: 2, precision: { right: 1, n: 2 }, recall: { right: 1, n: 2 } })
    expect(evaluation.answered).toMatchObject({ rate: { right: 3, n: 7 }, right: { right: 2, n: 3 } })
    expect(evaluation.decisions).toEqual({ answer: 3, suggest: 1, ask: 2, handOff: 1 })
    expect(evaluation.perVoter['lr']).toMatchObject({ right: 5, n: 7 })
    expect(evaluation.perLanguage.zh?.accuracy).toMatchObject({ right: 1, n: 1 })
  })

  it('computes F1 and the ranking of oddness as their definitions say', () => {
    // a: 2 right of 3, 3 claimed; b: 1 of 2, 2 claimed; out_of_scope: 1 of 2, 2 claimed.
    expect(evaluation.macroF1).toBeCloseTo((2 / 3 + 1 / 2 + 1 / 2) / 3, 5)
    // Oddness of those outside: 0.8 above all five, 0.2 above four.
    expect(evaluation.outOfScope.auroc).toBeCloseTo(9 / 10, 5)
  })

  it('lists what was taken for what', () => {
    expect(evaluation.confusions.map(({ label, intent, n }) => `${label} ${intent} ${n}`)).toEqual([
      'a b 1',
      'b out_of_scope 1',
      'out_of_scope a 1',
    ])
  })

  it('reports in one file that fetches nothing and escapes what customers wrote', () => {
    const html = renderReport({ model: 'm', data: 'd', evaluation, gates: checkGates(evaluation, { ece: { max: 0 } }) })
    expect(html).toContain('<svg')
    expect(html).not.toContain('<text>"')
    expect(html).toContain('a &#60;text&#62;')
    expect(html).not.toMatch(/(src|href)="(?!#)|url\(|@import/)
    expect(html).toContain('FAILED')
  })
})

describe('gates', () => {
  const evaluation = evaluate(ROWS)

  it('pass and fail at their bounds; what the data do not have fails', () => {
    const share = evaluation.accuracy.share
    expect(checkGates(evaluation, { accuracy: { min: share, max: share } })[0]?.passed).toBe(true)
    expect(checkGates(evaluation, { accuracy: { min: share + 1e-6 } })[0]?.passed).toBe(false)
    expect(checkGates(evaluation, { accuracy: { max: share - 1e-6 } })[0]?.passed).toBe(false)
    const english = evaluate(ROWS.filter(({ language }) => language === 'en'))
    expect(checkGates(english, { accuracy_zh: { min: 0 } })[0]?.passed).toBe(false)
  })

  it('refuse names that there are not and gates without a bound', () => {
    expect(() => parseGates({ acuracy: { min: 1 } }, 'gates.yaml')).toThrow(/acuracy is no figure; there are accuracy,/)
    expect(() => parseGates({ accuracy: {} }, 'gates.yaml')).toThrow(/name min or max/)
    expect(() => parseGates({ accuracy: 0.9 }, 'gates.yaml')).toThrow(/gates\.yaml: accuracy/)
  })
})

describe('train, predict and eval by their verbs', () => {
  const said: string[] = []
  const printed: unknown[] = []
  const terminal: Terminal = {
    out: (line) => void said.push(line),
    say: (line) => void said.push(line),
    json: (value) => void printed.push(value),
    progress: () => () => undefined,
  }
  const TEXTS: [string, string][] = [
    [
      'refund_status',
      '退款什么时候到账|钱退了吗|我的退款呢|退款多久能到|退款进度查一下|when do I get my refund|where is my money back|refund still not here|has my refund been sent|how long do refunds take',
    ],
    [
      'track_parcel',
      '快递到哪了|我的包裹呢|物流怎么查|包裹现在在哪|查下快递|where is my parcel|track my package|parcel location please|where has my delivery got to|which depot is my parcel in',
    ],
    [
      'invoice_how_to',
      '怎么开发票|发票在哪里开|能开票吗|想要一张发票|开发票要什么|how do I get an invoice|I need an invoice|can you send the invoice|invoice for my order please|where do I download the invoice',
    ],
  ]
  let dir: string
  let model: string
  let data: string

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tabdesk-eval-'))
    model = join(dir, 'model')
    data = join(dir, 'examples.jsonl')
    await writeFile(
      data,
      TEXTS.flatMap(([intent, texts]) => texts.split('|').map((text) => `${JSON.stringify({ text, intent })}\n`)).join(
        '',
      ),
    )
    await runTrain({ data: [data], out: model, seed: 1, workers: 1, json: true }, terminal)
  }, 120_000)
  afterAll(() => rm(dir, { recursive: true, force: true }))

  it('train prints one JSON object and says where the calibration comes from', () => {
    expect(printed[0]).toMatchObject({ out: model, seed: 1, intents: 3, calibration: { source: 'cross-fitted' } })
    expect(said.join('\n')).toContain('by cross-fitting')
  })

  it('predict writes one line per line, in order, in the shape of the contract', async () => {
    const texts = ['钱什么时候退', 'where is my package', '发票', '今天天气怎么样', '', '😡']
    const input = join(dir, 'in.jsonl')
    const output = join(dir, 'out.jsonl')
    await writeFile(input, texts.map((text) => JSON.stringify({ text })).join('\n'))
    await runPredict({ model, in: input, out: output, workers: 1 }, terminal)
    const lines = (await readFile(output, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.map((line) => line['text'])).toEqual(texts)
    expect(lines.map((line) => line['language'])).toEqual(['zh', 'en', 'zh', 'zh', 'zh', 'zh'])
    expect(lines.slice(0, 3).map((line) => line['intent'])).toEqual(['refund_status', 'track_parcel', 'invoice_how_to'])
    for (const line of lines) {
      expect(Object.keys(line)).toEqual([
        'text',
        'intent',
        'confidence',
        'decision',
        'language',
        'votes',
        'outOfScope',
        'best',
        'entities',
      ])
      expect(line['confidence']).toBeGreaterThanOrEqual(0)
      expect(line['confidence']).toBeLessThanOrEqual(1)
      expect(['answer', 'suggest', 'ask', 'handOff']).toContain(line['decision'])
      for (const vote of line['votes'] as object[]) expect(Object.keys(vote)).toEqual(['voter', 'intent', 'confidence'])
    }
  })

  it('eval writes its report, passes a gate that holds and fails one that does not', async () => {
    const gates = join(dir, 'gates.yaml')
    const report = join(dir, 'report')
    await writeFile(gates, 'accuracy: {min: 0.5}\n')
    const evaluation = await runEval({ model, data: [data], gates, report, workers: 1 }, terminal)
    expect(evaluation.accuracy.share).toBeGreaterThan(0.9)
    expect(JSON.parse(await readFile(join(report, 'report.json'), 'utf8'))).toMatchObject({
      n: 30,
      gates: [{ figure: 'accuracy', passed: true }],
    })
    expect(await readFile(join(report, 'report.html'), 'utf8')).toContain('<svg')
    await writeFile(gates, 'accuracy: {max: 0.5}\n')
    await expect(runEval({ model, data: [data], gates, workers: 1 }, terminal)).rejects.toThrow(GateFailed)
  })

  it('names what is wrong before anything is computed', async () => {
    await expect(runEval({ model, data: [data], gates: join(dir, 'none.yaml'), workers: 1 }, terminal)).rejects.toThrow(
      WrongUse,
    )
    await expect(runEval({ model: join(dir, 'none'), data: [data], workers: 1 }, terminal)).rejects.toThrow(WrongUse)
    const lone = join(dir, 'lone.jsonl')
    await writeFile(lone, '{"text":"hi","intent":"greeting"}\n')
    await expect(runTrain({ data: [lone], out: join(dir, 'x'), seed: 1, workers: 1 }, terminal)).rejects.toThrow(
      /one intent \(greeting\)/,
    )
    const singles = join(dir, 'singles.csv')
    await writeFile(
      singles,
      'text,intent\n退款到账没,refund_status\nwhere is my parcel,track_parcel\nhi,out_of_scope\nasdf,out_of_scope\n',
    )
    await expect(runTrain({ data: [singles], out: join(dir, 'x'), seed: 1, workers: 1 }, terminal)).rejects.toThrow(
      /no intent has two examples/,
    )
    const empty = join(dir, 'empty.csv')
    await writeFile(empty, '')
    await expect(runTrain({ data: [empty], out: join(dir, 'x'), seed: 1, workers: 1 }, terminal)).rejects.toThrow(
      /empty\.csv: the file is empty/,
    )
    await expect(
      runTrain({ data: [data], validation: lone, out: join(dir, 'x'), seed: 1, workers: 1 }, terminal),
    ).rejects.toThrow(/lone\.jsonl:1: intent is "greeting", which has no example/)
  })
})
