import { describe, expect, it } from 'vitest'
import { resolveChoice } from '../src/conversation/choice.ts'
import { type HearParts, hear } from '../src/conversation/hear.ts'
import { blend, shareOfContext, standsAlone } from '../src/conversation/in-context.ts'
import { CONTEXT_MS } from '../src/conversation/recent.ts'
import { effectOf } from '../src/conversation/turn-effect.ts'
import { decide } from '../src/decision/decide.ts'
import type { Conversation } from '../src/domain/conversation.ts'
import type { Order } from '../src/domain/customer.ts'
import type { Decision } from '../src/domain/decision.ts'
import type { LogEvent } from '../src/domain/message.ts'
import type { Understanding } from '../src/domain/understanding.ts'
import { draftOf, POLICY, understandingOf } from './helpers/understanding.ts'

const NOW = new Date('2026-11-22T08:00:00.000Z')
const DOMAINS: Record<string, string> = {
  return_how_to: 'returns',
  return_policy: 'returns',
  return_shipping_fee: 'returns',
  shipping_cost: 'shipping_tracking',
  track_parcel: 'shipping_tracking',
  invoice_how_to: 'invoices',
  thanks: 'chitchat',
}
const parts = {
  sameDomain: (a: string, b: string) => DOMAINS[a] !== undefined && DOMAINS[a] === DOMAINS[b],
  isRequest: (intent: string) => DOMAINS[intent] !== undefined && DOMAINS[intent] !== 'chitchat',
}

describe('a message by itself', () => {
  it('is left alone where it is sure, known, said outright, small talk or long', () => {
    const passage = { ...draftOf().passage, semantic: 0.9 }
    const alone = [
      understandingOf({ text: '取消订单', confidence: 0.99, intent: 'return_how_to' }),
      understandingOf({ text: '那怎么退货', confidence: 0.7, intent: 'return_how_to', passages: [passage] }),
      understandingOf({
        text: '人工',
        confidence: 0.4,
        votes: [{ voter: 'keywords', intent: 'human_agent', confidence: 1, ranked: [] }],
      }),
      understandingOf({ text: '好的谢谢', confidence: 0.96, intent: 'thanks' }),
      understandingOf({ text: '我上周买的那个杯子收到的时候已经碎了而且盒子也是湿的，怎么办呢', confidence: 0.5 }),
      understandingOf({ text: '那运费呢', confidence: 0.5, degraded: ['encoder'] }),
      understandingOf({ text: 'ok', confidence: 0.4 }),
      understandingOf({ text: '好的。', confidence: 0.4 }),
    ]
    expect(alone.map((heard) => standsAlone(heard, parts))).toEqual(Array(8).fill(true))
    const open = [
      understandingOf({ text: '那运费呢', confidence: 0.99, intent: 'shipping_cost' }),
      understandingOf({ text: '大概多久', confidence: 0.9 }),
    ]
    expect(open.map((heard) => standsAlone(heard, parts))).toEqual([false, false])
  })
  it('deserves more of the context the shorter, the more leaning and the less sure it is', () => {
    const together = understandingOf({ intent: 'return_shipping_fee', confidence: 0.93 })
    const share = (text: string, confidence: number, intent = 'shipping_cost') =>
      shareOfContext(understandingOf({ text, confidence, intent }), together, { intent: 'return_how_to' }, parts)
    expect(share('那运费呢', 0.9)).toBeGreaterThan(0.8)
    expect(share('那运费呢', 0.9)).toBeGreaterThan(share('大概运费', 0.9))
    expect(share('运费', 0.6)).toBeGreaterThan(share('运费', 0.97))
    expect(share('我想知道寄一个杯子到上海运费多少', 0.9)).toBeLessThan(0.2)
    expect(share('那运费呢', 0.9, 'return_policy')).toBeLessThan(share('那运费呢', 0.9))
  })
  it('is never bent to nothing, and agreement counts as such', () => {
    const alone = understandingOf({ text: '开封以后呢', intent: 'return_policy', confidence: 0.6 })
    const nothing = understandingOf({ intent: 'out_of_scope', confidence: 0.9 })
    const same = understandingOf({ intent: 'return_policy', confidence: 0.97 })
    const earlier = { intent: 'return_how_to' }
    expect(shareOfContext(alone, nothing, earlier, parts)).toBe(0)
    expect(shareOfContext(alone, same, earlier, parts)).toBe(1)
    expect(shareOfContext(same, alone, earlier, parts)).toBe(0)
  })
})

