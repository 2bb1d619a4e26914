import { describe, expect, it } from 'vitest'
import type { Outgoing } from '../src/client/outbox.ts'
import type { ClientFrame } from '../src/client/wire.ts'
import type { ConversationSummary } from '../src/domain/notice.ts'
import { createActions } from '../src/web/console/actions.ts'
import { createDrafts } from '../src/web/console/drafts.ts'
import { createEnclosures } from '../src/web/console/enclosures.ts'
import { createReply } from '../src/web/console/reply.ts'
import { createRoom } from '../src/web/console/room.ts'
import { createSending } from '../src/web/console/sending.ts'
import { memoryStore } from '../src/web/shared/store.ts'

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
describe('actions', () => {
  const bench = (up = true) => {
    const rows = new Map([['c', row('c', { position: 1 })]])
    const posted: ClientFrame[] = []
    let told = 0
    const actions = createActions({
      post: (frame) => {
        if (up) posted.push(frame)
        return up
      },
      inbox: { row: (id) => rows.get(id), show: (one) => rows.set(one.conversation, one) },
      me: () => ({ sub: 'ann', name: '安安' }),
      offline: () => {
        told += 1
      },
    })
    return { rows, posted, actions, told: () => told }
  }

  it('show at once, and go back as they were where the server refuses', () => {
    const { rows, actions } = bench()
    const before = rows.get('c')
    actions.claim('c')
    expect(actions.isMine('c')).toBe(true)
    actions.refused('resolve')
    expect(actions.isMine('c'), 'a refusal of something else').toBe(true)
    actions.refused('claim')
    expect(rows.get('c')).toEqual(before)
    actions.resolve('c', 'solved')
    expect(rows.get('c')?.state).toBe('resolved')
    actions.lineLost()
    expect(rows.get('c')).toEqual(before)
  })

  it('what the server has confirmed is not taken back by a later refusal', () => {
    const { rows, actions } = bench()
    actions.claim('c')
    rows.set('c', row('c', { state: 'assigned', assignee: 'ann' }))
    actions.settled('c')
    actions.refused('claim')
    expect(actions.isMine('c')).toBe(true)
  })

  it('what the server said before it came to the question takes nothing back, and is how the row stands after a refusal', () => {
    const { rows, actions } = bench()
    let ours = 0
    actions.claimThen('c', () => {
      ours += 1
    })
    rows.set('c', row('c', { position: 1, head: 2 }))
    actions.settled('c')
    expect(actions.isMine('c'), 'still shown').toBe(true)
    expect(rows.get('c')?.head, 'and renewed').toBe(2)
    expect(ours, 'and not yet true').toBe(0)
    actions.refused('claim')
    expect(rows.get('c')).toEqual(row('c', { position: 1, head: 2 }))
  })

  it('nothing shows that could not be asked for; the agent is told, and nothing happens later by itself', () => {
    const { rows, actions, told } = bench(false)
    let done = 0
    const back: string[] = []
    actions.claimThen(
      'c',
      () => {
        done += 1
      },
      () => back.push('draft'),
    )
    expect(back, 'it comes back').toEqual(['draft'])
    expect(rows.get('c')?.state).toBe('queued')
    expect(told()).toBe(1)
    rows.set('c', row('c', { state: 'assigned', assignee: 'ann' }))
    actions.settled('c')
    expect(done, 'by now the draft may be another').toBe(0)
  })

  it('what waits for a claim happens once it is ours, and never where somebody was first', () => {
    const { rows, actions } = bench()
    let done = 0
    actions.claimThen('c', () => {
      done += 1
    })
    actions.settled('c')
    expect(done, 'the server has to say it').toBe(1)
    rows.set('c', row('c', { state: 'queued' }))
    actions.claimThen('c', () => {
      done += 1
    })
    actions.refused('claim')
    rows.set('c', row('c', { state: 'assigned', assignee: 'ann' }))
    actions.settled('c')
    expect(done).toBe(1)
  })

  it('a transfer carries its note, and goes to a person, the line or the bot', () => {
    const { rows, posted, actions } = bench()
    actions.transfer('c', { agent: 'bo' }, { name: '小博', note: '已核实地址' })
    expect(posted[0]).toEqual({ type: 'transfer', conversation: 'c', to: { agent: 'bo' }, note: '已核实地址' })
    expect(rows.get('c')).toMatchObject({ state: 'assigned', assigneeName: '小博' })
    actions.handBack('c')
    expect(rows.get('c')).toMatchObject({ state: 'bot' })
    expect(rows.get('c')).not.toHaveProperty('assignee')
  })
})

