import { describe, expect, it } from 'vitest'
import type { Entity, Understanding } from '../src/domain/understanding.ts'
import { affirmedOf } from '../src/pipeline/affirmed.ts'
import { clausesOf } from '../src/pipeline/clauses.ts'
import { compoundChance, cutsOf, READ } from '../src/pipeline/compound.ts'
import { createKinship } from '../src/pipeline/kinship.ts'
import { type RequestParts, withRequests } from '../src/pipeline/requests.ts'
import { smallShop, trainSmall } from './helpers/small-shop.ts'
import { understandingOf } from './helpers/understanding.ts'

const texts = (text: string): string[] => clausesOf(text).map((clause) => clause.text)

describe('clauses', () => {
  it.each([
    ['发票抬头错了,还有上次退款到了吗', ['发票抬头错了', '上次退款到了吗']],
    ['积分咋用 plus会员有啥好处', ['积分咋用', 'plus会员有啥好处']],
    ['快递到哪了?另外发票怎么开', ['快递到哪了', '发票怎么开']],
    ['三个问题:1.快递到哪了 2.上次退款到账没 3.发票怎么开', ['三个问题', '快递到哪了', '上次退款到账没', '发票怎么开']],
    ['where is my parcel and also has my refund gone through?', ['where is my parcel', 'has my refund gone through']],
    [
      'cancel order 20261120008842. will i get the coupon back',
      ['cancel order 20261120008842', 'will i get the coupon back'],
    ],
  ])('%s', (text, clauses) => {
    expect(texts(text)).toEqual(clauses)
  })
  it.each([
    '黑色还有没有现货',
    '这款还有货吗',
    '订单写的"待发货,未付款"是什么意思',
    'is it 1,299.50 all in',
    'do you have plus size jeans',
    '你好,在吗',
  ])('%s stays whole', (text) => {
    expect(clausesOf(text)).toHaveLength(1)
  })
  it('a clause is the text from its start to its end', () => {
    for (const text of ['发票抬头错了,还有上次退款到了吗', 'hi. where is it? and also, can i change the address'])
      for (const { start, end, text: clause } of clausesOf(text)) expect(text.slice(start, end)).toBe(clause)
  })
  it('reads long text in bounded pieces', () => {
    expect(clausesOf('问一下这个怎么退货呢,'.repeat(30)).length).toBe(8)
    expect(clausesOf('问一下这个怎么退货呢,'.repeat(400))).toHaveLength(1)
    expect(clausesOf('')).toEqual([])
    expect(cutsOf('问一下这个怎么退货呢,'.repeat(8))).toHaveLength(7)
    expect(cutsOf('问一下这个怎么退货呢,'.repeat(400))).toEqual([])
  })
})

describe('what is asked for', () => {
  it.each([
    ['不想退货,想换个尺码', '想换个尺码'],
    ['我不是要取消订单,只是想改一下地址', '只是想改一下地址'],
    ['验证码能收到,就是登录不上', '就是登录不上'],
    ['他让我"转人工",我不需要,告诉我运费多少就行', '告诉我运费多少就行'],
    ['i do not want to cancel, just change the address', 'just change the address'],
    ['rather than cancel, can i add another item to the order', 'can i add another item to the order'],
    ['he told me "cancel it" but i only want to change the address', 'i only want to change the address'],
    ["the amount is fine, the refund just hasn't come yet", "the refund just hasn't come yet"],
  ])('%s', (text, rest) => {
    expect(affirmedOf(text)).toBe(rest)
  })
  it.each([
    '我想取消订单',
    '这单我不要了,帮我取消',
    '不想要了,怎么退',
    '显示签收了,可我没收到',
    '登录不上,怎么办',
    '我没收到验证码,怎么回事',
    "i don't want it any more, please cancel",
    "it doesn't work, can i return it",
    "i didn't receive my parcel, where is it",
    '不想退货',
    'is this genuine?',
    "what is this payment, it's pending and won't go away",
  ])('%s is heard as it stands', (text) => {
    expect(affirmedOf(text)).toBeUndefined()
  })
})

