import type { IncomingMessage, ServerResponse } from 'node:http'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { draftArticle } from '../src/delivery/draft.ts'
import type { Article } from '../src/domain/article.ts'
import type { ContextCard, SourceState } from '../src/domain/customer.ts'
import { articleOf } from './helpers/articles.ts'
import { startProduct } from './helpers/product.ts'
import { openFolder, type Service, type SourcesFolder, send, startService } from './helpers/sources.ts'

const SOON = { timeout: 30_000, interval: 50 }
const HOUR_MS = 3_600_000

const GENERAL = { zh: [{ text: '请在“我的订单”里看物流。' }], en: [{ text: 'Look under My orders.' }] }
const ofState = { slot: 'order.status' as const, values: ['shipped'] }
const ofRefund = { slot: 'refund.status' as const, values: ['paid'] }

const cardWith = (...sources: SourceState[]): ContextCard => ({ orders: [], parcels: [], highlights: [], sources })
const absent = (reason: string, source: SourceState['source'] = 'orders'): SourceState => ({
  source,
  state: 'absent',
  ageMs: 0,
  reason,
})

const missingOf = (article: Article, card: ContextCard, more: { anonymous?: boolean } = {}): string[] | undefined =>
  draftArticle(article, {
    card,
    facts: {},
    language: 'zh',
    entities: [],
    spokenOf: undefined,
    freshness: { customer: HOUR_MS, coupon: HOUR_MS, order: HOUR_MS, refund: HOUR_MS, parcel: HOUR_MS },
    ...more,
  })?.missing

/** The general words of an article are for who has no order, not for whose orders could not be read. */
describe('an answer about orders that could not be read', () => {
  const listed = articleOf('where', { orders: ['shipped'], answers: GENERAL })
  const withVariant = articleOf('late', {
    answers: { ...GENERAL, en: [...GENERAL.en, { text: 'On its way.', when: ofState }] },
  })
  const withSlot = articleOf('parcel', {
    answers: { ...GENERAL, en: [...GENERAL.en, { text: '{{parcel.event}}', when: ofState }] },
  })
  const refund = articleOf('refund', {
    answers: { ...GENERAL, zh: [...GENERAL.zh, { text: '已到账。', when: ofRefund }] },
  })
  const plain = articleOf('hours', { answers: GENERAL })

  it.each(['unreachable', 'deadline', 'invalid'])(
    'is missing the orders (%s), whatever its general words say',
    (why) => {
      for (const article of [listed, withVariant, withSlot, refund])
        expect(missingOf(article, cardWith(absent(why))), article.id).toEqual(['orders'])
      expect(missingOf(plain, cardWith(absent(why)))).toEqual([])
    },
  )

  it('is whole for who has no orders, and for who is nobody yet', () => {
    const none = cardWith({ source: 'orders', state: 'fresh', ageMs: 0 })
    expect(missingOf(listed, none)).toEqual([])
    expect(missingOf(listed, cardWith(absent('notFound')))).toEqual([])
    expect(missingOf(listed, cardWith(absent('unreachable')), { anonymous: true })).toEqual([])
    expect(missingOf(listed, cardWith(absent('unreachable', 'crm')))).toEqual([])
  })

  it('is missing the orders where it was known only long ago that there are none', () => {
    const knownFor = (ageMs: number) => cardWith({ source: 'orders', state: 'stale', ageMs, reason: 'unreachable' })
    expect(missingOf(listed, knownFor(HOUR_MS / 2))).toEqual([])
    expect(missingOf(listed, knownFor(HOUR_MS + 1))).toEqual(['orders'])
  })

  it('is missing the refunds where a system of their own did not answer', () => {
    const card = cardWith({ source: 'orders', state: 'fresh', ageMs: 0 }, absent('deadline', 'refunds'))
    expect(missingOf(refund, card)).toEqual(['refunds'])
    expect(missingOf(listed, card)).toEqual([])
  })
})

