import { describe, expect, it, onTestFinished } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { startDemoServices } from '../src/demo/demo-services.ts'
import type { Order } from '../src/domain/customer.ts'
import type { PromiseNote } from '../src/domain/promise.ts'
import { type Client, type Frame, newCid } from './helpers/client.ts'
import { startProduct } from './helpers/product.ts'

const CNY = { amount: 12_900, currency: 'CNY' }
const ORDER: Order = {
  id: '20261118003345',
  customer: 'demo',
  status: 'paid',
  lines: [{ sku: 'EB-310', name: { zh: '蓝牙耳机', en: 'Earbuds' }, quantity: 1, price: CNY }],
  total: CNY,
  placedAt: '2026-11-18T02:00:00.000Z',
}

/** The product before a shop whose one order can be changed. */
const start = async () => {
  const order = { ...ORDER }
  const customer = { id: 'demo', name: { zh: '林晓', en: 'Lin Xiao' }, coupons: [] }
  const services = await startDemoServices({
    now: Date.now,
    data: { customers: [customer], orders: [order], parcels: [] },
  })
  onTestFinished(services.close)
  const { mesh } = loadConfig({})
  const running = await startProduct({ config: { mesh: { ...mesh, baseUrl: services.url } } })
  return { ...running, order }
}

/** A conversation that an agent holds and looks at. */
const talk = async ({ client }: Pick<Awaited<ReturnType<typeof start>>, 'client'>) => {
  const [customer, agent] = await Promise.all([client('customer', 'demo'), client('agent', 'ann')])
  const { conversation } = await customer.say('转人工')
  agent.send({ type: 'claim', conversation })
  await agent.watch(conversation)
  await agent.next((frame) => frame.type === 'status' && frame.state === 'assigned')
  return { customer, agent, conversation: conversation as string }
}

const promised = (frame: Frame): PromiseNote[] => (frame.type === 'context' ? (frame.card.promises ?? []) : [])
const card = (agent: Client, fits: (promises: PromiseNote[]) => boolean, what: string) =>
  agent.next((frame) => frame.type === 'context' && fits(promised(frame)), what)
const last = (agent: Client): PromiseNote[] => promised(agent.ofType('context').at(-1))

