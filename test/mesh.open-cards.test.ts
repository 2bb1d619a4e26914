import { createHmac } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { createOpenCards } from '../src/conversation/open-cards.ts'
import { startDemoServices } from '../src/demo/demo-services.ts'
import type { Conversation } from '../src/domain/conversation.ts'
import { readEvents } from './helpers/event-stream.ts'
import { startProduct } from './helpers/product.ts'

const SECRET = 'a-secret-for-events-of-32-characters'
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('a card that somebody looks at', () => {
  const start = async (freshSeconds: number) => {
    const services = await startDemoServices({ now: Date.now })
    onTestFinished(services.close)
    const { mesh } = loadConfig({})
    const times = (seconds: number) => ({ order: seconds, parcel: seconds, customer: seconds })
    const running = await startProduct({
      config: {
        mesh: {
          ...mesh,
          baseUrl: services.url,
          eventSecrets: [SECRET],
          cardDeadlineMs: 20_000,
          freshnessMinutes: { order: 600, refund: 600, parcel: 600, coupon: 600, customer: 600 },
          cache: { ...mesh.cache, freshSeconds: times(freshSeconds), staleSeconds: times(3_600) },
        },
        prefetch: false,
      },
    })
    const [customer, agent] = await Promise.all([running.client('customer', 'demo'), running.client('agent', 'ann')])
    const { conversation } = await customer.say('转人工')
    await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot', 'an answer')
    await pause(300)
    await agent.watch(conversation)
    await agent.next((frame) => frame.type === 'context', 'the card')
    const post = (named: object, id: string, secret = SECRET) => {
      const body = JSON.stringify({ id, ...named })
      const t = Math.floor(Date.now() / 1_000)
      const signature = `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`
      return fetch(`${running.url}/v1/mesh/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'tabdesk-signature': signature },
        body,
      })
    }
    const cards = () => agent.ofType('context')
    return { ...running, agent, conversation, post, cards, orders: () => services.requests()['/orders'] ?? 0 }
  }

  it('is new after a signed event of its customer or order, in the console and in the graph; not after another’s, nor unsigned', async () => {
    const { url, token, conversation, post, cards, orders } = await start(3_600)
    const query = `subscription { card(conversation: "${conversation}") { orders { id } } }`
    const response = await fetch(`${url}/graphql/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await token('agent', 'bob')}` },
      body: JSON.stringify({ query }),
    })
    const stream = readEvents(response)
    onTestFinished(stream.cancel)
    const streamed: unknown[] = []
    void (async () => {
      for (let one = await stream.next(); one !== undefined; one = await stream.next()) streamed.push(one)
    })()
    await expect.poll(() => streamed.length).toBe(1)
    const shown = cards().length
    const asked = orders()
    await post({ customers: ['somebody-else'], orders: ['1'] }, 'evt-1')
    await post({ customers: ['demo'] }, 'evt-2', `${SECRET}!`)
    await pause(300)
    expect([cards().length, orders(), streamed.length]).toEqual([shown, asked, 1])
    await post({ customers: ['demo'] }, 'evt-3')
    await expect.poll(() => cards().length).toBe(shown + 1)
    expect(orders()).toBe(asked + 1)
    await expect.poll(() => streamed.length).toBe(2)
    await post({ orders: [cards().at(-1)?.card.orders[0].id] }, 'evt-4')
    await expect.poll(() => cards().length, { timeout: 10_000 }).toBe(shown + 2)
  })

  it('says that it is read again, and then no more', async () => {
    const { agent, conversation, cards } = await start(1)
    await pause(1_200)
    await agent.watch(conversation)
    const states = () =>
      cards()
        .at(-1)
        ?.card.sources.map(({ state }: { state: string }) => state) as string[]
    await expect
      .poll(() =>
        cards().some(({ card }) => card.sources.some(({ reason }: { reason?: string }) => reason === 'refreshing')),
      )
      .toBe(true)
    await expect.poll(states, { timeout: 10_000 }).toEqual(['fresh', 'fresh', 'fresh'])
  })
})

describe('open cards', () => {
  const opened = (on: (customer: string) => boolean) => {
    const told: number[] = []
    const cards = createOpenCards({
      open: () => [
        { tenant: 'default', conversation: 'c' },
        { tenant: 'default', conversation: 'c' },
      ],
      isOn: (_tenant, customer) => on(customer),
      store: { conversation: async (tenant, id) => ({ tenant, id, customer: 'u-1' }) as Conversation },
      lookUpCard: async () => ({ orders: [], parcels: [], highlights: [], sources: [] }),
      tell: () => told.push(performance.now()),
      clock: () => performance.now(),
      onError: (error) => {
        throw error
      },
    })
    onTestFinished(cards.stop)
    return { told, changed: (id: string) => cards.changed({ tenant: 'default', kind: 'order', id }) }
  }

  it('are renewed at most once a second, however much changes, and once more for what came last', async () => {
    const { told, changed } = opened(() => true)
    for (let n = 0; n < 5_000; n += 1) {
      changed(String(n))
      if (n % 1_000 === 0) await pause(100)
    }
    await expect.poll(() => told.length, { timeout: 10_000 }).toBe(2)
    expect((told[1] ?? 0) - (told[0] ?? 0)).toBeGreaterThan(900)
    await pause(1_200)
    expect(told).toHaveLength(2)
  })

  it('are left alone where nothing of theirs has changed', async () => {
    const { told, changed } = opened(() => false)
    changed('1')
    await pause(200)
    expect(told).toEqual([])
  })
})
