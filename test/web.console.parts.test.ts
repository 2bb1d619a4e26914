import { describe, expect, it } from 'vitest'
import type { ContextCard } from '../src/domain/customer.ts'
import type { LogEvent } from '../src/domain/message.ts'
import type { ConversationSummary } from '../src/domain/notice.ts'
import { SLOTS } from '../src/domain/slots.ts'
import { affectedBy } from '../src/web/console/affected.ts'
import { createSettings, DEFAULTS, readSettings } from '../src/web/console/desk-settings.ts'
import { createDrafts } from '../src/web/console/drafts.ts'
import { fuzzyScore, fuzzySorted } from '../src/web/console/fuzzy.ts'
import { createInbox } from '../src/web/console/inbox.ts'
import { isTaken } from '../src/web/console/inbox-view.ts'
import { nextCustomer } from '../src/web/console/next-customer.ts'
import { paletteChoices } from '../src/web/console/palette-choices.ts'
import { picksFor } from '../src/web/console/picks.ts'
import { visibleRows } from '../src/web/console/rows.ts'
import { createSavedFilters, readSaved } from '../src/web/console/saved-filters.ts'
import { COMMANDS } from '../src/web/console/shortcuts.ts'
import { slotName } from '../src/web/console/slot-names.ts'
import { inBothLanguages } from '../src/web/console/texts.ts'
import { triggerAt } from '../src/web/console/triggers.ts'
import { windowOf } from '../src/web/console/window.ts'
import { memoryStore } from '../src/web/shared/store.ts'

const NOW = Date.parse('2026-11-22T08:30:00.000Z')
const row = (conversation: string, more: Partial<ConversationSummary> = {}): ConversationSummary => ({
  conversation,
  state: 'queued',
  customer: conversation,
  customerName: '林晓',
  head: 1,
  lastAt: '2026-11-22T08:00:00.000Z',
  misses: 0,
  ...more,
})
const ids = (rows: readonly ConversationSummary[]) => rows.map(({ conversation }) => conversation)

describe('a long list', () => {
  it('draws what is seen, some around it, and what must not go', () => {
    const places = windowOf({ top: 8_200, height: 820, count: 5_000, rowPx: 82, overscan: 3, kept: [0, 4_999, 7_000] })
    expect(places[0]).toBe(0)
    expect(places.slice(1, -1)).toEqual(Array.from({ length: 16 }, (_, i) => 97 + i))
    expect(places.at(-1)).toBe(4_999)
    expect(windowOf({ top: 0, height: 0, count: 2, rowPx: 82, overscan: 8, kept: [] })).toEqual([0, 1])
    expect(windowOf({ top: 9_999, height: 500, count: 0, rowPx: 82, overscan: 8, kept: [0] })).toEqual([])
  })

  it('is narrowed by words in any width and case, by language, channel, urgency and waiting', () => {
    const rows = [
      row('a', { lastText: '发票抬头写错了', language: 'zh', queuedAt: '2026-11-22T08:20:00.000Z' }),
      row('b', { customerName: 'Ana Torres', lastText: 'Invoice please', language: 'en', priority: 'high' }),
      row('c', { channel: 'wechat', queuedAt: '2026-11-22T08:27:00.000Z' }),
    ]
    const found = (search: Parameters<typeof visibleRows>[3]) =>
      ids(visibleRows(rows, 'queued', 'ann', search, NOW)).sort()
    expect(found({ words: '抬头 林晓' })).toEqual(['a'])
    expect(found({ words: 'ＩＮＶＯＩＣＥ' })).toEqual(['b'])
    expect(found({ words: 'invoice 抬头' })).toEqual([])
    expect(found({ language: 'en' })).toEqual(['b'])
    expect(found({ channel: 'widget' })).toEqual(['a', 'b'])
    expect(found({ urgent: true })).toEqual(['b'])
    expect(found({ waitedMinutes: 5 })).toEqual(['a'])
    expect(found({})).toEqual(['a', 'b', 'c'])
  })

  it('words are looked for under every filter, what is under the open one first; other marks keep to it', () => {
    const rows = [
      row('done', { customerName: 'Ana Torres', state: 'resolved', lastAt: '2026-11-22T08:29:00.000Z' }),
      row('waits', { customerName: '王安娜', lastText: 'ana@example.com', priority: 'high' }),
      row('mine', { customerName: 'Ana Lima', state: 'assigned', assignee: 'ann' }),
    ]
    const found = (filter: Parameters<typeof visibleRows>[1], search: Parameters<typeof visibleRows>[3]) =>
      ids(visibleRows(rows, filter, 'ann', search, NOW))
    expect(found('mine', { words: 'ana' })).toEqual(['mine', 'done', 'waits'])
    expect(found('all', { words: 'ana torres' })).toEqual(['done'])
    expect(found('queued', { words: '安娜' })).toEqual(['waits'])
    expect(found('mine', { words: ' ' })).toEqual(['mine'])
    expect(found('mine', { urgent: true })).toEqual([])
  })

  it('who waits stands as the server serves them, not as they came', () => {
    const rows = [row('late', { position: 1, queuedAt: '2026-11-22T08:20:00.000Z' }), row('early', { position: 2 })]
    expect(ids(visibleRows(rows, 'queued', 'ann'))).toEqual(['late', 'early'])
  })
})