describe('promises in the running product', () => {
  it("an agent's promise stands on the card, is kept by what the shop shows, and nobody else is told of it", async () => {
    const running = await start()
    const { customer, agent, conversation } = await talk(running)
    // Its time is half over after a second and a half: from then on every look reads the orders.
    await running.product.store.append({
      tenant: 'default',
      cid: newCid(),
      from: { role: 'agent', id: 'ann', name: 'ann' },
      kind: 'text',
      text: '给您发货',
      conversation,
      owesTurn: false,
      promises: [{ kind: 'ship', due: new Date(Date.now() + 3_000).toISOString(), order: '3345', start: 0, end: 4 }],
    })
    await agent.say('不好意思，尾号3345那单两小时内给您发货', { conversation })
    const shown = await card(agent, (all) => all.length === 2, 'both promises')
    expect(promised(shown)[1]).toMatchObject({
      kind: 'ship',
      order: '3345',
      state: 'open',
      text: '尾号3345那单两小时内给您发货',
      by: { name: 'ann' },
    })
    const { due = '', at = '' } = promised(shown)[1] ?? {}
    expect(Math.abs(Date.parse(due) - Date.parse(at) - 2 * 3_600_000)).toBeLessThan(5_000)
    const stored = () => running.product.store.promises('default', conversation)
    await expect.poll(async () => (await stored())[1]?.baseline?.status).toBe('paid')
    expect((await stored())[0]?.state).toBe('open')

    running.order.status = 'shipped'
    await card(agent, (all) => all.some(({ state, settledBy }) => state === 'kept' && settledBy === 'mesh'), 'kept')
    expect(customer.ofType('context')).toEqual([])
    expect(JSON.stringify(customer.frames)).not.toContain('promise')
  })

  it('[W5] a promise that is taken back is off the card, and the customer is a customer', async () => {
    const running = await start()
    const { agent, conversation } = await talk(running)
    const { seq } = await agent.say("Sorry about that, we'll credit you ¥20 by Friday", { conversation })
    await card(agent, (all) => all.length === 1, 'the promise')
    expect(last(agent)).toMatchObject([{ kind: 'compensate', amount: { amount: 2_000, currency: 'CNY' }, seq }])
    agent.send({ type: 'recall', conversation, seq, opId: newCid() })
    await agent.next((frame) => frame.type === 'event' && frame.kind === 'recall')
    await expect.poll(() => last(agent)).toEqual([])
    expect(await running.product.store.promises('default', conversation)).toEqual([])
  })

  it('customers, notes and the past promise nothing', async () => {
    const running = await start()
    const { customer, agent, conversation } = await talk(running)
    await customer.say('我明天上午给你们退款')
    await agent.say('我明天上午给他退款', { conversation, kind: 'note' })
    await agent.say('昨天已经给您退款20元了', { conversation })
    expect(await running.product.store.promises('default', conversation)).toEqual([])
    await agent.say('明天上午给您退款', { conversation })
    expect(await running.product.store.promises('default', conversation)).toHaveLength(1)
  })

  it('soon due, then broken: on the inbox line and on the card, again after a restart, until a person says that it came late', async () => {
    const running = await start()
    const { agent, conversation } = await talk(running)
    await running.product.store.append({
      tenant: 'default',
      cid: newCid(),
      from: { role: 'agent', id: 'ann', name: 'ann' },
      kind: 'text',
      text: '马上回复您',
      conversation,
      owesTurn: false,
      promises: [{ kind: 'contact', due: new Date(Date.now() + 1_500).toISOString(), start: 0, end: 5 }],
    })
    await agent.say('半小时内联系您', { conversation })
    const line = (state: string) =>
      agent.next((frame) => frame.type === 'status' && frame.summary?.promise?.state === state, `${state} on the line`)
    await line('due')
    await line('broken')
    await card(agent, (all) => all[0]?.state === 'broken' && all[0].raisedAt !== undefined, 'broken on the card')
    const listed = async (again: Pick<typeof running, 'call'>) =>
      (await again.call('/v1/conversations', { role: 'agent' })).body.conversations[0]
    expect((await listed(running)).promise.state).toBe('broken')

    const again = await running.restart()
    await expect.poll(async () => (await listed(again)).promise?.state).toBe('broken')
    const back = await again.client('agent', 'ann')
    await back.watch(conversation)
    const [broken, open] = last(back)
    expect([broken?.state, open?.state]).toEqual(['broken', 'open'])
    const say = (id: string | undefined, state: string, as: object = { role: 'agent' }) =>
      again.call(`/v1/promises/${encodeURIComponent(id ?? '')}`, { ...as, body: { state } })
    expect((await say(broken?.id, 'late', { role: 'customer', sub: 'demo' })).status).toBe(403)
    expect((await say(broken?.id, 'late', { role: 'agent', tenant: 'other' })).status).toBe(404)
    expect((await say(`${conversation}:99:0`, 'kept')).status).toBe(404)
    expect((await say(broken?.id, 'kept')).body).toMatchObject({ code: 'bad_input', field: 'state' })
    expect((await say(broken?.id, 'open')).status).toBe(400)
    expect((await say(broken?.id, 'late')).body).toMatchObject({ state: 'late', settledBy: 'ann' })
    expect((await say(open?.id, 'kept')).body).toMatchObject({ state: 'kept', settledBy: 'ann' })
    await expect.poll(() => last(back).map(({ state }) => state)).toEqual(['late', 'kept'])
    await expect.poll(async () => (await listed(again)).promise).toBeUndefined()
  })

  it("the bot's own answer is kept with its order", async () => {
    const { client, product } = await startProduct({ models: 'real' })
    const customer = await client('customer', 'demo')
    const { conversation } = await customer.say('我的订单什么时候发货')
    const answer = await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
    expect(answer.answer, answer.text).toBeDefined()
    const stored = await product.store.promises('default', conversation)
    expect(stored).toMatchObject([{ kind: 'ship', by: { role: 'bot' }, seq: answer.seq }])
    expect(answer.text).toContain(stored[0]?.text)
    const [record] = await product.store.records('default', { conversation, limit: 1 })
    expect(record?.decision.kind === 'answer' && record.decision.draft.order).toBe(stored[0]?.order)
  })
})
