import { describe, expect, it } from 'vitest'
import { suggestionsOf } from '../src/conversation/open-suggestions.ts'
import { decide } from '../src/decision/decide.ts'
import { createDraftReplies } from '../src/delivery/draft.ts'
import { replyTo } from '../src/delivery/reply.ts'
import type { Article } from '../src/domain/article.ts'
import type { Decision, Draft } from '../src/domain/decision.ts'
import { joinDrafts, sourcesOf } from '../src/domain/joined-draft.ts'
import type { DecisionRecord } from '../src/domain/record.ts'
import type { Request } from '../src/domain/understanding.ts'
import { withRequests } from '../src/pipeline/requests.ts'
import { stubModels } from './helpers/models.ts'
import { startProduct } from './helpers/product.ts'
import { draftOf, POLICY, understandingOf } from './helpers/understanding.ts'

const requestOf = (intent: string, confidence = 0.97): Request => ({
  start: 0,
  end: 1,
  entities: [],
  passages: [],
  verdict: understandingOf({ intent, confidence }).verdict,
})
const draftFor = (intent: string, change: Partial<Draft> = {}): Draft =>
  draftOf({
    intent,
    text: `${intent}…`,
    source: { article: intent, version: '1', title: intent },
    confidence: 0.97,
    ...change,
  })
const parcel = draftFor('track_parcel')
const refund = draftFor('refund_status')
const decided = (requests: Request[], drafts: Draft[], more: Parameters<typeof understandingOf>[0] = {}): Decision =>
  decide(
    {
      understanding: understandingOf({ requests, ...more }),
      conversation: { state: 'bot', humanSpoke: false, misses: 0 },
      drafts,
      label: (intent) => intent,
    },
    POLICY,
  )
const both = [requestOf('track_parcel'), requestOf('refund_status')]

describe('deciding about several requests', () => {
  it('answers alone where each may be answered alone, with one reply', () => {
    const decision = decided(both, [joinDrafts(parcel, refund), parcel, refund])
    expect(decision).toMatchObject({ kind: 'answer', reason: 'confident' })
    expect(decision.kind === 'answer' && decision.draft.parts).toEqual([parcel, refund])
  })
  it.each([
    ['not sure of', requestOf('refund_status', 0.5), refund, 'not_sure_enough'],
    ['for people', requestOf('refund_status'), { ...refund, mode: 'suggest' as const }, 'suggest_only'],
    ['with an empty slot', requestOf('refund_status'), { ...refund, missing: ['refund.eta'] }, 'slots_missing'],
  ])('says what it may and leaves what is %s to a person', (_, second, draft, reason) => {
    const decision = decided([requestOf('track_parcel'), second], [joinDrafts(parcel, draft), parcel, draft])
    expect(decision).toMatchObject({ kind: 'suggest', reason, said: parcel, suggestions: [draft] })
  })
  it('a request without an article is left to a person too', () => {
    expect(decided(both, [parcel])).toMatchObject({ kind: 'suggest', reason: 'nothing_found', said: parcel })
  })
  it('says nothing by itself where it may answer none, and hands all drafts over', () => {
    const unsure = [requestOf('track_parcel', 0.5), requestOf('refund_status', 0.5)]
    const drafts = [joinDrafts(parcel, refund), parcel, refund]
    const decision = decided(unsure, drafts)
    expect(decision).toMatchObject({ kind: 'suggest', reason: 'not_sure_enough', suggestions: drafts })
    expect(decision).not.toHaveProperty('said')
    expect(decided(unsure, [])).toMatchObject({ kind: 'handOff', reason: 'nothing_found' })
  })
  it('is not said twice: who asks all of it again gets a person', () => {
    const drafts = [joinDrafts(parcel, refund), parcel, refund]
    const repeats = { record: 'c:1', unread: false }
    expect(decided(both, drafts, { repeats })).toMatchObject({ kind: 'handOff', reason: 'repeated_question' })
    expect(decided(both, drafts, { repeats: { ...repeats, unread: true } })).toMatchObject({ kind: 'ask', options: [] })
  })
  it('[W10] a person asked for beside something else is a person', () => {
    expect(decided([requestOf('track_parcel'), requestOf('human_agent')], [parcel])).toMatchObject({
      kind: 'handOff',
      reason: 'person_asked_for',
    })
  })
  it('one request is decided as ever', () => {
    expect(
      decide(
        {
          understanding: understandingOf(),
          conversation: { state: 'bot', humanSpoke: false, misses: 0 },
          drafts: [parcel],
          label: (i) => i,
        },
        POLICY,
      ),
    ).toMatchObject({ kind: 'answer', draft: parcel })
  })
})

