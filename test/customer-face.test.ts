import { describe, expect, it } from 'vitest'
import type { Article } from '../src/domain/article.ts'
import type { DecisionRecord } from '../src/domain/record.ts'
import { askedMost } from '../src/knowledge/asked-most.ts'
import { startProduct } from './helpers/product.ts'

const AT = new Date('2026-11-22T08:00:00.000Z')
const article = (intent: string, more: Partial<Article> = {}): Article =>
  ({
    id: intent,
    intent,
    mode: 'auto',
    courtesy: false,
    questions: { zh: [`${intent}怎么办`], en: [`what about ${intent}`] },
    ...more,
  }) as Article
const asked = (...counts: [string, number][]): DecisionRecord[] =>
  counts.flatMap(([intent, count]) =>
    Array.from({ length: count }, () => ({ understanding: { verdict: { intent } } }) as DecisionRecord),
  )
const most = (records: DecisionRecord[], articles: Article[], limit = 4): string[] =>
  askedMost(records, articles, { at: AT, limit }).map(({ intent }) => intent)

describe('what customers ask most', () => {
  it('is counted, most asked first, in the words of the article', () => {
    const records = asked(['refund', 4], ['invoice', 9], ['parcel', 5], ['rare', 2], ['out_of_scope', 50])
    const articles = ['refund', 'invoice', 'parcel', 'rare'].map((intent) => article(intent))
    expect(askedMost(records, articles, { at: AT, limit: 2 })).toEqual([
      { intent: 'invoice', text: { zh: 'invoice怎么办', en: 'what about invoice' } },
      { intent: 'parcel', text: { zh: 'parcel怎么办', en: 'what about parcel' } },
    ])
    expect(most(records, articles)).toEqual(['invoice', 'parcel', 'refund'])
  })

  it.each<[string, Partial<Article>]>([
    ['small talk', { courtesy: true }],
    ['what only a person answers', { mode: 'suggest' }],
    ['a campaign that is over', { validTo: '2026-11-01' }],
    ['what only known customers get', { audience: 'identified' }],
    ['what has no question in one language', { questions: { zh: ['在吗'], en: [] } }],
  ])('leaves out %s', (_, more) => {
    expect(most(asked(['a', 9], ['b', 3]), [article('a', more), article('b')])).toEqual(['b'])
  })
})

it('a customer’s word on an answer counts once, in their own conversation only', async () => {
  const product = await startProduct()
  const mei = await product.client('customer', 'demo')
  await mei.say('我的货到哪了呀')
  const answer = await mei.next((frame) => frame.type === 'event' && frame.answer !== undefined)
  const rate = (sub: string, seq: number, helped: unknown = false) =>
    product.call(`/v1/conversations/${answer.conversation}/answers/${seq}/rating`, {
      role: 'customer',
      sub,
      method: 'POST',
      body: { helped },
    })
  expect((await rate('li', answer.seq)).status).toBe(404)
  expect((await rate('demo', 1)).status).toBe(404)
  expect((await rate('demo', answer.seq, 'yes')).status).toBe(400)
  expect((await rate('demo', answer.seq)).status).toBe(200)
  expect((await rate('demo', answer.seq)).status).toBe(200)
  const [record] = await product.product.store.records('default', { conversation: answer.conversation, limit: 9 })
  expect(record?.outcomes.filter(({ result }) => result === 'rated')).toMatchObject([{ value: 0, by: 'demo' }])
  expect((await product.call('/v1/questions', { role: 'customer', sub: 'demo' })).body).toEqual({ questions: [] })
  expect((await product.call('/v1/questions')).status).toBe(401)
})
