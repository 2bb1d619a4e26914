import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DemoBehaviour } from '../../src/demo/demo-services.ts'
import type { Upstream } from '../../src/ports/upstream.ts'

/** An adapter over the demo shop's data; `behave` makes its systems misbehave. */
export interface UpstreamUnderTest {
  upstream: Upstream
  behave(how: DemoBehaviour): void
  close(): Promise<void>
}

const LONG_MS = 30_000
const READS: [
  name: string,
  source: string,
  read: (upstream: Upstream, ids: string[], signal: AbortSignal) => Promise<unknown[]>,
][] = [
  ['customers', 'crm', (upstream, ids, signal) => upstream.customers(ids, signal)],
  ['orders', 'orders', (upstream, ids, signal) => upstream.orders(ids, signal)],
  ['ordersOf', 'orders', (upstream, ids, signal) => upstream.ordersOf(ids, signal)],
  ['parcels', 'parcels', (upstream, ids, signal) => upstream.parcels(ids, signal)],
]

/** The laws of ports/upstream.ts, for every adapter. */
export const upstreamContract = (name: string, start: () => Promise<UpstreamUnderTest>): void => {
  describe(`upstream contract: ${name}`, () => {
    let under: UpstreamUnderTest
    const signal = (): AbortSignal => AbortSignal.timeout(LONG_MS)
    beforeEach(async () => {
      under = await start()
    })
    afterEach(() => under.close())

    it.each(READS)(
      '[UP1] %s ends when its signal aborts, though the system never answers',
      async (_name, source, read) => {
        under.behave({ hang: true })
        const controller = new AbortController()
        const reading = read(under.upstream, ['demo'], controller.signal)
        setTimeout(() => controller.abort(), 20)
        await expect(reading).rejects.toMatchObject({ source, fault: 'deadline' })
      },
    )

    it.each(READS)('[UP1] %s with a signal that has already aborted rejects', async (_name, source, read) => {
      await expect(read(under.upstream, ['demo'], AbortSignal.abort())).rejects.toMatchObject({
        source,
        fault: 'deadline',
      })
    })

    it('[UP2] an unknown id is undefined, an unknown customer has no orders', async () => {
      const { upstream } = under
      expect(await upstream.customers(['visitor-17'], signal())).toEqual([undefined])
      expect(await upstream.orders(['20260101000000'], signal())).toEqual([undefined])
      expect(await upstream.ordersOf(['visitor-17'], signal())).toEqual([[]])
      expect(await upstream.parcels(['SF0'], signal())).toEqual([undefined])
    })

    it.each([
      ['with a comma', 'li-wei,demo'],
      ['empty', ''],
      ['very long', 'x'.repeat(20_000)],
      ['half a surrogate pair', 'demo\ud800'],
      ['that looks like a query', 'demo&ids=li-wei#'],
      ['of an object', '__proto__'],
    ])('[UP2] an id %s is one id, and unknown', async (_what, id) => {
      expect(await under.upstream.customers([id], signal())).toEqual([undefined])
      expect(await under.upstream.ordersOf([id, 'demo'], signal())).toEqual([[], expect.any(Array)])
      expect(await under.upstream.parcels([id], signal())).toEqual([undefined])
    })

    it.each(READS)('[UP3] %s rejects an answer that is not JSON and names the source', async (_name, source, read) => {
      under.behave({ body: '<html>gateway</html>' })
      await expect(read(under.upstream, ['demo'], signal())).rejects.toMatchObject({
        source,
        fault: 'invalid',
        message: expect.stringContaining(source),
      })
    })

    it('[UP3] a broken field is named, with the id whose entry it is', async () => {
      under.behave({ body: JSON.stringify({ orders: [{ id: '1', customer: 'demo', status: 'lost', lines: [] }] }) })
      await expect(under.upstream.orders(['1'], signal())).rejects.toMatchObject({
        source: 'orders',
        fault: 'invalid',
        entry: '1',
        message: expect.stringContaining('orders.0.status'),
      })
      await expect(under.upstream.ordersOf(['demo'], signal())).rejects.toMatchObject({ entry: 'demo' })
    })

    it.each(['null', '[]', '7', '{"orders":null}', '{"orders":[null]}', '{"orders":{"0":1}}'])(
      '[UP3] the answer %s rejects',
      async (body) => {
        under.behave({ body })
        await expect(under.upstream.orders(['1'], signal())).rejects.toMatchObject({
          source: 'orders',
          fault: 'invalid',
        })
      },
    )

    it('[UP3] a system that answers with an error is unreachable, not empty', async () => {
      under.behave({ status: 503 })
      await expect(under.upstream.customers(['demo'], signal())).rejects.toMatchObject({
        source: 'crm',
        fault: 'unreachable',
      })
    })

    it('[UP4] one entry an id, in the order asked, repeated ids included', async () => {
      const { upstream } = under
      const ids = ['li-wei', 'nobody', 'demo', 'li-wei']
      expect((await upstream.customers(ids, signal())).map((found) => found?.id)).toEqual([
        'li-wei',
        undefined,
        'demo',
        'li-wei',
      ])
      const owners = (await upstream.ordersOf(ids, signal())).map((orders) => [
        ...new Set(orders.map(({ customer }) => customer)),
      ])
      expect(owners).toEqual([['li-wei'], [], ['demo'], ['li-wei']])
    })

    it('[UP4] a batch longer than one call is still one list', async () => {
      const ids = Array.from({ length: 600 }, (_, n) => `customer-${n % 2 === 0 ? n / 2 + 1 : `unknown-${n}`}`)
      const found = await under.upstream.customers(ids, signal())
      expect(found.map((customer) => customer?.id)).toEqual(
        ids.map((id) => (id.includes('unknown') || Number(id.slice(9)) > 200 ? undefined : id)),
      )
    })

    it('[UP4] no ids are no entries', async () => {
      expect(await under.upstream.customers([], signal())).toEqual([])
      expect(await under.upstream.ordersOf([], signal())).toEqual([])
    })
  })
}
