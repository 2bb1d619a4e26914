import { describe, expect, it } from 'vitest'
import { OUT_OF_SCOPE } from '../src/domain/article.ts'
import { analyseErrors } from '../src/learning/error-analysis.ts'
import type { LabelledPrediction } from '../src/learning/evaluate.ts'
import { errorSection } from '../src/learning/results-errors.ts'
import type { EmbeddedExample } from '../src/learning/rows.ts'
import type { SetResult } from '../src/learning/suite-results.ts'
import { normalised } from '../src/lib/vectors.ts'

const at = (...place: number[]): Float32Array => normalised(Float32Array.from(place))
const embedded = (text: string, intent: string, vector: Float32Array): EmbeddedExample => ({
  text,
  intent,
  language: 'zh',
  vector,
})
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
  language: 'zh',
  votes: [{ voter: 'lr', intent, confidence: 0.9 }],
  outOfScope: 0.1,
  ...more,
})

/** Twelve of each, so that ten neighbours can be of one intent. */
const examples = Array.from({ length: 12 }, (_, i) => [
  embedded(`退款${i}`, 'refund', at(1, 0.02 * i, 0)),
  embedded(`到账${i}`, 'refund_status', at(1, 0.02 * i, 0.5)),
  embedded(`包裹${i}`, 'parcel', at(0, 1, 0.02 * i)),
]).flat()
const between = at(1, 0.1, 0.25)
const parcel = at(0, 1, 0.1)

const analyse = (judged: readonly [LabelledPrediction, Float32Array][]) =>
  analyseErrors(
    judged.map(([one]) => one),
    judged.map(([{ text, label }, vector]) => embedded(text, label, vector)),
    examples,
    (vector) => vector,
  )

describe('what mistakes are made of', () => {
  it('each counts once, by the first reason that holds', () => {
    const { errors, reasons } = analyse([
      [row('包裹到哪了', 'parcel', 'parcel'), parcel],
      [row('我的快递', 'parcel', OUT_OF_SCOPE, { best: 'parcel' }), parcel],
      [row('今天天气', OUT_OF_SCOPE, 'parcel'), at(0, 0, 1)],
      // A parcel's message among refunds: a twin with the label that was chosen.
      [row('退款3', 'parcel', 'refund'), at(1, 0.06, 0)],
      // Far from its own, and like nothing in particular.
      [row('包裹款', 'parcel', 'refund'), at(0.2, -1, 0)],
      // Between two, each way.
      [row('钱呢', 'refund', 'refund_status'), at(1, 0.1, -0.6)],
      [
        row('货呢', 'refund_status', 'parcel', { votes: [{ voter: 'lr', intent: 'refund_status', confidence: 0.4 }] }),
        at(1, 0.2, 0.5),
      ],
    ])
    expect(errors).toBe(6)
    expect(reasons).toMatchObject({ refused: 1, letIn: 1, twin: 1, encoder: 1, outvoted: 1, other: 1, pair: 0 })
    expect(Object.values(reasons).reduce((sum, n) => sum + n, 0)).toBe(errors)
  })

  it('two intents mistaken both ways are a pair; only one way they are not', () => {
    const oneWay = Array.from({ length: 3 }, (_, i): [LabelledPrediction, Float32Array] => [
      row(`钱 ${i}`, 'refund', 'refund_status'),
      at(1, 0.1, -0.6),
    ])
    const back: [LabelledPrediction, Float32Array] = [row('钱钱', 'refund_status', 'refund'), at(0.9, 0, 1)]
    expect(analyse(oneWay)).toMatchObject({ reasons: { pair: 0, other: 3 }, pairs: [] })
    const both = analyse([...oneWay, back])
    expect(both.reasons.pair + both.reasons.twin).toBe(4)
    expect(both.pairs).toEqual([{ intents: ['refund', 'refund_status'], errors: 4 }])
  })

  it('any voter: right where one was, however the pool decided', () => {
    const { anyVoter, inScope } = analyse([
      [row('包裹', 'parcel', 'parcel'), parcel],
      [row('货', 'parcel', 'refund', { votes: [{ voter: 'kernel', intent: 'parcel', confidence: 0.3 }] }), between],
      [row('钱', 'refund', 'parcel'), between],
    ])
    expect([anyVoter, inScope]).toEqual([2, 3])
  })

  it('the best threshold with hindsight is no better than the scores can tell apart', () => {
    const judged = (outsideAt: number): [LabelledPrediction, Float32Array][] => [
      [row('包裹', 'parcel', 'parcel', { outOfScope: 0.2 }), parcel],
      [row('包裹呢', 'parcel', 'parcel', { outOfScope: 0.4 }), parcel],
      [row('股票', OUT_OF_SCOPE, 'parcel', { outOfScope: outsideAt }), between],
      [row('写诗', OUT_OF_SCOPE, 'parcel', { outOfScope: 0.9 }), between],
    ]
    expect(analyse(judged(0.8)).bestJoint).toBe(1)
    expect(analyse(judged(0.1)).bestJoint).toBe(0.5)
    expect(analyse(judged(0.8).slice(0, 2)).bestJoint).toBeUndefined()
  })
})

describe('section of the results', () => {
  const goal = { figure: 'in_scope', min: 0.9, value: 0.8, published: {}, voters: {}, peers: {} }
  const result = (reached: boolean): SetResult =>
    ({
      title: 'JD',
      goals: [{ ...goal, reached }],
      evaluation: { n: 10, outOfScope: { n: 0 } },
      errors: analyse([
        [row('包裹款', 'parcel', 'refund'), at(0.2, -1, 0)],
        ...Array.from({ length: 9 }, (_, i): [LabelledPrediction, Float32Array] => [
          row(`包裹${i}`, 'parcel', 'parcel'),
          parcel,
        ]),
      ]),
    }) as unknown as SetResult

  it('stands for sets with a goal that is not reached, says how far off, and what would be left', () => {
    const text = errorSection([result(false)]).join('\n')
    expect(text).toContain('| JD | 1 |')
    expect(text).toContain('1 (100 %)')
    expect(text).toContain('in_scope is 1 of 10 messages short')
    expect(text).toContain('0 of 1 mistakes would be left')
    expect(errorSection([result(true)])).toEqual([])
  })
})
