import { describe, expect, it } from 'vitest'
import type { Customer } from '../src/domain/customer.ts'
import { UpstreamError } from '../src/domain/upstream-error.ts'
import { createSingleFlight } from '../src/lib/single-flight.ts'
import { startDeadline } from '../src/mesh/deadline.ts'
import { createLoaders } from '../src/mesh/loaders.ts'
import type { Upstream } from '../src/ports/upstream.ts'

const STAFF = { tenant: 'default', scope: 'staff' }
const CALL_DEADLINE_MS = 10_000
const crowd = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

const COUPON = { name: { zh: '满百减十', en: '10 off 100' }, expires: '2026-12-31T23:59:59+08:00' }
const person = (id: string): Customer => ({ id, name: { zh: `客户${id}`, en: id }, coupons: [] })

/** An upstream that answers after 5 ms and logs which ids each call asked for. */
const countingUpstream = (answer: (id: string) => Customer | undefined = person) => {
  const calls: string[][] = []
  const later = async <T>(ids: readonly string[], entry: (id: string) => T): Promise<T[]> => {
    calls.push([...ids])
    await new Promise((resolve) => setTimeout(resolve, 5))
    return ids.map(entry)
  }
  const upstream: Upstream = {
    customers: (ids) => later(ids, answer),
    orders: (ids) => later(ids, () => undefined),
    ordersOf: (ids) => later(ids, () => []),
    parcels: (ids) => later(ids, () => undefined),
  }
  return { calls, upstream }
}

