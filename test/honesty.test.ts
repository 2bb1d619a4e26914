import { describe, expect, it } from 'vitest'
import type { HonestyPoint } from '../src/domain/honesty.ts'
import { createHonestyBook, type KeptTurn } from '../src/learning/honesty-book.ts'
import { honestyFigures, whatBecame, wordAt, wordOn } from '../src/learning/honesty-figures.ts'
import { createOutcomeTail } from '../src/learning/outcome-tail.ts'
import type { JudgedOutcome } from '../src/ports/store.ts'

const START = Date.parse('2026-11-15T04:00:00Z')
const HOUR_MS = 3_600_000
const BAR = 0.9

let made = 0
const judged = (more: Partial<JudgedOutcome> = {}): JudgedOutcome => ({
  tenant: 'default',
  record: `c${++made}:1`,
  result: 'sent',
  by: 'bot',
  at: new Date(START + made * 1_000).toISOString(),
  kind: 'answer',
  verdict: { intent: 'track_parcel', confidence: 0.95 },
  intent: 'track_parcel',
  articles: [],
  ...more,
})

/** An outcome of a suggestion for `intent`. */
const suggested = (result: JudgedOutcome['result'], more: Partial<JudgedOutcome> = {}): JudgedOutcome =>
  judged({ kind: 'suggest', suggestion: `c${made + 1}:1:0`, result, by: 'ann', ...more })

/** What a person says that the message of a turn was about; nothing: they take it back. */
const corrected = (meant?: string): JudgedOutcome =>
  judged({ kind: 'suggest', result: 'corrected', by: 'ann', ...(meant !== undefined && { meant }) })

const turnOf = (...outcomes: JudgedOutcome[]): KeptTurn => {
  const book = createHonestyBook()
  const record = outcomes[0]?.record ?? ''
  for (const outcome of outcomes) book.hear({ ...outcome, record })
  const [turn] = book.turns('default')
  if (turn === undefined) throw new Error('nothing was kept')
  return turn
}

const READING = {
  since: new Date(START),
  until: new Date(START + 48 * HOUR_MS),
  barOf: () => BAR,
  dayOf: (at: number) => new Date(at).toISOString().slice(0, 10),
}

describe('what people’s doings say of a verdict', () => {
  it.each([
    ['an answer that nobody spoke of', [judged()], 'silent'],
    ['an answer that a customer rated up', [judged(), judged({ result: 'rated', value: 1 })], 'right'],
    ['an answer that a customer rated down', [judged(), judged({ result: 'rated', value: 0 })], 'wrong'],
    ['an answer that was taken back', [judged(), judged({ result: 'undone' })], 'wrong'],
    ['rated up, then taken back', [judged({ result: 'rated', value: 1 }), judged({ result: 'undone' })], 'wrong'],
    ['a suggestion that was sent', [suggested('accepted')], 'right'],
    ['sent with a few letters changed', [suggested('edited', { value: 0.2 })], 'right'],
    ['rewritten', [suggested('edited', { value: 0.8 })], 'wrong'],
    ['another intent’s suggestion sent', [suggested('accepted', { intent: 'refund_status' })], 'wrong'],
    ['another intent’s suggestion dismissed', [suggested('dismissed', { intent: 'refund_status' })], 'silent'],
    [
      'the first of two of the same intent dismissed, the second sent',
      [suggested('dismissed'), suggested('accepted')],
      'right',
    ],
    ['expired', [suggested('expired')], 'silent'],
    [
      'an answer that a person corrected',
      [judged(), judged({ result: 'corrected', by: 'ann', meant: 'refund_status' })],
      'wrong',
    ],
    ['a suggestion that fell away, its intent confirmed', [suggested('expired'), corrected('track_parcel')], 'right'],
    ['corrected though it was sent', [suggested('accepted'), corrected('refund_status')], 'wrong'],
    ['a correction taken back', [suggested('expired'), corrected('refund_status'), corrected()], 'silent'],
    ['what the bot said where it only suggested', [judged({ kind: 'suggest', result: 'rated', value: 0 })], 'silent'],
  ] as const)('%s', (_, outcomes, word) => {
    expect(wordOn(turnOf(...outcomes))).toBe(word)
  })

  it('of several suggestions of a turn the best counts for the day', () => {
    expect(whatBecame(turnOf(suggested('expired'), suggested('dismissed'), suggested('accepted')))).toBe('accepted')
    expect(whatBecame(turnOf(suggested('edited', { value: 0.5 }), suggested('expired')))).toBe('rewritten')
    expect(whatBecame(turnOf(suggested('edited', { value: 0.49 })))).toBe('edited')
    expect(whatBecame(turnOf(judged()))).toBeUndefined()
  })
})