/** Hears the intents of texts by heart; everything else is out of scope. */
const heard: Record<string, [string, number]> = {
  发票抬头错了: ['invoice_change_title', 0.99],
  上次退款到了吗: ['refund_status', 0.98],
  尾号3345的退款到了吗: ['refund_status', 0.98],
  发票怎么开: ['invoice_how_to', 0.98],
  快递到哪了: ['track_parcel', 0.98],
  谢谢你: ['thanks', 0.99],
  想换个尺码: ['exchange_how_to', 0.9],
  'where is my parcel': ['track_parcel', 0.98],
  'can i change the address': ['change_address', 0.98],
  'let me talk to a person': ['human_agent', 0.99],
}
const whole: Record<string, [string, number][]> = {
  '发票抬头错了,还有上次退款到了吗': [
    ['invoice_change_title', 0.7],
    ['refund_status', 0.2],
  ],
  '快递到哪了,发票怎么开,还有上次退款到了吗': [
    ['track_parcel', 0.5],
    ['invoice_how_to', 0.2],
    ['refund_status', 0.2],
  ],
  '快递到哪了,发票怎么开': [
    ['track_parcel', 0.6],
    ['invoice_how_to', 0.3],
  ],
  '发票怎么开,还有上次退款到了吗': [
    ['invoice_how_to', 0.6],
    ['refund_status', 0.3],
  ],
  '快递到哪了,谢谢你': [['track_parcel', 0.98]],
  '不想退货,想换个尺码': [
    ['return_how_to', 0.6],
    ['exchange_how_to', 0.3],
  ],
}
const verdictOf = (text: string): Understanding['verdict'] => {
  const own = heard[text]
  const ranked = (whole[text] ?? (own === undefined ? [] : [own])).map(([intent, confidence]) => ({
    intent,
    confidence,
  }))
  const [best] = ranked
  return {
    intent: best?.intent ?? 'out_of_scope',
    confidence: best?.confidence ?? 0.9,
    outOfScope: best === undefined ? 0.9 : 0.01,
    agreement: 1,
    gap: 0.5,
    ranked,
  }
}
const requestsWith = (change: Partial<RequestParts> & { entities?: Entity[]; down?: boolean } = {}) => {
  const asked: string[] = []
  const { entities = [], down = false, ...parts } = change
  const understand = withRequests({
    understand: async (text) => {
      asked.push(text)
      return understandingOf({
        text,
        verdict: verdictOf(text),
        entities,
        degraded: down ? ['encoder'] : [],
        vectors: [{ text, vector: new Float32Array(1), passages: [] }],
      })
    },
    skim: verdictOf,
    kinship: () => 0,
    now: () => new Date(0),
    ...parts,
  })
  return { understand, asked }
}
const intentsOf = ({ requests = [] }: Understanding): string[] => requests.map(({ verdict }) => verdict.intent)

