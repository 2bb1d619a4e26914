import { describe, expect, it } from 'vitest'
import { createOpenSuggestions } from '../src/conversation/open-suggestions.ts'
import type { LogEvent } from '../src/domain/message.ts'
import type { DecisionRecord } from '../src/domain/record.ts'
import type { Urgency } from '../src/domain/understanding.ts'
import { understandingOf } from './helpers/understanding.ts'

const LEGAL: Urgency = { flag: 'legal', evidence: ['12315'] }
const LEAVING: Urgency = { flag: 'leaving', evidence: ['再也不买了'] }

const turn = (seq: number, ...urgency: Urgency[]): DecisionRecord =>
  ({
    id: `c:${seq}`,
    seq,
    understanding: understandingOf({ sentiment: { score: 0, anger: 0, urgency } }),
    decision: { kind: 'handOff', reason: 'legal', suggestions: [] },
    policy: { suggestAbove: 0.5 },
  }) as unknown as DecisionRecord

const said = (seq: number, more: Partial<LogEvent> = {}): LogEvent =>
  ({ seq, kind: 'text', from: { role: 'customer', id: 'ann', name: 'Ann' }, ...more }) as LogEvent

/** Over a store that has these turns, newest first, and this log. */
const over = (records: DecisionRecord[] = [], events: LogEvent[] = []) =>
  createOpenSuggestions({
    records: async () => records.map((record) => ({ ...record, outcomes: [] })),
    events: async (_tenant, _id, { after, limit }) =>
      ({ events: events.filter(({ seq }) => seq > after).slice(0, limit) }) as never,
  })

describe('what agents are told beside the suggestions', () => {
  it('stays when a turn has nothing new to say of it, and when somebody spoke', () => {
    const open = over()
    open.put('c', turn(1, LEGAL))
    open.put('c', turn(3))
    open.clear('c')
    expect(open.noted('c')).toEqual({ urgency: [LEGAL] })
  })

  it('[W5] words that were taken back are quoted no more; what was noted before them counts again', () => {
    const open = over()
    open.put('c', turn(1, LEAVING))
    open.put('c', turn(3, LEGAL))
    expect(open.takenBack('c', { target: 2 })).toBe(false)
    expect(open.noted('c')).toEqual({ urgency: [LEGAL] })
    expect(open.takenBack('c', { target: 3 })).toBe(true)
    expect(open.noted('c')).toEqual({ urgency: [LEAVING] })
    expect(open.takenBack('c', { toSeq: 0 })).toBe(true)
    expect(open.noted('c')).toEqual({})
  })

  it('[W5] a restart finds what was noted, but not in words that were taken back', async () => {
    const records = [turn(5), turn(3, LEGAL), turn(1, LEAVING)]
    const log = [said(1), said(3), said(5)]
    expect(await over(records, log).of('demo', 'c', 5)).toMatchObject({ messageSeq: 5, urgency: [LEGAL] })
    const recalled = [said(1), said(3, { recalled: true }), said(5)]
    expect(await over(records, recalled).of('demo', 'c', 5)).toMatchObject({ urgency: [LEAVING] })
  })

  it('a turn that ends while the store is read is newer than what was read', async () => {
    const open = over([turn(1, LEAVING)], [said(1)])
    const reading = open.of('demo', 'c', 1)
    open.put('c', turn(3, LEGAL))
    expect(await reading).toMatchObject({ messageSeq: 3, urgency: [LEGAL] })
    expect(await open.of('demo', 'c', 3)).toMatchObject({ messageSeq: 3 })
  })
})
