import { describe, expect, it } from 'vitest'
import type { ClientFrame } from '../src/client/wire.ts'
import type { DeskMarks, LaterReply } from '../src/domain/desk-marks.ts'
import type { ConversationSummary } from '../src/domain/notice.ts'
import { createActions } from '../src/web/console/actions.ts'
import { customerName } from '../src/web/console/customer-name.ts'
import { createMarking } from '../src/web/console/marking.ts'
import { momentsFrom } from '../src/web/console/moments.ts'
import { nextCustomer } from '../src/web/console/next-customer.ts'
import { countRows, visibleRows } from '../src/web/console/rows.ts'
import { readSaved } from '../src/web/console/saved-filters.ts'
import type { Seat } from '../src/web/console/seats.ts'
import { tagChoices, tagText } from '../src/web/console/tags.ts'
import { language } from '../src/web/shared/i18n.ts'

const row = (conversation: string, more: Partial<ConversationSummary> = {}): ConversationSummary => ({
  conversation,
  state: 'assigned',
  assignee: 'ann',
  customer: conversation,
  customerName: '林晓',
  head: 1,
  lastAt: '2026-11-22T08:00:00.000Z',
  misses: 0,
  ...more,
})
const SNOOZED: DeskMarks = { snooze: { until: '2026-11-23T01:00:00.000Z', by: 'ann' } }

describe('moments', () => {
  const at = (now: string, zone: string) =>
    momentsFrom(new Date(now), ['inAnHour', 'inThreeHours', 'tomorrowMorning', 'nextWeek'], zone).map((moment) =>
      moment.at.toISOString(),
    )

  it('are mornings by the shop’s clock, whatever day it is here', () => {
    // Sunday 23:30 in Shanghai: tomorrow is the Monday.
    expect(at('2026-11-22T15:30:00.000Z', 'Asia/Shanghai')).toEqual([
      '2026-11-22T16:30:00.000Z',
      '2026-11-22T18:30:00.000Z',
      '2026-11-23T01:00:00.000Z',
      '2026-11-23T01:00:00.000Z',
    ])
    // Half an hour later it is Monday there: the next Monday is a week off.
    expect(at('2026-11-22T16:30:00.000Z', 'Asia/Shanghai').slice(2)).toEqual([
      '2026-11-24T01:00:00.000Z',
      '2026-11-30T01:00:00.000Z',
    ])
  })

  it('keep their hour over a change of the clock', () => {
    // Saturday before the clocks go back in New York.
    expect(at('2026-10-31T12:00:00.000Z', 'America/New_York')[2]).toBe('2026-11-01T14:00:00.000Z')
  })
})

describe('filters', () => {
  const rows = [
    row('open'),
    row('snoozed', { marks: SNOOZED }),
    row('theirs', { assignee: 'bob', marks: SNOOZED }),
    row('named', { assignee: 'bob', marks: { mentions: [{ agent: 'ann', seq: 2 }] } }),
    row('over', { state: 'resolved', marks: { tags: ['vip'], mentions: [{ agent: 'ann', seq: 2, seen: true }] } }),
  ]
  const ids = (...how: Parameters<typeof visibleRows> extends [unknown, ...infer Rest] ? Rest : never) =>
    visibleRows(rows, ...how).map(({ conversation }) => conversation)

  it('leave out what is snoozed, and have what names the agent, also when it is over', () => {
    expect(ids('mine', 'ann')).toEqual(['open'])
    expect(ids('all', 'ann')).toEqual(['named', 'open'])
    expect(ids('snoozed', 'ann')).toEqual(['snoozed'])
    expect(ids('mentions', 'ann')).toEqual(['named', 'over'])
    expect(ids('mentions', 'bob')).toEqual([])
    expect(countRows(rows, 'ann')).toMatchObject({ mine: 1, snoozed: 1, mentions: 1 })
    expect(ids('resolved', 'ann', { tag: 'vip' })).toEqual(['over'])
    expect(ids('mine', 'ann', { tag: 'vip' })).toEqual([])
  })

  it('with a tag are kept, and nonsense is not', () => {
    const saved = (search: object) => readSaved(JSON.stringify([{ name: 'x', filter: 'snoozed', search }]))
    expect(saved({ tag: 'vip' })).toEqual([{ name: 'x', filter: 'snoozed', search: { tag: 'vip' } }])
    expect(saved({ tag: 7 })).toEqual([{ name: 'x', filter: 'snoozed', search: {} }])
  })
})

it('who is next: not what is snoozed, and what comes back after who has written', () => {
  const next = (rows: readonly ConversationSummary[], unread: string[] = []) => {
    const found = nextCustomer(rows, { me: 'ann', unread: new Set(unread), passed: () => false })
    return found && [found.row.conversation, found.why]
  }
  const back = row('back', { marks: { woken: { at: '2026-11-22T08:00:00.000Z', why: 'time' } } })
  const promised = { state: 'broken', due: '2026-11-22T08:00:00.000Z' } as never
  expect(next([row('snoozed', { marks: SNOOZED, promise: promised })])).toBeUndefined()
  expect(next([back, row('quiet'), row('queued', { state: 'queued' })], ['back'])).toEqual(['back', 'back'])
  expect(next([back, row('wrote')], ['back', 'wrote'])).toEqual(['wrote', 'wrote'])
})

