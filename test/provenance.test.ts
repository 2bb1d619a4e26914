import { describe, expect, it } from 'vitest'
import { freshnessOf, loadConfig } from '../src/config.ts'
import { suggestionsOf } from '../src/conversation/open-suggestions.ts'
import { recordOf } from '../src/conversation/turn-effect.ts'
import { decide } from '../src/decision/decide.ts'
import { draftArticle } from '../src/delivery/draft.ts'
import { provenanceOf } from '../src/delivery/provenance.ts'
import { slotValue } from '../src/delivery/slot-values.ts'
import type { Article } from '../src/domain/article.ts'
import type { ContextCard, Order } from '../src/domain/customer.ts'
import type { Draft } from '../src/domain/decision.ts'
import { joinDrafts } from '../src/domain/joined-draft.ts'
import { groupOf, SLOTS, sourceOf } from '../src/domain/slots.ts'
import { draftOf, POLICY, understandingOf } from './helpers/understanding.ts'

const MINUTE_MS = 60_000
const FRESHNESS = freshnessOf(loadConfig({}))
const CNY = (amount: number) => ({ amount, currency: 'CNY' })
const ORDER: Order = {
  id: '20261118003345',
  customer: 'demo',
  status: 'shipped',
  lines: [],
  total: CNY(29_900),
  placedAt: '2026-11-18T02:00:00.000Z',
  eta: '2026-11-23T10:00:00.000Z',
  parcel: 'SF1',
  shipBy: '2026-11-19T10:00:00.000Z',
  address: { zh: '杭州市西湖区***', en: 'Hangzhou ***' },
  refund: { status: 'approved', amount: CNY(100), destination: { zh: '微信', en: 'WeChat' }, eta: '2026-11-24' },
}
const cardOf = (ages: { crm?: number; orders?: number; parcels?: number }): ContextCard => ({
  customer: {
    id: 'demo',
    name: { zh: '林晓', en: 'Lin Xiao' },
    tier: { zh: '金卡', en: 'Gold' },
    points: 1,
    coupons: [{ name: { zh: '满减', en: 'Off' }, expires: '2026-12-01' }],
  },
  orders: [ORDER],
  parcels: [
    {
      no: 'SF1',
      carrier: { zh: '顺丰', en: 'SF' },
      events: [{ at: '2026-11-21T06:05:00.000Z', text: { zh: '到达', en: 'Arrived' } }],
    },
  ],
  highlights: [],
  sources: (['crm', 'orders', 'parcels'] as const).map((source) => ({
    source,
    state: 'stale',
    ageMs: ages[source] ?? 0,
  })),
})
const ARTICLE: Article = {
  id: 'track-parcel',
  version: 'v1',
  intent: 'track_parcel',
  title: { zh: '包裹到哪了', en: 'Where is my parcel' },
  mode: 'auto',
  courtesy: false,
  questions: { zh: [], en: [] },
  orders: ['shipped'],
  answers: { zh: [{ text: '亲，您的订单预计{{order.eta}}送达，{{shop.name}}' }], en: [] },
}
const draftFor = (card: ContextCard, article: Partial<Article> = {}): Draft => ({
  ...(draftArticle(
    { ...ARTICLE, ...article },
    {
      card,
      facts: { name: { zh: '云集小店', en: 'Cloudmart' } },
      freshness: FRESHNESS,
      language: 'zh',
      entities: [],
      spokenOf: undefined,
    },
  ) as Draft),
  passage: draftOf().passage,
})
const decided = (draft: Draft) =>
  decide(
    {
      understanding: understandingOf(),
      conversation: { state: 'bot', humanSpoke: false, misses: 0 },
      drafts: [draft],
      label: (intent) => intent,
    },
    POLICY,
  )