describe('loaders', () => {
  it('100 requests for the same customer at once make one call upstream', async () => {
    const { calls, upstream } = countingUpstream()
    const shared: string[] = []
    const open = createLoaders({
      upstreamOf: () => upstream,
      callDeadlineMs: CALL_DEADLINE_MS,
      onShared: (source) => shared.push(source),
    })
    const found = await Promise.all(crowd(100).map(() => open(STAFF).customer('demo')))
    expect(calls).toEqual([['demo']])
    expect(found.every((customer) => customer?.id === 'demo')).toBe(true)
    expect(shared).toEqual(crowd(99).map(() => 'crm'))
  })

  it('[S17] nobody is asked for what is a visitor’s: a system may read such an id for another', async () => {
    const { calls, upstream } = countingUpstream(() => person('0'))
    const open = createLoaders({
      upstreamOf: () => ({ ...upstream, coupons: async (ids) => ids.map(() => [COUPON]) }),
      callDeadlineMs: CALL_DEADLINE_MS,
    })
    const visitor = open(STAFF)
    const id = 'visitor-0123456789-1'
    expect(await Promise.all([visitor.customer(id), visitor.ordersOf(id), visitor.coupons(id)])).toEqual([
      undefined,
      [],
      [],
    ])
    expect(calls).toEqual([])
    expect(await visitor.coupons('demo'), 'control').toEqual([COUPON])
    expect((await visitor.customer('demo'))?.id).toBe('0')
    await visitor.order(id)
    expect(calls, 'an order may be called so').toEqual([['demo'], [id]])
  })

  it('control: the same 100 requests that share nothing make 100 calls', async () => {
    const { calls, upstream } = countingUpstream()
    await Promise.all(
      crowd(100).map(() =>
        createLoaders({ upstreamOf: () => upstream, callDeadlineMs: CALL_DEADLINE_MS })(STAFF).customer('demo'),
      ),
    )
    expect(calls).toHaveLength(100)
  })

  it('different ids of one turn go in one call, whatever request asked, at most 100 a call', async () => {
    const { calls, upstream } = countingUpstream()
    const open = createLoaders({ upstreamOf: () => upstream, callDeadlineMs: CALL_DEADLINE_MS })
    const found = await Promise.all(crowd(250).map((n) => open(STAFF).customer(`c-${n}`)))
    expect(found.map((customer) => customer?.id)).toEqual(crowd(250).map((n) => `c-${n}`))
    expect(calls.map((ids) => ids.length)).toEqual([100, 100, 50])
  })

  it('a request reads a thing once, and the next request reads it again', async () => {
    const { calls, upstream } = countingUpstream()
    const open = createLoaders({ upstreamOf: () => upstream, callDeadlineMs: CALL_DEADLINE_MS })
    const request = open(STAFF)
    await request.customer('demo')
    await request.customer('demo')
    expect(calls).toHaveLength(1)
    await open(STAFF).customer('demo')
    expect(calls).toHaveLength(2)
  })

  it('an error reaches all who waited for that flight, and nobody after them', async () => {
    let failing = true
    const { calls, upstream } = countingUpstream((id) => {
      if (failing) throw new UpstreamError('crm', 'unreachable', 'answered 503')
      return person(id)
    })
    const open = createLoaders({ upstreamOf: () => upstream, callDeadlineMs: CALL_DEADLINE_MS })
    const settled = await Promise.allSettled(crowd(10).map(() => open(STAFF).customer('demo')))
    expect(settled.map(({ status }) => status)).toEqual(crowd(10).map(() => 'rejected'))
    expect(calls).toHaveLength(1)
    failing = false
    expect(await open(STAFF).customer('demo')).toEqual(person('demo'))
  })

  it('an entry that is broken fails alone, not those that happened to be asked with it', async () => {
    const calls: string[][] = []
    const { upstream } = countingUpstream()
    const broken: Upstream = {
      ...upstream,
      customers: async (ids) => {
        calls.push([...ids])
        if (ids.includes('bad'))
          throw new UpstreamError('crm', 'invalid', 'field customers.1.id cannot be used', { entry: 'bad' })
        return ids.map(person)
      },
    }
    const open = createLoaders({ upstreamOf: () => broken, callDeadlineMs: CALL_DEADLINE_MS })
    const settled = await Promise.allSettled(['good', 'bad', 'fine'].map((id) => open(STAFF).customer(id)))
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(calls).toEqual([
      ['good', 'bad', 'fine'],
      ['good', 'fine'],
    ])
  })

  it('a source that breaks entry after entry is asked a few times, not once an entry', async () => {
    const { upstream } = countingUpstream()
    let calls = 0
    const broken: Upstream = {
      ...upstream,
      customers: async (ids) => {
        calls += 1
        throw new UpstreamError('crm', 'invalid', 'broken', { entry: ids[0] })
      },
    }
    const open = createLoaders({ upstreamOf: () => broken, callDeadlineMs: CALL_DEADLINE_MS })
    const settled = await Promise.allSettled(crowd(50).map((n) => open(STAFF).customer(`c-${n}`)))
    expect(settled.every(({ status }) => status === 'rejected')).toBe(true)
    expect(calls).toBe(4)
  })

  it('[S17] two tenants never share a flight or a call: 10,000 interleaved reads', async () => {
    const seen: Record<string, string[][]> = { red: [], blue: [] }
    const upstreamOf = (tenant: string): Upstream => {
      const { calls, upstream } = countingUpstream((id) => person(`${tenant} ${id}`))
      seen[tenant] = calls
      return upstream
    }
    const open = createLoaders({ upstreamOf, callDeadlineMs: CALL_DEADLINE_MS })
    const tenants = ['red', 'blue'] as const
    const found = await Promise.all(
      crowd(10_000).map(async (n) => {
        const tenant = tenants[n % 2] as string
        return [tenant, (await open({ tenant, scope: 'staff' }).customer(`c-${n % 7}`))?.id] as const
      }),
    )
    expect(found.filter(([tenant, id]) => !id?.startsWith(`${tenant} `))).toEqual([])
    expect(seen).toMatchObject({ red: [expect.any(Array)], blue: [expect.any(Array)] })
  })

  it('[S17] nor do readers whose names are made to look like one another', async () => {
    const asked: string[] = []
    const names = ['a', 'b', 'a b', 'a"b', 'a","b', '["a","b"]', '', ' ', 'a\\', 'crm customer', '{}', 'a b c']
    const upstreamOf = (tenant: string): Upstream => ({
      ...countingUpstream().upstream,
      customers: async (ids) => {
        asked.push(...ids.map((id) => `${tenant} ${id}`))
        return ids.map((id) => person(JSON.stringify([tenant, id])))
      },
    })
    let shared = 0
    const open = createLoaders({
      upstreamOf,
      callDeadlineMs: CALL_DEADLINE_MS,
      onShared: () => {
        shared += 1
      },
    })
    const readers = names.flatMap((tenant) => names.flatMap((scope) => names.map((id) => ({ tenant, scope, id }))))
    const found = await Promise.all(
      readers.map(
        async ({ tenant, scope, id }) => [tenant, id, (await open({ tenant, scope }).customer(id))?.id] as const,
      ),
    )
    expect(found.filter(([tenant, id, of]) => of !== JSON.stringify([tenant, id]))).toEqual([])
    expect(shared).toBe(0)
  })

  it('scopes do not share a flight', async () => {
    const { upstream } = countingUpstream()
    const shared: string[] = []
    const open = createLoaders({
      upstreamOf: () => upstream,
      callDeadlineMs: CALL_DEADLINE_MS,
      onShared: (source) => shared.push(source),
    })
    await Promise.all(
      ['staff', 'customer demo', 'card'].map((scope) => open({ tenant: 'default', scope }).customer('demo')),
    )
    expect(shared).toEqual([])
  })

  it('a tenant without systems knows nobody and calls nothing', async () => {
    const open = createLoaders({ upstreamOf: () => undefined, callDeadlineMs: CALL_DEADLINE_MS })
    const loaders = open({ tenant: 'other', scope: 'staff' })
    expect([
      await loaders.customer('demo'),
      await loaders.order('1'),
      await loaders.ordersOf('demo'),
      await loaders.parcel('SF1'),
    ]).toEqual([undefined, undefined, [], undefined])
  })

  it('a request ends at its deadline though its call goes on', async () => {
    const { upstream } = countingUpstream()
    let answer = (_: (Customer | undefined)[]): void => {}
    const slow: Upstream = {
      ...upstream,
      customers: () =>
        new Promise((resolve) => {
          answer = resolve
        }),
    }
    const open = createLoaders({ upstreamOf: () => slow, callDeadlineMs: CALL_DEADLINE_MS })
    const patient = open(STAFF).customer('demo')
    await expect(open(STAFF, startDeadline(20)).customer('demo')).rejects.toMatchObject({
      source: 'crm',
      fault: 'deadline',
    })
    answer([person('demo')])
    expect(await patient).toEqual(person('demo'))
  })
})

describe('single flight', () => {
  it('is empty once all have settled, errors included', async () => {
    const flights = createSingleFlight<number>()
    const settled = await Promise.allSettled([
      flights.run('a', async () => 1),
      flights.run('b', () => Promise.reject(new Error('no'))),
      flights.run('c', () => {
        throw new Error('at once')
      }),
      flights.run('a', async () => 2),
    ])
    expect(settled.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.message))).toEqual([
      1,
      'no',
      'at once',
      1,
    ])
    expect(flights.size).toBe(0)
  })

  it('starts anew for who asks when a flight has just settled', async () => {
    const flights = createSingleFlight<number>()
    let runs = 0
    const work = async (): Promise<number> => {
      runs += 1
      return runs
    }
    expect(await flights.run('a', work)).toBe(1)
    expect(await flights.run('a', work)).toBe(2)
  })
})
