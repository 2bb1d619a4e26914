import { describe, expect, it } from 'vitest'
import type { ClientFrame } from '../src/client/wire.ts'
import type { ConversationSummary } from '../src/domain/notice.ts'
import type { Suggestion } from '../src/domain/record.ts'
import { createDrafts } from '../src/web/console/drafts.ts'
import { createReply } from '../src/web/console/reply.ts'
import { createRoom } from '../src/web/console/room.ts'
import { countRows, rowAfter, visibleRows } from '../src/web/console/rows.ts'
import { memoryStore } from '../src/web/shared/store.ts'

const suggestion = (rank: number, text: string, confidence = 0.9): Suggestion => ({
  id: `c1:4:${rank}`,
  text,
  confidence,
  intent: 'parcel_where',
  sources: [],
  missing: [],
})

const bench = () => {
  const posted: ClientFrame[] = []
  let timers: (() => void)[] = []
  const room = createRoom(
    'c1',
    async () => ({ conversation: 'c1', epoch: 'e1', head: 0, events: [] }),
    () => 'ann',
  )
  const reply = createReply({
    room,
    drafts: createDrafts(memoryStore(), 'default.ann', () => 0).of('c1'),
    post: (frame) => {
      posted.push(frame)
      return true
    },
    after: (_ms, then) => {
      timers.push(then)
      return () => {
        timers = timers.filter((other) => other !== then)
      }
    },
  })
  const suggest = (...suggestions: Suggestion[]) =>
    room.receive({ type: 'suggestion', conversation: 'c1', messageSeq: 4, suggestions }, 0)
  const outcomes = () => posted.filter(({ type }) => type === 'outcome')
  const rest = () => {
    const due = timers
    timers = []
    for (const then of due) then()
  }
  const type = (text: string) => {
    reply.draft.value = text
  }
  return { room, reply, posted, suggest, outcomes, rest, type }
}

describe('what became of a suggestion', () => {
  it('accepted: it is sent as it was', () => {
    const { reply, suggest, outcomes, type } = bench()
    suggest(suggestion(0, '您的订单今天送达。'))
    type(reply.draft.value + reply.takeAll())
    reply.sent('您的订单今天送达。').report()
    expect(outcomes()).toEqual([
      { type: 'outcome', suggestion: 'c1:4:0', result: 'accepted', text: '您的订单今天送达。' },
    ])
    expect(reply.draft.value).toBe('')
    expect(reply.ghost.value).toBeUndefined()
  })

  it('edited: it was taken, by words or from a card, and then changed', () => {
    const words = bench()
    words.suggest(suggestion(0, 'It arrives today.'))
    words.type(words.reply.takeWord())
    words.type('It will arrive today.')
    words.reply.sent('It will arrive today.').report()
    expect(words.outcomes()).toMatchObject([{ suggestion: 'c1:4:0', result: 'edited', text: 'It will arrive today.' }])
    const card = bench()
    card.suggest(suggestion(0, 'A'), suggestion(1, 'B'))
    card.type('B')
    card.reply.took(suggestion(1, 'B'))
    card.reply.sent('B!').report()
    expect(card.outcomes()).toMatchObject([{ suggestion: 'c1:4:1', result: 'edited' }])
  })

  it('expired: the agent wrote something else, or threw away what was taken', () => {
    const { reply, suggest, outcomes, type } = bench()
    suggest(suggestion(0, 'It arrives today.'))
    type(reply.takeAll())
    type('')
    type('Which order do you mean?')
    reply.sent('Which order do you mean?').report()
    expect(outcomes()).toEqual([{ type: 'outcome', suggestion: 'c1:4:0', result: 'expired' }])
  })

  it('dismissed: once, and it stays away until the customer is heard again or it is asked for', () => {
    const { reply, suggest, outcomes, type } = bench()
    suggest(suggestion(0, 'It arrives today.'))
    reply.dismiss()
    type('It')
    expect(reply.ghost.value).toBeUndefined()
    reply.ask()
    expect(reply.ghost.value?.rest).toBe(' arrives today.')
    reply.dismiss()
    suggest(suggestion(0, 'It is out for delivery.'))
    expect(reply.ghost.value?.rest).toBe(' is out for delivery.')
    expect(outcomes().map((frame) => 'result' in frame && frame.result)).toEqual(['dismissed', 'dismissed'])
  })

  it('a completion is no suggestion, unless it says the same', () => {
    const { room, reply, suggest, outcomes, type } = bench()
    suggest(suggestion(0, 'Thank you for waiting.', 0.5))
    type('Tha')
    const items = [{ id: 'reply:3', base: 'Tha', text: 'nk you for waiting.' }]
    room.receive({ type: 'completion', conversation: 'c1', revision: room.revision, items }, 0)
    type(reply.draft.value + reply.takeAll())
    reply.sent('Thank you for waiting.').report()
    expect(outcomes()).toMatchObject([{ suggestion: 'c1:4:0', result: 'accepted' }])
    type('Go')
    room.receive(
      {
        type: 'completion',
        conversation: 'c1',
        revision: room.revision,
        items: [{ id: 'canned:1', base: 'Go', text: 'od day' }],
      },
      0,
    )
    type(reply.draft.value + reply.takeAll())
    reply.sent('Good day').report()
    expect(outcomes()).toHaveLength(1)
  })

  it('a note says nothing of suggestions and leaves them', () => {
    const { reply, suggest, outcomes, type } = bench()
    suggest(suggestion(0, 'It arrives today.'))
    reply.mode.value = 'note'
    expect(reply.ghost.value).toBeUndefined()
    type('客户很着急')
    reply.sent('客户很着急').report()
    reply.mode.value = 'reply'
    expect(outcomes()).toEqual([])
    expect(reply.ghost.value?.rest).toBe('It arrives today.')
  })
})

