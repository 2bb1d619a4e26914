import { describe, expect, it } from 'vitest'
import { fold } from '../src/lib/fold.ts'
import { newCid } from './helpers/client.ts'
import { startProduct } from './helpers/product.ts'

const count = (metrics: string, name: string): number =>
  Number(new RegExp(`^${name.replaceAll(/[{}"]/g, '\\$&')} (\\d+)`, 'm').exec(metrics)?.[1] ?? 0)

describe('an agent at work', () => {
  it('sees the card and the suggestion, sends it, and the customer reads it', async () => {
    const { client, call } = await startProduct()
    const [customer, agent] = await Promise.all([client('customer', 'demo'), client('agent', 'ann')])
    const { conversation } = await customer.say('转人工')
    expect(await agent.next((frame) => frame.type === 'status' && frame.state === 'queued')).toMatchObject({
      conversation,
      position: 1,
      summary: { customer: 'demo', lastText: expect.any(String) },
    })
    agent.send({ type: 'claim', conversation })
    agent.send({ type: 'watch', conversation })
    expect(await customer.next((frame) => frame.type === 'status' && frame.state === 'assigned')).toMatchObject({
      assignee: 'ann',
    })
    const { seq } = await customer.say('我的货到哪了呀')
    const { suggestions } = await agent.next((frame) => frame.type === 'suggestion' && frame.messageSeq === seq)
    expect(suggestions[0]).toMatchObject({
      intent: 'track_parcel',
      missing: [],
      sources: [{ article: 'track-parcel' }],
    })
    expect(suggestions[0].text).toMatch(/订单 \d+3345 由顺丰速运配送/)
    expect(
      (await agent.next((frame) => frame.type === 'context')).card.orders.map((order: { id: string }) =>
        order.id.slice(-4),
      ),
    ).toContain('3345')

    const ack = await agent.say(suggestions[0].text, { conversation })
    expect(await customer.next((frame) => frame.type === 'event' && frame.seq === ack.seq)).toMatchObject({
      text: suggestions[0].text,
      from: { role: 'agent', name: 'ann' },
    })
    for (let twice = 0; twice < 2; twice++)
      agent.send({ type: 'outcome', suggestion: suggestions[0].id, result: 'accepted' })
    agent.send({ type: 'outcome', suggestion: 'nonsense:1:0', result: 'accepted' })
    expect(await agent.next((frame) => frame.type === 'nack')).toMatchObject({
      code: 'suggestion.unknown',
      field: 'suggestion',
    })
    const accepted = async () => count((await call('/metrics')).body, 'tabdesk_suggestions_total{outcome="accepted"}')
    await expect.poll(accepted).toBe(1)

    customer.send({ type: 'read', conversation, seq: ack.seq })
    expect(await agent.next((frame) => frame.type === 'receipt')).toMatchObject({
      by: 'customer',
      read: ack.seq,
      delivered: ack.seq,
    })
    expect(await accepted(), 'told twice, counted once').toBe(1)
    agent.send({ type: 'resolve', conversation, outcome: 'solved' })
    await customer.next((frame) => frame.type === 'status' && frame.state === 'resolved')
    expect((await customer.say('还有个问题')).conversation).not.toBe(conversation)
  })

  it('is not suggested what the customer has just said did not help', async () => {
    const suggested = async (helped: boolean): Promise<{ answer: string; texts: string[] }> => {
      const { client, call } = await startProduct()
      const [customer, agent] = await Promise.all([client('customer', 'demo'), client('agent', 'ann')])
      const { conversation } = await customer.say('我的货到哪了呀')
      const { seq, text } = await customer.next(
        (frame) => frame.type === 'event' && frame.from.role === 'bot' && frame.answer !== undefined,
      )
      const rated = await call(`/v1/conversations/${conversation}/answers/${seq}/rating`, {
        role: 'customer',
        sub: 'demo',
        body: { helped },
      })
      expect(rated.status).toBe(200)
      agent.send({ type: 'claim', conversation })
      agent.send({ type: 'watch', conversation })
      await customer.next((frame) => frame.type === 'status' && frame.state === 'assigned')
      const again = await customer.say('我的货到哪了呀')
      const frame = await agent.next((frame) => frame.type === 'suggestion' && frame.messageSeq === again.seq)
      return { answer: text, texts: frame.suggestions.map((one: { text: string }) => one.text) }
    }
    const liked = await suggested(true)
    expect(liked.texts, 'a control').toContain(liked.answer)
    const refused = await suggested(false)
    expect(refused.texts).not.toContain(refused.answer)
  })

  it('the first claim wins, and the second learns who was first', async () => {
    const { client } = await startProduct()
    const [customer, ann, bob] = await Promise.all([
      client('customer', 'c1'),
      client('agent', 'ann'),
      client('agent', 'bob'),
    ])
    const { conversation } = await customer.say('talk to a person')
    await ann.next((frame) => frame.type === 'status' && frame.state === 'queued')
    ann.send({ type: 'claim', conversation })
    await bob.next((frame) => frame.type === 'status' && frame.state === 'assigned')
    bob.send({ type: 'claim', conversation })
    const nack = await bob.next((frame) => frame.type === 'nack')
    expect(nack).toMatchObject({ code: 'conversation.taken' })
    expect(nack.message).toContain('ann')
  })

  it('tells those who wait when they move up', async () => {
    const { client } = await startProduct()
    const [first, second, agent] = await Promise.all([
      client('customer', 'c1'),
      client('customer', 'c2'),
      client('agent', 'ann'),
    ])
    const { conversation } = await first.say('转人工')
    await first.next((frame) => frame.type === 'status' && frame.position === 1)
    await second.say('转人工')
    expect(await second.next((frame) => frame.type === 'status' && frame.position === 2)).toMatchObject({
      etaSeconds: expect.any(Number),
    })
    agent.send({ type: 'claim', conversation })
    await second.next((frame) => frame.type === 'status' && frame.position === 1)
  })

  it('renews the inbox line of a conversation that nobody watches, and tells a customer who comes back where they stand', async () => {
    const { client } = await startProduct()
    const [customer, agent] = await Promise.all([client('customer', 'c1'), client('agent', 'ann')])
    const { conversation } = await customer.say('转人工')
    await agent.next((frame) => frame.type === 'status' && frame.state === 'queued')
    await customer.say('还在吗，等好久了')
    const line = await agent.next((frame) => frame.type === 'status' && frame.summary.lastText === '还在吗，等好久了')
    expect(line).toMatchObject({ conversation, state: 'queued', position: 1 })
    expect(customer.ofType('status').every((frame) => frame.summary === undefined)).toBe(true)
    const back = await client('customer', 'c1')
    expect(await back.next((frame) => frame.type === 'status')).toMatchObject({ state: 'queued', position: 1 })
  })

  it('completes drafts by prefix, in both languages, and answers every revision', async () => {
    const { client } = await startProduct()
    const [customer, agent] = await Promise.all([client('customer', 'demo'), client('agent', 'ann')])
    const { conversation } = await customer.say('你好')
    for (const [revision, draft] of [
      '您好，很高',
      'Hello, thanks for',
      'ONE MOMENT',
      '请您稍等',
      '世上没有的开头',
      '',
    ].entries()) {
      agent.send({ type: 'complete', conversation, draft, revision })
      const { items } = await agent.next((frame) => frame.type === 'completion' && frame.revision === revision)
      expect(items.length > 0, draft).toBe(revision < 4)
      for (const { base, text } of items) {
        expect(draft.startsWith(base)).toBe(true)
        expect(fold(`${base}${text}`).startsWith(fold(draft))).toBe(true)
      }
    }
    await agent.say('月光宝盒已经为您留好了', { conversation })
    agent.send({ type: 'complete', conversation, draft: '月光宝', revision: 99 })
    expect((await agent.next((frame) => frame.type === 'completion' && frame.revision === 99)).items[0].text).toBe(
      '盒已经为您留好了',
    )
  })

  it('names the slots that nobody could fill, and leaves the answer to a person', async () => {
    const { client } = await startProduct()
    const [stranger, agent] = await Promise.all([client('customer', 'nobody-we-know'), client('agent', 'ann')])
    const { conversation } = await stranger.say('wheres my parcel')
    await agent.next(
      (frame) => frame.type === 'status' && frame.conversation === conversation && frame.state === 'queued',
    )
    agent.send({ type: 'watch', conversation })
    const { suggestions } = await agent.next((frame) => frame.type === 'suggestion')
    expect(suggestions[0].missing).toEqual(expect.arrayContaining(['order.number', 'parcel.carrier']))
    expect(stranger.ofType('event').some((event) => event.answer !== undefined)).toBe(false)
  })

  it('hands a conversation to a colleague with a note, and takes nothing that is over', async () => {
    const { client } = await startProduct()
    const [customer, ann, bob] = await Promise.all([
      client('customer', 'c1'),
      client('agent', 'ann'),
      client('agent', 'bob'),
    ])
    const { conversation } = await customer.say('hello')
    await bob.watch(conversation)
    ann.send({ type: 'transfer', conversation, to: { agent: 'ghost' } })
    expect(await ann.next((frame) => frame.type === 'nack')).toMatchObject({ code: 'not_found', field: 'to.agent' })
    ann.frames.length = 0
    ann.send({ type: 'transfer', conversation, to: { agent: 'bob' }, note: '退款问题，客户着急' })
    await bob.next((frame) => frame.type === 'event' && frame.kind === 'note' && frame.text === '退款问题，客户着急')
    expect(await customer.next((frame) => frame.type === 'status' && frame.state === 'assigned')).toMatchObject({
      assignee: 'bob',
    })
    ann.send({ type: 'rollback', conversation, toSeq: 0, opId: 'not-mine' })
    expect(await ann.next((frame) => frame.type === 'nack')).toMatchObject({ code: 'forbidden' })
    ann.frames.length = 0
    ann.send({ type: 'resolve', conversation })
    await customer.next((frame) => frame.type === 'status' && frame.state === 'resolved')
    ann.send({ type: 'claim', conversation })
    expect(await ann.next((frame) => frame.type === 'nack')).toMatchObject({ code: 'conversation.closed' })
    customer.send({ type: 'send', cid: newCid(), conversation, kind: 'text', text: '等等' })
    expect(await customer.next((frame) => frame.type === 'nack')).toMatchObject({ code: 'conversation.closed' })
  })
})
