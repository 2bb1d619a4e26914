import { describe, expect, it } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { createPrefetch } from '../src/conversation/prefetch.ts'
import { createWarmCards } from '../src/conversation/warm-cards.ts'
import type { ContextCard } from '../src/domain/customer.ts'
import type { Principal } from '../src/domain/message.ts'
import type { Understand } from '../src/domain/understanding.ts'
import type { Client, Frame } from './helpers/client.ts'
import { stubModels } from './helpers/models.ts'
import { startProduct } from './helpers/product.ts'
import { understandingOf } from './helpers/understanding.ts'

const CUSTOMER = (sub: string): Principal => ({ sub, role: 'customer', tenant: 'default', name: sub, exp: 0 })
const CARD: ContextCard = {
  orders: [],
  parcels: [],
  highlights: [],
  sources: [{ source: 'orders', state: 'fresh', ageMs: 0 }],
}
const tick = () => new Promise((resolve) => setTimeout(resolve, 1))

/** Readings that end when the test says so. */
const bench = () => {
  const begun: { text: string; ahead: boolean; aborted(): boolean; end(): void }[] = []
  let now = 0
  let lookedUp = 0
  const understand: Understand = (text, { signal, ahead } = {}) =>
    new Promise((resolve, reject) => {
      begun.push({
        text,
        ahead: ahead === true,
        aborted: () => signal?.aborted === true,
        end: () => resolve(understandingOf({ text })),
      })
      signal?.addEventListener('abort', () => reject(signal.reason))
    })
  const cards = createWarmCards(
    async () => {
      lookedUp++
      return CARD
    },
    () => now,
  )
  const prefetch = createPrefetch({
    store: { records: async () => [], events: async () => undefined },
    understand,
    label: (intent) => intent,
    domainOf: () => undefined,
    cards,
    now: () => new Date(0),
    clock: () => now,
  })
  return {
    begun,
    prefetch,
    cards,
    lookedUp: () => lookedUp,
    pass: (ms: number) => {
      now += ms
    },
  }
}