describe('two readings of one message', () => {
  const alone = understandingOf({ text: '那运费呢', intent: 'shipping_cost', confidence: 0.9 })
  const together = understandingOf({ intent: 'return_shipping_fee', confidence: 0.94 })
  it('are mixed to their shares, and the surer wins', () => {
    const mostly = blend(alone, together, 0.9)
    expect(mostly.verdict).toMatchObject({ intent: 'return_shipping_fee', confidence: expect.closeTo(0.846, 3) })
    expect(mostly.text).toBe('那运费呢')
    expect(blend(alone, together, 0.1).verdict.intent).toBe('shipping_cost')
  })
  it('stand side by side where neither is sure, so that the bot asks which', () => {
    const { verdict } = blend(alone, together, 0.5)
    expect(verdict.gap).toBeLessThan(POLICY.ambiguityGap)
    const asked = decide(
      {
        understanding: blend(alone, together, 0.5),
        conversation: { state: 'bot', humanSpoke: false, misses: 0 },
        drafts: [draftOf({ intent: verdict.intent })],
        label: (intent) => intent,
      },
      POLICY,
    )
    expect(asked).toMatchObject({
      kind: 'ask',
      options: [{ intent: 'return_shipping_fee' }, { intent: 'shipping_cost' }],
    })
  })
})

/** Hears messages one after the other as a product would, with the meanings given. */
const talk = (
  meanings: Record<string, Partial<Understanding> & { intent?: string; confidence?: number }>,
  orders: string[] = [],
) => {
  const asked: string[] = []
  const records: unknown[] = []
  const events: LogEvent[] = []
  let at = NOW
  const parts: HearParts = {
    store: {
      records: async () => [...records].reverse() as Awaited<ReturnType<HearParts['store']['records']>>,
      events: async () => ({ events }) as unknown as Awaited<ReturnType<HearParts['store']['events']>>,
    },
    understand: async (text) => {
      asked.push(text)
      return understandingOf({ intent: 'out_of_scope', confidence: 0.9, ...meanings[text], text })
    },
    label: (intent) => `label of ${intent}`,
    domainOf: (intent) => DOMAINS[intent],
  }
  return {
    asked,
    events,
    pass: (ms: number) => {
      at = new Date(at.getTime() + ms)
    },
    say: async (text: string, conversation: Partial<Conversation> = {}) => {
      const seq = events.length + 1
      const { understanding } = await hear(parts, {
        text,
        conversation: { tenant: 'default', id: 'c', ...conversation },
        seq,
        at,
        card: Promise.resolve({ orders: orders.map((id) => ({ id }) as Order) }),
      })
      const draft = draftOf({ text: `answer about ${understanding.verdict.intent}`, order: orders[0] ?? '1' })
      events.push({ seq, text, at: at.toISOString() } as LogEvent, { seq: seq + 1, at: at.toISOString() } as LogEvent)
      records.push({
        id: `c:${seq}`,
        seq,
        at: at.toISOString(),
        understanding,
        decision: { kind: 'answer', draft, suggestions: [] },
        answeredSeq: seq + 1,
      })
      return understanding
    },
  }
}
const RETURNS = {
  退货怎么申请: { intent: 'return_how_to', confidence: 0.97 },
  那运费呢: { intent: 'shipping_cost', confidence: 0.9 },
  '退货怎么申请 运费': { intent: 'return_shipping_fee', confidence: 0.95 },
  谢谢: { intent: 'thanks', confidence: 0.99 },
  怎么开发票: { intent: 'invoice_how_to', confidence: 0.99 },
} satisfies Parameters<typeof talk>[0]