it('the list goes to one’s own when one takes what is on screen, not when one’s own is opened', () => {
  const before = { conversation: 'a', isMine: false }
  expect(isTaken(before, { conversation: 'a', isMine: true })).toBe(true)
  expect(isTaken(before, { conversation: 'b', isMine: true })).toBe(false)
  expect(isTaken({ conversation: 'a', isMine: true }, { conversation: 'b', isMine: true })).toBe(false)
  expect(isTaken({ conversation: 'a', isMine: true }, before)).toBe(false)
})

describe('the live inbox', () => {
  const bench = (pages: Record<string, { conversations: ConversationSummary[]; next?: string }>) => {
    let draw: (() => void)[] = []
    const alerted: string[] = []
    const inbox = createInbox({
      fetchPage: async (of, after = '') => pages[`${of}${after}`] ?? { conversations: [] },
      isLookingAt: () => false,
      me: () => 'ann',
      alerted: ({ conversation }) => alerted.push(conversation),
      nextFrame: (then) => draw.push(then),
    })
    const frame = () => {
      const due = draw
      draw = []
      for (const then of due) then()
      return due.length
    }
    return { inbox, frame, alerted }
  }

  it('changes once a frame of the screen, however much comes', () => {
    const { inbox, frame, alerted } = bench({})
    for (let i = 0; i < 100; i++)
      inbox.receive({ type: 'status', conversation: `c${i}`, state: 'queued', summary: row(`c${i}`) })
    expect(inbox.rows.value.size).toBe(0)
    expect(inbox.row('c7')?.state, 'who acts sees it at once').toBe('queued')
    expect(frame()).toBe(1)
    expect(inbox.rows.value.size).toBe(100)
    expect(inbox.unread.value.size).toBe(100)
    expect(alerted).toHaveLength(100)
  })

  it('reads all pages; what came live is newer than any page; what is on no page is over', async () => {
    const { inbox, frame } = bench({
      open: { conversations: [row('a'), row('b')], next: '1' },
      open1: { conversations: [row('c')] },
    })
    inbox.show(row('gone'))
    const loading = inbox.load()
    inbox.receive({ type: 'status', conversation: 'a', state: 'bot', summary: row('a', { state: 'bot' }) })
    await loading
    frame()
    expect([...inbox.rows.value.keys()].sort()).toEqual(['a', 'b', 'c'])
    expect(inbox.rows.value.get('a')?.state).toBe('bot')
  })

  it('reads what is over page by page, and knows the end', async () => {
    const { inbox } = bench({
      resolved: { conversations: [row('x', { state: 'resolved' })], next: '1' },
      resolved1: { conversations: [row('y', { state: 'resolved' })] },
    })
    expect(await inbox.loadResolved()).toBe(true)
    expect(await inbox.loadResolved()).toBe(false)
    expect(await inbox.loadResolved()).toBe(false)
    expect(inbox.row('y')?.state).toBe('resolved')
  })
})

