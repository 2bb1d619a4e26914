import { describe, expect, it } from 'vitest'
import type { SqliteStore } from '../src/adapters/sqlite/store.ts'
import { loadConfig } from '../src/config.ts'
import { connect, newCid } from './helpers/client.ts'
import { startProduct } from './helpers/product.ts'

const eventSaying = (text: string) => (frame: { type: string; text?: string }) =>
  frame.type === 'event' && frame.text === text

const LIMITS = loadConfig({}).limits

describe('the wire', () => {
  it('[W1] acks and tells nobody before the message is durable', async () => {
    const { client, product } = await startProduct()
    const [customer, agent] = await Promise.all([client('customer', 'c1'), client('agent', 'ann')])
    const { conversation } = await customer.say('你好')
    await agent.watch(conversation)
    await (product.store as SqliteStore).limitPages(1)
    const refused = await customer.say('这条存不下，磁盘满了'.repeat(700))
    expect(refused).toMatchObject({ type: 'nack', code: 'storage.full', retryable: true })
    expect(refused.retryAfterMs).toBeGreaterThan(0)
    expect(agent.frames.some((frame) => frame.type === 'event' && frame.cid === refused.cid)).toBe(false)
    await (product.store as SqliteStore).limitPages(1_000_000)
    customer.frames.length = 0
    expect(await customer.say('又能存了', { cid: refused.cid })).toMatchObject({ type: 'ack', cid: refused.cid })
  })

  it('[W2] counts seq without gap from 1, with an epoch', async () => {
    const { client, call } = await startProduct()
    const customer = await client('customer', 'c1')
    for (let index = 0; index < 15; index++)
      customer.send({ type: 'send', cid: newCid(), kind: 'text', text: `第${index}条` })
    await customer.next((frame) => frame.type === 'ack' && customer.ofType('ack').length === 15)
    const { conversation, epoch } = customer.ofType('ack')[0]
    const { body } = await call(`/v1/conversations/${conversation}/events`, { role: 'agent' })
    expect(body.events.map((event: { seq: number }) => event.seq)).toEqual(
      body.events.map((_: unknown, index: number) => index + 1),
    )
    expect(body).toMatchObject({ conversation, epoch, head: body.events.length })
  })

  it('[W3] gives the first ack again for the same cid, also over HTTP and after a restart', async () => {
    const first = await startProduct()
    const customer = await first.client('customer', 'c1')
    const cid = newCid()
    const ack = await customer.say('我要退货', { cid })
    customer.frames.length = 0
    expect(await customer.say('换句话说也一样', { cid })).toEqual({ ...ack, dup: true })
    const second = await first.restart()
    const again = await second.client('customer', 'c1')
    expect(await again.say('我要退货', { cid })).toEqual({ ...ack, dup: true })
    const posted = await second.call('/v1/messages', {
      role: 'customer',
      sub: 'c1',
      body: { cid, kind: 'text', text: '我要退货' },
    })
    expect(posted).toMatchObject({ status: 202, body: { cid, conversation: ack.conversation, seq: ack.seq } })
  })

  it('[W4] replays what was missed, merged with what is live, and says so when it cannot', async () => {
    const { client, url, token } = await startProduct()
    const customer = await client('customer', 'c1')
    const { conversation, epoch } = await customer.say('one')
    const agent = await client('agent', 'ann')
    for (let index = 0; index < 30; index++)
      agent.send({ type: 'send', cid: newCid(), conversation, kind: 'text', text: `reply ${index}` })
    await agent.next(() => agent.ofType('ack').length === 15)
    const back = await connect(url, await token('customer', 'c1'), {
      device: 'phone',
      resume: [{ conversation, epoch, seq: 1 }],
    })
    expect(back.ofType('welcome')[0].conversations).toMatchObject([{ conversation, epoch, recovered: true }])
    await agent.next(() => agent.ofType('ack').length === 30)
    await back.next(eventSaying('reply 29'))
    const seqs = back.ofType('event').map((event) => event.seq)
    expect(seqs).toEqual(seqs.map((_, index) => index + 2))

    for (const cursor of [
      { epoch: 'foreign', seq: 1 },
      { epoch, seq: 100_000 },
    ]) {
      const lost = await connect(url, await token('customer', 'c1'), {
        device: 'phone',
        resume: [{ conversation, ...cursor }],
      })
      expect(lost.ofType('welcome')[0].conversations).toMatchObject([{ conversation, epoch, recovered: false }])
      await agent.say('still live', { conversation })
      await lost.next(eventSaying('still live'))
      await lost.close()
    }
    await back.close()
  })

  it('[W4] [W6] replays more than a slow reader may leave unread, and does not take it for one', async () => {
    const { client, url, token } = await startProduct({ config: { limits: { ...LIMITS, agentBurst: 10_000 } } })
    const customer = await client('customer', 'c1')
    const { conversation, epoch } = await customer.say('one')
    const agent = await client('agent', 'ann')
    const big = '长'.repeat(6_000)
    for (let index = 0; index < 200; index++) await agent.say(`${index}${big}`, { conversation })
    const back = await connect(url, await token('customer', 'c1'), {
      device: 'phone',
      resume: [{ conversation, epoch, seq: 1 }],
    })
    await back.next(eventSaying(`199${big}`))
    const seqs = back.ofType('event').map((event) => event.seq)
    expect(seqs).toEqual(seqs.map((_, index) => index + 2))
    await back.close()
  })

  it('[W5] takes a message back for everybody, once per opId, and keeps its place', async () => {
    const { client, call } = await startProduct()
    const customer = await client('customer', 'c1')
    const { conversation, seq } = await customer.say('我的卡号是 6222 0000 1111 2222')
    const agent = await client('agent', 'ann')
    await agent.watch(conversation)
    customer.send({ type: 'recall', conversation, seq, opId: 'op-1' })
    const recall = await agent.next((frame) => frame.type === 'event' && frame.kind === 'recall')
    expect(recall).toMatchObject({ target: seq })
    customer.send({ type: 'recall', conversation, seq, opId: 'op-1' })
    await customer.next(() => customer.ofType('event').filter((event) => event.kind === 'recall').length === 2)
    const { body } = await call(`/v1/conversations/${conversation}/events`, { role: 'agent' })
    expect(body.events.filter((event: { kind: string }) => event.kind === 'recall')).toHaveLength(1)
    const target = body.events.find((event: { seq: number }) => event.seq === seq)
    expect(target).toMatchObject({ seq, recalled: true })
    expect(JSON.stringify(body)).not.toContain('6222')
  })

  it('[W5] neither completes nor lists what was taken back', async () => {
    const { client } = await startProduct()
    const customer = await client('customer', 'c1')
    const { conversation } = await customer.say('我要退货')
    const agent = await client('agent', 'ann')
    const secret = '暗号是蓝色的长颈鹿在跳舞'
    const complete = async (revision: number) => {
      agent.send({ type: 'complete', conversation, draft: '暗号是蓝', revision })
      const { items } = await agent.next((frame) => frame.type === 'completion' && frame.revision === revision)
      return JSON.stringify(items)
    }
    await complete(1)
    const { seq } = await agent.say(secret, { conversation })
    expect(await complete(2)).toContain('长颈鹿')
    await agent.next((frame) => frame.type === 'status' && frame.summary?.lastText === secret)
    agent.frames.length = 0
    agent.send({ type: 'recall', conversation, seq, opId: 'op-4' })
    const line = await agent.next((frame) => frame.type === 'status' && frame.summary?.head > seq)
    expect(JSON.stringify(line)).not.toContain('长颈鹿')
    expect(await complete(3)).not.toContain('长颈鹿')
  })

  it('[W5] rolls back everything above a seq', async () => {
    const { client, call } = await startProduct()
    const customer = await client('customer', 'c1')
    const { conversation } = await customer.say('第一句')
    await customer.say('第二句')
    const agent = await client('agent', 'ann')
    agent.send({ type: 'rollback', conversation, toSeq: 1, opId: 'op-2' })
    agent.send({ type: 'watch', conversation })
    await customer.next((frame) => frame.type === 'event' && frame.kind === 'rollback' && frame.toSeq === 1)
    const { body } = await call(`/v1/conversations/${conversation}/events`, { role: 'customer', sub: 'c1' })
    expect(body.events[0].text).toBe('第一句')
    expect(JSON.stringify(body)).not.toContain('第二句')
    customer.send({ type: 'rollback', conversation, toSeq: 0, opId: 'op-3' })
    expect(await customer.next((frame) => frame.type === 'nack')).toMatchObject({ code: 'forbidden' })
  })

  it('[W6] cuts off a socket that does not read, and the others do not wait for it', async () => {
    const { client, url, token, product } = await startProduct({
      config: { limits: { ...LIMITS, agentBurst: 10_000 } },
    })
    const customer = await client('customer', 'c1')
    const { conversation } = await customer.say('hello')
    const slow = await connect(url, await token('agent', 'slow'))
    const quick = await client('agent', 'quick')
    await Promise.all([slow, quick].map((agent) => agent.watch(conversation)))
    slow.socket.pause()
    const big = '长'.repeat(7_000)
    const gone = new Promise((resolve) => {
      const check = setInterval(() => {
        if (![...product.sockets()].some(({ principal }) => principal.sub === 'slow')) {
          clearInterval(check)
          resolve(true)
        }
      }, 20)
    })
    let sent = 0
    const flood = async (): Promise<void> => {
      while (sent < 600) {
        await quick.say(`${sent++}${big}`, { conversation })
        if (await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 0, false))])) return
      }
    }
    await flood()
    await expect(
      Promise.race([
        gone,
        new Promise((_, reject) => setTimeout(reject, 5_000, new Error('the slow socket is still there'))),
      ]),
    ).resolves.toBe(true)
    await quick.next(eventSaying(`${sent - 1}${big}`))
  })

  it('[W7] keeps the order of a sender and one order for everybody', async () => {
    const { client } = await startProduct()
    const customer = await client('customer', 'c1')
    const { conversation } = await customer.say('start')
    const agents = await Promise.all(['ann', 'bob'].map((sub) => client('agent', sub)))
    await Promise.all(agents.map((agent) => agent.watch(conversation)))
    for (let index = 0; index < 40; index++)
      for (const [who, agent] of agents.entries())
        agent.send({ type: 'send', cid: newCid(), conversation, kind: 'text', text: `${who}:${index}` })
    await Promise.all(agents.map((agent) => agent.next(() => agent.ofType('ack').length === 40)))
    await Promise.all(
      [customer, ...agents].map((who) =>
        who.next(() => who.ofType('event').filter((event) => /^\d:\d+$/.test(event.text)).length === 80),
      ),
    )
    const seen = [customer, ...agents].map((who) => who.ofType('event').filter((event) => /^\d:\d+$/.test(event.text)))
    for (const events of seen) {
      expect(events.map((event) => event.text)).toEqual(seen[0]?.map((event) => event.text))
      expect(events.map((event) => event.seq)).toEqual([...events.map((event) => event.seq)].sort((a, b) => a - b))
    }
    for (const who of [0, 1])
      expect(seen[0]?.filter((event) => event.text.startsWith(`${who}:`)).map((event) => event.text)).toEqual(
        Array.from({ length: 40 }, (_, index) => `${who}:${index}`),
      )
  })

  it('[W8] answers a message once, whatever is replayed', async () => {
    const first = await startProduct()
    const customer = await first.client('customer', 'demo')
    const { conversation, seq } = await customer.say('你好')
    const answer = await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
    const record = await first.product.store.record('default', `${conversation}:${seq}`)
    expect(record).toBeDefined()
    const replayed = await first.product.store.finishTurn({
      record: record!,
      reply: {
        tenant: 'default',
        conversation,
        cid: answer.cid,
        from: answer.from,
        kind: 'text',
        text: '再答一遍',
        owesTurn: false,
      },
    })
    expect(replayed.dup).toBe(true)
    const second = await first.restart()
    expect(second.product.recovered().owed).toBe(0)
    const { body } = await second.call(`/v1/conversations/${conversation}/events`, { role: 'agent' })
    expect(body.events.filter((event: { from: { role: string } }) => event.from.role === 'bot')).toHaveLength(1)
  })

  it('[W9] is silent once a person has spoken, until the conversation is handed back', async () => {
    const { client } = await startProduct()
    const [customer, agent] = await Promise.all([client('customer', 'demo'), client('agent', 'ann')])
    const { conversation } = await customer.say('你好')
    const bots = () => customer.ofType('event').filter((event) => event.from.role === 'bot').length
    await customer.next(() => bots() === 1)
    await agent.say('您好，我是小安', { conversation })
    agent.send({ type: 'watch', conversation })
    const { seq } = await customer.say('谢谢')
    await agent.next(
      (frame) => frame.type === 'suggestion' && frame.messageSeq === seq,
      'a suggestion instead of an answer',
    )
    expect(bots()).toBe(1)
    agent.send({ type: 'transfer', conversation, to: { bot: true } })
    await customer.next(
      (frame) =>
        frame.type === 'status' &&
        frame.state === 'bot' &&
        customer.frames.indexOf(frame) > customer.frames.findIndex((other) => other.state === 'assigned'),
    )
    await customer.say('你好')
    await customer.next(() => bots() === 2)
  })

  it.each([
    ['转人工', /第 1 位/],
    ['let me talk to a person', /number 1/],
  ])('[W10] gives a person or the queue in one step: %s', async (text, position) => {
    const { client } = await startProduct()
    const customer = await client('customer', 'c1')
    await customer.say(text)
    expect(await customer.next((frame) => frame.type === 'status' && frame.state === 'queued')).toMatchObject({
      position: 1,
    })
    expect((await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')).text).toMatch(position)
  })
})