describe('a reply on its way out', () => {
  const bench = (undoMs: number) => {
    const pending: Outgoing[] = []
    const posted: ClientFrame[] = []
    const resolved: string[] = []
    const room = createRoom(
      'c1',
      async () => ({ conversation: 'c1', epoch: 'e', head: 0, events: [] }),
      () => 'ann',
    )
    const reply = createReply({
      room,
      drafts: createDrafts(memoryStore(), 's', () => 0).of('c1'),
      post: (frame) => posted.push(frame) > 0,
      after: () => () => undefined,
    })
    const files = () => createEnclosures({ token: () => '', conversation: 'c1', maxBytes: () => 0 })
    const seat = { room, reply, files: { reply: files(), note: files() } }
    const sending = createSending({
      connection: {
        send: (message) => void pending.push(message),
        held: {
          release: () => {
            for (const message of pending) delete message.heldUntil
          },
          takeBack: (cid) =>
            pending.splice(
              pending.findIndex((one) => one.cid === cid),
              1,
            )[0],
        },
      },
      pending: () => pending,
      isMine: () => true,
      claimThen: (_id, then) => then(),
      isClaiming: () => false,
      resolve: (id) => void resolved.push(id),
      original: (text) => `原文：${text}`,
      undoMs: () => undoMs,
      now: () => 1_000,
    })
    room.receive(
      {
        type: 'suggestion',
        conversation: 'c1',
        messageSeq: 1,
        suggestions: [{ id: 'c1:1:0', text: '今天送达。', confidence: 0.9, intent: 'eta', sources: [], missing: [] }],
      },
      0,
    )
    reply.draft.value = reply.takeAll()
    return { sending, seat, pending, posted, resolved }
  }
  const outcomes = (posted: ClientFrame[]) =>
    posted.flatMap((frame) => (frame.type === 'outcome' ? [frame.result] : []))

  it('is held; taken back it stands in the box again, suggestion and all, and nothing was said of it', () => {
    const { sending, seat, pending, posted } = bench(5_000)
    sending.submit(seat)
    expect(pending[0]?.heldUntil).toBe(6_000)
    expect(seat.reply.draft.value).toBe('')
    expect(outcomes(posted)).toEqual([])
    sending.takeBack(sending.held('c1')?.cid ?? '', () => seat)
    expect(seat.reply.draft.value).toBe('今天送达。')
    sending.submit(seat)
    const sent = pending.at(-1)
    expect(sent).toBeDefined()
    if (sent !== undefined) sending.delivered(sent)
    expect(outcomes(posted)).toEqual(['accepted'])
  })

  it('what was written since is kept behind what comes back', () => {
    const { sending, seat } = bench(5_000)
    sending.submit(seat)
    seat.reply.draft.value = '还有，'
    sending.takeBack(sending.held()?.cid ?? '', () => seat)
    expect(seat.reply.draft.value).toBe('今天送达。\n还有，')
  })

  it('taken back after a reload, a translated one is in the box as it was typed', () => {
    const { sending, seat, pending } = bench(5_000)
    seat.reply.draft.value = 'It arrives today.'
    sending.submit(seat, { translated: '今天送达。' })
    const reloaded = bench(5_000)
    reloaded.seat.reply.draft.value = ''
    reloaded.pending.push(...pending)
    reloaded.sending.takeBack(reloaded.sending.held()?.cid ?? '', () => reloaded.seat)
    expect(reloaded.seat.reply.draft.value).toBe('It arrives today.')
    expect(reloaded.pending).toEqual([])
  })

  it('at once, it takes along what was held before it; a note is never held', () => {
    const { sending, seat, pending } = bench(5_000)
    sending.submit(seat)
    seat.reply.draft.value = '第二条'
    sending.submit(seat, { atOnce: true })
    expect(pending.map(({ heldUntil }) => heldUntil)).toEqual([undefined, undefined])
    seat.reply.mode.value = 'note'
    seat.reply.draft.value = '备注'
    sending.submit(seat)
    expect(pending.at(-1)).toMatchObject({ kind: 'note', text: '备注' })
    expect(pending.at(-1)).not.toHaveProperty('heldUntil')
  })

  it('the conversation is resolved only after its last reply is durable', () => {
    const { sending, seat, pending, resolved } = bench(0)
    sending.submit(seat, { thenResolve: true })
    expect(sending.isLeaving('c1')).toBe(true)
    expect(resolved).toEqual([])
    const [sent] = pending
    if (sent !== undefined) sending.delivered(sent)
    expect(resolved).toEqual(['c1'])
    expect(sending.isLeaving('c1')).toBe(false)
  })

  it('one that another tab took back, or that was dropped, leads to nothing any more', async () => {
    const { sending, seat, pending, resolved } = bench(5_000)
    sending.submit(seat, { thenResolve: true })
    sending.changed()
    await Promise.resolve()
    expect(sending.isLeaving('c1'), 'it is still there').toBe(true)
    const [gone] = pending.splice(0)
    sending.changed()
    await Promise.resolve()
    expect(sending.isLeaving('c1')).toBe(false)
    if (gone !== undefined) sending.delivered(gone)
    expect(resolved).toEqual([])
  })

  it('the word that it is durable counts also where it comes right behind the word that it is gone', () => {
    const { sending, seat, pending, resolved } = bench(0)
    sending.submit(seat, { thenResolve: true })
    const [gone] = pending.splice(0)
    sending.changed()
    if (gone !== undefined) sending.delivered(gone)
    expect(resolved).toEqual(['c1'])
  })
})
