import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createHttpCaller } from '../src/adapters/sources/http-call.ts'
import { createSqliteStore, type SqliteStore } from '../src/adapters/sqlite/store.ts'
import { WEBHOOK_KINDS, type Webhook } from '../src/domain/webhook.ts'
import { createDeliverer, type Deliverer } from '../src/webhooks/deliverer.ts'
import { createRegistry } from '../src/webhooks/registry.ts'
import { retryAfterMs } from '../src/webhooks/retry-after.ts'
import { signatureOf } from '../src/webhooks/sign.ts'
import { agent, customer, message, newCid, TENANT } from './contract/store-words.ts'
import { startEndpoint } from './helpers/endpoint.ts'

const HOUR_MS = 3_600_000
const PATIENCE = { timeout: 30_000, interval: 10 }

interface Bench {
  store: SqliteStore
  /** Moves the clock that retries go by; milliseconds. */
  pass(ms: number): void
  hook(url: string, more?: Partial<Webhook>): Promise<Webhook>
  say(who?: string, text?: string): Promise<{ conversation: string; seq: number }>
  deliver(parts?: Partial<Parameters<typeof createDeliverer>[0]>): Deliverer
  counted: string[]
  state(hook: Webhook): Promise<string[]>
}

/** A store, a clock that can be moved, and deliverers on them. */
const bench = async (): Promise<Bench> => {
  const dir = mkdtempSync(join(tmpdir(), 'tabdesk-hooks-'))
  const store = await createSqliteStore({ dir })
  const caller = createHttpCaller({ allowPrivate: true })
  const running: Deliverer[] = []
  onTestFinished(async () => {
    for (const deliverer of running) await deliverer.stop()
    caller.close()
    await store.close()
    rmSync(dir, { recursive: true, force: true })
  })
  let ahead = 0
  let made = 0
  const counted: string[] = []
  return {
    store,
    counted,
    pass: (ms) => {
      ahead += ms
    },
    hook: async (url, more = {}) => {
      const webhook: Webhook = {
        id: `hook-${++made}`,
        tenant: TENANT,
        url,
        kinds: [...WEBHOOK_KINDS],
        content: true,
        state: 'active',
        secrets: [{ secret: 'whsec_test' }],
        createdAt: new Date().toISOString(),
        ...more,
      }
      await store.saveWebhook(webhook)
      return webhook
    },
    say: async (who = 'lin', text = '我的货到哪了呀') => {
      const { event } = await store.append(message({ from: customer(who, '林晓'), text }))
      return event
    },
    deliver: (parts = {}) => {
      const deliverer = createDeliverer({
        book: store,
        me: 'me',
        read: async ({ tenant, conversation, seq, move }) => {
          const page = await store.events(tenant, conversation, { after: seq - 1, limit: 1 })
          const [event] = page?.events ?? []
          if (page === undefined || (move === undefined && event === undefined)) return undefined
          return { conversation: page.conversation, ...(move === undefined && event !== undefined ? { event } : {}) }
        },
        post: (request, signal) => caller.call({ method: 'POST', ...request }, signal),
        now: () => Date.now() + ahead,
        random: () => 0.5,
        counted: (outcome) => counted.push(outcome),
        onError: (error) => {
          throw error
        },
        ...parts,
      })
      running.push(deliverer)
      deliverer.start()
      return deliverer
    },
    state: async ({ id }) =>
      (await store.deliveries(TENANT, id, { limit: 1_000 })).toReversed().map(({ state }) => state),
  }
}

