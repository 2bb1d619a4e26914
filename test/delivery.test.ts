import { describe, expect, it } from 'vitest'
import { completeDraft, createCompletionIndex } from '../src/delivery/completion.ts'
import { draftArticle } from '../src/delivery/draft.ts'
import { chooseVariant, fill } from '../src/delivery/fill.ts'
import { chooseOrder } from '../src/delivery/order-choice.ts'
import { replyTo } from '../src/delivery/reply.ts'
import { slotValue } from '../src/delivery/slot-values.ts'
import type { Article } from '../src/domain/article.ts'
import type { ContextCard, Order } from '../src/domain/customer.ts'
import type { Entity } from '../src/domain/understanding.ts'
import { fold } from '../src/lib/fold.ts'
import { draftOf } from './helpers/understanding.ts'

const order = (id: string, status: Order['status'], more: Partial<Order> = {}): Order => ({
  id,
  customer: 'demo',
  status,
  lines: [
    {
      sku: 'E1',
      name: { zh: '蓝牙耳机', en: 'Wireless earbuds' },
      quantity: 1,
      price: { amount: 29_900, currency: 'CNY' },
    },
  ],
  total: { amount: 29_900, currency: 'CNY' },
  placedAt: '2026-11-18T02:00:00.000Z',
  eta: '2026-11-23T10:00:00.000Z',
  ...more,
})
const shipped = order('20261118003345', 'shipped', { parcel: 'SF1' })
const paid = order('20261120008842', 'paid')
const refunding = order('20261109005127', 'delivered', {
  refund: {
    status: 'approved',
    amount: { amount: 12_900, currency: 'CNY' },
    destination: { zh: '微信支付', en: 'WeChat Pay' },
  },
})
const card: ContextCard = {
  customer: { id: 'demo', name: { zh: '林晓', en: 'Lin Xiao' }, points: 2380, coupons: [] },
  orders: [paid, shipped, refunding],
  parcels: [
    {
      no: 'SF1',
      carrier: { zh: '顺丰速运', en: 'SF Express' },
      events: [{ at: '2026-11-21T06:05:00.000Z', text: { zh: '已到达杭州转运中心', en: 'Arrived at Hangzhou hub' } }],
    },
  ],
  highlights: [],
  sources: [],
}
const article = (answers: Article['answers'], more: Partial<Article> = {}): Article => ({
  id: 'a',
  version: '1',
  intent: 'track_parcel',
  title: { zh: '包裹到哪了', en: 'Where is my parcel' },
  mode: 'auto',
  courtesy: false,
  questions: { zh: [], en: [] },
  answers,
  ...more,
})

describe('orders', () => {
  const chosen = (
    states: Pick<Article, 'orders'>,
    entities: Entity[] = [],
    { orders = card.orders, spokenOf }: { orders?: Order[]; spokenOf?: string } = {},
  ) => {
    const choice = chooseOrder({ article: states, card: { orders }, message: { text: '', entities }, spokenOf })
    return choice.kind === 'one' ? choice.order : choice.kind
  }

  it('takes the order that the message names, by its last digits or its number', () => {
    expect(chosen({}), 'an article without states speaks of no order').toBe('unspoken')
    expect(chosen({}, [{ type: 'order_tail', text: '尾号3345', value: '3345' }])).toBe(shipped)
    expect(chosen({}, [{ type: 'order_number', text: paid.id, value: paid.id }])).toBe(paid)
    expect(chosen({}, [{ type: 'parcel_number', text: 'SF1', value: 'SF1' }])).toBe(shipped)
    expect(chosen({ orders: ['shipped'] }, [{ type: 'order_tail', text: 'ending 9999', value: '9999' }])).toBe('none')
  })
  it("prefers the article's first state, then the order spoken of before", () => {
    expect(chosen({ orders: ['shipped', 'paid'] })).toBe(shipped)
    expect(chosen({ orders: ['shipped', 'paid'] }, [], { spokenOf: paid.id })).toBe(paid)
    expect(chosen({ orders: ['refunding'] }, [], { spokenOf: paid.id })).toBe(refunding)
    expect(chosen({ orders: ['cancelled'] }, [], { spokenOf: paid.id })).toBe('unspoken')
  })
  it('takes an order with the product that the message names, and another only where nobody ordered that', () => {
    const lamp = order('20261115001206', 'shipped', {
      lines: [{ ...(shipped.lines[0] as Order['lines'][number]), sku: 'HM-077' }],
    })
    const orders = [...card.orders, lamp]
    const named = (value: string): Entity[] => [{ type: 'product', text: '台灯', value }]
    const states = { orders: ['shipped' as const, 'paid' as const] }
    expect(chosen(states, [], { orders }), 'two are on their way').toBe('several')
    expect(chosen(states, named('HM-077'), { orders })).toBe(lamp)
    expect(chosen(states, named('XX-1|HM-077'), { orders })).toBe(lamp)
    expect(chosen({ orders: ['paid'] }, named('HM-077'), { orders })).toBe(lamp)
    expect(chosen(states, named('KT-120'))).toBe(shipped)
    expect(chosen({}, named('HM-077'), { orders })).toBe('unspoken')
  })
})