describe('the figures', () => {
  const figures = (outcomes: JudgedOutcome[], reading = {}) => {
    const book = createHonestyBook()
    for (const outcome of outcomes) book.hear(outcome)
    return honestyFigures(book.turns('default'), { ...READING, ...reading })
  }
  const many = (n: number, make: (i: number) => JudgedOutcome): JudgedOutcome[] =>
    Array.from({ length: n }, (_, i) => make(i))
  const sure = (n: number, right: number, confidence = 0.95) =>
    many(n, (i) => suggested(i < right ? 'accepted' : 'dismissed', { verdict: { intent: 'track_parcel', confidence } }))

  it('are counted by how sure it was, with the exact interval, and how far they are off', async () => {
    const { bins, alone, error, needed } = await figures([
      ...sure(40, 38),
      ...sure(10, 3, 0.6),
      ...many(7, () => judged()),
    ])
    const filled = bins.filter(({ outcomes, silent }) => outcomes.n + silent > 0)
    expect(filled).toMatchObject([
      { from: 0.6, to: 0.7, confidence: 0.6, outcomes: { n: 10, right: 3, share: 0.3 }, silent: 0 },
      {
        from: 0.94,
        to: 0.97,
        outcomes: { n: 40, right: 38, share: 0.95, lower: 0.830803, upper: 0.993886 },
        silent: 7,
      },
    ])
    expect(alone).toMatchObject({ outcomes: { n: 40, right: 38 }, silent: 7 })
    // 10 of 50 are 30 points off, the others none.
    expect(error).toBeCloseTo(0.06, 6)
    expect(needed, '86 of 88 are').toBe(48)
  })

  it('tell a bot that is sure and wrong from one that is sure and right', async () => {
    const good = await figures(sure(100, 95))
    const bad = await figures(sure(100, 50))
    expect(good.error).toBeCloseTo(0, 6)
    expect(bad.error).toBeCloseTo(0.45, 6)
  })

  it('claim nothing where there is nothing, and are not of who is out of scope or out of time', async () => {
    expect(await figures([])).toMatchObject({ error: null, needed: 45, alone: { outcomes: { n: 0 } } })
    const outside = [
      suggested('accepted', { verdict: { intent: 'out_of_scope', confidence: 0.9 } }),
      suggested('accepted', { at: new Date(START - HOUR_MS).toISOString() }),
    ]
    expect((await figures(outside)).alone.outcomes.n).toBe(0)
  })

  it('have every day, also those on which nothing happened', async () => {
    const at = (hours: number) => new Date(START + hours * HOUR_MS).toISOString()
    const { days } = await figures([
      suggested('accepted', { at: at(1) }),
      suggested('dismissed', { at: at(2) }),
      suggested('expired', { at: at(40) }),
    ])
    expect(days).toEqual([
      { day: '2026-11-15', accepted: 1, edited: 0, rewritten: 0, dismissed: 1, expired: 0 },
      { day: '2026-11-16', accepted: 0, edited: 0, rewritten: 0, dismissed: 0, expired: 1 },
      { day: '2026-11-17', accepted: 0, edited: 0, rewritten: 0, dismissed: 0, expired: 0 },
    ])
  })

  it('drill down to exactly the turns that they count', async () => {
    const outcomes = [...sure(6, 4), ...sure(3, 1, 0.6), ...many(2, () => judged())]
    const { bins, days } = await figures(outcomes)
    const book = createHonestyBook()
    for (const outcome of outcomes) book.hear(outcome)
    const words = (point: HonestyPoint) =>
      [...book.turns('default')].flatMap((turn) => wordAt(turn, point, READING) ?? [])
    for (const [bin, { outcomes }] of bins.entries()) {
      expect(words({ bin })).toHaveLength(outcomes.n)
      expect(words({ bin }).filter((word) => word === 'right')).toHaveLength(outcomes.right)
    }
    const day = days[0]
    expect(words({ day: '2026-11-15' })).toHaveLength((day?.accepted ?? 0) + (day?.dismissed ?? 0))
    expect(words({ intent: 'track_parcel' }), 'below the bar it is not alone').toHaveLength(8)
    expect(words({ intent: 'refund_status' })).toEqual([])
  })
})

describe('what is kept of outcomes', () => {
  it('[ST5] is of one tenant, is forgotten with time, and says when there was no room', () => {
    const book = createHonestyBook(3)
    const late = START + 10 * HOUR_MS
    for (let i = 0; i < 4; i++) book.hear(judged({ at: new Date(late + i).toISOString() }))
    book.hear(judged({ tenant: 'other', at: new Date(late + 10).toISOString() }))
    expect([...book.turns('default')]).toHaveLength(2)
    expect([...book.turns('other')]).toHaveLength(1)
    expect(book.droppedUpTo()).toBe(late + 1)
    book.forgetBefore(late + 10)
    expect([...book.turns('default')]).toEqual([])
    expect([...book.turns('other')]).toHaveLength(1)
  })

  it('begins where the time begins, without reading all that was before', async () => {
    const log = Array.from({ length: 20_000 }, (_, i) => judged({ at: new Date(START + i * 60_000).toISOString() }))
    let read = 0
    const heard: JudgedOutcome[] = []
    const tail = createOutcomeTail(
      {
        outcomesAfter: async (after, limit) => {
          const outcomes = log.slice(after, after + limit)
          read += outcomes.length
          return { outcomes, next: after + outcomes.length }
        },
      },
      (outcome) => heard.push(outcome),
    )
    const since = log[18_000]?.at ?? ''
    await tail.catchUp(since)
    expect(heard).toEqual(log.slice(18_000))
    expect(read).toBeLessThan(3_500)
    log.push(judged({ at: new Date(START + 20_001 * 60_000).toISOString() }))
    await Promise.all([tail.catchUp(since), tail.catchUp(since)])
    expect(heard, 'each once').toEqual(log.slice(18_000))
  })
})
