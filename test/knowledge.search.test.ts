import { describe, expect, it } from 'vitest'
import { type Running, startProduct } from './helpers/product.ts'

const ARTICLE = {
  title: { zh: '小蓝卡福利', en: '小蓝卡福利' },
  mode: 'auto',
  questions: { zh: ['小蓝卡福利怎么领', '小蓝卡有什么福利'] },
  answers: { zh: '小蓝卡会员每月一号可以在福利中心领取礼包。' },
}
const tried = async (running: Running, body: object) => {
  const answer = await running.call('/v1/knowledge/try', { role: 'knowledge', body })
  expect(answer.status).toBe(200)
  return answer.body
}
const ids = (hits: { article: string }[]): string[] => hits.map(({ article }) => article)

describe('searching and trying over HTTP', () => {
  it('says how probable a hit is, by which words, and what the question was read as', {
    timeout: 120_000,
  }, async () => {
    const running = await startProduct({ models: 'real' })
    const search = async (q: string, more = '') =>
      (await running.call(`/v1/knowledge/search?q=${encodeURIComponent(q)}${more}`, { role: 'agent' })).body
    const { hits, corrected } = await search('电子发票怎么开')
    expect(corrected).toBeUndefined()
    expect(hits[0].probability).toBeGreaterThan(0.6)
    expect(hits[0].probability).toBeGreaterThan(hits[1].probability)
    expect(hits[0].matched.join()).toContain('发票')
    expect((await search('电子发票怎么开', '&lang=en')).hits[0].otherLanguage).toBeUndefined()

    for (const nonsense of ['今天晚上吃什么好呢', 'who won the football world cup in 1998'])
      expect((await search(nonsense)).hits[0].probability, nonsense).toBeLessThan(0.5)

    await expect
      .poll(async () => (await search('物留三天没动了')).corrected, { timeout: 30_000 })
      .toBe('物流三天没动了')
    expect((await search('物留三天没动了')).hits[0].article).toBe((await search('物流三天没动了')).hits[0].article)
    expect((await search('refnud not arrived')).corrected).toBe('refund not arrived')
  })

  it('tries a draft without saving it, and says what is hidden and why', { timeout: 120_000 }, async () => {
    const running = await startProduct({ models: 'real' })
    const text = '小蓝卡的福利在哪儿领呀'
    expect(ids((await tried(running, { text })).hits)).not.toContain('new')
    const { hits, left } = await tried(running, { text, article: ARTICLE })
    expect(hits[0]).toMatchObject({ article: 'new', why: { words: expect.arrayContaining(['福利']) } })
    expect(left).toEqual([])
    const english = await tried(running, {
      text: 'where do i collect the 小蓝卡 benefits',
      lang: 'en',
      article: ARTICLE,
    })
    expect(english.hits.find(({ article }: { article: string }) => article === 'new').otherLanguage).toBe(true)

    for (const [more, reason] of [
      [{ mode: 'off' }, 'mode'],
      [{ validTo: '2020-01-01T00:00:00Z' }, 'validity'],
      [{ audience: 'agents' }, 'audience'],
      [{ channels: ['wechat'] }, 'channel'],
    ] as const) {
      const hidden = await tried(running, { text, channel: 'widget', article: { ...ARTICLE, ...more } })
      expect(ids(hidden.hits), reason).not.toContain('new')
      expect(hidden.left, reason).toContainEqual({ article: 'new', title: ARTICLE.title, reason })
    }
    const found = await running.call(`/v1/knowledge/search?q=${encodeURIComponent(text)}`, { role: 'agent' })
    expect(ids(found.body.hits), 'nothing was saved').not.toContain('new')
  })

  it('reads questions by the dictionary at once, also after a restart, and refuses one that cannot be meant', {
    timeout: 120_000,
  }, async () => {
    const running = await startProduct({ models: 'real' })
    const put = (groups: unknown, role: 'knowledge' | 'agent' = 'knowledge') =>
      running.call('/v1/knowledge/synonyms', { role, method: 'PUT', body: { groups } })
    const find = async ({ call }: Running) =>
      (await call(`/v1/knowledge/search?q=${encodeURIComponent('我的咕噜噜过期了')}`, { role: 'agent' })).body
    const before = await find(running)
    expect(before.corrected).toBeUndefined()
    expect((await put([['咕噜噜', '优惠券']], 'agent')).status).toBe(403)
    expect((await put([['咕噜噜']])).body).toMatchObject({ code: 'bad_input', field: 'groups[0]' })
    expect(await put([['咕噜噜', '优惠券']])).toMatchObject({ status: 200, body: { groups: [['咕噜噜', '优惠券']] } })
    const after = await find(running)
    expect(after.corrected).toBe('我的优惠券过期了')
    expect(after.hits[0].score).toBeGreaterThan(before.hits[0].score)

    const again = await running.restart()
    expect((await again.call('/v1/knowledge/synonyms', { role: 'agent' })).body).toEqual({
      groups: [['咕噜噜', '优惠券']],
    })
    await expect.poll(async () => (await find(again)).corrected, { timeout: 30_000 }).toBe('我的优惠券过期了')
  })
})