describe('what an agent keeps in the browser', () => {
  it('filters: checked when they are read, whatever stands there', () => {
    const store = memoryStore()
    const saved = createSavedFilters(store, 'default.ann')
    saved.keep({ name: ' 急件 ', filter: 'queued', search: { urgent: true, words: '退款' } })
    saved.keep({ name: '', filter: 'all', search: {} })
    expect(createSavedFilters(store, 'default.ann').all.value).toEqual([
      { name: '急件', filter: 'queued', search: { urgent: true, words: '退款' } },
    ])
    expect(createSavedFilters(store, 'default.bob').all.value).toEqual([])
    saved.drop('急件')
    expect(createSavedFilters(store, 'default.ann').all.value).toEqual([])
    const hostile = [
      { name: 'a', filter: 'everything', search: {} },
      { name: 'b', filter: 'all', search: { language: 'xx', waitedMinutes: -1, urgent: 'yes', channel: 5, words: [] } },
      null,
      7,
    ]
    expect(readSaved(JSON.stringify(hostile))).toEqual([{ name: 'b', filter: 'all', search: {} }])
    expect(readSaved('[')).toEqual([])
    expect(readSaved('{"name":1}')).toEqual([])
  })

  it('settings: what cannot be read is as at first', () => {
    const store = memoryStore()
    createSettings(store, 's').change({ undoSeconds: 10, sound: true })
    expect(createSettings(store, 's').value.value).toEqual({ ...DEFAULTS, undoSeconds: 10, sound: true })
    expect(readSettings('{"undoSeconds":4000,"sound":"loud"}')).toEqual(DEFAULTS)
    for (const broken of ['null', '{']) expect(readSettings(broken)).toEqual(DEFAULTS)
  })

  it('drafts: by conversation and mode, of the same person only, and not for ever', () => {
    const store = memoryStore()
    const drafts = createDrafts(store, 'default.ann', () => 0)
    drafts.of('c1').write('reply', '您好，')
    drafts.of('c1').write('note', '已核实')
    drafts.of('c2').write('reply', 'Hello')
    const again = createDrafts(store, 'default.ann', () => 86_400_000)
    expect(again.of('c1').read('reply')).toBe('您好，')
    expect(again.of('c1').read('note')).toBe('已核实')
    expect(again.count()).toBe(2)
    expect(
      createDrafts(store, 'default.bob', () => 0)
        .of('c1')
        .read('reply'),
    ).toBe('')
    again.of('c2').write('reply', '')
    expect(again.count()).toBe(1)
    expect(createDrafts(store, 'default.ann', () => 15 * 86_400_000).count()).toBe(0)
  })

  it('go with who signs out, and nothing that is put back into a box then is kept', () => {
    const store = memoryStore()
    createDrafts(store, 'default.bob', () => 0)
      .of('c1')
      .write('reply', '鲍勃的')
    const drafts = createDrafts(store, 'default.ann', () => 0)
    drafts.of('c1').write('reply', '您好，')
    drafts.of('c1').write('note', '已核实')
    drafts.forget()
    drafts.of('c2').write('reply', '还没发出去的')
    expect(createDrafts(store, 'default.ann', () => 0).count()).toBe(0)
    expect(createDrafts(store, 'default.bob', () => 0).count(), 'of somebody else').toBe(1)
  })
})

