import { describe, expect, it } from 'vitest'
import { draftArticle } from '../src/delivery/draft.ts'
import { readOrderAnswer } from '../src/delivery/order-answer.ts'
import { chooseOrder } from '../src/delivery/order-choice.ts'
import { orderQuestion } from '../src/delivery/order-question.ts'
import { replyTo } from '../src/delivery/reply.ts'
import type { Article } from '../src/domain/article.ts'
import type { ContextCard } from '../src/domain/customer.ts'
import type { OrderQuestion } from '../src/domain/decision.ts'
import { CARD, heard, ORDERS } from './helpers/orders.ts'

const asked = (text: string, states: string[], language: 'zh' | 'en', card: ContextCard = CARD) => {
  const message = heard(text)
  const article = { orders: states as NonNullable<Parameters<typeof chooseOrder>[0]['article']['orders']> }
  const choice = chooseOrder({ article, card, message, spokenOf: undefined })
  return orderQuestion(choice, { card, message, language, intent: 'track_parcel' })
}
const words = (question: OrderQuestion | undefined, language: 'zh' | 'en') =>
  question &&
  replyTo(
    {
      kind: 'ask',
      reason: 'which_order',
      options: question.options,
      suggestions: [],
      which: question.why,
      ...(question.said === undefined ? {} : { said: question.said }),
    },
    { language, confidence: 0.95, silent: false, outlook: { position: 1, queued: false } },
  )
const TRACK = ['out_for_delivery', 'shipped', 'paid', 'delivered']

describe('the question which order is meant', () => {
  it('names product, date and last digits, in the language of the message, with a person beside', () => {
    const zh = words(asked('还没到的那个', TRACK, 'zh'), 'zh')
    expect(zh?.text).toBe(
      '您有几笔订单都符合，想问的是哪一笔？\n1. 蓝牙耳机 · 11月18日 · 尾号3345\n2. 护眼台灯等2件 · 11月16日 · 尾号0917',
    )
    expect(zh?.options?.map(({ order }) => order)).toEqual(['20261118003345', '20261116000917', undefined])
    const en = words(asked('I want to return the tea', ['delivered'], 'en'), 'en')
    expect(en?.options?.map(({ label }) => label)).toEqual([
      'Longjing tea +2 · 11 Nov · ending 7719',
      'Electric kettle +2 · 9 Nov · ending 5127',
      'Talk to a person',
    ])
  })
  it('shortens a name between characters, never inside one', () => {
    const name = { zh: `新耳机${'🔥'.repeat(30)}`, en: `Buds${'🔥'.repeat(30)}` }
    const orders = CARD.orders.map((order) => ({ ...order, lines: order.lines.map((line) => ({ ...line, name })) }))
    const labels = words(asked('还没到的那个', TRACK, 'zh', { ...CARD, orders }), 'zh')?.options?.map(
      ({ label }) => label,
    )
    expect(labels?.[0]).toMatch(/^新耳机(🔥){21}… · /u)
    expect(labels?.join('')).not.toMatch(/\p{Cs}/u)
  })
  it('asks about the nearest where what was said is not quite right', () => {
    expect(words(asked('我昨天买的那个蓝牙耳机呢', TRACK, 'zh'), 'zh')?.text).toBe(
      '没有完全对得上的订单，您说的是这一笔吗？\n1. 蓝牙耳机 · 11月18日 · 尾号3345',
    )
  })
  it('says that there is no such order, and names what there is', () => {
    const zh = words(asked('尾号9999那单到哪了', TRACK, 'zh'), 'zh')
    expect(zh?.text).toMatch(
      /^没有找到尾号 9999 的订单，请再核对一下。您最近的订单有：\n1\. 防风外套 · 11月21日 · 尾号1206\n/,
    )
    expect(zh?.options).toHaveLength(5)
    const en = words(asked('where is order ending 9999', TRACK, 'en', { ...CARD, orders: [] }), 'en')
    expect(en?.text).toMatch(/^I cannot find an order ending 9999; there are no orders in this account\./)
    expect(en?.options?.map(({ intent }) => intent)).toEqual(['human_agent'])
  })
  it('says nothing of the kind where the orders did not come, or are of before', () => {
    for (const state of ['absent', 'stale'] as const) {
      const sources = [{ source: 'orders' as const, state, ageMs: 60_000 }]
      expect(asked('尾号9999那单到哪了', TRACK, 'zh', { ...CARD, sources })).toBeUndefined()
    }
  })
  it('tells orders apart that end alike', () => {
    const twin = { ...(ORDERS[2] as (typeof ORDERS)[number]), id: '20261118773345' }
    const question = asked('尾号3345那单', TRACK, 'zh', { ...CARD, orders: [...ORDERS, twin] })
    expect(question?.options.map(({ label }) => label.split('尾号')[1])).toEqual(['03345', '73345'])
  })
  it('names the digits after a hyphen, and no hyphen', () => {
    const ids = ['MUC-2026-901', 'MUC-2026-902', 'HAM-2026-4127', 'HAM-2026-44127']
    const shipped = ORDERS[2] as (typeof ORDERS)[number]
    const card = { ...CARD, orders: ids.map((id) => ({ ...shipped, id })) }
    const tails = asked('还没到的那个', TRACK, 'zh', card)?.options.map(({ label }) => label.split('尾号')[1])
    expect(tails).toEqual(['901', '902', '-4127', '44127'])
  })
})

