import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type Client, type Frame, newCid } from './helpers/client.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { type Running, startProduct } from './helpers/product.ts'
import { hasRedis, type RedisServer, startRedis } from './helpers/redis-server.ts'
import { muteHints, startQuickly } from './postgres-under-test.ts'

const PATIENCE = { timeout: 30_000, interval: 20 }

const seqsOf = (client: Client): number[] => client.ofType('event').map(({ seq }: Frame) => seq)
const gapless = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at)

describe
  .skipIf(!hasPostgres)
  .each([
    { hints: true, quick: false, name: 'two processes on one database' },
    { hints: false, quick: false, name: 'two processes on one database that hear no hints' },
    ...(hasRedis ? [{ hints: true, quick: true, name: 'two processes on one database and one Redis' }] : []),
  ])('$name', ({ hints, quick }) => {
  let server: PostgresServer
  let redis: RedisServer | undefined
  let a: Running
  let b: Running
  beforeAll(async () => {
    server = await startQuickly()
    if (quick) redis = await startRedis()
  })
  afterAll(async () => {
    await server?.close()
    await redis?.close()
  })

  const both = async (): Promise<void> => {
    const databaseUrl = await server.database()
    // What arrives over Redis is not to come over PostgreSQL too.
    if (!hints || quick) await muteHints(databaseUrl)
    a = await startProduct({ config: { databaseUrl, redisUrl: redis?.url } })
    b = await startProduct({ config: { databaseUrl, redisUrl: redis?.url } })
    onTestFinished(async () => {
      await Promise.all([a.close(), b.close()])
    })
    await vi.waitUntil(async () => (await a.call('/readyz')).body.parts.bus.peers === 1, PATIENCE)
    await vi.waitUntil(async () => (await b.call('/readyz')).body.parts.bus.peers === 1, PATIENCE)
  }

  it('[BU2] [W2] a customer here and an agent there read and write one conversation, gapless and in order on both sockets', async () => {
    await both()
    const customer = await a.client('customer', 'lin')
    const { conversation } = await customer.say('你好，我的快递三天没动了')
    const agent = await b.client('agent', 'ann')
    await agent.watch(conversation)
    await Promise.all(
      gapless(1, 20).map(async (n) => {
        await customer.say(`第${n}次催了`)
        await agent.say(`正在看 ${n}`, { conversation })
      }),
    )
    const log = async () =>
      (await a.product.store.events('default', conversation, { after: 0, limit: 500 }))?.conversation.head ?? 0
    await vi.waitUntil(async () => (await a.product.store.owed(1)).length === 0, PATIENCE)
    await vi.waitUntil(async () => seqsOf(customer).at(-1) === (await log()), PATIENCE)
    await vi.waitUntil(async () => seqsOf(agent).at(-1) === (await log()), PATIENCE)
    expect(seqsOf(customer)).toEqual(gapless(1, await log()))
    const first = seqsOf(agent)[0] as number
    expect(seqsOf(agent)).toEqual(gapless(first, await log()))
  })

  it('[ST17] [ST18] what an agent put on it here is seen there, and what is due goes out once, whoever lives', async () => {
    await both()
    const customer = await b.client('customer', 'lin')
    const { conversation } = await customer.say('转人工')
    const [here, there] = [await a.client('agent', 'ann'), await b.client('agent', 'bob')]
    here.send({ type: 'claim', conversation })
    await here.next((frame) => frame.type === 'status' && frame.assignee === 'ann')
    const cid = newCid()
    const soon = new Date(Date.now() + 4_000).toISOString()
    here.send({ type: 'tag', conversation, add: ['物流'] })
    here.send({ type: 'sendLater', conversation, cid, text: '刚问过快递，今晚到', at: soon })
    here.send({ type: 'snooze', conversation, until: soon })
    await there.next((frame) => frame.summary?.marks?.snooze !== undefined && frame.summary.marks.later.length === 1)
    await customer.next((frame) => frame.type === 'event' && frame.cid === cid)
    await there.next((frame) => frame.summary?.marks?.woken?.why === 'time')
    await here.next((frame) => frame.summary?.marks?.woken?.why === 'time')
    const log = await b.product.store.events('default', conversation, { after: 0, limit: 100 })
    expect(log?.events.filter((event) => event.cid === cid)).toHaveLength(1)
    expect(log?.conversation.marks).toEqual({ tags: ['物流'], woken: { at: expect.any(String), why: 'time' } })
  })

  it('[W3] [W4] what was sent here is resumed there, and a send that is repeated there is the first one', async () => {
    await both()
    const here = await a.client('customer', 'lin')
    const ack = await here.say('我的订单什么时候发货？')
    await here.say('还在吗')
    await here.close()
    const there = await b.client('customer', 'lin', {
      device: 'other',
      resume: [{ conversation: ack.conversation, epoch: ack.epoch, seq: 0 }],
    })
    await vi.waitUntil(() => seqsOf(there).length >= 2, PATIENCE)
    expect(seqsOf(there).slice(0, 2)).toEqual([1, 2])
    expect(await there.say('我的订单什么时候发货？', { cid: ack.cid })).toMatchObject({ seq: 1, dup: true })
  })

  it('who waits here is seen in line there, taken once, and told who has it', async () => {
    await both()
    const customer = await a.client('customer', 'wei')
    const ann = await a.client('agent', 'ann')
    const bob = await b.client('agent', 'bob')
    const { conversation } = await customer.say('转人工')
    const waits = (frame: Frame) => frame.conversation === conversation && frame.state === 'queued'
    await bob.next((frame) => waits(frame) && frame.position === 1, 'queued there')
    bob.send({ type: 'claim', conversation })
    await ann.next(
      (frame) => frame.type === 'status' && frame.conversation === conversation && frame.assignee === 'bob',
      'taken there',
    )
    ann.send({ type: 'claim', conversation })
    expect(await ann.next((frame) => frame.type === 'nack', 'refused')).toMatchObject({ code: 'conversation.taken' })
    await customer.next((frame) => frame.type === 'status' && frame.assignee === 'bob', 'told the customer')
    const { body } = await a.call('/v1/agents', { role: 'agent' })
    expect(JSON.stringify(body)).toContain('bob')
  })

  it('[W5] words taken back here are gone there, and the suggestions of a turn are there for who looks', async () => {
    await both()
    const customer = await a.client('customer', 'lin')
    const { conversation } = await customer.say('转人工')
    const agent = await b.client('agent', 'ann')
    await agent.watch(conversation)
    const { seq } = await customer.say('我要退货，怎么退？')
    await agent.next((frame) => frame.type === 'suggestion' && frame.messageSeq === seq, 'suggestions')
    customer.send({ type: 'recall', conversation, seq, opId: 'op-1' })
    const recall = await agent.next((frame) => frame.type === 'event' && frame.kind === 'recall', 'the recall')
    expect(recall.target).toBe(seq)
  })

  it.runIf(hints)('[BU1] [BU4] typing and receipts get across, to their tenant', async () => {
    await both()
    const customer = await a.client('customer', 'lin')
    const { conversation, seq } = await customer.say('你好')
    const agent = await b.client('agent', 'ann')
    await agent.watch(conversation)
    customer.send({ type: 'typing', conversation, text: '我想问' })
    await agent.next((frame) => frame.type === 'typing' && frame.by.role === 'customer', 'typing')
    agent.send({ type: 'read', conversation, seq })
    await customer.next((frame) => frame.type === 'receipt' && frame.read === seq, 'receipt')
    customer.frames.length = 0
    agent.send({ type: 'typing', conversation })
    await customer.next((frame) => frame.type === 'typing' && frame.by.role === 'agent', 'typing back')
    expect(customer.ofType('typing')).toHaveLength(1)
  })
})
