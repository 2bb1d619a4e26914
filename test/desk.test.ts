import { describe, expect, it } from 'vitest'
import { createDesk } from '../src/desk/desk.ts'
import { advance, type Conversation, type ConversationMove } from '../src/domain/conversation.ts'

const conversation = (id: string, change: Partial<Conversation> = {}): Conversation => ({
  id,
  tenant: 'default',
  customer: `c-${id}`,
  customerName: '王小明',
  epoch: 'e',
  head: 1,
  state: 'bot',
  humanSpoke: false,
  misses: 0,
  createdAt: '2026-11-22T00:00:00.000Z',
  updatedAt: '2026-11-22T00:00:00.000Z',
  ...change,
})
const queued = (id: string, second: number): Conversation =>
  conversation(id, { state: 'queued', queuedAt: `2026-11-22T00:00:${String(second).padStart(2, '0')}.000Z` })
const claim: ConversationMove = { type: 'claim', agent: 'ann', agentName: 'Ann' }

describe('desk', () => {
  const open = () => createDesk({ capacity: 5, handleSeconds: 240, now: () => 0 })

  it('serves first come first, per tenant, and tells whose place changed', () => {
    const desk = open()
    expect(desk.note(queued('b', 2))).toEqual([])
    expect(desk.note(queued('c', 3))).toEqual(['b'])
    expect(desk.note(queued('a', 1))).toEqual(['b', 'c'])
    expect(desk.waiting('default')).toEqual(['a', 'b', 'c'])
    expect(desk.waiting('other')).toEqual([])
    expect(desk.status(queued('c', 3)).position).toBe(3)
    expect(desk.note(conversation('a', { state: 'assigned', assignee: 'ann' }))).toEqual(['b', 'c'])
    expect(desk.status(queued('c', 3)).position).toBe(2)
  })
  it('gives a head start to the angry, and danger the first place, at once and when it is raised later', () => {
    const desk = open()
    const at = (id: string, minute: number, priority?: Conversation['priority']) =>
      conversation(id, {
        state: 'queued',
        queuedAt: `2026-11-22T00:${String(minute).padStart(2, '0')}:00.000Z`,
        ...(priority === undefined ? {} : { priority }),
      })
    desk.note(at('waits-long', 0))
    desk.note(at('waits', 5))
    expect(desk.note(at('angry', 12, 'high'))).toEqual(['waits-long', 'waits'])
    expect(desk.waiting('default')).toEqual(['waits-long', 'angry', 'waits'])
    expect(desk.nextPlace('default', { at: '2026-11-22T00:13:00.000Z' }).position).toBe(4)
    expect(desk.nextPlace('default', { at: '2026-11-22T00:13:00.000Z', priority: 'high' }).position).toBe(3)
    expect(desk.nextPlace('default', { at: '2026-11-22T00:13:00.000Z', priority: 'urgent' }).position).toBe(1)
    expect(desk.note(at('waits', 5, 'urgent'))).toEqual(['waits-long', 'angry'])
    desk.note(at('burning', 13, 'urgent'))
    expect(desk.waiting('default')).toEqual(['waits', 'burning', 'waits-long', 'angry'])
    expect(desk.note(at('burning', 13, 'urgent'))).toEqual([])
  })
  it('keeps a priority through a claim and forgets it with the bot', () => {
    const urgent = conversation('a', { state: 'queued', priority: 'urgent', apologised: true })
    const claimed = advance(urgent, claim, '2026-11-22T00:01:00.000Z')
    const back = advance(urgent, { type: 'transferToBot' }, '2026-11-22T00:01:00.000Z')
    expect(claimed.ok && claimed.conversation.priority).toBe('urgent')
    expect(back.ok && back.conversation).not.toHaveProperty('priority')
    expect(back.ok && back.conversation).not.toHaveProperty('apologised')
  })
  it('gives no estimate when nobody is online', () => {
    const desk = open()
    expect(desk.nextPlace('default')).toEqual({ position: 1 })
    desk.presence.connected('default', 'ann', 'Ann')
    expect(desk.nextPlace('default')).toEqual({ position: 1, etaSeconds: 30 })
    desk.presence.set('default', 'ann', 'Ann', { status: 'away' })
    expect(desk.nextPlace('default').etaSeconds).toBeUndefined()
  })
  it('estimates by places before, agents and what a chat takes once everybody is full', () => {
    const desk = open()
    desk.presence.connected('default', 'ann', 'Ann')
    desk.presence.set('default', 'ann', 'Ann', { capacity: 1 })
    desk.note(conversation('x', { state: 'assigned', assignee: 'ann' }))
    desk.note(queued('a', 1))
    expect(desk.nextPlace('default')).toEqual({ position: 2, etaSeconds: 480 })
  })
  it('counts a chat once, however often it is noted, and frees it', () => {
    const desk = open()
    const held = conversation('x', { state: 'assigned', assignee: 'ann' })
    desk.note(held)
    desk.note(held)
    expect(desk.presence.of('default')[0]?.held).toBe(1)
    desk.note(conversation('x', { state: 'resolved' }))
    expect(desk.presence.of('default')[0]?.held).toBe(0)
  })
  it('takes an agent offline with the last socket', () => {
    const desk = open()
    desk.presence.connected('default', 'ann', 'Ann')
    desk.presence.connected('default', 'ann', 'Ann')
    desk.presence.disconnected('default', 'ann')
    expect(desk.presence.of('default')[0]?.status).toBe('online')
    desk.presence.disconnected('default', 'ann')
    expect(desk.presence.of('default')[0]?.status).toBe('offline')
  })
})

describe('advance', () => {
  const now = '2026-11-22T01:00:00.000Z'
  it('leads through a life: bot, queued, assigned, back to the bot, resolved', () => {
    const steps: ConversationMove[] = [
      { type: 'handOff' },
      claim,
      { type: 'transferToBot' },
      { type: 'resolve', outcome: 'solved' },
    ]
    let at = conversation('a', { humanSpoke: true, misses: 2 })
    const states = steps.map((step) => {
      const result = advance(at, step, now)
      if (!result.ok) throw new Error(result.code)
      at = result.conversation
      return at.state
    })
    expect(states).toEqual(['queued', 'assigned', 'bot', 'resolved'])
    expect(at).toMatchObject({ humanSpoke: false, misses: 0, outcome: 'solved' })
    expect(at.assignee).toBeUndefined()
  })
  it('refuses a second claim, and anything after the end', () => {
    const taken = conversation('a', { state: 'assigned', assignee: 'bob' })
    expect(advance(taken, claim, now)).toEqual({ ok: false, code: 'conversation.taken' })
    expect(advance({ ...taken, assignee: 'ann' }, claim, now).ok).toBe(true)
    expect(advance(conversation('a', { state: 'resolved' }), claim, now)).toEqual({
      ok: false,
      code: 'conversation.closed',
    })
  })
  it('keeps the place in the queue of who waits already', () => {
    const result = advance(
      conversation('a', { state: 'queued', queuedAt: '2026-11-22T00:00:00.000Z' }),
      { type: 'handOff' },
      now,
    )
    expect(result.ok && result.conversation.queuedAt).toBe('2026-11-22T00:00:00.000Z')
  })
})