describe('completions', () => {
  it('are asked for when typing rests, unless something on hand covers the draft', () => {
    const { reply, suggest, posted, rest, type } = bench()
    suggest(suggestion(0, 'It arrives today.'))
    type('It')
    rest()
    expect(posted).toEqual([])
    type('Itx')
    type('Thanks')
    rest()
    expect(posted).toEqual([{ type: 'complete', conversation: 'c1', draft: 'Thanks', revision: expect.any(Number) }])
    reply.composing.value = true
    type('Thanksn')
    rest()
    expect(posted).toHaveLength(1)
  })

  it('that answer an older draft come too late', () => {
    const { room, reply, posted, rest, type } = bench()
    type('Than')
    rest()
    const asked = posted[0]
    const revision = asked?.type === 'complete' ? asked.revision : -1
    type('Thank')
    const items = [
      { id: 'a', base: 'Than', text: 'ks!' },
      { id: 'b', base: 'Than', text: 'k you!' },
    ]
    room.receive({ type: 'completion', conversation: 'c1', revision, items }, 0)
    expect(reply.ghost.value).toBeUndefined()
    room.receive({ type: 'completion', conversation: 'c1', revision: room.revision, items }, 0)
    expect(reply.ghost.value?.rest).toBe('s!')
  })

  it('are not shown away from the end of the text, nor while composing', () => {
    const { reply, suggest } = bench()
    suggest(suggestion(0, '您好'))
    expect(reply.ghost.value?.rest).toBe('您好')
    reply.caretAtEnd.value = false
    expect(reply.ghost.value).toBeUndefined()
    reply.caretAtEnd.value = true
    reply.composing.value = true
    expect(reply.ghost.value).toBeUndefined()
    reply.composing.value = false
    expect(reply.ghost.value?.rest).toBe('您好')
  })

  it('name the blanks that are left in a draft', () => {
    const { reply, type } = bench()
    type('预计 {{ parcel.eta }} 送达，单号 {{parcel.no}}')
    expect(reply.blanks.value).toEqual(['parcel.eta', 'parcel.no'])
  })
})

describe('inbox', () => {
  const row = (conversation: string, more: Partial<ConversationSummary>): ConversationSummary => ({
    conversation,
    state: 'bot',
    customer: 'demo',
    customerName: '林晓',
    head: 1,
    lastAt: '2026-11-22T08:00:00.000Z',
    misses: 0,
    ...more,
  })
  const rows = [
    row('new', { state: 'queued', queuedAt: '2026-11-22T08:05:00.000Z', lastAt: '2026-11-22T08:09:00.000Z' }),
    row('old', { state: 'queued', queuedAt: '2026-11-22T08:01:00.000Z' }),
    row('mine', { state: 'assigned', assignee: 'ann' }),
    row('bobs', { state: 'assigned', assignee: 'bob' }),
    row('done', { state: 'resolved', assignee: 'ann' }),
  ]

  it('shows who has waited longest first, and only what is asked for', () => {
    expect(visibleRows(rows, 'queued', 'ann').map(({ conversation }) => conversation)).toEqual(['old', 'new'])
    expect(visibleRows(rows, 'mine', 'ann').map(({ conversation }) => conversation)).toEqual(['mine'])
    expect(visibleRows(rows, 'all', 'ann')[0]?.conversation).toBe('new')
    expect(countRows(rows, 'ann')).toEqual({ mentions: 0, snoozed: 0, mine: 1, queued: 2, bot: 0, all: 4, resolved: 1 })
  })

  it('follows status frames, with and without a summary', () => {
    const old = rows.find(({ conversation }) => conversation === 'old')
    const claimed = rowAfter(old, {
      type: 'status',
      conversation: 'old',
      state: 'assigned',
      assignee: 'ann',
      assigneeName: 'Ann',
    })
    expect(claimed).toMatchObject({ state: 'assigned', assignee: 'ann', customerName: '林晓' })
    expect(rowAfter(claimed, { type: 'status', conversation: 'old', state: 'bot' })).not.toHaveProperty('assignee')
    const summary = row('fresh', { state: 'queued' })
    expect(rowAfter(undefined, { type: 'status', conversation: 'fresh', state: 'queued', summary })).toBe(summary)
    expect(rowAfter(undefined, { type: 'status', conversation: 'unknown', state: 'bot' })).toBeUndefined()
  })
})
