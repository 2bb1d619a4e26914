import DataLoader from 'dataloader'
import type { Order } from '../../src/domain/customer.ts'
import { createLoaders } from '../../src/mesh/loaders.ts'
import { quantile, round } from '../product.ts'
import { createFakeShop } from './shop.ts'

const QUERIES = 100
const ORDERS = 50
const UPSTREAM_MS = 5
/** Connections that a pool to one host has. */
const CONNECTIONS = 50
const ROUNDS = 5

/** 100 equal queries over 50 orders at once: by a DataLoader of each request alone, one call an id or one a batch, and by the mesh. Turn and turn about. */
export const equalQueries = async () => {
  const ids = Array.from({ length: ORDERS }, (_, n) => `20261122${n}`)
  const crowd = (read: () => (id: string) => Promise<Order | undefined>) => async (): Promise<number> => {
    const started = performance.now()
    await Promise.all(
      Array.from({ length: QUERIES }, () => {
        const one = read()
        return Promise.all(ids.map(one))
      }),
    )
    return performance.now() - started
  }
  const ways = {
    dataLoaderById: () => {
      const { upstream, seen } = createFakeShop(UPSTREAM_MS)
      const pool = createPool(CONNECTIONS)
      const get = (id: string): Promise<Order | undefined> =>
        pool(async () => (await upstream.orders([id], new AbortController().signal))[0])
      return { seen, run: crowd(() => loaderOf((all) => Promise.all(all.map(get)))) }
    },
    dataLoaderBatched: () => {
      const { upstream, seen } = createFakeShop(UPSTREAM_MS)
      const pool = createPool(CONNECTIONS)
      return {
        seen,
        run: crowd(() => loaderOf((all) => pool(() => upstream.orders(all, new AbortController().signal)))),
      }
    },
    mesh: () => {
      const { upstream, seen } = createFakeShop(UPSTREAM_MS)
      const open = createLoaders({ upstreamOf: () => upstream, callDeadlineMs: 10_000 })
      return { seen, run: crowd(() => open({ tenant: 'default', scope: 'staff' }).order) }
    },
  }
  const times: Record<string, number[]> = {}
  const calls: Record<string, number> = {}
  for (let turn = 0; turn < ROUNDS; turn += 1)
    for (const [name, make] of Object.entries(ways)) {
      const { run, seen } = make()
      times[name] = [...(times[name] ?? []), await run()]
      calls[name] = seen.calls
    }
  const ms = (name: string): number => quantile(times[name] ?? [], 0.5)
  return {
    what: '100 equal queries over 50 orders, 5 ms a call',
    goal: '≥ 30 × a DataLoader of each request alone, 1 call',
    ms: {
      dataLoaderById: round(ms('dataLoaderById')),
      dataLoaderBatched: round(ms('dataLoaderBatched')),
      mesh: round(ms('mesh')),
    },
    upstreamCalls: calls,
    timesFaster: {
      thanDataLoaderById: round(ms('dataLoaderById') / ms('mesh')),
      thanDataLoaderBatched: round(ms('dataLoaderBatched') / ms('mesh')),
    },
    met: calls['mesh'] === 1 && ms('dataLoaderById') / ms('mesh') >= 30,
  }
}

const loaderOf = (read: (ids: readonly string[]) => Promise<(Order | undefined)[]>) => {
  const loader = new DataLoader<string, Order | undefined>((ids) => read(ids))
  return (id: string) => loader.load(id)
}

/** As a pool of connections: so many calls at once, the others wait. */
const createPool = (size: number) => {
  let free = size
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