describe('templates', () => {
  it('fills slots in both languages and names what is missing', () => {
    const value = (language: 'zh' | 'en') => (slot: string) =>
      slotValue(slot, { card, order: shipped, facts: { name: { zh: '云集小店', en: 'Cloudmart' } }, language })
    expect(
      fill(
        '{{order.items}}由{{parcel.carrier}}派送，{{parcel.event}}（{{parcel.time}}），预计{{order.eta}}',
        value('zh'),
      ).text,
    ).toBe('蓝牙耳机 × 1由顺丰速运派送，已到达杭州转运中心（11月21日 14:05），预计11月23日')
    expect(fill('{{order.items}} with {{parcel.carrier}}, {{order.total}}, {{shop.name}}', value('en')).text).toBe(
      'Wireless earbuds × 1 with SF Express, ¥299.00, Cloudmart',
    )
    const facts = { timeZone: { zh: 'America/New_York', en: 'America/New_York' } }
    const abroad = (slot: string) => slotValue(slot, { card, order: shipped, facts, language: 'en' })
    expect([value('en')('order.placed'), abroad('order.placed')], "in the shop's own time zone").toEqual([
      '18 Nov',
      '17 Nov',
    ])
    const refund = { ...refunding.refund, eta: shipped.eta } as NonNullable<Order['refund']>
    const arrives = (slot: string) =>
      slotValue(slot, { card, order: { ...refunding, refund }, facts: {}, language: 'zh' })
    expect([arrives('refund.arrivesBy'), arrives('refund.eta')]).toEqual(['11月23日', '11月23日'])
    expect(value('en')('parcel.lastEvent')).toBe('Arrived at Hangzhou hub')
    expect(fill('{{refund.amount}} {{refund.amount}} {{shop.nothing}}', value('en'))).toEqual({
      text: '{{refund.amount}} {{refund.amount}} {{shop.nothing}}',
      missing: ['refund.amount', 'shop.nothing'],
      reads: {},
    })
  })
  it('takes the first variant that holds, else the plain one', () => {
    const variants = [
      { text: 'plain' },
      { text: 'gone', when: { slot: 'order.status' as const, values: ['shipped', 'out_for_delivery'] } },
      { text: 'approved', when: { slot: 'refund.status' as const, values: ['approved'] } },
    ]
    expect(chooseVariant(variants, shipped)?.text).toBe('gone')
    expect(chooseVariant(variants, refunding)?.text).toBe('approved')
    expect(chooseVariant(variants, undefined)?.text).toBe('plain')
  })
  it('falls back to the other language where an article has one only', () => {
    const english = article(
      { zh: [], en: [{ text: 'Order {{order.number}} is on its way.' }] },
      { orders: ['shipped'] },
    )
    const draft = draftArticle(english, { card, facts: {}, language: 'zh', entities: [], spokenOf: undefined })
    expect(draft).toMatchObject({
      language: 'en',
      text: `Order ${shipped.id} is on its way.`,
      order: shipped.id,
      reads: { 'order.number': shipped.id },
    })
  })
})

