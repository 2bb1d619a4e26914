import { describe, expect, it } from 'vitest'
import { pageOf } from '../src/conversation/inbox-page.ts'
import { startProduct } from './helpers/product.ts'

const at = (id: string, minute: number) => ({
  id,
  updatedAt: `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`,
})

describe('pages of the inbox', () => {
  const all = [at('e', 5), at('d', 4), at('c', 3), at('b', 3), at('a', 1)]

  it('give every conversation once, also where several are of one moment', () => {
    const seen: string[] = []
    let after: string | undefined
    do {
      const { page, next } = pageOf(all, after, 1)
      seen.push(...page.map(({ id }) => id))
      after = next
    } while (after !== undefined)
    expect(seen).toEqual(['e', 'd', 'c', 'b', 'a'])
  })

  it('lose nothing when the one that the cursor names moves to the top, or goes', () => {
    const { next } = pageOf(all, undefined, 3)
    const moved = [at('c', 9), ...all.filter(({ id }) => id !== 'c')]
    expect(pageOf(moved, next, 9).page.map(({ id }) => id)).toEqual(['b', 'a'])
    expect(
      pageOf(
        all.filter(({ id }) => id !== 'c'),
        next,
        9,
      ).page.map(({ id }) => id),
    ).toEqual(['b', 'a'])
  })

  it('refuse a cursor that is none', () => {
    expect(() => pageOf(all, 'yesterday', 3)).toThrow(/after is "yesterday"; use the `next`/)
    expect(() => pageOf(all, 'x~y', 3)).toThrow(/after/)
  })
})

describe('what the console asks over HTTP', () => {
  it('pages its inbox, and a line names its channel', async () => {
    const running = await startProduct()
    for (const sub of ['wang', 'li', 'zhao'])
      await running.call('/v1/messages', {
        role: 'service',
        sub: 'bridge',
        body: {
          cid: crypto.randomUUID(),
          kind: 'text',
          text: '发票怎么开',
          customer: { id: sub, name: sub },
          channel: 'wechat',
        },
      })
    // An answer moves its conversation to the top, where a page that was read is not read again.
    await expect.poll(() => running.product.store.owed(1), { timeout: 20_000 }).toEqual([])
    const seen = new Map<string, string>()
    let after = ''
    let calls = 0
    for (let next: string | undefined = ''; next !== undefined; calls += 1) {
      const { status, body } = await running.call(`/v1/conversations?limit=2${after}`, { role: 'agent' })
      expect(status).toBe(200)
      for (const row of body.conversations) seen.set(row.customer, row.channel)
      next = body.next
      after = `&after=${encodeURIComponent(next ?? '')}`
    }
    expect([...seen.keys()].sort()).toEqual(['li', 'wang', 'zhao'])
    expect([...seen.values()]).toEqual(['wechat', 'wechat', 'wechat'])
    expect(calls).toBe(2)
    const bad = await running.call('/v1/conversations?after=nonsense', { role: 'agent' })
    expect(bad.status).toBe(400)
    expect(bad.body.field).toBe('after')
  })

  it('names colleagues with what they hold and look at, of its own tenant only; canned answers in both languages', async () => {
    const running = await startProduct()
    const customer = await running.client('customer', 'demo')
    const { conversation } = await customer.say('转人工')
    const bo = await running.client('agent', 'bo')
    bo.send({ type: 'claim', conversation })
    await bo.watch(conversation)
    await bo.next((frame) => frame.type === 'status' && frame.state === 'assigned')
    const { body } = await running.call('/v1/agents', { role: 'agent' })
    expect(body.agents).toEqual([
      { agent: 'bo', name: 'bo', status: 'online', capacity: expect.any(Number), held: 1, watching: [conversation] },
    ])
    expect((await running.call('/v1/agents', { role: 'agent', tenant: 'other' })).body.agents).toEqual([])
    expect((await running.call('/v1/agents', { role: 'customer' })).status).toBe(403)
    const canned = await running.call('/v1/canned', { role: 'agent' })
    expect(canned.body.zh).toContain('请您稍等，我帮您查一下。')
    expect(canned.body.en).toContain('One moment please, let me check that for you.')
    expect((await running.call('/v1/canned', { role: 'customer' })).status).toBe(403)
  })

  it('[ST11] an answer of the bot that an agent calls wrong is noted once; what is no answer is not found', async () => {
    const running = await startProduct()
    const customer = await running.client('customer', 'demo')
    const { conversation } = await customer.say('我的货到哪了呀')
    const { seq } = await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
    const wrong = (at: number | string) =>
      running.call(`/v1/conversations/${conversation}/answers/${at}/wrong`, { role: 'agent', body: {} })
    expect((await wrong(seq)).status).toBe(200)
    expect((await wrong(seq)).status).toBe(200)
    const [record] = await running.product.store.records('default', { conversation, limit: 1 })
    expect(record?.outcomes.filter(({ result }) => result === 'rated')).toMatchObject([{ value: 0, by: 'ann' }])
    expect((await wrong(1)).status).toBe(404)
    expect((await wrong('x')).status).toBe(404)
  })
})