describe('a joined draft', () => {
  it('has every part under its title, all reads, all that is missing, every source once', () => {
    const joined = joinDrafts(
      { ...parcel, order: 'A', reads: { 'order.eta': 'x' }, confidence: 0.9 },
      {
        ...refund,
        order: 'B',
        missing: ['refund.eta'],
        mode: 'suggest',
        reads: { 'refund.status': 'y' },
        confidence: 0.8,
      },
    )
    expect(joined).toMatchObject({
      text: '**track_parcel**\ntrack_parcel…\n\n**refund_status**\nrefund_status…',
      mode: 'suggest',
      missing: ['refund.eta'],
      reads: { 'order.eta': 'x', 'refund.status': 'y' },
    })
    expect(joined.confidence).toBeCloseTo(0.72)
    expect(joined).not.toHaveProperty('order')
    expect(sourcesOf(joined).map(({ article }) => article)).toEqual(['track_parcel', 'refund_status'])
    expect(sourcesOf(joinDrafts(parcel, { ...refund, source: parcel.source }))).toHaveLength(1)
    expect(joinDrafts(parcel)).toBe(parcel)
  })
})

describe('drafts of several requests', () => {
  const article = (id: string, more: Partial<Article> = {}): Article => ({
    id,
    version: '1',
    intent: id,
    title: { zh: id, en: id },
    mode: 'auto',
    courtesy: false,
    questions: { zh: [], en: [] },
    answers: { zh: [{ text: `${id} {{order.number}}` }], en: [] },
    orders: ['shipped', 'paid'],
    ...more,
  })
  const articles = [article('track_parcel'), article('refund_status')]
  const order = (id: string) => ({
    id,
    customer: 'demo',
    status: 'shipped' as const,
    lines: [],
    total: { amount: 1, currency: 'CNY' },
    placedAt: '2026-11-18T02:00:00Z',
  })
  it('are one for all, then the best of each, each about its own order', () => {
    const named = (value: string) => [{ type: 'order_tail' as const, text: value, value }]
    const requests = [
      { ...requestOf('track_parcel'), entities: named('3345') },
      { ...requestOf('refund_status', 0.9), entities: named('8842') },
    ]
    const drafts = createDraftReplies({
      article: (id) => articles.find((one) => one.id === id),
      articlesOf: (intent) => articles.filter((one) => one.intent === intent),
      facts: () => ({}),
    })({
      understanding: understandingOf({ requests }),
      card: { orders: [order('20263345'), order('20268842')], parcels: [], highlights: [], sources: [] },
      conversation: {},
      at: new Date('2026-11-22T00:00:00Z'),
    })
    expect(drafts.map(({ text }) => text)).toEqual([
      '**track_parcel**\ntrack_parcel 20263345\n\n**refund_status**\nrefund_status 20268842',
      'track_parcel 20263345',
      'refund_status 20268842',
    ])
    expect(drafts.map(({ confidence }) => confidence)).toEqual([0.97 * 0.9, 0.97, 0.9])
  })
})

describe('replying to several requests', () => {
  const context = {
    language: 'zh' as const,
    confidence: 0.5,
    silent: false,
    outlook: { position: 2, etaSeconds: 120, queued: false },
  }
  const partly: Decision = { kind: 'suggest', reason: 'suggest_only', suggestions: [refund], said: parcel }
  it('shows every source, as sure as all parts together', () => {
    const reply = replyTo(
      { kind: 'answer', reason: 'confident', draft: joinDrafts(parcel, refund), suggestions: [] },
      context,
    )
    expect(reply?.answer?.sources.map(({ article }) => article)).toEqual(['track_parcel', 'refund_status'])
    expect(reply?.answer?.confidence).toBeCloseTo(0.97 ** 2)
  })
  it('says what is known, and that somebody comes for the rest; without the queue words where they wait already', () => {
    const reply = replyTo(partly, context)
    expect(reply?.text).toMatch(/^track_parcel…\n\n您问的其他事情需要同事来处理。已为您转接人工客服，您排在第 2 位/)
    expect(reply?.answer?.sources).toEqual([parcel.source])
    const queued = replyTo(partly, { ...context, outlook: { ...context.outlook, queued: true } })
    expect(queued?.text).toBe('track_parcel…\n\n您问的其他事情需要同事来处理。')
    expect(replyTo(partly, { ...context, silent: true })).toBeUndefined()
  })
  it('agents see one reply to everything first', () => {
    const record = {
      id: 'c:1',
      understanding: understandingOf({ requests: both }),
      policy: POLICY,
      decision: { kind: 'handOff', reason: 'anger', suggestions: [joinDrafts(parcel, refund), parcel, refund] },
    } as unknown as DecisionRecord
    const suggestions = suggestionsOf(record)
    expect(suggestions.map(({ id }) => id)).toEqual(['c:1:0', 'c:1:1', 'c:1:2'])
    expect(suggestions[0]?.sources).toHaveLength(2)
  })
})