describe('finding', () => {
  it('letters in their order fit, better in one piece and at beginnings, in both languages', () => {
    expect(fuzzyScore('xyz', 'Hand back to the bot')).toBe(0)
    expect(fuzzyScore('toback', 'Hand back to the bot'), 'the order counts').toBe(0)
    expect(fuzzyScore('hbb', 'Hand back to the bot')).toBeGreaterThan(0)
    expect(fuzzyScore('机器', '交回机器人')).toBeGreaterThan(fuzzyScore('交人', '交回机器人'))
    expect(fuzzySorted('res', ['Presence', 'Resolve'], (text) => [text])[0]).toBe('Resolve')
    expect(fuzzySorted('', ['b', 'a'], (text) => [text])).toEqual(['b', 'a'])
  })

  it('the palette puts the customer of that name first, commands before sentences, and finds nobody by scattered letters', () => {
    const rows = [
      row('tom', { customerName: 'Tom Baker', lastText: 'I want to talk to an agent' }),
      row('banana', { customerName: 'Bo Lin', lastText: 'where are my bananas' }),
      row('ana', { customerName: 'Ana' }),
      row('torres', { customerName: 'Ana Torres' }),
    ]
    const keys = (query: string) =>
      paletteChoices(query, COMMANDS, rows, ({ text }) => inBothLanguages(text)).map(({ key }) => key)
    expect(keys('Ana').slice(0, 3)).toEqual(['ana', 'torres', 'banana'])
    expect(keys('Ana')).not.toContain('tom')
    expect(keys('agent'), 'a word of the sentence').toContain('tom')
    expect(keys('trans')[0]).toBe('transfer')
    expect(keys('转接')[0]).toBe('transfer')
    expect(keys(' ')).toEqual(COMMANDS.map(({ id }) => id))
  })

  it('a choice begins where it is meant, and not in times, addresses or sentences', () => {
    const at = (text: string, mode: 'reply' | 'note' = 'reply') => triggerAt(text, text.length, mode)
    expect(at('/退')).toEqual({ kind: 'canned', query: '退', from: 0 })
    expect(at('您好\n/')).toEqual({ kind: 'canned', query: '', from: 3 })
    expect(at('and/or')).toBeUndefined()
    expect(at('//')).toBeUndefined()
    expect(at('预计 {{order.e')).toEqual({ kind: 'slot', query: 'order.e', from: 3 })
    expect(at('{{order.eta}} 送达')).toBeUndefined()
    expect(at('请@王', 'note')).toEqual({ kind: 'colleague', query: '王', from: 1 })
    expect(at('请@王')).toBeUndefined()
    expect(at('me@example', 'note')).toBeUndefined()
    expect(at('谢谢 :tha')).toEqual({ kind: 'emoji', query: 'tha', from: 3 })
    expect(at('谢谢:感')).toEqual({ kind: 'emoji', query: '感', from: 2 })
    expect(at('10:30')).toBeUndefined()
    expect(at('订单号：感')).toBeUndefined()
    expect(at('https://ex')).toBeUndefined()
    expect(at('note:thanks')).toBeUndefined()
  })

  it('offers canned answers in the customer’s language first, slots with their values, emoji by beginnings', () => {
    const card: ContextCard = {
      orders: [
        {
          id: '20261118003345',
          customer: 'demo',
          status: 'shipped',
          lines: [],
          total: { amount: 12_900, currency: 'CNY' },
          placedAt: '2026-11-18T02:00:00.000Z',
          eta: '2026-11-24T02:00:00.000Z',
        },
      ],
      parcels: [],
      highlights: [],
      sources: [],
    }
    const sources = {
      canned: {
        zh: ['退款已经为您加急处理。', '请您稍等，我帮您查一下。'],
        en: ['One moment please.'],
        answers: [{ shortcut: 'tkjj', group: '售后', text: { zh: '退款已经为您加急处理。' } }],
      },
      card,
      colleagues: [{ agent: 'bo', name: '小博', status: 'online' as const, capacity: 5, held: 0, watching: [] }],
      language: 'en' as const,
    }
    const pick = (kind: Parameters<typeof picksFor>[0]['kind'], query: string) =>
      picksFor({ kind, query, from: 0 }, sources)
    expect(pick('canned', '').map(({ insert }) => insert)).toEqual([
      'One moment please.',
      '退款已经为您加急处理。',
      '请您稍等，我帮您查一下。',
    ])
    expect(pick('canned', 'tkjj')).toMatchObject([{ detail: '/tkjj · 售后 · 中文', insert: '退款已经为您加急处理。' }])
    expect(pick('canned', '稍等')[0]?.insert).toBe('请您稍等，我帮您查一下。')
    expect(pick('slot', 'order.eta')[0]).toMatchObject({
      label: 'expected on',
      insert: '24 Nov',
    })
    const zh = picksFor({ kind: 'slot', query: '送达', from: 0 }, { ...sources, shown: 'zh' as const })
    expect(zh[0], 'found by its name; filled in the language of the customer').toMatchObject({
      label: '预计送达',
      insert: '24 Nov',
    })
    expect(
      Object.keys(SLOTS).filter((slot) => slotName(slot, 'zh') === slot),
      'slots without a name',
    ).toEqual([])
    expect(pick('slot', 'refund')).toEqual([])
    expect(pick('colleague', '小')[0]?.insert).toBe('@小博 ')
    expect(pick('emoji', '谢')[0]?.insert).toBe('🙏')
    expect(pick('emoji', 'hanks')).toEqual([])
    expect(picksFor({ kind: 'slot', query: '', from: 0 }, { ...sources, card: undefined })).toEqual([])
  })
})

