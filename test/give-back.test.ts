import { describe, expect, it } from 'vitest'
import type { Frame } from './helpers/client.ts'
import { startProduct } from './helpers/product.ts'

/** Minutes: soon, and yet long enough for an agent to be seen offline first. */
const SOON = 0.02
const NEVER = 60
const desk = (giveBackMinutes: number) => ({ config: { desk: { capacity: 5, handleSeconds: 240, giveBackMinutes } } })
const queued = (conversation: string) => (frame: Frame) =>
  frame.type === 'status' && frame.conversation === conversation && frame.state === 'queued'

describe('an agent who goes offline', () => {
  it('gives an unanswered conversation back to the queue, with a note in both languages', async () => {
    const { client, call } = await startProduct(desk(SOON))
    const [customer, ann, bob] = await Promise.all([
      client('customer', 'c1'),
      client('agent', 'ann'),
      client('agent', 'bob'),
    ])
    const { conversation } = await customer.say('转人工，我的包裹丢了')
    ann.send({ type: 'claim', conversation })
    await ann.say('我请同事 Bob 帮您看一下', { conversation })
    ann.send({ type: 'transfer', conversation, to: { agent: 'bob' } })
    await bob.next((frame) => frame.type === 'status' && frame.assignee === 'bob')
    await bob.close()
    await ann.next((frame) => frame.type === 'status' && frame.summary?.assigneeOffline === true, 'offline in the list')
    customer.frames.length = 0
    ann.frames.length = 0
    expect(await ann.next(queued(conversation))).toMatchObject({ summary: { position: 1 } })
    expect(await customer.next(queued(conversation))).toMatchObject({ position: 1 })
    const log = async () =>
      (await call(`/v1/conversations/${conversation}/events`, { role: 'agent' })).body.events as Frame[]
    await expect.poll(async () => (await log()).at(-1)).toMatchObject({ kind: 'note', from: { role: 'system' } })
    const { text } = (await log()).at(-1)
    expect(text).toContain('bob 已离线')
    expect(text).toContain('bob has been offline')
    expect(
      customer.frames.some(({ text }) => text?.includes('offline')),
      'a note is not for the customer',
    ).toBe(false)
  })

  it('keeps what is answered until the customer writes again', async () => {
    const { client, call } = await startProduct(desk(SOON))
    const [customer, ann] = await Promise.all([client('customer', 'c2'), client('agent', 'ann')])
    const { conversation } = await customer.say('I want to talk to a person')
    ann.send({ type: 'claim', conversation })
    await ann.say('Your refund is on its way.', { conversation })
    await ann.close()
    // Another of the same desk, whose unanswered one shows that the time is over.
    const [other, bob] = await Promise.all([client('customer', 'c3'), client('agent', 'bob')])
    const second = await other.say('转人工')
    bob.send({ type: 'claim', conversation: second.conversation })
    await bob.next((frame) => frame.type === 'status' && frame.assignee === 'bob')
    await bob.close()
    await other.next((frame) => frame.type === 'status' && frame.state === 'assigned')
    other.frames.length = 0
    await other.next(queued(second.conversation))
    const states = async () =>
      new Map(
        ((await call('/v1/conversations', { role: 'agent' })).body.conversations as Frame[]).map((row) => [
          row.conversation,
          row,
        ]),
      )
    expect((await states()).get(conversation)).toMatchObject({ state: 'assigned', assigneeOffline: true })
    customer.frames.length = 0
    await customer.say('还是没有收到退款')
    await customer.next(queued(conversation))
  })

  it('keeps what is snoozed until it is back', async () => {
    const { client, call, product } = await startProduct(desk(SOON))
    const [customer, ann, other, bob] = await Promise.all([
      client('customer', 'c8'),
      client('agent', 'ann'),
      client('customer', 'c9'),
      client('agent', 'bob'),
    ])
    const { conversation } = await customer.say('转人工，退款还没到账')
    ann.send({ type: 'claim', conversation })
    await ann.next((frame) => frame.type === 'status' && frame.assignee === 'ann')
    ann.send({ type: 'snooze', conversation, until: new Date(Date.now() + 3_600_000).toISOString() })
    await ann.next((frame) => frame.type === 'status' && frame.summary?.marks?.snooze !== undefined)
    await ann.close()
    // Another unanswered one shows that the time is over.
    const second = await other.say('转人工')
    bob.send({ type: 'claim', conversation: second.conversation })
    await bob.next((frame) => frame.type === 'status' && frame.assignee === 'bob')
    await bob.close()
    other.frames.length = 0
    await other.next(queued(second.conversation))
    const row = async () =>
      ((await call('/v1/conversations', { role: 'agent' })).body.conversations as Frame[]).find(
        (one) => one.conversation === conversation,
      )
    expect(await row()).toMatchObject({ state: 'assigned', assignee: 'ann' })
    await product.store.move({
      tenant: 'default',
      conversation,
      move: { type: 'wake', why: 'agent' },
      at: new Date().toISOString(),
    })
    await expect.poll(async () => (await row())?.state, { timeout: 10_000 }).toBe('queued')
  })

  it('keeps everything before the time is over, and for an agent who came back', async () => {
    const { client, call } = await startProduct(desk(NEVER))
    const [customer, bob] = await Promise.all([client('customer', 'c4'), client('agent', 'bob')])
    const { conversation } = await customer.say('转人工')
    bob.send({ type: 'claim', conversation })
    await customer.next((frame) => frame.type === 'status' && frame.state === 'assigned')
    await bob.close()
    const row = async () =>
      ((await call('/v1/conversations', { role: 'agent' })).body.conversations as Frame[]).find(
        (one) => one.conversation === conversation,
      )
    await expect.poll(row).toMatchObject({ state: 'assigned', assignee: 'bob', assigneeOffline: true })
    await client('agent', 'bob')
    await expect.poll(async () => (await row())?.assigneeOffline).toBeUndefined()
  })
})
