import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ShopData } from './records.ts'
import { createShopData } from './shop-data.ts'

/** How the services behave for one call, for tests: `after` holds the answer back; `hang` never answers; `status` and `body` replace the answer. */
export interface DemoBehaviour {
  delayMs?: number
  after?: Promise<unknown>
  hang?: boolean
  status?: number
  body?: string
}

export interface DemoServiceParts {
  /** Milliseconds since 1970, read once: the data is told from then on. */
  now: () => number
  /** 0 takes a free one. */
  port?: number
  /** Callers must send it as a bearer token. */
  token?: string
  data?: ShopData
  /** Asked before each call, with the path without its query. */
  behave?: (path: string) => DemoBehaviour | undefined
}

export interface DemoServices {
  url: string
  close(): Promise<void>
  /** Calls so far, by path without its query. */
  requests(): Record<string, number>
}

/** The order service, CRM and parcel tracking of the demo shop: a server of its own on this machine, with its own data. */
export const startDemoServices = async ({
  now,
  port = 0,
  token,
  data = createShopData(now()),
  behave = () => undefined,
}: DemoServiceParts): Promise<DemoServices> => {
  const routes = createRoutes(data)
  const counts = new Map<string, number>()
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://demo')
    counts.set(pathname, (counts.get(pathname) ?? 0) + 1)
    const behaviour = behave(pathname) ?? {}
    if (behaviour.hang) return
    const answer = (): void => {
      const told = behaviour.body !== undefined || behaviour.status !== undefined
      const [status, body] = told
        ? [behaviour.status ?? 200, behaviour.body ?? '{"error":"told to fail"}']
        : json(isAllowed(request, token) ? (routes.get(pathname)?.(searchParams) ?? NOT_FOUND) : UNAUTHENTICATED)
      send(response, status, body)
    }
    if (behaviour.after !== undefined) void behaviour.after.then(answer)
    else if (behaviour.delayMs === undefined) answer()
    else setTimeout(answer, behaviour.delayMs).unref()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
    requests: () => Object.fromEntries(counts),
  }
}

type Answer = [status: number, body: unknown]
const NOT_FOUND: Answer = [404, { error: 'no such path; there are /customers, /orders and /parcels' }]
const UNAUTHENTICATED: Answer = [401, { error: 'send Authorization: Bearer with the token of the demo services' }]

const createRoutes = ({ customers, orders, parcels }: ShopData): Map<string, (query: URLSearchParams) => Answer> => {
  const customerById = new Map(customers.map((customer) => [customer.id, customer]))
  const orderById = new Map(orders.map((order) => [order.id, order]))
  const ordersByCustomer = new Map(customers.map(({ id }) => [id, orders.filter(({ customer }) => customer === id)]))
  const parcelByNo = new Map(parcels.map((parcel) => [parcel.no, parcel]))
  return new Map<string, (query: URLSearchParams) => Answer>([
    ['/customers', (query) => found(query, 'ids', (ids) => ({ customers: pick(customerById, ids) }))],
    [
      '/orders',
      (query) =>
        query.has('customer')
          ? found(query, 'customer', (ids) => ({ orders: pick(ordersByCustomer, ids).flat() }))
          : found(query, 'ids', (ids) => ({ orders: pick(orderById, ids) })),
    ],
    ['/parcels', (query) => found(query, 'nos', (numbers) => ({ parcels: pick(parcelByNo, numbers) }))],
  ])
}

const found = (query: URLSearchParams, parameter: string, find: (ids: string[]) => unknown): Answer => {
  const list = query.get(parameter)
  return list === null
    ? [400, { error: `${parameter} is missing; send ?${parameter}=a,b` }]
    : [200, find(list.split(','))]
}

const pick = <T>(all: Map<string, T>, keys: readonly string[]): T[] =>
  [...new Set(keys)].flatMap((key) => all.get(key) ?? [])

const json = ([status, body]: Answer): [status: number, body: string] => [status, JSON.stringify(body)]

const isAllowed = (request: IncomingMessage, token: string | undefined): boolean =>
  token === undefined || request.headers.authorization === `Bearer ${token}`

const send = (response: ServerResponse, status: number, body: string): void => {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) })
    .end(body)
}