const markingBench = (up = true) => {
  const rows = new Map([['c', row('c')]])
  const posted: ClientFrame[] = []
  const me = () => ({ sub: 'ann', name: '安安' })
  const post = (frame: ClientFrame) => {
    if (up) posted.push(frame)
    return up
  }
  const inbox = {
    row: (id: string) => rows.get(id),
    show: (one: ConversationSummary) => rows.set(one.conversation, one),
  }
  const actions = createActions({ post, inbox, me, offline: () => undefined })
  let draft = '明早再跟进'
  const reply = {
    draft: { value: draft },
    mode: { value: 'reply' },
    sent: (text: string) => {
      reply.draft.value = ''
      const restore = () => {
        reply.draft.value = text
      }
      return { report: () => undefined, restore }
    },
  }
  draft = ''
  const seat = { room: { id: 'c' }, reply } as unknown as Seat
  return { rows, posted, actions, reply, seat, marking: createMarking({ actions, me }) }
}

describe('marking', () => {
  it('shows at once, and goes back as it was where the server refuses', () => {
    const { rows, actions, marking } = markingBench()
    marking.snooze('c', new Date('2026-11-23T01:00:00Z'))
    expect(rows.get('c')?.marks).toEqual(SNOOZED)
    actions.refused('snooze')
    expect(rows.get('c')).toEqual(row('c'))
    marking.tag('c', { add: '物流' })
    rows.set('c', row('c', { marks: { tags: ['物流'] } }))
    actions.settled('c')
    actions.refused('tag')
    expect(rows.get('c')?.marks?.tags, 'what the server has confirmed stays').toEqual(['物流'])
  })

  it('takes a conversation that nobody has before it snoozes it', () => {
    const { rows, posted, actions, marking } = markingBench()
    rows.set('c', row('c', { state: 'queued', assignee: undefined as never }))
    marking.snooze('c', new Date('2026-11-23T01:00:00Z'))
    expect(posted.map(({ type }) => type)).toEqual(['claim'])
    rows.set('c', row('c'))
    actions.settled('c')
    expect(posted.map(({ type }) => type)).toEqual(['claim', 'snooze'])
  })

  it('words that were to go out later come back when that is refused or the line falls, and never twice', () => {
    const { posted, reply, seat, marking } = markingBench()
    marking.sendLater(seat, new Date('2026-11-23T01:00:00Z'))
    const [frame] = posted as { cid: string }[]
    expect(reply.draft.value).toBe('')
    marking.refused({ cid: 'another' })
    expect(reply.draft.value).toBe('')
    marking.refused({ cid: frame?.cid ?? '' })
    expect(reply.draft.value).toBe('明早再跟进')
    marking.sendLater(seat, new Date('2026-11-23T01:00:00Z'))
    const second = (posted as { cid: string }[])[1]?.cid ?? ''
    const later: LaterReply[] = [
      { cid: second, text: '明早再跟进', by: 'ann', byName: '安安', dueAt: '2026-11-23T01:00:00.000Z' },
    ]
    marking.settled(row('c', { marks: { later } }))
    marking.lineLost()
    expect(reply.draft.value, 'the server has it').toBe('')
    const down = markingBench(false)
    down.marking.editLater(down.seat, later[0] as LaterReply)
    expect(down.reply.draft.value, 'not in the box while it waits with the server').toBe('明早再跟进')
    down.marking.sendLater(down.seat, new Date('2026-11-23T01:00:00Z'))
    expect(down.reply.draft.value).toBe('明早再跟进')
  })
})

describe('a reply for later whose line broke before the server spoke of it', () => {
  const AT = new Date('2026-11-23T01:00:00Z')
  const later = (cid: string): LaterReply[] => [
    { cid, text: '明早再跟进', by: 'ann', byName: '安安', dueAt: AT.toISOString() },
  ]

  it('leaves its box again where the server has it, unless other words are there by then', () => {
    for (const edited of [undefined, '明早再跟进，谢谢']) {
      const { posted, reply, seat, marking } = markingBench()
      marking.sendLater(seat, AT)
      const cid = (posted as { cid: string }[])[0]?.cid ?? ''
      marking.lineLost()
      expect(reply.draft.value).toBe('明早再跟进')
      if (edited !== undefined) reply.draft.value = edited
      marking.settled(row('c', { marks: { later: later(cid) } }))
      expect(reply.draft.value).toBe(edited ?? '')
    }
  })

  it('is the same reply when the same words are sent again, and another one when they are others', () => {
    const { posted, reply, seat, marking } = markingBench()
    const cid = (index: number) => (posted as { cid: string }[])[index]?.cid
    marking.sendLater(seat, AT)
    marking.lineLost()
    marking.sendLater(seat, AT)
    expect(cid(1)).toBe(cid(0))
    marking.lineLost()
    reply.draft.value = '后天再跟进'
    marking.sendLater(seat, AT)
    expect(cid(2)).not.toBe(cid(0))
  })
})

it('a visitor has a name in the agent’s language, others keep theirs', () => {
  language.value = 'zh'
  expect(customerName('Visitor 4F2A')).toBe('访客 4F2A')
  expect(customerName('Visitor Bureau')).toBe('Visitor Bureau')
  language.value = 'en'
  expect(customerName('Visitor 4F2A')).toBe('Visitor 4F2A')
})

it('tags are shown in the agent’s language, the tenant’s first, each once', () => {
  language.value = 'zh'
  const known = [{ id: 'refund', name: { zh: '退款', en: 'Refund' } }]
  expect(tagText('refund', known)).toBe('退款')
  expect(tagText('物流', known)).toBe('物流')
  expect(
    tagChoices(known, [
      ['vip', 'refund'],
      ['vip', 'a'],
    ]),
  ).toEqual(['refund', 'a', 'vip'])
})