describe('where a value comes from', () => {
  it('stands in the draft and in the record, with its age', () => {
    const card = cardOf({ orders: 90_000 })
    const draft = draftFor(card)
    const provenance = { 'order.eta': { source: 'orders', ageMs: 90_000 }, 'shop.name': { source: 'shop' } }
    expect(draft.provenance).toEqual(provenance)
    const record = recordOf({
      owed: { tenant: 'default', conversation: 'c', seq: 1 },
      understanding: understandingOf(),
      decision: decided(draft),
      card,
      policy: POLICY,
      timings: {},
      at: new Date(0),
    })
    expect(record.mesh).toMatchObject({ reads: { 'order.eta': '11月23日' }, provenance })
  })
  it('is said right for every slot: without its system the slot has no value', () => {
    const full = cardOf({})
    const without = {
      crm: { ...full, customer: undefined },
      orders: { ...full, orders: [] },
      parcels: { ...full, parcels: [] },
    }
    const valueIn = (slot: string, card: object) => {
      const { orders } = card as ContextCard
      return slotValue(slot, { card: card as ContextCard, order: orders[0], facts: {}, language: 'zh' })
    }
    for (const slot of Object.keys(SLOTS).filter((one) => !one.startsWith('product.') && one !== 'order.items')) {
      const source = sourceOf(slot)
      expect(valueIn(slot, full), slot).toBeTruthy()
      expect(groupOf(slot), slot).toBeDefined()
      if (source === 'shop' || source === 'catalogue') throw new Error(`${slot} is from ${source}`)
      expect(valueIn(slot, without[source]), `${slot} without ${source}`).toBeUndefined()
      const others = (['crm', 'parcels'] as const).filter((other) => other !== source)
      for (const other of others) expect(valueIn(slot, without[other]), `${slot} without ${other}`).toBeTruthy()
    }
  })
})

describe('a value older than its limit', () => {
  it.each([
    ['order', FRESHNESS.order, 'answer confident'],
    ['order', FRESHNESS.order + 1, 'suggest slots_stale'],
  ])('of %s at %d ms: %s', (_group, orders, said) => {
    const decision = decided(draftFor(cardOf({ orders })))
    expect(`${decision.kind} ${decision.reason}`).toBe(said)
  })
  it('is named to the agent, with its age', () => {
    const decision = decided(draftFor(cardOf({ orders: 12 * MINUTE_MS })))
    const record = { id: 'c:1', decision, policy: POLICY, understanding: understandingOf() }
    expect(suggestionsOf(record as never)[0]?.stale).toEqual([{ slot: 'order.eta', ageMs: 12 * MINUTE_MS }])
    const fresh = { ...record, decision: { ...decision, suggestions: [draftFor(cardOf({}))] } }
    expect(suggestionsOf(fresh as never)[0]).not.toHaveProperty('stale')
  })
  it('counts in its own system only: an old CRM does not hold back what the orders say', () => {
    expect(decided(draftFor(cardOf({ crm: 24 * 60 * MINUTE_MS }))).kind).toBe('answer')
  })
  it('counts where only the choice of words rests on it', () => {
    const answers = {
      zh: [
        { text: '您的包裹已在路上，请耐心等待。', when: { slot: 'order.status' as const, values: ['shipped'] } },
        { text: '请提供订单号。' },
      ],
      en: [],
    }
    expect(draftFor(cardOf({ orders: 6 * MINUTE_MS }), { answers }).stale).toEqual(['order.status'])
    expect(draftFor(cardOf({ orders: 4 * MINUTE_MS }), { answers }).stale).toBeUndefined()
  })
  it('holds back a joined answer, of which the other part goes out alone', () => {
    const old = draftFor(cardOf({ orders: 6 * MINUTE_MS }))
    const joined = joinDrafts(draftOf(), old)
    expect(joined.stale).toEqual(['order.eta'])
    expect(joined.provenance).toMatchObject({ 'order.eta': { ageMs: 6 * MINUTE_MS } })
    expect(joinDrafts(draftOf(), draftOf()).stale).toBeUndefined()
    const [first, second] = [draftOf({ intent: 'thanks' }), { ...old, confidence: 0.97 }]
    const requests = [first, second].map(({ intent }) => ({ ...understandingOf({ intent }), start: 0, end: 1 }))
    const decision = decide(
      {
        understanding: { ...understandingOf(), requests: requests as never },
        conversation: { state: 'bot', humanSpoke: false, misses: 0 },
        drafts: [first, second],
        label: (intent) => intent,
      },
      POLICY,
    )
    expect(decision).toMatchObject({ kind: 'suggest', reason: 'slots_stale', said: { intent: 'thanks' } })
  })
  it('has a limit for each group, and none where none is set', () => {
    const card = cardOf({ crm: 16 * MINUTE_MS, orders: 16 * MINUTE_MS, parcels: 16 * MINUTE_MS })
    const slots = [
      'customer.name',
      'coupon.name',
      'order.eta',
      'refund.amount',
      'parcel.event',
      'parcel.number',
      'shop.name',
    ]
    expect(provenanceOf(slots, card, FRESHNESS).stale).toEqual([
      'coupon.name',
      'order.eta',
      'refund.amount',
      'parcel.event',
      'parcel.number',
    ])
    expect(provenanceOf(slots, card).stale).toEqual([])
  })
})
