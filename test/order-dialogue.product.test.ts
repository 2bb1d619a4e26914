import { describe, expect, it } from 'vitest'
import { type Config, loadConfig } from '../src/config.ts'
import { replayTurn } from '../src/conversation/replay.ts'
import { decide } from '../src/decision/decide.ts'
import { createDraftReplies } from '../src/delivery/draft.ts'
import { readOrderAnswer } from '../src/delivery/order-answer.ts'
import { createShopData } from '../src/demo/shop-data.ts'
import type { Article } from '../src/domain/article.ts'
import type { RecordedTurn } from '../src/domain/record.ts'
import type { Understand } from '../src/domain/understanding.ts'
import type { Client, Frame } from './helpers/client.ts'
import { startEndpoint } from './helpers/endpoint.ts'
import { stubModels } from './helpers/models.ts'
import { heard } from './helpers/orders.ts'
import { type Running, SECRET, startProduct } from './helpers/product.ts'
import { understandingOf } from './helpers/understanding.ts'

/** Whatever speaks of a parcel asks where it is; what gives no sign of a language says so. */
const understand: Understand = async (text) => {
  const about = /到哪|没到|parcel|arrive/.test(text)
  return {
    ...understandingOf({
      ...heard(text),
      language: /\p{Script=Han}/u.test(text) ? 'zh' : 'en',
      votes: /转人工/.test(text) ? [{ voter: 'keywords', intent: 'human_agent', confidence: 1, ranked: [] }] : [],
      ...(about ? {} : { confidence: 0.05, second: 0.01 }),
    }),
    ...(/\p{L}/u.test(text) ? {} : { neutral: true as const }),
  }
}
const stub = stubModels()
const article: Article = {
  ...(stub.library.article('track-parcel') as Article),
  orders: ['shipped', 'paid', 'delivered'],
  answers: { zh: [{ text: '订单 {{order.number}} 是{{order.items}}。' }], en: [{ text: 'Order {{order.number}}.' }] },
}
const library = { ...stub.library, article: () => article, articles: () => [article] }
/** A busy machine does not make the shop's systems late. */
const mesh: Config['mesh'] = { ...loadConfig({ JWT_SECRET: SECRET }).mesh, cardDeadlineMs: 10_000 }
const start = (config: Partial<Config> = {}): Promise<Running> =>
  startProduct({ config: { mesh, ...config }, overrides: { models: { ...stub, library, understand } } })

const { orders } = createShopData(Date.now())
const numberOf = (customer: string, status: string): string =>
  orders.find((order) => order.customer === customer && order.status === status)?.id ?? ''
/** Somebody with two parcels on their way, and nothing else that is. */
const [TWICE = ''] = [...new Set(orders.map(({ customer }) => customer))].filter(
  (customer) => orders.filter((order) => order.customer === customer && order.status === 'shipped').length === 2,
)

/** The bot's words to a message. */
const answered = async (customer: Client, text: string): Promise<Frame> => {
  const { seq } = await customer.say(text)
  return customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot' && frame.seq > seq, text)
}