describe('with the shipped articles, a customer who asks where their parcel is', () => {
  let files: SourcesFolder
  let oms: Service
  let how: 'dead' | 'hangs' | 'works' = 'works'
  beforeAll(async () => {
    files = await openFolder()
    oms = await startService((request: IncomingMessage, response: ServerResponse) => {
      if (request.url?.startsWith('/people')) return send(response, [{ id: 'u-17', name: '林晓' }])
      if (how === 'hangs') return undefined
      return send(response, [], how === 'dead' ? 500 : 200)
    })
    await files.put(
      'shop.yaml',
      `sources:
  - name: shop
    handler:
      rest:
        endpoint: ${oms.url}
        allowPrivate: true
        operations: { customers: { path: '/people?ids={ids}' }, ordersOf: { path: '/orders?by={ids}' } }
`,
    )
  })
  afterAll(async () => {
    await oms.close()
    await files.close()
  })

  const product = async () => {
    const base = await startProduct()
    const mesh = { ...base.config.mesh, sources: files.folder }
    await base.close()
    return startProduct({ models: 'real', config: { mesh } })
  }

  it('gets a person while the order system is dead or late; without orders, the general words', async () => {
    const { client } = await product()
    const agent = await client('agent', 'ann')
    const ask = async (who: string, text: string) => {
      const customer = await client('customer', who)
      const { conversation } = await customer.say(text)
      await agent.watch(conversation)
      const bot = () => customer.frames.filter((frame) => frame.type === 'event' && frame.from.role === 'bot')
      await vi.waitFor(() => expect(bot().length).toBeGreaterThan(0), SOON)
      const offered = () =>
        agent.ofType('suggestion').find((frame) => frame.conversation === conversation)?.suggestions as
          | { missing: string[] }[]
          | undefined
      return { said: bot()[0].text as string, answered: bot()[0].answer !== undefined, offered }
    }
    how = 'works'
    expect(await ask('u-none', '我的货到哪了')).toMatchObject({ answered: true })
    for (const fault of ['dead', 'hangs'] as const) {
      how = fault
      for (const [n, text] of ['我的货到哪了', 'where is my parcel'].entries()) {
        const { said, answered, offered } = await ask(`u-${fault}-${n}`, text)
        expect(answered, `${fault}: ${said}`).toBe(false)
        expect(said).toMatch(/人工|person|agent|colleague/)
        await vi.waitFor(() => expect(offered()?.[0]?.missing).toContain('orders'), SOON)
      }
    }
  }, 120_000)
})

describe('what operators see of a source', () => {
  it('is in the log once a change, by its name and without a value; /readyz names who serves what, and nobody else', async () => {
    const files = await openFolder()
    onTestFinished(files.close)
    const oms = await startService((_request, response) => send(response, [{ id: '138123', name: 7 }], 500))
    onTestFinished(oms.close)
    await files.put(
      'shop.yaml',
      `sources:
  - name: oms
    handler:
      rest:
        endpoint: ${oms.url}
        allowPrivate: true
        operations: { customers: { path: '/people?ids={ids}' }, ordersOf: { path: '/orders?by={ids}' } }
`,
    )
    const lines: { level: number; msg: string }[] = []
    const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
    const base = await startProduct()
    await base.close()
    const { client, call } = await startProduct({
      config: { mesh: { ...base.config.mesh, sources: files.folder }, prefetch: false },
      overrides: { log },
    })
    const customer = await client('customer', 'u-138123')
    for (const text of ['我的货到哪了', '在吗', '人呢']) await customer.say(text)
    const told = () => lines.filter(({ msg }) => msg.startsWith('source '))
    await expect.poll(() => told().length).toBe(2)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(told().map(({ level }) => level)).toEqual([40, 40])
    expect(told().every(({ msg }) => msg.includes('oms') && !msg.includes('138123'))).toBe(true)
    const { sources } = (await call('/readyz')).body.parts.mesh
    expect(sources).toEqual({
      crm: expect.objectContaining({ servedBy: ['oms'], state: expect.not.stringMatching('ok') }),
      orders: expect.objectContaining({ servedBy: ['oms'] }),
    })
  })
})