describe('hearing in a conversation', () => {
  it('understands a follow-up joined with the last request, passing over small talk, and says so', async () => {
    const { say } = talk(RETURNS)
    await say('退货怎么申请')
    await say('谢谢')
    expect(await say('那运费呢')).toMatchObject({
      verdict: { intent: 'return_shipping_fee' },
      context: { from: 'c:1', kind: 'follow_up', share: expect.any(Number) },
    })
  })
  it('hears the same words by themselves at the start, after half an hour, and after the request was taken back', async () => {
    const first = talk(RETURNS)
    expect(await first.say('那运费呢')).not.toHaveProperty('context')
    const late = talk(RETURNS)
    await late.say('退货怎么申请')
    late.pass(CONTEXT_MS + 1)
    expect((await late.say('那运费呢')).verdict.intent).toBe('shipping_cost')
    const taken = talk(RETURNS)
    await taken.say('退货怎么申请')
    Object.assign(taken.events[0] as LogEvent, { text: undefined, recalled: true })
    expect((await taken.say('那运费呢')).verdict.intent, '[W5] what was taken back was never said').toBe(
      'shipping_cost',
    )
  })
  it('[W5] does not go on from a request that it cannot see any more: it may have been taken back', async () => {
    const { say, events } = talk({
      ...RETURNS,
      'label of return_how_to 运费': { intent: 'return_shipping_fee', confidence: 0.95 },
    })
    await say('退货怎么申请')
    events.shift()
    expect((await say('那运费呢')).verdict.intent).toBe('shipping_cost')
  })
  it('reads what stands by itself once, and nothing else', async () => {
    const { say, asked } = talk(RETURNS)
    await say('退货怎么申请')
    expect(await say('怎么开发票')).toMatchObject({ verdict: { intent: 'invoice_how_to', confidence: 0.99 } })
    expect(asked).toEqual(['退货怎么申请', '怎么开发票'])
  })
  it('goes on from a follow-up by what that meant, not by its few words', async () => {
    const { say, asked } = talk({ ...RETURNS, 那海南呢: { intent: 'out_of_scope', confidence: 0.6 } })
    await say('退货怎么申请')
    await say('那运费呢')
    await say('那海南呢')
    expect(asked.at(-1)).toBe('label of return_shipping_fee 海南')
  })
  it('keeps the order spoken of until another is named', async () => {
    const tail = { type: 'order_tail' as const, text: '3345', value: '3345' }
    const { say } = talk({ ...RETURNS, 退货怎么申请: { intent: 'return_how_to', confidence: 0.97, entities: [tail] } })
    await say('退货怎么申请')
    expect((await say('那运费呢')).entities).toEqual([tail])
    const other = { type: 'order_tail' as const, text: '8842', value: '8842' }
    const named = talk({
      ...RETURNS,
      退货怎么申请: { intent: 'return_how_to', confidence: 0.97, entities: [tail] },
      那运费呢: { intent: 'shipping_cost', confidence: 0.9, entities: [other] },
    })
    await named.say('退货怎么申请')
    expect((await named.say('那运费呢')).entities).toEqual([other])
  })
  it('asks the last question again of the other order, where one other is left', async () => {
    const meanings = { 包裹到哪了: { intent: 'track_parcel', confidence: 0.97 } }
    const two = talk(meanings, ['20261120008842', '20261118003345'])
    await two.say('包裹到哪了')
    expect(await two.say('另外那单呢')).toMatchObject({
      verdict: { intent: 'track_parcel', confidence: 0.97 },
      entities: [{ type: 'order_number', value: '20261118003345' }],
      context: { kind: 'pointing' },
    })
    const three = talk(meanings, ['20261120008842', '20261118003345', '20261101001111'])
    await three.say('包裹到哪了')
    expect((await three.say('另外那单呢')).entities).toEqual([])
  })
  it('answers in the language of the newest message; one that tells none stays with that of before', async () => {
    const { say } = talk({ ok: { language: 'en', neutral: true }, hello: { language: 'en' } })
    expect((await say('ok', { language: 'zh' })).language).toBe('zh')
    expect((await say('hello', { language: 'zh' })).language).toBe('en')
    expect((await say('ok')).language).toBe('en')
  })
})

describe('the answer to a question back', () => {
  const asked = ['track_parcel', 'delivery_eta']
  const labels = ['包裹到哪了', '什么时候送到']
  it('may be a piece of one label, not of both', () => {
    const read = (text: string) =>
      resolveChoice(understandingOf({ intent: 'greeting', confidence: 0.4, text }), asked, labels).verdict.intent
    expect(read('到哪了')).toBe('track_parcel')
    expect(read('什么时候')).toBe('delivery_eta')
    expect(read('到')).toBe('greeting')
  })
  it('may be said in other words: what one has over the other counts', () => {
    const read = (confidence: number, second: number) =>
      resolveChoice(understandingOf({ text: '查物流', confidence, second }), asked, labels).verdict
    expect(read(0.6, 0.05)).toMatchObject({ intent: 'track_parcel', confidence: expect.closeTo(0.914, 3) })
    expect(read(0.4, 0.3).confidence).toBe(0.4)
    expect(
      resolveChoice(understandingOf({ text: '查物流', confidence: 0.6 }), ['a', 'b'], labels).verdict.confidence,
    ).toBe(0.6)
  })
})

describe('what the next turn remembers', () => {
  const effect = (decision: Decision, understanding = understandingOf()) =>
    effectOf({
      conversation: { id: 'c', tenant: 'default', state: 'bot', misses: 1 } as Conversation,
      event: { seq: 3 } as LogEvent,
      decision,
      reply: undefined,
      understanding,
    }).patch
  it('counts as a miss that the bot knew nothing, not that it asked back', () => {
    const ask = (reason: Decision['reason']): Decision => ({ kind: 'ask', reason, options: [], suggestions: [] })
    expect(effect(ask('ambiguous'))?.misses).toBe(1)
    expect(effect(ask('repeated_question'))?.misses).toBe(1)
    expect(effect(ask('out_of_scope'))?.misses).toBe(2)
    expect(effect({ kind: 'answer', reason: 'confident', draft: draftOf(), suggestions: [] })?.misses).toBe(0)
  })
  it('is the order that the customer named, also where a person answers', () => {
    const named = understandingOf({ entities: [{ type: 'order_tail', text: '3345', value: '3345' }] })
    const suggest: Decision = {
      kind: 'suggest',
      reason: 'suggest_only',
      suggestions: [draftOf({ order: '20261118003345' })],
    }
    expect(effect(suggest, named)?.order).toBe('20261118003345')
    expect(effect(suggest)).not.toHaveProperty('order')
  })
})
