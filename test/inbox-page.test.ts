import { describe, expect, it } from 'vitest'
import { createInboxPages } from '../src/conversation/inbox-page.ts'
import type { Conversation } from '../src/domain/conversation.ts'
import type { Principal } from '../src/domain/message.ts'
import type { ConversationSummary } from '../src/domain/notice.ts'
import { startProduct } from './helpers/product.ts'

const STAFF: Principal = { sub: 'ann', role: 'agent', tenant: 'default', name: 'Ann', exp: 0 }

const at = (id: string, minute: number) =>
  ({ id, updatedAt: `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z` }) as Conversation

/** The inbox over a list that stands in for the store; `last` says what a conversation's last words are. */
const inboxOf = (all: readonly Conversation[], last: (id: string) => string = (id) => id, tickMs = 0) => {
  const asked: string[] = []
  let ms = 0
  const inbox = createInboxPages({
    store: {
      conversations: async (tenant, { before, limit }) => {
        asked.push(tenant)
        ms += tickMs
        // Newest first, as they stand in the list; one that has moved since is found by its moment.
        const place = all.findIndex(({ id, updatedAt }) => id === before?.id && updatedAt === before.updatedAt)
        const rest =
          before === undefined
            ? all
            : all.filter((one, n) => (place === -1 ? one.updatedAt <= before.updatedAt : n > place))
        return rest.slice(0, limit)
      },
    },
    summary: async ({ id }) =>
      ({ customer: id, customerName: 'Visitor 4F2A', lastText: last(id) }) as ConversationSummary,
    now: () => ms,
  })
  return { list: (filter: Parameters<typeof inbox.list>[1]) => inbox.list(STAFF, filter), asked }
}

describe('pages of the inbox', () => {
  const all = [at('e', 5), at('d', 4), at('c', 3), at('b', 3), at('a', 1)]
  const customers = (page: { conversations: ConversationSummary[] }) =>
    page.conversations.map(({ customer }) => customer)

  it('give every conversation once, also where several are of one moment', async () => {
    const { list, asked } = inboxOf(all)
    const seen: string[] = []
    for (let after: string | undefined, more = true; more; ) {
      const page = await list({ limit: 1, ...(after !== undefined && { after }) })
      seen.push(...customers(page))
      after = page.next
      more = after !== undefined
    }
    expect(seen).toEqual(['e', 'd', 'c', 'b', 'a'])
    expect(new Set(asked), 'of no other tenant').toEqual(new Set(['default']))
  })

  it('lose nothing when the one that the cursor names moves to the top', async () => {
    const { next = '' } = await inboxOf(all).list({ limit: 3 })
    const moved = [at('c', 9), ...all.filter(({ id }) => id !== 'c')]
    expect(customers(await inboxOf(moved).list({ limit: 9, after: next }))).toEqual(['b', 'a'])
  })

  it('refuse a cursor that is none, and whoever is no staff', async () => {
    const { list } = inboxOf(all)
    await expect(list({ limit: 3, after: 'yesterday' })).rejects.toThrow(/after is "yesterday"; use the `next`/)
    await expect(list({ limit: 3, after: 'x~y' })).rejects.toThrow(/after/)
    const parts = { store: { conversations: async () => [] }, summary: async () => ({}) as ConversationSummary }
    const { list: plain } = createInboxPages({ ...parts, now: () => 0 })
    await expect(plain({ ...STAFF, role: 'customer' }, { limit: 3, words: '发票' })).rejects.toThrow()
  })
})

describe('words looked for in the inbox', () => {
  const MANY = 5_000
  const many = Array.from({ length: MANY }, (_, n) => at(`k${MANY - n}`, 0))
  const last = (id: string) => (['k4', 'k2600'].includes(id) ? '发票抬头写错了' : '谢谢')

  it('are found however long ago it was, and the last page says that it is the last', async () => {
    const { list } = inboxOf(many, last)
    const page = await list({ limit: 10, words: '发票' })
    expect(page.conversations.map(({ customer }) => customer)).toEqual(['k2600', 'k4'])
    expect(page.next).toBeUndefined()
    expect((await list({ limit: 10, words: '发票 退款' })).conversations, 'all of them').toEqual([])
    expect(
      (await list({ limit: 1, words: '访客 ４ｆ２ａ ｋ4999' })).conversations,
      'in any width and language',
    ).toHaveLength(1)
  })

  it('are looked for no longer than a request may take; the next one goes on there', async () => {
    const { list, asked } = inboxOf(many, last, 100)
    const found: string[] = []
    let after: string | undefined
    let requests = 0
    let most = 0
    do {
      const reads = asked.length
      const page = await list({ limit: 10, words: '发票', ...(after !== undefined && { after }) })
      most = Math.max(most, asked.length - reads)
      found.push(...page.conversations.map(({ customer }) => customer))
      after = page.next
      requests += 1
    } while (after !== undefined)
    expect(found).toEqual(['k2600', 'k4'])
    expect(most, 'reads of 100 ms in a look of 300 ms').toBe(3)
    expect(requests).toBeGreaterThan(1)
  })

  it('fill a page and go on behind its last line', async () => {
    const { list } = inboxOf(many, () => '发票')
    const first = await list({ limit: 250, words: '发票' })
    const second = await list({ limit: 250, words: '发票', after: first.next ?? '' })
    const seen = [...first.conversations, ...second.conversations].map(({ customer }) => customer)
    expect(seen).toEqual(many.slice(0, 500).map(({ id }) => id))
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
