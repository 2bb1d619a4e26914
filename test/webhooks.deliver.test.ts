import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Webhook } from '../src/domain/webhook.ts'
import { signatureOf } from '../src/webhooks/sign.ts'
import { agent, customer, message, newCid, TENANT } from './contract/store-words.ts'
import { startEndpoint } from './helpers/endpoint.ts'
import { HOUR_MS, PATIENCE, webhookBench } from './helpers/webhook-bench.ts'

describe('webhooks', () => {
  it('tell an endpoint, signed, what was said and where it went', async () => {
    const { hook, say, deliver, store, state } = await webhookBench()
    const endpoint = await startEndpoint()
    const to = await hook(endpoint.url, {
      secrets: [{ secret: 'new' }, { secret: 'old', until: '2099-01-01T00:00:00Z' }],
    })
    const { conversation } = await say('lin', '我的货到哪了呀 📦')
    const at = new Date().toISOString()
    await store.move({ tenant: TENANT, conversation, at, move: { type: 'claim', agent: 'ann', agentName: '小安' } })
    deliver()
    await expect.poll(() => state(to), PATIENCE).toEqual(['delivered', 'delivered', 'delivered'])
    const [opened, said, moved] = endpoint.heard
    expect([opened, said, moved].map((call) => call?.body.kind)).toEqual([
      'conversation.opened',
      'message.created',
      'conversation.assigned',
    ])
    expect(said?.body).toMatchObject({
      id: said?.headers['tabdesk-delivery'],
      webhook: to.id,
      tenant: TENANT,
      conversation: { id: conversation, channel: 'widget' },
      customer: { id: 'lin', name: '林晓' },
      message: { seq: 1, kind: 'text', text: '我的货到哪了呀 📦', from: { role: 'customer', id: 'lin' } },
    })
    expect(moved?.body.move).toEqual({ seq: 1, state: 'assigned', assignee: { id: 'ann', name: '小安' } })
    const [, seconds, first, second] = /^t=(\d+),v1=([0-9a-f]{64}),v1=([0-9a-f]{64})$/.exec(
      said?.headers['tabdesk-signature'] ?? '',
    ) as RegExpExecArray
    const sign = (secret: string) => createHmac('sha256', secret).update(`${seconds}.${said?.raw}`).digest('hex')
    expect([first, second]).toEqual([sign('new'), sign('old')])
    expect(Math.abs(Date.now() / 1_000 - Number(seconds))).toBeLessThan(60)
  })

  it('are checked as the documentation says', async () => {
    const docs = readFileSync(new URL('../docs/webhooks.md', import.meta.url), 'utf8')
    const [, code = ''] = /```js\n([\s\S]*?)```/.exec(docs) ?? []
    const { isOurs } = await import(`data:text/javascript,${encodeURIComponent(`${code}\nexport { isOurs }`)}`)
    const body = '{"text":"你好"}'
    const header = signatureOf([{ secret: 'new' }, { secret: 'old', until: '2099-01-01T00:00:00Z' }], body, Date.now())
    expect(['new', 'old', 'none'].map((secret) => isOurs(header, body, secret))).toEqual([true, true, false])
    expect(isOurs(header, `${body} `, 'new')).toBe(false)
    expect(isOurs(signatureOf([{ secret: 'new' }], body, Date.now() - 600_000), body, 'new')).toBe(false)
  })

  it('a secret whose time is up signs no more', () => {
    const secrets = [{ secret: 'new' }, { secret: 'old', until: '2026-11-22T00:00:00Z' }]
    expect(signatureOf(secrets, '{}', Date.parse('2026-11-22T00:00:00Z')).split('v1=')).toHaveLength(2)
    expect(signatureOf(secrets, '{}', Date.parse('2026-11-21T00:00:00Z')).split('v1=')).toHaveLength(3)
  })

  it('leave out words, names and files where content is off, and what was taken back in any case (W5)', async () => {
    const { hook, say, deliver, store, state } = await webhookBench()
    const endpoint = await startEndpoint()
    const bare = await hook(endpoint.url, { content: false })
    const { conversation, seq } = await say('lin', '我的手机号是13800138000')
    await store.append(message({ from: agent('ann', '小安'), conversation, text: '请再说一次' }))
    const whole = await hook(endpoint.url)
    await say('lin', '打错了，别看')
    await store.recall({ tenant: TENANT, conversation, seq: 3, opId: newCid(), by: customer(), withinMs: HOUR_MS })
    deliver()
    await expect
      .poll(async () => [...(await state(bare)), ...(await state(whole))], PATIENCE)
      .toEqual(Array(7).fill('delivered'))
    const of = (webhook: Webhook) => endpoint.heard.filter(({ body }) => body.webhook === webhook.id)
    expect(of(bare)[1]?.body.message).toEqual({
      seq,
      kind: 'text',
      cid: expect.any(String),
      from: { role: 'customer', id: 'lin' },
    })
    for (const { raw } of of(bare)) expect(raw).not.toMatch(/1380013|再说一次|打错了|林晓|小安/)
    // It was said before it was taken back, and told after.
    expect(of(whole).map(({ body }) => body.kind)).toEqual(['message.created', 'message.recalled'])
    expect(of(whole)[0]?.body.message).toMatchObject({ seq: 3, recalled: true })
    expect(of(whole)[1]?.body.recall).toMatchObject({ seq: 4, target: 3 })
    for (const { raw } of of(whole)) expect(raw).not.toContain('打错了')
  })

  it('nothing is skipped and each conversation is in order when calls fail at random; doubles carry their id', async () => {
    const { hook, say, deliver, pass, state } = await webhookBench()
    const endpoint = await startEndpoint()
    let calls = 0
    endpoint.answer(() => ([500, 204, 'drops', 200, 200] as const)[++calls % 5] ?? 200)
    const to = await hook(endpoint.url, { kinds: ['message.created'] })
    for (let n = 0; n < 60; n++) await say(`c${n % 12}`, `第${n}条`)
    deliver()
    await expect
      .poll(async () => {
        pass(20_000)
        return new Set(await state(to))
      }, PATIENCE)
      .toEqual(new Set(['delivered']))
    const taken = endpoint.heard.filter(({ answered }) => answered === 200 || answered === 204)
    expect(new Set(taken.map(({ body }) => body.id)).size).toBe(60)
    for (let n = 0; n < 12; n++)
      expect(taken.filter(({ body }) => body.customer.id === `c${n}`).map(({ body }) => body.message.seq)).toEqual([
        1, 2, 3, 4, 5,
      ])
  })

  it('what a deliverer skips is seen (control)', async () => {
    const { hook, say, deliver, store, state } = await webhookBench()
    const endpoint = await startEndpoint()
    endpoint.answer(({ body }) => (body.message.seq === 2 ? 500 : 200))
    const to = await hook(endpoint.url, { kinds: ['message.created'] })
    for (let n = 0; n < 3; n++) await say()
    deliver({
      book: { ...store, settleDelivery: (settled) => store.settleDelivery({ ...settled, state: 'delivered' }) },
    })
    await expect.poll(() => state(to), PATIENCE).toEqual(Array(3).fill('delivered'))
    const taken = endpoint.heard.filter(({ answered }) => answered === 200)
    expect(taken.map(({ body }) => body.message.seq)).toEqual([1, 3])
  })

  it('one process delivers: another that does not lead sends nothing', async () => {
    const { hook, say, deliver, store, state } = await webhookBench()
    const endpoint = await startEndpoint()
    const to = await hook(endpoint.url, { kinds: ['message.created'] })
    await say()
    const idle = deliver({ me: 'other', book: { ...store, leadDeliveries: async () => false } })
    await expect.poll(() => idle.state().webhooks.length, PATIENCE).toBe(1)
    expect([endpoint.heard.length, idle.state().leads]).toEqual([0, false])
    const leader = deliver()
    await expect.poll(() => state(to), PATIENCE).toEqual(['delivered'])
    expect([endpoint.heard.length, leader.state().leads]).toEqual([1, true])
  })
})