describe('a draft', () => {
  const DELIVERED = ORDERS.filter(({ status }) => status === 'delivered').slice(0, 2)
  const drafted = (answers: Article['answers'], more: object = {}) =>
    draftArticle(
      {
        id: 'a',
        version: '1',
        intent: 'return_how_to',
        title: { zh: '退货', en: 'Returns' },
        mode: 'auto',
        courtesy: false,
        orders: ['delivered'],
        questions: { zh: [], en: [] },
        answers,
      },
      {
        card: { ...CARD, orders: DELIVERED },
        facts: {},
        language: 'zh',
        ...heard('我要退货'),
        spokenOf: undefined,
        ...more,
      },
    )
  const paid = { when: { slot: 'order.status' as const, values: ['paid'] }, text: '{{order.number}}还没发。' }

  it('asks which order only where it matters', () => {
    expect(drafted({ zh: [{ text: '在“我的”里申请。' }, paid], en: [] })).not.toHaveProperty('which')
    expect(drafted({ zh: [{ text: '{{order.number}}可以退。' }], en: [] })?.which).toMatchObject({ why: 'several' })
    const refunded = { when: { slot: 'refund.status' as const, values: ['approved'] }, text: '已经退了。' }
    expect(drafted({ zh: [{ text: '可以退。' }, refunded], en: [] })?.which, 'one is told another').toBeDefined()
  })
  it('asks who it is only where nobody knows and it can be proven', () => {
    const nobody = { card: { ...CARD, orders: [] }, anonymous: true }
    const answers = { zh: [{ text: '在“我的”里申请。' }, paid], en: [] }
    expect(drafted(answers, { ...nobody, provable: true })).toMatchObject({ needsIdentity: true })
    expect(drafted(answers, nobody)).not.toHaveProperty('needsIdentity')
    expect(drafted(answers, { provable: true })).not.toHaveProperty('needsIdentity')
    expect(drafted({ zh: [{ text: '在“我的”里申请。' }], en: [] }, { ...nobody, provable: true })).not.toHaveProperty(
      'needsIdentity',
    )
  })
})

describe('the answer to it', () => {
  const options = [
    { intent: 'track_parcel', label: '蓝牙耳机 · 11月18日 · 尾号3345', order: '20261118003345' },
    { intent: 'track_parcel', label: '护眼台灯等2件 · 11月16日 · 尾号0917', order: '20261116000917' },
  ]
  const meant = (text: string, offered = options) => readOrderAnswer(heard(text), offered, CARD)?.slice(-4)

  it.each([
    ['蓝牙耳机 · 11月18日 · 尾号3345', '3345'],
    ['第一个', '3345'],
    ['第二个吧', '0917'],
    ['第二个', '0917'],
    ['2', '0917'],
    ['后者', '0917'],
    ['最后一个', '0917'],
    ['3345', '3345'],
    ['尾号3345的', '3345'],
    ['3345那单', '3345'],
    ['0917，谢谢', '0917'],
    ['耳机那个', '3345'],
    ['台灯', '0917'],
    ['我问的是台灯那单', '0917'],
    ['周三买的那个', '3345'],
    ['299的', '3345'],
    ['268', '0917'],
    ['正在派送的那个', '0917'],
    ['the first one', '3345'],
    ['second', '0917'],
    ['the last one', '0917'],
    ['the earbuds', '3345'],
    ['the lamp one please', '0917'],
    ['the one ending 0917', '0917'],
    ['I mean the earbuds', '3345'],
    ['8842', '8842'],
  ])('%s', (text, expected) => {
    expect(meant(text)).toBe(expected)
  })
  it.each([
    '转人工',
    '耳机坏了怎么办',
    '台灯可以开发票吗',
    '算了',
    'the earbuds are broken',
    'can I get an invoice for the lamp',
    '9999',
    '3',
    '第三个',
    '都不是',
    '2 天了还没到',
    'neither',
    '茶叶',
  ])('is not: %s', (text) => {
    expect(meant(text)).toBeUndefined()
  })
  it('is by what the order itself calls it where the catalogue hears something else', () => {
    const [earbuds] = ORDERS.filter(({ id }) => id === '20261118003345') as [(typeof ORDERS)[number]]
    const called = (id: string, zh: string, en: string) => ({
      ...earbuds,
      id,
      lines: earbuds.lines.map((line) => ({ ...line, sku: id, name: { zh, en } })),
    })
    const card = {
      ...CARD,
      orders: [called('A-901', '玻璃茶壶', 'Glass teapot'), called('A-902', '茶巾', 'Tea towel')],
    }
    const offered = card.orders.map(({ id }) => ({ intent: 'track_parcel', label: id, order: id }))
    const of = (text: string) => readOrderAnswer(heard(text), offered, card)
    expect(heard('the tea towel one').entities.map(({ type, value }) => [type, value])).toEqual([['product', 'FD-214']])
    expect([of('the tea towel one'), of('tea towels please'), of('the teapot'), of('茶巾那个')]).toEqual([
      'A-902',
      'A-902',
      'A-901',
      'A-902',
    ])
  })
  it('yes, where one was asked about', () => {
    expect([meant('是的', options.slice(0, 1)), meant('yes', options.slice(0, 1)), meant('是的')]).toEqual([
      '3345',
      '3345',
      undefined,
    ])
  })
})
