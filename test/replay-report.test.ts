import { expect, it } from 'vitest'
import type { Decision } from '../src/domain/decision.ts'
import type { RecordedTurn } from '../src/domain/record.ts'
import { createReplayReport } from '../src/learning/replay-report.ts'

const understanding = { verdict: { intent: 'when_will_it_ship', confidence: 0.42 }, votes: [] }
const answer = (confidence?: number) =>
  ({
    kind: 'answer',
    reason: 'confident',
    draft: { intent: 'when_will_it_ship', ...(confidence === undefined ? {} : { confidence }) },
    suggestions: [],
  }) as unknown as Decision
const suggest: Decision = { kind: 'suggest', reason: 'not_sure_enough', suggestions: [] }
const compared = (from: Decision, to: Decision) => {
  const { add, report } = createReplayReport()
  const record = { id: 'c:1', tenant: 'default', at: '2026-11-22T08:00:00.000Z', decision: from, understanding }
  add({ record, outcomes: [] } as unknown as RecordedTurn, { ok: true, decision: to, understanding } as never)
  return report()
}

it('an answer to several requests is as sure as these, not as the whole text', () => {
  expect(compared(answer(0.97), suggest).differences[0]).toMatchObject({
    from: { kind: 'answer', confidence: 0.97 },
    to: { kind: 'suggest', confidence: 0.42 },
  })
  expect(compared(suggest, answer(0.97)).unknown).toMatchObject({ answersMore: 1, expectedRight: 0.97 })
  expect(compared(suggest, answer()).unknown).toMatchObject({ answersMore: 1, expectedRight: 0.42 })
})
