import { expect, it } from 'vitest'
import { startProduct } from './helpers/product.ts'

const CSV = `问题,答案,相似问,意图
大闸蟹怎么清蒸好吃,冷水下锅，水开后公蟹蒸 15 分钟、母蟹蒸 12 分钟，放姜片去腥。,螃蟹蒸多久|蒸大闸蟹要放什么|清蒸螃蟹的做法,crab_recipe
`

/** A shop of live crabs: what is asked about dead ones must never be answered with a recipe. */
it('a forbidden answer is not given in other words either, the record says why, and lifting it gives it back', {
  timeout: 120_000,
}, async () => {
  const running = await startProduct({ models: 'real' })
  const { call, client, url, token, product } = running
  const form = new FormData()
  form.append('file', new Blob([CSV]), 'faq.csv')
  const headers = { authorization: `Bearer ${await token('knowledge', 'kim')}` }
  const { id } = (await (
    await fetch(`${url}/v1/knowledge/imports`, { method: 'POST', body: form, headers })
  ).json()) as {
    id: string
  }
  const committed = await call(`/v1/knowledge/imports/${id}/commit`, { role: 'knowledge', method: 'POST' })
  expect(committed.body).toMatchObject({ state: 'committed', added: 1 })
  const article = (await call('/v1/knowledge/search?q=大闸蟹怎么清蒸好吃', { role: 'agent' })).body.hits[0]
    .article as string
  const understood = async (text: string) => (await call('/v1/understand', { role: 'agent', body: { text } })).body
  const articlesIn = (body: { understanding: { passages: { article: string }[] } }): string[] =>
    body.understanding.passages.map((passage) => passage.article)

  const bad = '到货一看螃蟹全死了，咋赔啊'
  expect(articlesIn(await understood(bad)), 'the control: without a veto the recipe is found').toContain(article)

  const questions = ['螃蟹死了怎么赔', '收到的大闸蟹是死的', '死蟹能退钱吗']
  const wrong = await call('/v1/knowledge/anti-answers', {
    role: 'knowledge',
    body: { questions, never: { article: 'no-such' } },
  })
  expect(wrong).toMatchObject({ status: 400, body: { code: 'bad_input', field: 'never.article' } })
  expect(
    (await call('/v1/knowledge/anti-answers', { role: 'agent', body: { questions, never: { article } } })).status,
  ).toBe(403)
  const added = await call('/v1/knowledge/anti-answers', {
    role: 'knowledge',
    sub: 'kim',
    body: { questions, never: { article } },
  })
  expect(added).toMatchObject({ status: 201, body: { questions, language: 'zh', never: { article }, by: 'kim' } })

  const vetoed = await understood(bad)
  expect(articlesIn(vetoed)).not.toContain(article)
  expect(vetoed.understanding.vetoed).toEqual([{ antiAnswer: added.body.id, article, score: expect.any(Number) }])
  expect(vetoed.decision.text ?? '').not.toContain('冷水下锅')
  expect(articlesIn(await understood('母蟹要蒸几分钟'))).toContain(article)

  const customer = await client('customer', 'demo')
  const { conversation, seq } = await customer.say(bad)
  await customer.next((frame) => frame.type === 'event' && frame.from.role !== 'customer' && frame.seq > seq)
  const record = await product.store.record('default', `${conversation}:${seq}`)
  expect(record?.understanding.vetoed?.[0]).toMatchObject({ antiAnswer: added.body.id, article })
  expect(JSON.stringify(record?.decision)).not.toContain('冷水下锅')

  expect((await call('/v1/knowledge/anti-answers', { role: 'agent' })).body.antiAnswers).toHaveLength(1)
  const again = await running.restart()
  const after = (await again.call('/v1/understand', { role: 'agent', body: { text: bad } })).body
  expect(articlesIn(after), 'it holds after a restart').not.toContain(article)
  const lifted = await again.call(`/v1/knowledge/anti-answers/${added.body.id}`, {
    role: 'knowledge',
    method: 'DELETE',
  })
  expect(lifted.status).toBe(204)
  const free = (await again.call('/v1/understand', { role: 'agent', body: { text: bad } })).body
  expect(articlesIn(free)).toContain(article)
})