describe('a message of several requests, through the product', () => {
  const models = () => {
    const stub = stubModels()
    const invoice: Article = {
      ...(stub.library.articles()[0] as Article),
      id: 'invoice-title',
      intent: 'invoice_change_title',
      title: { zh: '改发票抬头', en: 'Change the invoice title' },
      courtesy: false,
      mode: 'suggest',
      answers: { zh: [{ text: '请把新抬头发给我们。' }], en: [{ text: 'Send us the new title.' }] },
    }
    const articles = [...stub.library.articles(), invoice]
    const meaning: Record<string, string> = {
      我的货到哪了呀: 'track_parcel',
      什么时候能送到: 'delivery_eta',
      发票抬头写错了: 'invoice_change_title',
    }
    const verdictOf = (text: string) =>
      understandingOf(meaning[text] === undefined ? { confidence: 0.5 } : { intent: meaning[text] }).verdict
    return {
      ...stub,
      library: {
        ...stub.library,
        articles: () => articles,
        article: (id: string) => articles.find((one) => one.id === id),
      },
      understand: withRequests({
        understand: async (text) => understandingOf({ text: text.replaceAll('，', ','), verdict: verdictOf(text) }),
        skim: verdictOf,
        kinship: () => 0,
        now: () => new Date(),
      }),
    }
  }
  it('is answered in one reply, is one record, and keeps no words in it', async () => {
    const product = await startProduct({ overrides: { models: models() } })
    const customer = await product.client('customer', 'demo')
    const { conversation } = await customer.say('我的货到哪了呀，另外什么时候能送到')
    const answer = await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot', 'the answer')
    expect(answer.text).toMatch(/\*\*track-parcel 标题\*\*\n订单 \d+[\s\S]+\*\*delivery-eta 标题\*\*\n预计/)
    expect(answer.answer.sources.map(({ article }: { article: string }) => article)).toEqual([
      'track-parcel',
      'delivery-eta',
    ])
    const [record] = await product.product.store.records('default', { conversation, limit: 1 })
    expect(record?.understanding.requests?.map(({ verdict }) => verdict.intent)).toEqual([
      'track_parcel',
      'delivery_eta',
    ])
    expect(JSON.stringify(record)).not.toContain('什么时候能送到')
  })
  it('keeps what was set aside out of the record as well', async () => {
    const product = await startProduct({ overrides: { models: models() } })
    const customer = await product.client('customer', 'demo')
    const { conversation } = await customer.say('不想退货，我的货到哪了呀')
    const answer = await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot', 'the answer')
    expect(answer.answer.intent).toBe('track_parcel')
    const [record] = await product.product.store.records('default', { conversation, limit: 1 })
    expect(record?.understanding.verdict.confidence).toBe(0.97)
    expect(JSON.stringify(record)).not.toContain('我的货到哪了呀')
  })
  it('of which one needs a person: the other is answered, the conversation waits, the agent has the draft', async () => {
    const product = await startProduct({ overrides: { models: models() } })
    const customer = await product.client('customer', 'demo')
    const agent = await product.client('agent', 'ann')
    const { conversation } = await customer.say('我的货到哪了呀，另外发票抬头写错了')
    const answer = await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot', 'the answer')
    expect(answer.text).toMatch(/^订单 \d+[\s\S]+您问的其他事情需要同事来处理。已为您转接人工客服/)
    expect(answer.answer.sources).toHaveLength(1)
    expect(await customer.next((frame) => frame.type === 'status' && frame.state === 'queued')).toBeDefined()
    await agent.watch(conversation)
    const { suggestions } = await agent.next(
      (frame) => frame.type === 'suggestion' && frame.conversation === conversation,
    )
    expect(suggestions.map(({ text }: { text: string }) => text)).toEqual(['请把新抬头发给我们。'])
  })
  it('in both languages, with the shipped models', async () => {
    const product = await startProduct({ models: 'real' })
    for (const [text, intents] of [
      ['发票抬头错了，还有上次退款到了吗', ['invoice_change_title', 'refund_status']],
      ['where is my parcel and also has my refund gone through?', ['track_parcel', 'refund_status']],
    ] as const) {
      const { status, body } = await product.call('/v1/understand', { role: 'agent', body: { text } })
      expect(status).toBe(200)
      const found = body.understanding.requests.map(({ verdict }: { verdict: { intent: string } }) => verdict.intent)
      expect(found, text).toEqual(intents)
    }
  })
})
