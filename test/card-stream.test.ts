import { describe, expect, it, vi } from 'vitest'
import { loadConfig } from '../src/config.ts'
import type { ContextCard } from '../src/domain/customer.ts'
import { createCardFeed } from '../src/mesh/card-feed.ts'
import { MAX_STREAMS_A_PERSON } from '../src/mesh/card-stream.ts'
import { createLatest } from '../src/mesh/latest.ts'
import { readEvents } from './helpers/event-stream.ts'
import { type Running, SECRET, startProduct } from './helpers/product.ts'

const QUERY =
  'subscription ($id: ID!) { card(conversation: $id) { customer { name phone } order orders { id status parcel { no } } highlights(language: en) sources { source state ageMs } } }'

const asked = async (
  product: Running,
  conversation: string,
  { token, method = 'POST', query = QUERY }: { token?: string; method?: string; query?: string } = {},
) => {
  const authorization = `Bearer ${token ?? (await product.token('agent', 'ann'))}`
  const variables = { id: conversation }
  return method !== 'POST'
    ? fetch(`${product.url}/graphql/stream?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`, {
        method,
        headers: { authorization },
      })
    : fetch(`${product.url}/graphql/stream`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      })
}
const followed = async (...of: Parameters<typeof asked>) => {
  const response = await asked(...of)
  return { response, events: readEvents(response) }
}
const heartbeats = { heartbeatMs: 50 }

