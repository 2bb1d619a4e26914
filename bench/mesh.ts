import fastify from 'fastify'
import { createHttpUpstream } from '../src/adapters/http/upstream.ts'
import { startDemoServices } from '../src/demo/demo-services.ts'
import { line } from '../src/demo/goods.ts'
import { PASSED, tellParcel } from '../src/demo/parcel-story.ts'
import { placeOrder, type ShopData } from '../src/demo/records.ts'
import { createShopClock } from '../src/demo/shop-clock.ts'
import type { Principal } from '../src/domain/message.ts'
import { createLoaders } from '../src/mesh/loaders.ts'
import { registerMesh } from '../src/mesh/plugin.ts'
import { mixedCards, overhead } from './mesh-parts/cards.ts'
import { coldOrders, passingKeys } from './mesh-parts/crowds.ts'
import { equalQueries } from './mesh-parts/equal-queries.ts'
import { redisReads } from './mesh-parts/redis.ts'
import { quantile, round } from './product.ts'

/**
 * A page of 50 orders with their parcels from systems that take 5 ms a call: one call after the other, one call an id at once, and the mesh,
 * turn and turn about. The first two are bare functions; the mesh answers GraphQL over HTTP. Then 100 such pages at once, and the goals of
 * docs/mesh-speed.md, each with whether it was met.
 */
const ORDERS = 50
const UPSTREAM_MS = 5
const ROUNDS = 20
const CROWD = 100
const CUSTOMER = 'page'

const data = (): ShopData => {
  const clock = createShopClock(Date.now())
  const shop: ShopData = {
    customers: [{ id: CUSTOMER, name: { zh: '王芳', en: 'Wang Fang' }, coupons: [] }],
    orders: [],
    parcels: [],
  }
  for (let n = 0; n < ORDERS; n += 1) {
    const parcel = tellParcel(clock, {
      no: `SF139000000${1_000 + n}`,
      carrier: { zh: '顺丰速运', en: 'SF Express' },
      passed: PASSED.inTransit,
      newestHoursAgo: 2,
    })
    shop.parcels.push(parcel)
    shop.orders.push(
      placeOrder(
        { customer: CUSTOMER, status: 'shipped', placedAt: clock.hoursAgo(n), parcel: parcel.no },
        `00${1_000 + n}`,
        [line('tea')],
      ),
    )
  }
  return shop
}

const services = await startDemoServices({ now: Date.now, data: data(), behave: () => ({ delayMs: UPSTREAM_MS }) })
const upstream = createHttpUpstream({ baseUrl: services.url })
const app = fastify()
const principal: Principal = { sub: 'ann', role: 'agent', tenant: 'default', name: 'Ann', exp: 4e9 }
await registerMesh(app, {
  open: createLoaders({ upstreamOf: () => upstream, callDeadlineMs: 10_000 }),
  authenticate: () => principal,
  introspection: false,
  deadlineMs: 10_000,
})
const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`

interface Row {
  id: string
  parcel: string
}
/** Ten thousand sockets at once are too many for some machines: what was cut off is asked again. */
const fetchList = async (path: string): Promise<Row[]> => {
  const response = await fetch(`${services.url}${path}`).catch(() => undefined)
  if (response === undefined) return fetchList(path)
  return Object.values((await response.json()) as Record<string, Row[]>)[0] ?? []
}
const readOne = async (id: string): Promise<void> => {
  const [order] = await fetchList(`/orders?ids=${id}`)
  await fetchList(`/parcels?nos=${order?.parcel}`)
}
const serial = async (): Promise<void> => {
  for (const { id } of await fetchList(`/orders?customer=${CUSTOMER}`)) await readOne(id)
}
const perId = async (): Promise<void> => {
  await Promise.all((await fetchList(`/orders?customer=${CUSTOMER}`)).map(({ id }) => readOne(id)))
}
const mesh = async (): Promise<void> => {
  const body = JSON.stringify({
    query: `{ orders(customer: "${CUSTOMER}") { id status parcel { no events { at } } } }`,
  })
  const answer = (await (
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  ).json()) as { data?: { orders: unknown[] } }
  if (answer.data?.orders.length !== ORDERS)
    throw new Error(`the mesh answered ${JSON.stringify(answer).slice(0, 200)}`)
}

const calls = (): number => Object.values(services.requests()).reduce((sum, count) => sum + count, 0)
const measure = async (work: () => Promise<unknown>): Promise<{ ms: number; calls: number }> => {
  const [before, started] = [calls(), performance.now()]
  await work()
  return { ms: performance.now() - started, calls: calls() - before }
}
const summary = (runs: { ms: number; calls: number }[]) => ({
  p50Ms: round(
    quantile(
      runs.map(({ ms }) => ms),
      0.5,
    ),
  ),
  upstreamCalls: runs.at(-1)?.calls,
})
const crowd = (work: () => Promise<void>) => () => Promise.all(Array.from({ length: CROWD }, work))

const runs = {
  serial: [] as { ms: number; calls: number }[],
  perId: [] as { ms: number; calls: number }[],
  mesh: [] as { ms: number; calls: number }[],
}
for (const work of [perId, mesh, mesh, mesh]) await work()
for (let turn = 0; turn < ROUNDS; turn += 1) {
  if (turn % 4 === 0) runs.serial.push(await measure(serial))
  runs.perId.push(await measure(perId))
  runs.mesh.push(await measure(mesh))
}
const page = { serial: summary(runs.serial), perId: summary(runs.perId), mesh: summary(runs.mesh) }
const stampede = {
  perId: await measure(crowd(perId)),
  mesh: summary([await measure(crowd(mesh)), await measure(crowd(mesh)), await measure(crowd(mesh))]),
}

console.log(
  JSON.stringify({
    bench: 'mesh',
    orders: ORDERS,
    upstreamMs: UPSTREAM_MS,
    page: {
      ...page,
      timesFasterThanSerial: round(page.serial.p50Ms / page.mesh.p50Ms),
      timesFasterThanPerId: round(page.perId.p50Ms / page.mesh.p50Ms),
    },
    stampede: {
      at: CROWD,
      perId: { ms: round(stampede.perId.ms), upstreamCalls: stampede.perId.calls },
      mesh: stampede.mesh,
    },
  }),
)
await app.close()
await services.close()

for (const part of [equalQueries, mixedCards, overhead, coldOrders, passingKeys, redisReads])
  console.log(JSON.stringify({ bench: 'mesh', ...(await part()) }))