describe('what is being typed', () => {
  it('is read from three words on, for nobody who waits', () => {
    const { prefetch, begun } = bench()
    for (const text of ['我', '我的货', '我的货到', 'wheres', 'wheres my'])
      prefetch.typed(CUSTOMER('a'), text, undefined)
    expect(begun).toEqual([])
    prefetch.typed(CUSTOMER('a'), '我的货到哪了', undefined)
    prefetch.typed(CUSTOMER('b'), 'wheres my parcel', undefined)
    expect(begun.map(({ text, ahead }) => [text, ahead])).toEqual([
      ['我的货到哪了', true],
      ['wheres my parcel', true],
    ])
  })
  it('is read once, one text at a time a customer, and given up when it changes', async () => {
    const { prefetch, begun } = bench()
    const by = CUSTOMER('a')
    prefetch.typed(by, 'wheres my parcel', undefined)
    prefetch.typed(by, 'wheres my parcel ', undefined)
    expect(begun).toHaveLength(1)
    prefetch.typed(by, 'wheres my parcel and', undefined)
    expect(begun.map(({ aborted }) => aborted())).toEqual([true, false])
    expect(prefetch.size()).toBe(1)
    prefetch.typed(by, 'wh', undefined)
    expect(begun[1]?.aborted()).toBe(true)
    expect(prefetch.size()).toBe(0)
    await tick()
  })
  it('goes on when that very text is sent, and is given up when another is', async () => {
    const { prefetch, begun } = bench()
    prefetch.typed(CUSTOMER('a'), 'wheres my parcel', undefined)
    prefetch.sent(CUSTOMER('a'), 'wheres my parcel')
    expect(begun[0]?.aborted()).toBe(false)
    begun[0]?.end()
    await expect.poll(() => prefetch.size()).toBe(0)
    prefetch.typed(CUSTOMER('a'), 'how do i return it', undefined)
    prefetch.sent(CUSTOMER('a'), 'never mind')
    expect(begun[1]?.aborted()).toBe(true)
  })
  it('is limited a customer and over all', () => {
    const { prefetch, begun, pass } = bench()
    for (let i = 0; i < 50; i++) prefetch.typed(CUSTOMER('a'), `where is my parcel ${i}`, undefined)
    expect(begun).toHaveLength(6)
    pass(1_000)
    for (let i = 50; i < 100; i++) prefetch.typed(CUSTOMER('a'), `where is my parcel ${i}`, undefined)
    expect(begun).toHaveLength(9)
    for (let i = 0; i < 50; i++) prefetch.typed(CUSTOMER(`c${i}`), 'where is my parcel', undefined)
    expect(prefetch.size()).toBe(8)
  })
  it('looks the orders up on arrival, and a turn takes that card once', async () => {
    const { prefetch, cards, lookedUp, pass } = bench()
    prefetch.arrived(CUSTOMER('a'))
    prefetch.arrived(CUSTOMER('a'))
    expect(lookedUp()).toBe(1)
    pass(1_200)
    expect((await cards.take('default', 'a')).sources).toEqual([{ source: 'orders', state: 'fresh', ageMs: 1_200 }])
    expect(lookedUp()).toBe(1)
    await cards.take('default', 'a')
    expect(lookedUp(), 'the next turn sees what has changed').toBe(2)
    prefetch.arrived(CUSTOMER('b'))
    pass(60_000)
    await cards.take('default', 'b')
    expect(lookedUp(), 'an old one is looked up again').toBe(4)
  })
  it('does not look everybody up when everybody comes back at once, but whoever writes', () => {
    const { prefetch, lookedUp, pass } = bench()
    for (let i = 0; i < 10_000; i++) prefetch.arrived(CUSTOMER(`c${i}`))
    expect(lookedUp()).toBe(200)
    prefetch.typed(CUSTOMER('c9999'), 'wheres my parcel', undefined)
    expect(lookedUp()).toBe(201)
    pass(1_000)
    for (let i = 0; i < 1_000; i++) prefetch.arrived(CUSTOMER(`d${i}`))
    expect(lookedUp()).toBe(251)
  })
  it('does not keep a card that came with a part missing', async () => {
    let calls = 0
    const cards = createWarmCards(
      async () => {
        calls++
        return { ...CARD, sources: [{ source: 'orders', state: 'absent', ageMs: 0, reason: 'deadline' }] }
      },
      () => 0,
    )
    cards.warm('default', 'a')
    await tick()
    await cards.take('default', 'a')
    expect(calls).toBe(2)
  })
  it('does not keep a card that could not be looked up, nor let that stop the product', async () => {
    let calls = 0
    const cards = createWarmCards(
      async () => {
        if (++calls === 1) throw new Error('no mesh')
        return CARD
      },
      () => 0,
    )
    cards.warm('default', 'a')
    await tick()
    expect(await cards.take('default', 'a')).toEqual(CARD)
  })
})

