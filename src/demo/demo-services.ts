import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type AnswerQuery, createCrm } from './crm-service.ts'
import { createOrderRoutes, type Route } from './order-service.ts'
import { createPlainRoutes } from './plain-service.ts'
import type { ShopData } from './records.ts'
import { createShopData } from './shop-data.ts'

/**
 * How the services behave for one call: `after` and `delayMs` hold the answer back; `hang` never answers; `status` and `body` replace the answer;
 * `cut` ends it in the middle, `refuse` before its first byte.
 */
export interface DemoBehaviour {
  delayMs?: number
  after?: Promise<unknown>
  hang?: boolean
  status?: number
  body?: string
  cut?: boolean
  refuse?: boolean
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

export const CRM_PATH = '/crm/graphql'
/** Bytes of one query: ids of a hundred members fit many times. */
const MAX_QUERY_BYTES = 64 * 1024

/**
 * The systems of the demo shop that speak HTTP, a server of its own on this machine with its own data: orders over REST below `/oms`, the CRM's
 * GraphQL, and both and the parcels at `/customers`, `/orders` and `/parcels` as `mesh.baseUrl` expects them.
 */
export const startDemoServices = async ({
  now,
  port = 0,
  token,
  data,
  behave = () => undefined,
}: DemoServiceParts): Promise<DemoServices> => {
  const startedAt = now()
  const shop = data ?? createShopData(startedAt)
  const routes = new Map<string, Route>(
    Object.entries({ ...createPlainRoutes(shop), ...createOrderRoutes(shop, startedAt) }),
  )
  const crm = createCrm(shop)
  const counts = new Map<string, number>()

  const answer = async (request: IncomingMessage, pathname: string, query: URLSearchParams): Promise<Answer> => {
    if (!isAllowed(request, token)) return UNAUTHENTICATED
    if (pathname === CRM_PATH) return answerQuery(crm, request)
    const route = routes.get(pathname)
    if (route === undefined) return NOT_FOUND
    const found = route(query)
    return found === undefined ? MISSING_IDS : [200, found]
  }
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://demo')
    counts.set(pathname, (counts.get(pathname) ?? 0) + 1)
    const { hang, refuse, after, delayMs, ...how } = behave(pathname) ?? {}
    if (hang) return
    if (refuse) {
      request.destroy()
      return
    }
    const go = (): void => {
      if (how.status !== undefined || how.body !== undefined)
        return send(response, [how.status ?? 200, how.body ?? '{"error":"told to fail"}'], how.cut)
      void answer(request, pathname, searchParams).then(([status, body]) =>
        send(response, [status, JSON.stringify(body)], how.cut),
      )
    }
    if (after !== undefined) void after.then(go)
    else if (delayMs === undefined) go()
    else setTimeout(go, delayMs).unref()
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
const NOT_FOUND: Answer = [
  404,
  { error: `no such path; there are /oms/orders, ${CRM_PATH}, /customers, /orders and /parcels` },
]
const MISSING_IDS: Answer = [
  400,
  { error: 'ids are missing; send ?ids=a,b (customer, nos, buyer, order_no, article_no)' },
]
const UNAUTHENTICATED: Answer = [401, { error: 'send Authorization: Bearer with the token of the demo services' }]

const answerQuery = async (crm: AnswerQuery, request: IncomingMessage): Promise<Answer> => {
  try {
    let text = ''
    for await (const piece of request.setEncoding('utf8')) {
      text += piece
      if (text.length > MAX_QUERY_BYTES) return [413, { error: 'the query is too long' }]
    }
    return [200, await crm(JSON.parse(text))]
  } catch {
    // Not JSON, or whoever asked has gone.
    return [400, { error: 'send {"query": …, "variables": …}' }]
  }
}

const isAllowed = (request: IncomingMessage, token: string | undefined): boolean =>
  token === undefined || request.headers.authorization === `Bearer ${token}`

const send = (response: ServerResponse, [status, body]: [number, string], cut = false): void => {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  })
  if (!cut) {
    response.end(body)
    return
  }
  response.write(body.slice(0, body.length / 2), () => response.destroy())
}