describe('the card as a subscription', () => {
  it.each(['GET', 'POST'])('by %s gives the card at once, and again when it changes', async (method) => {
    const product = await startProduct()
    const customer = await product.client('customer', 'demo')
    const { conversation } = await customer.say('你好')
    const { response, events } = await followed(product, conversation, { method })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
    const first = await events.next()
    expect(first).toMatchObject({
      event: 'next',
      data: {
        data: {
          card: {
            customer: { name: '林晓', phone: expect.stringMatching(/^170\*{4}\d{4}$/) },
            orders: [{ status: 'paid', parcel: null }, { parcel: { no: 'SF1390022763345' } }, { status: 'delivered' }],
            sources: [{ state: 'fresh' }, { state: 'fresh' }, { state: 'fresh' }],
          },
        },
      },
    })
    expect(first?.data.errors).toBeUndefined()
    await customer.say('转人工')
    expect((await events.next())?.data.data.card.customer.name).toBe('林晓')
    await events.cancel()
  })

  it('is for agents of the tenant, and tells nobody else whether there is such a conversation', async () => {
    const product = await startProduct()
    const { conversation } = await (await product.client('customer', 'demo')).say('你好')
    const as = async (token: string, id = conversation) => {
      const response = await asked(product, id, { token })
      return [response.status, ((await response.json()) as { code: string }).code]
    }
    expect(await as(await product.token('customer', 'demo'))).toEqual([403, 'forbidden'])
    expect(await as(await product.token('service', 'shop'))).toEqual([403, 'forbidden'])
    expect(await as(await product.token('engineer', 'eve'))).toEqual([403, 'forbidden'])
    expect(await as('nonsense')).toEqual([401, 'unauthenticated'])
    const elsewhere = await product.token('agent', 'eve', { tenant: 'other' })
    expect(await as(elsewhere)).toEqual([404, 'not_found'])
    expect(await as(await product.token('agent', 'ann'), 'nothing')).toEqual([404, 'not_found'])
  })

  it('a card goes to those who follow it, and to no other tenant', () => {
    const feed = createCardFeed()
    const told: string[] = []
    const stop = feed.follow('default', 'c1', () => told.push('ours'))
    feed.follow('other', 'c1', () => told.push('theirs'))
    feed.follow('default', 'c2', () => told.push('another'))
    const card: ContextCard = { orders: [], parcels: [], highlights: [], sources: [] }
    const about = { tenant: 'default', conversation: 'c1', customer: 'lin' }
    feed.publish({ ...about, type: 'context', card })
    feed.publish({ ...about, type: 'suggestion', messageSeq: 1, suggestions: [] })
    expect(told).toEqual(['ours'])
    stop()
    feed.publish({ ...about, type: 'context', card })
    expect(told).toEqual(['ours'])
  })

  it.each([
    ['a query', '{ customer(id: "demo") { id } }', /send a query to/],
    ['no document', '', /Syntax Error/],
    ['an unknown field', 'subscription ($id: ID!) { card(conversation: $id) { password } }', /password/],
    [
      'two cards',
      'subscription ($id: ID!) { a: card(conversation: $id) { order } b: card(conversation: $id) { order } }',
      /one top level|must select only one/,
    ],
    [
      'too much',
      'subscription ($id: ID!) { card(conversation: $id) { orders { customer { orders { lines { sku name product { sku } } } } } } }',
      /may come to \d+ fields; at most 1000/,
    ],
  ])('refuses %s with 400', async (_what, query, told) => {
    const product = await startProduct()
    const response = await asked(product, 'c1', { query })
    const body = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] }
    expect(response.status).toBe(400)
    expect(body.errors.map(({ message }) => message).join()).toMatch(told)
    expect(body.errors[0]?.extensions.code).toBe('bad_input')
  })

  it('ends when the token does, and says why', async () => {
    const product = await startProduct({ config: heartbeats })
    const { conversation } = await (await product.client('customer', 'demo')).say('你好')
    const token = await product.token('agent', 'ann', { ttl: 2 })
    const { events } = await followed(product, conversation, { token })
    expect((await events.next())?.event).toBe('next')
    let last = await events.next()
    while (last !== undefined && last.data?.errors === undefined) last = await events.next()
    expect(last?.data.errors[0].extensions.code).toBe('unauthenticated')
    expect((await events.next())?.event).toBe('complete')
    expect(await events.next()).toBeUndefined()
  })

  it('signs of life are no calls: who follows a card has their other calls left', async () => {
    const { limits } = loadConfig({ JWT_SECRET: SECRET })
    const product = await startProduct({
      config: { ...heartbeats, limits: { ...limits, requestsPerMinute: 5, spareLoopback: false } },
    })
    const { conversation } = await (await product.client('customer', 'demo')).say('你好')
    const { events } = await followed(product, conversation)
    expect((await events.next())?.event).toBe('next')
    await new Promise((resolve) => setTimeout(resolve, 20 * heartbeats.heartbeatMs))
    const again = await followed(product, conversation)
    expect(again.response.status).toBe(200)
    await Promise.all([events.cancel(), again.events.cancel()])
  })

  it('ends with a farewell when the product does', async () => {
    const product = await startProduct()
    const { conversation } = await (await product.client('customer', 'demo')).say('你好')
    const { events } = await followed(product, conversation)
    await events.next()
    await product.close()
    const told: (string | undefined)[] = []
    for (let event = await events.next(); event !== undefined; event = await events.next()) told.push(event.event)
    expect(told.at(-1)).toBe('complete')
  })

  it('one person follows so many, and may follow another one once one is let go', async () => {
    const product = await startProduct({ config: heartbeats })
    const { conversation } = await (await product.client('customer', 'demo')).say('你好')
    const streams = await Promise.all(
      Array.from({ length: MAX_STREAMS_A_PERSON }, () => followed(product, conversation)),
    )
    expect(streams.map(({ response }) => response.status)).toEqual(streams.map(() => 200))
    const refused = await followed(product, conversation)
    expect([refused.response.status, refused.response.headers.get('retry-after')]).toEqual([429, '1'])
    const bob = await followed(product, conversation, { token: await product.token('agent', 'bob') })
    expect(bob.response.status).toBe(200)
    await streams[0]?.events.cancel()
    await vi.waitFor(async () => expect((await followed(product, conversation)).response.status).toBe(200), 10_000)
  })

  it('who is slow gets the newest card, and nothing piles up', async () => {
    const cards = createLatest<number>()
    for (let n = 0; n < 1_000; n += 1) cards.put(n)
    expect(await cards.next()).toEqual({ done: false, value: 999 })
    const waiting = cards.next()
    cards.put(7)
    expect(await waiting).toEqual({ done: false, value: 7 })
    const last = cards.next()
    cards.close()
    cards.put(8)
    expect([await last, await cards.next()]).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ])
  })

  it('keeps nothing open for who asks with HEAD', async () => {
    const product = await startProduct()
    const { conversation } = await (await product.client('customer', 'demo')).say('你好')
    expect((await asked(product, conversation, { method: 'HEAD' })).status).toBe(404)
  })

  it('leaves the socket of the product alone', async () => {
    const product = await startProduct()
    const customer = await product.client('customer', 'demo')
    const { conversation } = await customer.say('你好')
    const { events } = await followed(product, conversation)
    await events.next()
    expect((await customer.say('在吗')).conversation).toBe(conversation)
    await events.cancel()
  })
})