describe('replyTo', () => {
  const outlook = { position: 2, etaSeconds: 240, queued: false }
  const context = { language: 'zh' as const, confidence: 0.95, silent: false, outlook }
  it('gives sources to answers only', () => {
    const draft = draftOf()
    expect(replyTo({ kind: 'answer', reason: 'confident', draft, suggestions: [] }, context)?.answer).toMatchObject({
      intent: 'track_parcel',
      confidence: 0.95,
    })
    expect(
      replyTo({ kind: 'answer', reason: 'courtesy', draft: draftOf({ courtesy: true }), suggestions: [] }, context)
        ?.answer,
    ).toBeUndefined()
    expect(replyTo({ kind: 'handOff', reason: 'person_asked_for', suggestions: [] }, context)?.answer).toBeUndefined()
  })
  it('[W9] says nothing where a person is', () => {
    expect(
      replyTo({ kind: 'answer', reason: 'confident', draft: draftOf(), suggestions: [] }, { ...context, silent: true }),
    ).toBeUndefined()
  })
  it('[W10] names the position, and the wait where somebody is online', () => {
    expect(replyTo({ kind: 'handOff', reason: 'person_asked_for', suggestions: [] }, context)?.text).toMatch(
      /第 2 位.*约 4 分钟/,
    )
    expect(
      replyTo(
        { kind: 'handOff', reason: 'person_asked_for', suggestions: [] },
        { ...context, language: 'en', outlook: { position: 1, queued: false } },
      )?.text,
    ).toMatch(/number 1 .*Nobody is online/)
  })
  it('does not repeat itself to somebody who waits, unless asked', () => {
    const waiting = { ...context, outlook: { ...outlook, queued: true } }
    expect(replyTo({ kind: 'suggest', reason: 'not_sure_enough', suggestions: [] }, waiting)).toBeUndefined()
    expect(replyTo({ kind: 'handOff', reason: 'person_asked_for', suggestions: [] }, waiting)?.text).toContain(
      '第 2 位',
    )
  })
  it('offers the two and a person', () => {
    const reply = replyTo(
      {
        kind: 'ask',
        reason: 'ambiguous',
        options: [
          { intent: 'a', label: '查物流' },
          { intent: 'b', label: '催发货' },
        ],
        suggestions: [],
      },
      context,
    )
    expect(reply?.options?.map(({ label }) => label)).toEqual(['查物流', '催发货', '转人工'])
    expect(reply?.text).toContain('1. 查物流')
  })
})

describe('completion', () => {
  const index = createCompletionIndex([
    { id: 'a', text: '您好，您的订单正在运输中。预计明天送达。', weight: 1 },
    { id: 'b', text: 'Your order is on its way. It should arrive tomorrow.', weight: 1 },
    { id: 'c', text: '您好，请稍等，我帮您查一下。', weight: 2 },
  ])
  const complete = (draft: string) => completeDraft([index], draft)

  it('continues Chinese by the character and English inside a word, likeliest first', () => {
    expect(complete('您好').map(({ id }) => id)).toEqual(['c', 'a', 'a'])
    expect(complete('Your ord')[0]).toEqual({
      id: 'b',
      base: 'Your ord',
      text: 'er is on its way. It should arrive tomorrow.',
    })
  })
  it('continues the last sentence of a longer draft', () => {
    expect(complete('好的。预计明')[0]).toEqual({ id: 'a', base: '好的。预计明', text: '天送达。' })
  })
  it('folds case and width, and base plus text starts with the draft', () => {
    for (const draft of ['YOUR ORD', 'Ｙour ord', '您好，请']) {
      const item = complete(draft)[0]
      expect(item, draft).toBeDefined()
      expect(fold(`${item?.base}${item?.text}`).startsWith(fold(draft))).toBe(true)
    }
  })
  it('is not crowded out by what is said every day', () => {
    const busy = createCompletionIndex([
      { id: 'rare', text: '您好，已为您登记', weight: 1 },
      ...Array.from({ length: 300 }, (_, at) => ({ id: `old${at}`, text: '您好，在的', weight: 2 })),
    ])
    for (let at = 0; at < 300; at++) busy.add({ id: `new${at}`, text: '您好，在的', weight: 3 + at })
    expect(completeDraft([busy], '您好').map(({ id }) => id)).toEqual(['new299', 'rare'])
    expect(busy.startingWith('您好')).toHaveLength(2)
  })
  it('offers nothing for nothing, for one letter, or for what nobody says', () => {
    expect(complete('')).toEqual([])
    expect(complete('Y')).toEqual([])
    expect(complete('今天天气不错')).toEqual([])
    expect(complete('您好，请稍等，我帮您查一下。')).toEqual([])
  })
})