describe('the question which order is meant, over the socket', { timeout: 60_000 }, () => {
  it('is asked where two may be, and its answer goes on with what was asked, in the language of before', async () => {
    const { client, product } = await start()
    const two = orders.filter(({ customer, status }) => customer === TWICE && status === 'shipped')
    for (const [asked, pick, words] of [
      ['还没到的那个包裹到哪了', (options: Frame[]) => options[1]?.label, /^订单 \d+ 是/],
      ['where is the parcel that is on its way', () => '2', /^Order \d+\.$/],
      ['还没到的那个包裹呢', () => '第二个', /^订单 \d+ 是/],
    ] as const) {
      const customer = await client('customer', TWICE)
      const question = await answered(customer, asked)
      expect(question.options.map(({ order }: Frame) => order)).toEqual([...two.map(({ id }) => id), undefined])
      const { text, answer, conversation } = await answered(customer, pick(question.options))
      expect(text).toMatch(words)
      expect(text).toContain(two[1]?.id)
      expect(answer.intent).toBe('track_parcel')
      expect((await product.store.conversation('default', conversation))?.order, 'remembered').toBe(two[1]?.id)
      const at = new Date().toISOString()
      await product.store.move({ tenant: 'default', conversation, move: { type: 'resolve' }, at })
    }
  })
  it('says that there is no such order, takes a better number, and names no other customer’s', async () => {
    const { client } = await start()
    const customer = await client('customer', 'demo')
    const others = numberOf('li-wei', 'out_for_delivery')
    const none = await answered(customer, `${others}到哪了`)
    expect(none.text).toMatch(/^没有找到尾号 \d{4} 的订单/)
    expect(none.options.flatMap(({ order }: Frame) => order ?? []).toSorted()).toEqual(
      orders
        .filter(({ customer: whose }) => whose === 'demo')
        .map(({ id }) => id)
        .toSorted(),
    )
    expect((await answered(customer, '3345')).text).toContain(numberOf('demo', 'shipped'))
  })
  it('ends with a person where it is not answered twice', async () => {
    const { client, product } = await start()
    const customer = await client('customer', 'demo')
    await answered(customer, '尾号9999的包裹到哪了')
    const { conversation, text } = await answered(customer, '尾号9998')
    expect(text).toMatch(/^已为您转接人工客服/)
    const [record] = await product.store.records('default', { conversation, limit: 1 })
    expect(record?.decision).toMatchObject({ kind: 'suggest', reason: 'which_order' })
  })
  it('anything else is understood as always', async () => {
    const { client } = await start()
    const customer = await client('customer', 'demo')
    await answered(customer, '尾号9999的包裹到哪了')
    expect((await answered(customer, '转人工')).text).toMatch(/^已为您转接人工客服/)
  })
  it('[ST13] runs again bit for bit: question, answer, and proof', async () => {
    const { client, product } = await start()
    const customer = await client('customer', 'demo')
    for (const text of ['尾号9999的包裹到哪了', '耳机那个', '8842呢']) await answered(customer, text)
    const visitor = await client('customer', 'visitor-0000000001-1')
    const tail = createShopData(Date.now())
      .customers.find(({ id }) => id === 'demo')
      ?.phone?.slice(-4)
    const shipped = numberOf('demo', 'shipped')
    for (const text of ['我的包裹到哪了', `${shipped} 0000`, `${shipped} ${tail}`]) await answered(visitor, text)
    const { turns } = await product.store.turns({ limit: 20 })
    expect(turns.map(({ record }) => record.decision.reason)).toEqual([
      'which_order',
      'confident',
      'confident',
      'identity_needed',
      'identity_failed',
      'confident',
    ])
    await expectTheSame(product, turns)
  })
  it('[ST13] runs again bit for bit where codes are sent and typed, and sends none again', async () => {
    const hook = await startEndpoint()
    const codeHook = { url: hook.url, secret: SECRET, allowPrivate: true }
    const { client, product } = await start({ mesh: { ...mesh, codeHook } })
    const visitor = await client('customer', 'visitor-0000000001-1')
    for (const text of ['我的包裹到哪了', '发验证码给我', numberOf('demo', 'shipped'), '发验证码给我', '000000'])
      await answered(visitor, text)
    await answered(visitor, hook.heard[0]?.body.code)
    const { turns } = await product.store.turns({ limit: 20 })
    expect(turns.map(({ record }) => record.decision.reason)).toEqual([
      'identity_needed',
      'identity_incomplete',
      'identity_incomplete',
      'identity_code_sent',
      'identity_failed',
      'confident',
    ])
    await expectTheSame(product, turns)
    expect(hook.heard).toHaveLength(1)
  })
  it('[ST13] runs again bit for bit where nobody can prove who they are', async () => {
    const { client, product } = await start({ mesh: { ...mesh, visitorProof: false } })
    const visitor = await client('customer', 'visitor-0000000001-1')
    for (const text of ['我的包裹到哪了', `${numberOf('demo', 'shipped')} 0000`]) await visitor.say(text)
    const recorded = async () => (await product.store.turns({ limit: 20 })).turns
    await expect.poll(async () => (await recorded()).length).toBe(2)
    const turns = await recorded()
    expect(turns.map(({ record }) => record.understanding.proof)).toEqual([undefined, undefined])
    await expectTheSame(product, turns)
  })
})

const expectTheSame = async (product: Running['product'], turns: readonly RecordedTurn[]): Promise<void> => {
  for (const turn of turns) {
    const { timings: _, ...again } = (await replayed(product, turn)) ?? {}
    const { timings: __, answeredSeq: ___, ...was } = turn.record
    expect(without(again)).toEqual(without(was))
  }
}

const replayed = async (product: Running['product'], turn: RecordedTurn) => {
  const { tenant, conversation } = turn.record
  const records = await product.store.records(tenant, { conversation, limit: 20 })
  const log = await product.store.events(tenant, conversation, { after: 0, limit: 100 })
  return replayTurn({
    turn: turn as RecordedTurn & { inputs: NonNullable<RecordedTurn['inputs']> },
    records: () => records,
    events: (_tenant, _conversation, { after, limit }) =>
      log && { ...log, events: log.events.filter(({ seq }) => seq > after).slice(0, limit) },
    understand,
    draftReplies: createDraftReplies({
      article: library.article,
      articlesOf: () => [article],
      facts: () => ({}),
      provable: turn.inputs?.drafts.some(({ needsIdentity }) => needsIdentity) === true,
    }),
    decide,
    policy: () => turn.record.policy,
    label: (intent) => intent,
    domainOf: () => undefined,
    readOrderAnswer,
  })
}

/** What is measured is never the same. */
const without = (record: object): unknown =>
  JSON.parse(JSON.stringify(record, (key, value) => (/^(timings|at|ageMs)$/.test(key) ? undefined : value)))