describe('who is next', () => {
  const rows = [
    row('waits', { position: 2 }),
    row('angry', { position: 1, priority: 'high' }),
    row('mine', { state: 'assigned', assignee: 'ann' }),
    row('bobs', { state: 'assigned', assignee: 'bob', promise: { state: 'broken', due: '' } }),
  ]
  const next = (more: readonly ConversationSummary[] = [], unread: string[] = [], passed: string[] = []) => {
    const found = nextCustomer([...rows, ...more], {
      me: 'ann',
      unread: new Set(unread),
      passed: (id) => passed.includes(id),
    })
    return found && [found.row.conversation, found.why]
  }

  it('danger, then own promises, then own customers who wrote, then the line', () => {
    expect(next()).toEqual(['angry', 'priority'])
    expect(next([], [], ['angry'])).toEqual(['waits', 'waitsLongest'])
    expect(next([], ['mine'])).toEqual(['mine', 'wrote'])
    const promised = row('promised', { state: 'assigned', assignee: 'ann', promise: { state: 'due', due: '' } })
    expect(next([promised], ['mine'])).toEqual(['promised', 'promise'])
    const urgent = row('urgent', { position: 9, priority: 'urgent' })
    expect(next([promised, urgent], ['mine'])).toEqual(['urgent', 'urgent'])
    expect(next([], [], ['angry', 'waits'])).toBeUndefined()
  })
})

describe('what taking back touches', () => {
  const event = (seq: number, role: LogEvent['from']['role'], more: Partial<LogEvent> = {}): LogEvent => ({
    conversation: 'c',
    epoch: 'e',
    seq,
    at: '',
    from: { role, id: role, name: role },
    kind: 'text',
    text: `${seq}`,
    ...more,
  })
  const events = [
    event(1, 'customer'),
    event(2, 'bot'),
    event(3, 'system'),
    event(4, 'agent'),
    event(5, 'agent', { kind: 'note' }),
    event(6, 'customer', { recalled: true }),
    event(7, 'customer', { kind: 'recall', target: 6 }),
  ]
  const promises = [
    { id: 'p', seq: 4, kind: 'ship', text: '今天发货', by: { role: 'agent', id: '', name: '' }, at: '', state: 'open' },
  ] as const

  it('of a rollback: everything above, but what is gone already; of a recall: the one', () => {
    const all = affectedBy({ kind: 'rollback', seq: 1, events, promises, read: 2 })
    expect(all).toMatchObject({ customers: 0, answers: 1, replies: 1, notes: 1, read: true })
    expect(all.promises).toHaveLength(1)
    const one = affectedBy({ kind: 'recall', seq: 2, events, promises, read: 1 })
    expect(one).toMatchObject({ answers: 1, replies: 0, read: false })
    expect(one.promises).toEqual([])
  })
})
