import { unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { newCid } from './helpers/client.ts'
import { type Running, startProduct } from './helpers/product.ts'

const PARKING = {
  title: { zh: '门店停车', en: 'Parking at the store' },
  questions: {
    zh: ['开车去你们店停哪呀', '门店停车收费吗', '停车场怎么收钱', '店里有停车位没'],
    en: ['is there parking at the store', 'how much is parking', 'where can i park my car'],
  },
  answers: {
    zh: [{ text: '地下停车场前两小时免费，之后每小时 5 元。' }],
    en: [{ text: 'The first two hours in the garage are free, then ¥5 an hour.' }],
  },
  cards: {
    zh: [
      {
        title: '停车场入口',
        text: '{{shop.name}}',
        image: 'https://cdn.example.com/p.png',
        buttons: [
          { label: '看地图', url: 'https://example.com/map' },
          { label: '转人工', say: '转人工' },
        ],
      },
    ],
  },
}
const ASKED = '开车去你们店的话停车咋收费'

const articles = (running: Running) => ({
  create: (body: unknown, role: 'knowledge' | 'agent' = 'knowledge') =>
    running.call('/v1/knowledge/articles', { role, sub: 'kim', method: 'POST', body }),
  change: (id: string, body: unknown, sub = 'kim') =>
    running.call(`/v1/knowledge/articles/${id}`, { role: 'knowledge', sub, method: 'PUT', body }),
  list: (query: string) => running.call(`/v1/knowledge/articles?${query}`, { role: 'agent' }),
})
const asked = async (running: Running, sub: string, text: string) => {
  const customer = await running.client('customer', sub)
  const { seq } = await customer.say(text)
  return customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot' && frame.seq > seq)
}

it('an article written over HTTP answers customers, cards included, is counted, and is gone when retired', {
  timeout: 120_000,
}, async () => {
  const running = await startProduct({ models: 'real' })
  const { create, list } = articles(running)
  expect((await create(PARKING, 'agent')).status).toBe(403)
  const made = await create({ ...PARKING, note: '门店上新' })
  expect(made.status).toBe(201)
  const { article } = made.body
  expect(article).toMatchObject({ id: 'parking-at-the-store', intent: 'faq_parking_at_the_store', ...PARKING })

  const event = await asked(running, 'visitor-1', ASKED)
  expect(event).toMatchObject({
    text: expect.stringContaining('前两小时免费'),
    answer: { sources: [{ article: article.id }] },
  })
  expect(event.cards).toEqual([{ ...PARKING.cards.zh[0], text: '云集小店' }])
  await expect
    .poll(async () => (await running.call(`/v1/knowledge/articles/${article.id}`, { role: 'agent' })).body.usage, {
      timeout: 20_000,
    })
    .toMatchObject({ answered: 1, shown: 0 })
  expect((await list('q=停车 parking&lang=zh&state=current')).body).toMatchObject({
    total: 1,
    articles: [{ id: article.id, languages: ['zh', 'en'], questions: 7, answered: 1 }],
  })
  const log = await running.call(`/v1/conversations/${event.conversation}/events`, { role: 'supervisor' })
  expect(log.body.events.at(-1).cards, 'the log keeps them').toEqual(event.cards)

  const gone = await running.call(`/v1/knowledge/articles/${article.id}`, { role: 'knowledge', method: 'DELETE' })
  expect(gone.body.version).toBeGreaterThan(made.body.version)
  expect((await running.call(`/v1/knowledge/articles/${article.id}`, { role: 'agent' })).status).toBe(404)
  expect((await asked(running, 'visitor-2', ASKED)).text).not.toContain('前两小时免费')
})

it('what agents did with an article is counted, also over a restart', { timeout: 120_000 }, async () => {
  const running = await startProduct({ models: 'real' })
  const { article } = (await articles(running).create({ ...PARKING, mode: 'suggest' })).body
  const agent = await running.client('agent', 'ann')
  const customer = await running.client('customer', 'visitor-1')
  const { conversation } = await customer.say(ASKED)
  await customer.next((frame) => frame.type === 'status' && frame.state === 'queued')
  await agent.watch(conversation)
  const { suggestions } = await agent.next((frame) => frame.type === 'suggestion' && frame.suggestions.length > 0)
  expect(suggestions[0].sources[0].article).toBe(article.id)
  agent.send({ type: 'outcome', suggestion: suggestions[0].id, result: 'accepted' })
  const counted = async (at: Running) =>
    (await at.call(`/v1/knowledge/articles/${article.id}`, { role: 'agent' })).body.usage
  await expect.poll(() => counted(running), { timeout: 20_000 }).toMatchObject({ accepted: 1, shown: 1, answered: 0 })
  const again = await running.restart()
  await expect.poll(() => counted(again), { timeout: 20_000 }).toMatchObject({ accepted: 1, shown: 1, answered: 0 })
})

it('edits of one article do not run over each other, and a wrong one is told all of its faults', {
  timeout: 120_000,
}, async () => {
  const running = await startProduct({ models: 'real' })
  const { create, change } = articles(running)
  const { article } = (await create(PARKING)).body
  const dearer = { ...PARKING, answers: { zh: [{ text: '每小时 8 元。' }] } }
  const first = await change(article.id, { ...dearer, from: article.version }, 'lee')
  expect(first.status).toBe(200)
  const second = await change(article.id, { ...PARKING, mode: 'suggest', from: article.version })
  expect(second).toMatchObject({ status: 409, body: { code: 'conflict', detail: expect.stringContaining('lee') } })
  expect((await change(article.id, { ...PARKING, from: first.body.article.version })).status).toBe(200)

  const wrong = { ...PARKING, mode: 'often', answers: { zh: [{ text: '{{shop.nmae}}' }] } }
  const refused = await create(wrong)
  expect(refused.status).toBe(422)
  expect(refused.headers.get('content-type')).toContain('application/problem+json')
  expect(refused.body).toMatchObject({
    code: 'unprocessable',
    faults: [
      { field: 'mode', value: 'often' },
      { field: 'answers.zh[0]', fix: expect.stringContaining('{{shop.name}}') },
    ],
  })
  const check = (body: unknown) =>
    running.call('/v1/knowledge/articles/check', { role: 'knowledge', method: 'POST', body })
  expect((await check({ fields: wrong })).body).toEqual({ faults: refused.body.faults })
  expect((await check(PARKING)).body).toEqual({ faults: [] })
})

it('an article answers those whom it is for: identified customers, a channel, agents by searching', {
  timeout: 120_000,
}, async () => {
  const running = await startProduct({ models: 'real' })
  const { create, change } = articles(running)
  let { article } = (await create({ ...PARKING, audience: 'identified' })).body
  const save = async (more: object): Promise<void> => {
    const saved = await change(article.id, { ...PARKING, ...more, from: article.version })
    expect(saved.status).toBe(200)
    article = saved.body.article
  }
  const text = async (sub: string) => (await asked(running, sub, ASKED)).text as string
  expect(await text('visitor-1')).not.toContain('前两小时免费')
  expect(await text('lin')).toContain('前两小时免费')
  await save({ channels: ['wechat'] })
  expect(await text('wang'), 'the widget is another channel').not.toContain('前两小时免费')
  const post = (role: 'service' | 'customer', more: object) =>
    running.call('/v1/messages', { role, sub: 'wx', body: { cid: newCid(), kind: 'text', text: ASKED, ...more } })
  const sent = await post('service', { customer: { id: 'liu', name: '刘' }, channel: 'wechat' })
  expect(sent.status).toBe(202)
  await expect
    .poll(async () => {
      const log = await running.call(`/v1/conversations/${sent.body.conversation}/events`, { role: 'supervisor' })
      return log.body.events.at(-1).text
    })
    .toContain('前两小时免费')
  expect((await post('customer', { channel: 'wechat' })).status, 'nobody says it of themselves').toBe(403)
  await save({ audience: 'agents' })
  const event = await asked(running, 'zhao', ASKED)
  expect(JSON.stringify(event)).not.toContain('前两小时免费')
  const { records } = { records: await running.product.store.records('default', { limit: 1 }) }
  expect(JSON.stringify(records[0]?.decision), 'not as a suggestion either').not.toContain('前两小时免费')
  const found = await running.call(`/v1/knowledge/search?q=${encodeURIComponent(ASKED)}`, { role: 'agent' })
  expect(found.body.hits[0].article, 'agents find it').toBe(article.id)
  await save({})
  expect(await text('sun')).toContain('前两小时免费')
})

it('slots, export and pictures over HTTP', { timeout: 120_000 }, async () => {
  const running = await startProduct({ models: 'real', config: { pictureHosts: ['cdn.example.com'] } })
  const { slots, shop } = (await running.call('/v1/knowledge/slots', { role: 'agent' })).body
  const named = (name: string) => slots.find((slot: { name: string }) => slot.name === name)
  expect(named('product.price')).toMatchObject({ from: 'catalogue', example: { zh: '¥129.00' } })
  expect(named('product.warranty')).toEqual({
    name: 'product.warranty',
    from: 'catalogue',
    example: { zh: '12 个月', en: '12 months' },
  })
  expect(shop.map(({ name }: { name: string }) => name)).toContain('shop.returnDays')
  const headers = { authorization: `Bearer ${await running.token('knowledge', 'kim')}` }
  const zip = await fetch(`${running.url}/v1/knowledge/export?format=zip`, { headers })
  expect(zip.headers.get('content-type')).toBe('application/zip')
  expect(Object.keys(unzipSync(new Uint8Array(await zip.arrayBuffer())))).toContain('articles/returns/return-how-to.md')
  const page = await fetch(`${running.url}/widget`)
  expect(page.headers.get('content-security-policy')).toContain("img-src 'self' data: blob: https://cdn.example.com;")
})

it('an answer about a product is given where the message says which, and left to a person where it does not', {
  timeout: 120_000,
}, async () => {
  const running = await startProduct({ models: 'real' })
  const mars = {
    title: { zh: '寄到火星', en: 'Delivery to Mars' },
    questions: {
      zh: ['能寄到火星吗', '火星基地收得到货不', '可以发货去火星吗', '往火星寄东西行不行'],
      en: ['can you ship to mars'],
    },
    answers: { zh: [{ text: '{{product.name}}（{{product.price}}，保修 {{product.warranty}}）暂不寄往火星。' }] },
  }
  expect((await articles(running).create(mars)).status).toBe(201)
  expect((await asked(running, 'visitor-1', '电热水壶可以寄到火星吗')).text).toBe(
    '电热水壶（¥129.00，保修 24 个月）暂不寄往火星。',
  )
  const text = async (sub: string, said: string) => (await asked(running, sub, said)).text as string
  expect(await text('visitor-2', '可以寄到火星吗'), 'which product?').not.toContain('火星')
  expect(await text('visitor-3', '大闸蟹可以寄到火星吗'), 'no warranty is known of it').not.toContain('火星')
})
