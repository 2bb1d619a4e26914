import { setMaxListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { Order } from '../src/domain/customer.ts'
import { createGate, type Priority } from '../src/mesh/gate.ts'
import { createLoaders } from '../src/mesh/loaders.ts'
import { createSourceGuard } from '../src/mesh/source-guard.ts'
import type { Upstream } from '../src/ports/upstream.ts'

const SLOW_MS = 300
const never = new AbortController().signal
setMaxListeners(0, never)
const tick = (ms = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const gateOf = (callsAtOnce: number) => {
  let clock = 0
  const shed: Priority[] = []
  const gate = createGate({
    source: 'orders',
    callsAtOnce,
    slowMs: SLOW_MS,
    clock: () => clock,
    onShed: (priority) => shed.push(priority),
  })
  return {
    gate,
    shed,
    pass: (ms: number) => {
      clock += ms
    },
  }
}

/** A call that ends when it is told to. */
const held = () => {
  let end = (): void => {}
  const over = new Promise<void>((resolve) => {
    end = resolve
  })
  return { work: () => over, end: () => end() }
}

describe('gate of a source', () => {
  it('lets as many through as it may, the rest by priority, then by arrival', async () => {
    const { gate } = gateOf(1)
    const first = held()
    const order: string[] = []
    const all = [gate.run('graphql', never, first.work)]
    for (const [name, priority] of [
      ['query', 'graphql'],
      ['typing', 'prefetch'],
      ['card', 'card'],
      ['turn', 'turn'],
      ['second turn', 'turn'],
    ] as const)
      all.push(gate.run(priority, never, async () => void order.push(name)))
    expect(gate.status()).toEqual({ limit: 1, running: 1, waiting: 5 })
    first.end()
    await Promise.all(all)
    expect(order).toEqual(['turn', 'second turn', 'card', 'typing', 'query'])
    expect(gate.status()).toEqual({ limit: 1, running: 0, waiting: 0 })
  })

  it('turns away what matters least first', async () => {
    const { gate, shed } = gateOf(1)
    const blocking = held()
    const all = [gate.run('turn', never, blocking.work)]
    const add = (priority: Priority, count: number): void => {
      for (let n = 0; n < count; n += 1)
        all.push(gate.run(priority, never, async () => undefined).catch(() => undefined))
    }
    add('graphql', 600)
    expect(shed).toHaveLength(600 - 512)
    add('prefetch', 600)
    add('card', 600)
    add('turn', 600)
    expect(shed.filter((one) => one === 'turn')).toHaveLength(600 - 512)
    expect(shed.filter((one) => one === 'card')).toHaveLength(600 - 512)
    await tick()
    await expect(gate.run('graphql', never, async () => 1)).rejects.toMatchObject({
      source: 'orders',
      fault: 'unreachable',
    })
    blocking.end()
    await Promise.all(all)
    expect(gate.status()).toEqual({ limit: 1, running: 0, waiting: 0 })
  })

  it('who gives up leaves the line and is never sent', async () => {
    const { gate } = gateOf(1)
    const blocking = held()
    const running = gate.run('card', never, blocking.work)
    const controller = new AbortController()
    let sent = false
    const waiting = gate.run('card', controller.signal, async () => {
      sent = true
    })
    controller.abort(new Error('gone'))
    await expect(waiting).rejects.toThrow('gone')
    expect(gate.status().waiting).toBe(0)
    blocking.end()
    await running
    expect(sent).toBe(false)
  })

  it('takes fewer at once while calls are slow, never more than it may, and comes back', async () => {
    const { gate, pass } = gateOf(32)
    const round = async (ms: number): Promise<void> => {
      const calls = Array.from({ length: gate.status().limit }, () => held())
      const all = calls.map(({ work }) => gate.run('card', never, work))
      pass(ms)
      for (const { end } of calls) end()
      await Promise.all(all)
    }
    await round(10)
    const limits: number[] = []
    for (let n = 0; n < 4; n += 1) {
      await round(400)
      limits.push(gate.status().limit)
    }
    expect(limits).toEqual([22, 15, 10, 7])
    for (let n = 0; n < 20; n += 1) await round(400)
    expect(gate.status().limit).toBe(2)
    for (let n = 0; n < 150; n += 1) {
      await round(10)
      expect(gate.status().limit).toBeLessThanOrEqual(32)
    }
    expect(gate.status().limit).toBe(32)
  })
})

describe('a system that always takes long', () => {
  it('keeps its limit', async () => {
    const { gate, pass } = gateOf(8)
    for (let n = 0; n < 50; n += 1) {
      const call = held()
      const over = gate.run('card', never, call.work)
      pass(1_500 + (n % 7) * 100)
      call.end()
      await over
    }
    expect(gate.status().limit).toBe(8)
  })
})

/** Orders from a system that notes how many calls it has at once. */
const crowdedOrders = async (orders: number, guarded: boolean, callsAtOnce = 32, batch?: number) => {
  let inside = 0
  let most = 0
  let calls = 0
  const one = async (ids: readonly string[]): Promise<(Order | undefined)[]> => {
    calls += 1
    inside += 1
    most = Math.max(most, inside)
    await tick(1)
    inside -= 1
    return ids.map(() => undefined)
  }
  const none = async (): Promise<never[]> => []
  const upstream: Upstream = { customers: none, orders: one, ordersOf: none, parcels: none }
  const guard = createSourceGuard({
    source: 'orders',
    callsAtOnce,
    slowMs: SLOW_MS,
    clock: () => performance.now(),
    now: Date.now,
  })
  const open = createLoaders({
    upstreamOf: () => upstream,
    callDeadlineMs: 60_000,
    ...(guarded ? { guardOf: () => guard } : {}),
    ...(batch === undefined ? {} : { batchOf: () => batch }),
  })
  const found = await Promise.allSettled(
    Array.from({ length: orders }, (_, n) => open({ tenant: 'default', scope: 'staff' }).order(String(n))),
  )
  return { most, calls, failed: found.filter(({ status }) => status === 'rejected').length }
}

describe('5,000 distinct cold orders together', () => {
  it.each([32, 4])('never exceed a limit of %i calls at once', async (limit) => {
    const { most, calls, failed } = await crowdedOrders(5_000, true, limit)
    expect(most).toBeLessThanOrEqual(limit)
    expect(calls).toBe(50)
    expect(failed).toBe(0)
  })

  it('nor where the source takes one id a call', async () => {
    const { most, calls, failed } = await crowdedOrders(500, true, 8, 1)
    expect([most, calls, failed]).toEqual([8, 500, 0])
  })

  it('control: without the gate they do', async () => {
    expect((await crowdedOrders(5_000, false)).most).toBeGreaterThan(32)
  })
})

describe('state of a source', () => {
  const guardOf = () => {
    let now = Date.parse('2026-11-22T10:00:00Z')
    const guard = createSourceGuard({
      source: 'parcels',
      callsAtOnce: 8,
      slowMs: SLOW_MS,
      clock: () => now,
      now: () => now,
    })
    return {
      guard,
      pass: (ms: number) => {
        now += ms
      },
      fail: (fault: Error) => guard.call('card', never, () => Promise.reject(fault)).catch(() => undefined),
    }
  }

  it('says since when it fails and in what words, and forgets it with the first success', async () => {
    const { guard, pass, fail } = guardOf()
    const { UpstreamError } = await import('../src/domain/upstream-error.ts')
    expect(guard.status()).toEqual({ state: 'ok', limit: 8, running: 0, waiting: 0 })
    const fault = new UpstreamError('parcels', 'unreachable', 'answered 503')
    await fail(fault)
    expect(guard.status()).toMatchObject({
      state: 'failing',
      since: '2026-11-22T10:00:00.000Z',
      meaning: 'parcels: answered 503',
    })
    pass(60_000)
    for (let n = 0; n < 4; n += 1) await fail(fault)
    expect(guard.status()).toMatchObject({ state: 'down', since: '2026-11-22T10:00:00.000Z' })
    await fail(new UpstreamError('parcels', 'invalid', 'field parcels.0.no cannot be used'))
    expect(guard.status()).toMatchObject({ state: 'invalid', since: '2026-11-22T10:01:00.000Z' })
    await guard.call('card', never, async () => 1)
    expect(guard.status()).toEqual({ state: 'ok', limit: 8, running: 0, waiting: 0 })
  })
})
