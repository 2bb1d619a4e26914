import { expect, it } from 'vitest'
import { OUT_OF_SCOPE } from '../src/domain/article.ts'
import { calibrate } from '../src/learning/calibrate.ts'
import type { PolledRow } from '../src/learning/rows.ts'
import { countBallots, judge } from '../src/pipeline/ensemble.ts'

const INTENTS = ['refund_status', 'track_parcel']
const MESSAGES = 400

/** Messages of which nobody can tell which are out of scope: what is claimed of each is the share that is assumed. */
const claimed = (outside: number): number => {
  const rows = Array.from(
    { length: MESSAGES },
    (_, i): PolledRow => ({
      intent: i < outside ? OUT_OF_SCOPE : 'refund_status',
      language: i % 2 === 0 ? 'zh' : 'en',
      intents: INTENTS,
      ballots: [{ voter: 'lr', probabilities: i % 2 === 0 ? Float64Array.of(0.9, 0.1) : Float64Array.of(0.8, 0.2) }],
    }),
  )
  const { judged } = calibrate(rows, { seed: 1, countBallots, judge, belief: 10 })
  return judged.reduce((sum, { outOfScope }) => sum + outOfScope, 0) / judged.length
}

it('takes a tenth of the traffic to be out of scope where fewer such messages were labelled', () => {
  expect(claimed(8)).toBeCloseTo(0.1, 2)
})

it('takes as many to be out of scope as were labelled where those are more', () => {
  expect(claimed(100)).toBeCloseTo(0.25, 2)
})