describe('typing over the wire', () => {
  const withUnderstand = (understand: Understand) => ({ overrides: { models: { ...stubModels(), understand } } })
  it('begins before there is a conversation, and shows agents and nobody else what the shop allows', async () => {
    const heard: { text: string; ahead: boolean }[] = []
    const { understand } = stubModels()
    const { client, config } = await startProduct(
      withUnderstand((text, options) => {
        heard.push({ text, ahead: options?.ahead === true })
        return understand(text, options)
      }),
    )
    const customer = await client('customer', 'demo')
    expect(customer.ofType('welcome')[0]).toMatchObject({ typingText: true })
    customer.send({ type: 'typing', text: 'wheres my parcel' })
    await expect.poll(() => heard).toEqual([{ text: 'wheres my parcel', ahead: true }])
    const { conversation, seq } = await customer.say('转人工')
    expect(seq, 'what was typed is no event').toBe(1)
    const agent = await client('agent', 'ann')
    await agent.watch(conversation)
    customer.send({ type: 'typing', text: 'my secret plan' })
    expect(await agent.next((frame) => frame.type === 'typing')).toMatchObject({ conversation, text: 'my secret plan' })
    expect(config.showTyping).toBe(true)
    agent.send({ type: 'typing', text: 'x' })
    expect(await agent.next((frame) => frame.type === 'nack')).toMatchObject({
      code: 'bad_input',
      field: 'conversation',
    })
  })
  it('reads nothing ahead where the shop does not want it, and says so', async () => {
    const heard: boolean[] = []
    const { understand } = stubModels()
    const { client } = await startProduct({
      ...withUnderstand((text, options) => {
        heard.push(options?.ahead === true)
        return understand(text, options)
      }),
      config: { prefetch: false, showTyping: false },
    })
    const customer = await client('customer', 'demo')
    expect(customer.ofType('welcome')[0]).toMatchObject({ typingText: false })
    customer.send({ type: 'typing', text: 'wheres my parcel' })
    await customer.say('wheres my parcel')
    await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
    expect(heard).toEqual([false])
  })
  it('does not hold up a turn, however stuck it is', async () => {
    const stuck: AbortSignal[] = []
    const { understand } = stubModels()
    const { client } = await startProduct(
      withUnderstand((text, options) =>
        options?.ahead === true
          ? new Promise((_, reject) => {
              const signal = options.signal as AbortSignal
              stuck.push(signal)
              signal.addEventListener('abort', () => reject(signal.reason))
            })
          : understand(text, options),
      ),
    )
    const customer = await client('customer', 'demo')
    customer.send({ type: 'typing', text: 'wheres my parcel' })
    await expect.poll(() => stuck.length).toBe(1)
    const { seq } = await customer.say('你好')
    await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot' && frame.seq > seq)
    expect(stuck[0]?.aborted, 'another text was sent').toBe(true)
  })
})

/** What is answered must not depend on how busy this machine is. */
const unhurried = () => {
  const { mesh, model } = loadConfig({})
  return { mesh: { ...mesh, cardDeadlineMs: 20_000 }, model: { ...model, deadlineMs: 20_000 } }
}

describe('with the real models', () => {
  const TEXT = '我的货到哪了呀'
  const answerOf = async (customer: Client, text: string): Promise<Frame> => {
    const { seq } = await customer.say(text)
    return customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot' && frame.seq > seq)
  }
  it('answers what was typed first as it answers what was not, and nothing of it is kept', async () => {
    const typed = await startProduct({ models: 'real', config: unhurried() })
    const customer = await typed.client('customer', 'demo')
    // What was read before all vectors were there is forgotten.
    await typed.product.models.library.settled()
    customer.send({ type: 'typing', text: TEXT })
    const understood = async (): Promise<number> =>
      Number(
        /^tabdesk_turn_duration_seconds_count\{stage="understand"\} (\d+)/m.exec(
          (await typed.call('/metrics')).body,
        )?.[1] ?? 0,
      )
    await expect.poll(typed.product.models.remembered, { timeout: 20_000 }).toBe(1)
    expect(await typed.product.store.tenants(), 'unsent text opens nothing').toEqual([])
    expect(await understood()).toBe(0)
    const answer = await answerOf(customer, TEXT)
    const [record] = await typed.product.store.records('default', { limit: 1 })
    expect(record?.understanding.timings, 'it was understood before it was sent').toHaveProperty('remembered')
    expect(await understood()).toBe(1)

    const plain = await startProduct({ models: 'real', config: { ...unhurried(), prefetch: false } })
    const other = await plain.client('customer', 'demo')
    await plain.product.models.library.settled()
    other.send({ type: 'typing', text: TEXT })
    const same = await answerOf(other, TEXT)
    const [control] = await plain.product.store.records('default', { limit: 1 })
    expect(control?.understanding.timings).not.toHaveProperty('remembered')
    // The demo's parcels are told from the moment that it started.
    const words = ({ text }: Frame): string => text.replaceAll(/\d+:\d+/g, 'a time')
    expect(words(answer)).toBe(words(same))
    expect(answer.answer).toEqual(same.answer)
    expect(record?.understanding.verdict).toEqual(control?.understanding.verdict)
    expect(record?.understanding.passages).toEqual(control?.understanding.passages)
  })
})