describe('webhooks', () => {
  it('tell an endpoint, signed, what was said and where it went', async () => {
    const { hook, say, deliver, store, state } = await bench()
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
    const { hook, say, deliver, store, state } = await bench()
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

  it.each([500, 302, 404, 'drops'] as const)(
    'try again what an endpoint answers with %s, in order, and say why',
    async (how) => {
      const { hook, say, deliver, store, pass, state, counted } = await bench()
      const endpoint = await startEndpoint()
      endpoint.answer(() => how)
      const to = await hook(endpoint.url, { kinds: ['message.created'] })
      await say('lin', 'where is it')
      await say('lin', 'hello??')
      deliver()
      const first = async () => (await store.deliveries(TENANT, to.id, { limit: 9 })).at(-1)
      await expect.poll(async () => (await first())?.attempts, PATIENCE).toBe(1)
      expect((await first())?.fault).toMatch(
        how === 'drops' ? /cannot be reached/ : how === 302 ? /302: redirects/ : `it answered ${how}`,
      )
      expect((await store.webhooks())[0]?.failingSince).toBeDefined()
      // Nothing is tried before its time: the second waits behind the first.
      expect(endpoint.heard.length).toBe(1)
      endpoint.answer(() => 200)
      pass(8_000)
      await expect.poll(() => state(to), PATIENCE).toEqual(['delivered', 'delivered'])
      expect(endpoint.heard.map(({ body, headers }) => `${body.message.seq}/${headers['tabdesk-attempt']}`)).toEqual([
        '1/1',
        '1/2',
        '2/1',
      ])
      expect(endpoint.heard[0]?.body).toEqual(endpoint.heard[1]?.body)
      expect((await store.webhooks())[0]?.failingSince).toBeUndefined()
      expect(counted).toEqual(['failed', 'delivered', 'delivered'])
    },
  )

  it('an endpoint that asks for time with Retry-After gets it, with all of its conversations, and an hour at most', async () => {
    const { hook, say, deliver, store, pass, state } = await bench()
    const endpoint = await startEndpoint()
    endpoint.answer(() => 429)
    endpoint.retryAfter('600')
    const to = await hook(endpoint.url, { kinds: ['message.created'] })
    await say('lin')
    const deliverer = deliver()
    const first = async () => (await store.deliveries(TENANT, to.id, { limit: 9 })).at(-1)
    await expect.poll(async () => (await first())?.attempts, PATIENCE).toBe(1)
    const waits = async () => Date.parse((await first())?.dueAt ?? '') - Date.now()
    // What it would have waited by itself is some 5 s.
    expect(await waits()).toBeGreaterThan(500_000)
    endpoint.answer(() => 200)
    endpoint.retryAfter(undefined)
    await say('wu')
    // Looked at several times, and left alone: the new one too.
    for (let look = 0; look < 3; look++) {
      pass(60_000)
      deliverer.wake()
      await new Promise((later) => setTimeout(later, 100))
    }
    expect(endpoint.heard).toHaveLength(1)
    endpoint.answer(() => 503)
    endpoint.retryAfter(new Date(Date.now() + 90 * 24 * HOUR_MS).toUTCString())
    pass(600_000)
    // Both were due in one look; what they were told is noted before the clock goes on.
    const tries = async () => (await store.deliveries(TENANT, to.id, { limit: 9 })).map(({ attempts }) => attempts)
    await expect.poll(tries, PATIENCE).toEqual([1, 2])
    endpoint.answer(() => 200)
    endpoint.retryAfter(undefined)
    // In one hour at most it is tried again, though it asked for three months.
    pass(HOUR_MS)
    await expect.poll(() => state(to), PATIENCE).toEqual(['delivered', 'delivered'])
  })

  it.each([
    ['120', 120_000],
    [' 7 ', 7_000],
    ['0', 0],
    ['Sun, 22 Nov 2026 20:01:00 GMT', 60_000],
    ['Sun, 22 Nov 2026 19:00:00 GMT', 0],
    [undefined, 0],
    ['', 0],
    ['soon', 0],
    ['-5', 0],
    ['1e9', 0],
    ['Tomorrow, maybe', 0],
  ])('Retry-After %j asks for %d ms', (header, ms) => {
    expect(retryAfterMs(header, Date.parse('2026-11-22T20:00:00Z'))).toBe(ms)
  })

  it('what an administrator changes beside a pause leaves the pause, whichever comes first', async () => {
    const { hook, store } = await bench()
    const { id } = await hook('https://shop.example/hooks')
    const pause = (): Promise<void> =>
      store.noteHealth({ tenant: TENANT, id, failingSince: new Date().toISOString(), pausedFor: 'it answered 410' })
    const registry = createRegistry({
      // The pause falls between what a change reads and what it writes.
      book: {
        ...store,
        webhooks: async (tenant) => {
          const found = await store.webhooks(tenant)
          await pause()
          return found
        },
      },
      allowPrivate: false,
      newId: () => 'new',
      newSecret: () => 'whsec_new',
      now: Date.now,
      wake: () => undefined,
    })
    expect(await registry.change(TENANT, id, { content: false, rotate: true })).toMatchObject({
      state: 'paused',
      reason: 'it answered 410',
      content: false,
      secret: 'whsec_new',
    })
    await Promise.all([pause(), registry.change(TENANT, id, { url: 'https://shop.example/other' })])
    expect((await store.webhooks())[0]).toMatchObject({
      state: 'paused',
      failingSince: expect.any(String),
      url: 'https://shop.example/other',
      content: false,
      secrets: [{ secret: 'whsec_new' }, { secret: 'whsec_test', until: expect.any(String) }],
    })
    await expect(registry.change(TENANT, 'none', { content: true })).rejects.toThrow(/no webhook "none"/)
  })

  it('one conversation that an endpoint cannot take does not hold up another; after a day it dies and the next goes', async () => {
    const { hook, say, deliver, pass, state } = await bench()
    const endpoint = await startEndpoint()
    endpoint.answer(({ body }) => (body.customer.id === 'poison' && body.message.seq === 1 ? 400 : 200))
    const to = await hook(endpoint.url, { kinds: ['message.created'] })
    await say('poison')
    await say('poison')
    for (let n = 0; n < 5; n++) await say(`c${n}`)
    deliver()
    const good = Array(5).fill('delivered')
    await expect.poll(() => state(to), PATIENCE).toEqual(['waiting', 'waiting', ...good])
    pass(25 * HOUR_MS)
    await expect.poll(() => state(to), PATIENCE).toEqual(['dead', 'delivered', ...good])
    expect(
      endpoint.heard.filter(({ body }) => body.customer.id === 'poison').map(({ body }) => body.message.seq),
    ).toEqual([1, 1, 2])
  })

  it('an endpoint that answers 410 is paused at once; its events wait, and go when it is active again', async () => {
    const { hook, say, deliver, store, state } = await bench()
    const endpoint = await startEndpoint()
    endpoint.answer(() => 410)
    const to = await hook(endpoint.url, { kinds: ['message.created'] })
    await say()
    const deliverer = deliver()
    await expect
      .poll(async () => (await store.webhooks())[0], PATIENCE)
      .toMatchObject({ state: 'paused', reason: expect.stringContaining('410') })
    await say()
    await expect.poll(() => deliverer.state().webhooks[0]?.state, PATIENCE).toBe('paused')
    expect(endpoint.heard).toHaveLength(1)
    endpoint.answer(() => 200)
    await store.saveWebhook(to)
    const due = new Date(Date.now() + HOUR_MS).toISOString()
    const [first] = await store.dueDeliveries({ tenant: TENANT, webhook: to.id, at: due, limit: 1 })
    await store.settleDelivery({
      ...(first as NonNullable<typeof first>),
      at: due,
      dueAt: new Date(0).toISOString(),
      state: 'waiting',
    })
    await expect.poll(() => state(to), PATIENCE).toEqual(['delivered', 'delivered'])
  })

  it('an endpoint that fails for three days is paused', async () => {
    const { hook, say, deliver, store, pass } = await bench()
    const endpoint = await startEndpoint()
    endpoint.answer(() => 503)
    await hook(endpoint.url, { kinds: ['message.created'] })
    await say()
    deliver()
    await expect.poll(async () => (await store.webhooks())[0]?.failingSince, PATIENCE).toBeDefined()
    pass(73 * HOUR_MS)
    await say('wu')
    await expect
      .poll(async () => (await store.webhooks())[0], PATIENCE)
      .toMatchObject({ state: 'paused', reason: expect.stringMatching(/nothing but failures.*503/) })
  })

  it('an endpoint that hangs gets a few calls at once and holds up no other', async () => {
    const { hook, say, deliver, state } = await bench()
    const slow = await startEndpoint()
    const quick = await startEndpoint()
    slow.answer(() => 'hangs')
    const [hung, well] = [
      await hook(slow.url, { kinds: ['message.created'] }),
      await hook(quick.url, { kinds: ['message.created'] }),
    ]
    for (let n = 0; n < 40; n++) await say(`c${n}`)
    deliver()
    await expect.poll(() => state(well), PATIENCE).toEqual(Array(40).fill('delivered'))
    expect(await state(hung)).toEqual(Array(40).fill('waiting'))
    // As many as one endpoint is given at once, and no more.
    await expect.poll(slow.most, PATIENCE).toBe(8)
    expect(quick.most()).toBeLessThanOrEqual(8)
  })

  it('an endpoint that does not answer in time is given up', async () => {
    const { hook, say, deliver, store } = await bench()
    const endpoint = await startEndpoint()
    endpoint.answer(() => 'hangs')
    const to = await hook(endpoint.url, { kinds: ['message.created'] })
    await say()
    deliver({ deadlineMs: 50 })
    await expect
      .poll(async () => (await store.deliveries(TENANT, to.id, { limit: 1 }))[0], PATIENCE)
      .toMatchObject({ state: 'waiting', attempts: 1, fault: 'no answer in 0.05 s' })
  })

  it('nothing is skipped and each conversation is in order when calls fail at random; doubles carry their id', async () => {
    const { hook, say, deliver, pass, state } = await bench()
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
    const { hook, say, deliver, store, state } = await bench()
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
    const { hook, say, deliver, store, state } = await bench()
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

  it('what cannot be noted is not sent again at each look, said once, and goes on once it can', async () => {
    const { hook, say, deliver, store, state } = await bench()
    const endpoint = await startEndpoint()
    const to = await hook(endpoint.url, { kinds: ['message.created'] })
    await say()
    let clock = Date.now() + HOUR_MS
    let isFull = true
    let looks = 0
    const errors: unknown[] = []
    const deliverer = deliver({
      now: () => clock,
      onError: (error) => void errors.push(error),
      book: {
        ...store,
        webhooks: async () => {
          looks += 1
          return store.webhooks()
        },
        settleDelivery: async (settled) => {
          if (isFull) throw new Error('the disk is full')
          return store.settleDelivery(settled)
        },
      },
    })
    const look = async (times: number): Promise<void> => {
      const until = looks + times
      await expect
        .poll(() => {
          deliverer.wake()
          return looks
        }, PATIENCE)
        .toBeGreaterThanOrEqual(until)
    }
    await expect.poll(() => errors.length, PATIENCE).toBe(1)
    await look(20)
    expect(endpoint.heard).toHaveLength(1)
    clock += 2_000
    await expect.poll(() => endpoint.heard.length, PATIENCE).toBe(2)
    await look(20)
    expect([endpoint.heard.length, errors.length]).toEqual([2, 1])
    isFull = false
    clock += 60_000
    await expect.poll(() => state(to), PATIENCE).toEqual(['delivered'])
  })

  it('what is settled while others are read is not sent again', async () => {
    const { hook, say, deliver, store, state } = await bench()
    const endpoint = await startEndpoint()
    const to = await hook(endpoint.url, { kinds: ['message.created'] })
    await say()
    let reads = 0
    let settled = false
    const deliverer = deliver({
      book: {
        ...store,
        dueDeliveries: async (op) => {
          const due = await store.dueDeliveries(op)
          reads += 1
          // The second read saw it waiting, and is slow to come back.
          if (reads === 2) {
            await expect.poll(() => settled, PATIENCE).toBe(true)
            await new Promise((passed) => setTimeout(passed, 20))
          }
          return due
        },
        settleDelivery: async (op) => {
          await expect.poll(() => reads, PATIENCE).toBeGreaterThan(1)
          await store.settleDelivery(op)
          settled = true
        },
      },
    })
    await expect
      .poll(() => {
        deliverer.wake()
        return reads
      }, PATIENCE)
      .toBeGreaterThan(3)
    expect([endpoint.heard.length, await state(to)]).toEqual([1, ['delivered']])
  })

  it("one tenant's slow endpoints do not hold up another tenant's", async () => {
    const { hook, say, deliver, store } = await bench()
    const slow = await startEndpoint()
    const quick = await startEndpoint()
    slow.answer(() => 'hangs')
    for (let n = 0; n < 10; n++) await hook(slow.url, { kinds: ['message.created'] })
    const theirs = await hook(quick.url, { kinds: ['message.created'], tenant: 'other' })
    for (let n = 0; n < 10; n++) await say(`c${n}`)
    deliver({ deadlineMs: 600_000 })
    await expect.poll(() => slow.heard.length, PATIENCE).toBeGreaterThanOrEqual(32)
    for (let n = 0; n < 3; n++) await store.append(message({ tenant: 'other', from: customer('wu', '吴') }))
    await expect
      .poll(async () => (await store.deliveries('other', theirs.id, { limit: 9 })).map(({ state }) => state), PATIENCE)
      .toEqual(Array(3).fill('delivered'))
    expect(slow.heard).toHaveLength(32)
  })

  it('a store that is away is said, and nothing is lost by it', async () => {
    const { hook, say, deliver, store, state } = await bench()
    const endpoint = await startEndpoint()
    const to = await hook(endpoint.url, { kinds: ['message.created'] })
    await say()
    let away = true
    const deliverer = deliver({
      book: {
        ...store,
        webhooks: async (tenant) => {
          if (away) throw new Error('the database is away')
          return store.webhooks(tenant)
        },
      },
    })
    await expect.poll(() => deliverer.state().fault, PATIENCE).toBe('the database is away')
    away = false
    await expect.poll(() => state(to), PATIENCE).toEqual(['delivered'])
    expect(deliverer.state().fault).toBeUndefined()
  })
})
