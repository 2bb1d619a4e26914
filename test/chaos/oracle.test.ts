import { describe, expect, it } from 'vitest'
import { answerCid } from '../../src/conversation/answer-cid.ts'
import type { LogEvent } from '../../src/domain/message.ts'
import { FAULTS, type Fault, type History, judge, tally } from './oracle.ts'

const CUSTOMER = { role: 'customer', id: 'lin', name: '林晓' } as const
const AGENT = { role: 'agent', id: 'ann', name: '安' } as const
const BOT = { role: 'bot', id: 'bot', name: 'Tabdesk' } as const
const event = (seq: number, more: Partial<LogEvent> = {}): LogEvent => ({
  conversation: 'a',
  epoch: 'e1',
  seq,
  at: '2026-01-01T00:00:00.000Z',
  from: CUSTOMER,
  kind: 'text',
  cid: `c${seq}`,
  text: `第${seq}条`,
  ...more,
})
const answer = (seq: number, to: number): LogEvent => event(seq, { from: BOT, cid: answerCid('a', to), text: '稍等' })

const LOG = [event(1), event(2), answer(3, 1), event(4), event(5, { from: AGENT }), event(6)]
const ownOf = (log: readonly LogEvent[]) => log.filter(({ from }) => from.role !== 'bot')
/** Everything as it should be. */
const SOUND: Required<Omit<History, 'handedBack' | 'unordered' | 'ops'>> = {
  said: ownOf(LOG).map(({ cid = '', text = '', from }) => ({ sender: from.id, cid, body: text })),
  acked: ownOf(LOG).map(({ cid = '', conversation, seq }) => ({ cid, conversation, seq })),
  log: LOG,
  screens: [{ who: 'lin', conversation: 'a', from: 0, events: LOG }],
  finished: new Set(['a:1', 'a:2', 'a:4', 'a:6']),
}
const screens = (events: LogEvent[]): Pick<History, 'screens'> => ({
  screens: [{ who: 'lin', conversation: 'a', from: 0, events }],
})
const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, index) => index !== at)
const replaced = (at: number, more: Partial<LogEvent>): LogEvent[] =>
  LOG.map((one) => (one.seq === at ? { ...one, ...more } : one))
const recall = (seq: number, target: number, opId = 'op1') =>
  event(seq, { kind: 'recall', target, opId, cid: `r${seq}` })

const PLANTED: Record<Fault, Partial<History>> = {
  lost: { acked: [...SOUND.acked, { cid: 'c9', conversation: 'a', seq: 9 }] },
  doubled: { log: [...LOG, event(7, { cid: 'c6' })] },
  disagreeing: { acked: [...SOUND.acked, { cid: 'c2', conversation: 'a', seq: 4 }] },
  moved: { acked: [{ cid: 'c2', conversation: 'a', seq: 4 }] },
  gap: { log: without(LOG, 2), screens: [], finished: new Set(['a:1', 'a:2', 'a:4', 'a:6']) },
  reused: screens([...LOG, { ...event(6), text: '别的话' }]),
  disordered: { said: [...SOUND.said].reverse() },
  invented: { log: [...LOG, event(7, { cid: 'c7', text: '没人说过' })], finished: new Set([...SOUND.finished, 'a:7']) },
  unseen: screens(without(LOG, 3)),
  repeated: screens([...LOG, event(6)]),
  jumbled: screens([LOG[0], LOG[2], LOG[1], LOG[3], LOG[4], LOG[5]] as LogEvent[]),
  different: screens(replaced(2, { text: '改过的' })),
  unanswered: { finished: new Set(['a:1', 'a:2', 'a:4']) },
  answeredTwice: { log: [...LOG.slice(0, 4), { ...answer(5, 1), cid: 'made-again' }] },
  spokeOver: { log: [...LOG, answer(7, 6)] },
  kept: { log: [...LOG, recall(7, 2)] },
  appliedTwice: {
    log: [...replaced(2, { text: undefined as never, recalled: true }), recall(7, 2), recall(8, 2)],
  },
}

describe('the oracle', () => {
  it('finds nothing in a sound history, with and without what clients saw', () => {
    expect(judge(SOUND)).toEqual([])
    expect(judge({ log: LOG })).toEqual([])
    expect(judge({ log: [] })).toEqual([])
  })
  it.each(Object.entries(PLANTED) as [Fault, Partial<History>][])('names %s', (fault, change) => {
    expect(tally(judge({ ...SOUND, ...change }))[fault]).toBeGreaterThan(0)
    expect(FAULTS[fault]).toMatch(/^W\d/)
  })
  it('tells one fault from another: most are named alone', () => {
    const alone: Fault[] = ['lost', 'disagreeing', 'moved', 'unseen', 'repeated', 'jumbled', 'unanswered']
    for (const fault of alone) expect(Object.keys(tally(judge({ ...SOUND, ...PLANTED[fault] })))).toEqual([fault])
  })
  it('takes for no fault what is none: notes, bodies taken back after they were shown, a bot that was given the conversation back', () => {
    const blank = { text: undefined as never, recalled: true } as const
    const log = [...replaced(2, blank), recall(7, 2)]
    expect(judge({ ...SOUND, log, ...screens([...LOG, recall(7, 2)]) })).toEqual([])
    const note = event(7, { kind: 'note', from: AGENT, cid: 'c7' })
    const seen = { ...note, text: undefined as never }
    const said = [...SOUND.said, { sender: 'ann', cid: 'c7', body: '第7条' }]
    expect(judge({ ...SOUND, said, log: [...LOG, note], ...screens([...LOG, seen]) })).toEqual([])
    const back = { log: [...LOG, answer(7, 6)], handedBack: [{ conversation: 'a', seq: 6 }] }
    expect(judge({ ...SOUND, ...back, screens: [] })).toEqual([])
  })
  it('knows operations that nobody sent, such as one that was applied again under another name', () => {
    const log = [...replaced(2, { text: undefined as never, recalled: true }), recall(7, 2)]
    const taken = { ...SOUND, ...screens([...LOG, recall(7, 2)]), log }
    expect(judge({ ...taken, ops: new Set(['op1']) })).toEqual([])
    expect(tally(judge({ ...taken, ops: new Set(['op2']) }))).toEqual({ invented: 1 })
  })
  it('promises no order of a sender whose client sent again', () => {
    const said = [...SOUND.said].reverse()
    expect(judge({ ...SOUND, said, unordered: new Set(['lin', 'ann']) })).toEqual([])
  })
})
