import { describe, expect, it } from 'vitest'
import { retryAfterMs } from '../src/lib/retry-after.ts'
import { createRegistry } from '../src/webhooks/registry.ts'
import { customer, message, TENANT } from './contract/store-words.ts'
import { startEndpoint } from './helpers/endpoint.ts'
import { HOUR_MS, PATIENCE, webhookBench } from './helpers/webhook-bench.ts'

describe('webhooks in trouble', () => {
  it.each([500, 302, 404, 'drops'] as const)(
    'try again what an endpoint answers with %s, in order, and say why',
    async (how) => {
      const { hook, say, deliver, store, pass, state, counted } = await webhookBench()
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
    const { hook, say, deliver, store, pass, state } = await webhookBench()
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
    const { hook, store } = await webhookBench()
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
    const { hook, say, deliver, pass, state } = await webhookBench()
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
    const { hook, say, deliver, store, state } = await webhookBench()
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
    const { hook, say, deliver, store, pass } = await webhookBench()
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
    const { hook, say, deliver, state } = await webhookBench()
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
    const { hook, say, deliver, store } = await webhookBench()
    const endpoint = await startEndpoint()
    endpoint.answer(() => 'hangs')
    const to = await hook(endpoint.url, { kinds: ['message.created'] })
    await say()
    deliver({ deadlineMs: 50 })
    await expect
      .poll(async () => (await store.deliveries(TENANT, to.id, { limit: 1 }))[0], PATIENCE)
      .toMatchObject({ state: 'waiting', attempts: 1, fault: 'no answer in 0.05 s' })
  })

  it('what cannot be noted is not sent again at each look, said once, and goes on once it can', async () => {
    const { hook, say, deliver, store, state } = await webhookBench()
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
    const { hook, say, deliver, store, state } = await webhookBench()
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
    const { hook, say, deliver, store } = await webhookBench()
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
    const { hook, say, deliver, store, state } = await webhookBench()
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
