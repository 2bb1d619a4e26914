import { afterEach, describe, expect, it, vi } from 'vitest'
import { createHttpUpstream, type UpstreamCall } from '../src/adapters/http/upstream.ts'
import { type DemoBehaviour, startDemoServices } from '../src/demo/demo-services.ts'
import { Superseded } from '../src/lib/superseded.ts'
import { upstreamContract } from './contract/upstream.ts'
import { NOW } from './helpers/mesh.ts'

upstreamContract('http', async () => {
  let behaviour: DemoBehaviour | undefined
  const services = await startDemoServices({ now: () => NOW, behave: () => behaviour })
  return {
    upstream: createHttpUpstream({ baseUrl: services.url }),
    behave: (how) => {
      behaviour = how
    },
    close: services.close,
  }
})

describe('upstream over http', () => {
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    vi.useRealTimers()
    for (const close of closing.splice(0)) await close()
  })
  const start = async (parts: { token?: string; behave?: () => DemoBehaviour | undefined } = {}) => {
    const services = await startDemoServices({ now: () => NOW, ...parts })
    closing.push(services.close)
    return services
  }
  const soon = (): AbortSignal => AbortSignal.timeout(30_000)

  it('sends the token, and a wrong one is unreachable with the fix in its message', async () => {
    const services = await start({ token: 'let-me-in' })
    const right = createHttpUpstream({ baseUrl: `${services.url}/`, token: 'let-me-in' })
    expect(await right.customers(['demo'], soon())).toMatchObject([{ id: 'demo' }])
    const wrong = createHttpUpstream({ baseUrl: services.url, token: 'guess' })
    await expect(wrong.customers(['demo'], soon())).rejects.toMatchObject({
      fault: 'unreachable',
      message: expect.stringContaining('mesh.token'),
    })
  })

  it('leaves a source alone after five failures in a row, says so, and spares the others', async () => {
    let failing = true
    const services = await start({ behave: () => (failing ? { status: 500 } : undefined) })
    const upstream = createHttpUpstream({ baseUrl: services.url })
    for (let n = 0; n < 20; n += 1)
      await expect(upstream.customers(['demo'], soon())).rejects.toMatchObject({ fault: 'unreachable' })
    expect(services.requests()).toEqual({ '/customers': 5 })
    expect(upstream.status()).toEqual({ crm: 'down', orders: 'ok', parcels: 'ok' })
    failing = false
    expect(await upstream.ordersOf(['demo'], soon())).toMatchObject([{}])
  })

  it('tries a source again after a while, one call at first, and takes it back', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    let failing = true
    const services = await start({ behave: () => (failing ? { status: 500 } : undefined) })
    const upstream = createHttpUpstream({ baseUrl: services.url })
    for (let n = 0; n < 5; n += 1) await upstream.customers(['demo'], soon()).catch(() => {})
    vi.setSystemTime(Date.now() + 60_000)
    await Promise.allSettled(Array.from({ length: 10 }, () => upstream.customers(['demo'], soon())))
    expect(services.requests()).toEqual({ '/customers': 6 })
    failing = false
    vi.setSystemTime(Date.now() + 60_000)
    expect(await upstream.customers(['demo'], soon())).toMatchObject([{ id: 'demo' }])
    expect(upstream.status().crm).toBe('ok')
  })

  it('does not take a source for dead that answers nonsense', async () => {
    const services = await start({ behave: () => ({ body: '{}' }) })
    const upstream = createHttpUpstream({ baseUrl: services.url })
    for (let n = 0; n < 10; n += 1)
      await expect(upstream.customers(['demo'], soon())).rejects.toMatchObject({ fault: 'invalid' })
    expect(services.requests()).toEqual({ '/customers': 10 })
    expect(upstream.status().crm).toBe('ok')
  })

  it('sends no crowd to a slow source', async () => {
    let inside = 0
    let most = 0
    const slow: typeof fetch = async () => {
      inside += 1
      most = Math.max(most, inside)
      await new Promise((resolve) => setTimeout(resolve, 2))
      inside -= 1
      return new Response('{"customers":[]}')
    }
    const upstream = createHttpUpstream({ baseUrl: 'http://crm', fetch: slow })
    await Promise.all(Array.from({ length: 200 }, (_, n) => upstream.customers([`c-${n}`], soon())))
    expect(most).toBe(32)
  })

  it('[UP1] a call that waits behind others still ends when its signal aborts, and is then never sent', async () => {
    const sent: string[] = []
    const release: (() => void)[] = []
    const upstream = createHttpUpstream({
      baseUrl: 'http://crm',
      fetch: async (url) => {
        sent.push(String(url))
        await new Promise<void>((resolve) => release.push(resolve))
        return new Response('{"customers":[]}')
      },
    })
    const crowd = Array.from({ length: 32 }, (_, n) => upstream.customers([`c-${n}`], soon()))
    const controller = new AbortController()
    const waiting = upstream.customers(['late'], controller.signal)
    setTimeout(() => controller.abort(), 20)
    await expect(waiting).rejects.toMatchObject({ source: 'crm', fault: 'deadline' })
    for (const answer of release) answer()
    await Promise.all(crowd)
    expect(sent).toHaveLength(32)
  })

  it('asks once more what was restarting or cut off, for at most one call in ten', async () => {
    const calls = { made: 0, failing: true }
    const outcomes: string[] = []
    const upstream = createHttpUpstream({
      baseUrl: 'http://crm',
      onCall: ({ outcome }) => outcomes.push(outcome),
      fetch: async () => {
        calls.made += 1
        if (!calls.failing) return new Response('{"customers":[]}')
        calls.failing = false
        return new Response('restarting', { status: 503 })
      },
    })
    expect(await upstream.customers(['demo'], soon())).toEqual([undefined])
    expect([calls.made, outcomes]).toEqual([2, ['ok']])
    let made = 0
    const cut = createHttpUpstream({
      baseUrl: 'http://crm',
      fetch: async () => {
        made += 1
        if (made % 2 === 0) return new Response('{"customers":[]}')
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('cut'), { code: 'ECONNRESET' }) })
      },
    })
    for (let n = 0; n < 10; n += 1) await cut.customers(['demo'], soon())
    expect(made).toBe(20)
    const always = createHttpUpstream({
      baseUrl: 'http://crm',
      fetch: async () => {
        made += 1
        return new Response('restarting', { status: made % 3 === 0 ? 500 : 502 })
      },
    })
    made = 0
    for (let n = 0; n < 40; n += 1) await always.customers(['demo'], soon()).catch(() => {})
    // Five failures in a row end it: ten attempts at the most.
    expect(made).toBeLessThanOrEqual(10)
  })

  it('control: an answer of 500 is not asked for again', async () => {
    let made = 0
    const upstream = createHttpUpstream({
      baseUrl: 'http://crm',
      fetch: async () => {
        made += 1
        return new Response('broken', { status: 500 })
      },
    })
    await expect(upstream.customers(['demo'], soon())).rejects.toMatchObject({ fault: 'unreachable' })
    expect(made).toBe(1)
  })

  it('an attempt that a quicker one has beaten is no failure of its source', async () => {
    const outcomes: string[] = []
    const upstream = createHttpUpstream({
      baseUrl: 'http://crm',
      onCall: ({ outcome }) => outcomes.push(outcome),
      fetch: (_url, init) =>
        new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
    })
    for (let n = 0; n < 10; n += 1) {
      const controller = new AbortController()
      const beaten = upstream.customers(['demo'], controller.signal)
      setTimeout(() => controller.abort(new Superseded()), 2)
      await beaten.catch(() => {})
    }
    expect([upstream.status().crm, outcomes]).toEqual(['ok', []])
  })

  it('follows no redirect', async () => {
    const seen: RequestInit[] = []
    const upstream = createHttpUpstream({
      baseUrl: 'http://crm',
      fetch: async (_url, init) => {
        seen.push(init ?? {})
        return new Response('{"customers":[]}')
      },
    })
    await upstream.customers(['demo'], soon())
    expect(seen).toMatchObject([{ redirect: 'error' }])
  })

  it('gives up an answer without end', async () => {
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1 << 20).fill(32)) })
    const upstream = createHttpUpstream({ baseUrl: 'http://crm', fetch: async () => new Response(endless) })
    await expect(upstream.customers(['demo'], soon())).rejects.toMatchObject({
      fault: 'invalid',
      message: expect.stringContaining('bytes'),
    })
  })

  it('tells of each call that went out how it ended', async () => {
    let behaviour: DemoBehaviour | undefined
    const services = await start({ behave: () => behaviour })
    const calls: UpstreamCall[] = []
    const upstream = createHttpUpstream({ baseUrl: services.url, onCall: (call) => calls.push(call) })
    await upstream.customers(['demo'], soon())
    behaviour = { body: '{"orders":[{}]}' }
    await upstream.orders(['1'], soon()).catch(() => {})
    behaviour = { status: 500 }
    await upstream.orders(['1'], soon()).catch(() => {})
    behaviour = { hang: true }
    await upstream.parcels(['1'], AbortSignal.timeout(30)).catch(() => {})
    expect(calls.map(({ source, outcome }) => [source, outcome])).toEqual([
      ['crm', 'ok'],
      ['orders', 'invalid'],
      ['orders', 'unreachable'],
      ['parcels', 'deadline'],
    ])
    expect(calls.every(({ ms }) => ms > 0)).toBe(true)
  })

  it('cannot be reached when nobody listens', async () => {
    const services = await start()
    await services.close()
    const upstream = createHttpUpstream({ baseUrl: services.url })
    await expect(upstream.customers(['demo'], soon())).rejects.toMatchObject({ source: 'crm', fault: 'unreachable' })
  })
})