describe('several requests', () => {
  it('hears each of two, in their places, and keeps what the encoder read', async () => {
    const { understand } = requestsWith()
    const understanding = await understand('发票抬头错了，还有上次退款到了吗')
    expect(intentsOf(understanding)).toEqual([])
    const plain = await understand('发票抬头错了,还有上次退款到了吗')
    expect(intentsOf(plain)).toEqual(['invoice_change_title', 'refund_status'])
    expect(plain.requests?.map(({ start, end }) => plain.text.slice(start, end))).toEqual([
      '发票抬头错了',
      '上次退款到了吗',
    ])
    expect(plain.vectors?.map(({ text }) => text)).toEqual([plain.text, '发票抬头错了', '上次退款到了吗'])
    expect(plain.verdict.intent).toBe('invoice_change_title')
  })
  it('hears three', async () => {
    const { understand } = requestsWith()
    expect(intentsOf(await understand('快递到哪了,发票怎么开,还有上次退款到了吗'))).toEqual([
      'track_parcel',
      'invoice_how_to',
      'refund_status',
    ])
  })
  it('a courtesy beside a request is none; a story before it neither; two alike are one', async () => {
    const { understand, asked } = requestsWith({
      skim: (text) => verdictOf(text === '快递还没到' ? '快递到哪了' : text),
    })
    expect((await understand('快递到哪了,谢谢你')).requests).toBeUndefined()
    expect((await understand('快递到哪了?快递到哪了')).requests).toBeUndefined()
    expect(asked, 'nothing more is embedded').toHaveLength(2)
  })
  it('a message of one clause asks the encoder once', async () => {
    const { understand, asked } = requestsWith()
    await understand('快递到哪了')
    expect(asked).toEqual(['快递到哪了'])
  })
  it('kin intents, and a reason with its remedy, are one request more easily than strangers', () => {
    const chance = (left: string, right: string, kin: number): number => {
      const verdicts = {
        whole: verdictOf('发票怎么开,还有上次退款到了吗'),
        left: verdictOf('发票怎么开'),
        right: verdictOf('上次退款到了吗'),
      }
      return compoundChance({ left, right, boundary: 'comma' }, verdicts, () => kin, READ)
    }
    expect(chance('发票怎么开', '上次退款到了吗', 0.9)).toBeLessThan(chance('发票怎么开', '上次退款到了吗', 0.1))
    expect(chance('发票怎么开', '能退吗', 0.1)).toBeGreaterThan(0)
    expect(chance('收到就是碎的', '能退吗', 0.1)).toBe(0)
    expect(chance('i ordered a mug yesterday. it arrived broken', 'can i get a refund', 0.1)).toBe(0)
  })
  it('without the encoder a message is one request', async () => {
    const { understand, asked } = requestsWith({ down: true })
    expect((await understand('发票抬头错了,还有上次退款到了吗')).requests).toBeUndefined()
    expect(asked).toHaveLength(1)
  })
  it('gives each its entities, and the order named before to those that name none', async () => {
    const order: Entity = { type: 'order_tail', text: '3345', value: '3345' }
    whole['尾号3345的退款到了吗,还有发票怎么开'] = [
      ['refund_status', 0.6],
      ['invoice_how_to', 0.3],
    ]
    const { requests } = await requestsWith({ entities: [order] }).understand('尾号3345的退款到了吗,还有发票怎么开')
    expect(requests?.map(({ entities }) => entities)).toEqual([[order], [order]])
  })
  it('what is not wanted is set aside where the rest is surely heard', async () => {
    const { understand } = requestsWith()
    const understanding = await understand('不想退货,想换个尺码')
    expect(understanding).toMatchObject({ affirmed: '想换个尺码', verdict: { intent: 'exchange_how_to' } })
    expect(understanding.text).toBe('不想退货,想换个尺码')
  })
  it('and is not where the whole could never mean the rest, or the rest is not heard', async () => {
    const { understand } = requestsWith()
    heard['能换个尺码吗'] = ['exchange_how_to', 0.9]
    for (const text of ['不想退货,能换个尺码吗', '不想退货,那个怎么弄']) whole[text] = [['return_how_to', 0.6]]
    const understanding = await understand('不想退货,能换个尺码吗')
    expect((await understand('不想退货,那个怎么弄')).affirmed).toBeUndefined()
    expect(understanding.affirmed).toBeUndefined()
    expect(understanding.verdict.intent).toBe('return_how_to')
  })
  it('[W10] who asks for a person is heard whatever else is set aside', async () => {
    const said = { voter: 'keywords', intent: 'human_agent', confidence: 1, ranked: [] }
    const { understand } = requestsWith({
      understand: async (text) =>
        understandingOf({ text, verdict: verdictOf(text), votes: text.includes('不想') ? [said] : [] }),
    })
    const understanding = await understand('不想退货,想换个尺码')
    expect(understanding.votes).toContainEqual(said)
  })
})

describe('kinship', () => {
  it('is 1 for an intent and itself, less for others, 0 for what was not trained', () => {
    const kinship = createKinship(trainSmall({ examples: smallShop({ perIntent: 10 }) }))
    expect(kinship('refund_status', 'refund_status')).toBeCloseTo(1, 3)
    expect(kinship('refund_status', 'track_parcel')).toBeLessThan(0.9)
    expect(kinship('refund_status', 'never_heard_of')).toBe(0)
  })
  it('reads the examples in their subspace', () => {
    const kinship = createKinship({
      neighbours: {
        axes: new Float32Array(2 * 3),
        vectors: Int8Array.from([127, 0, 0, 127]),
        starts: Uint32Array.from([0, 1, 2]),
      },
      manifest: { intents: ['a', 'b'], encoder: { fingerprint: '', dimensions: 3 } },
    })
    expect([kinship('a', 'a'), kinship('a', 'b')]).toEqual([1, 0])
  })
})
