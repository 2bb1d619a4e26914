import type { z } from 'zod'
import type { Customer, Order, Parcel } from '../../domain/customer.ts'
import { UpstreamError } from '../../domain/upstream-error.ts'
import type { Upstream } from '../../ports/upstream.ts'
import { customerAnswer, orderAnswer, parcelAnswer } from './answers.ts'
import { createSource, type Source, type UpstreamCall } from './source.ts'

export type { UpstreamCall }

/** Characters of ids in one URL; servers refuse request lines and headers beyond some 8 to 16 KiB. */
const MAX_IDS_LENGTH = 4_000
/** Calls that a source gets at once where nothing is said. */
const CALLS_AT_ONCE = 32
/** Characters of one id; ours have at most 128. */
const MAX_ID_LENGTH = 256

export interface HttpUpstreamParts {
  /** Of the order, CRM and parcel service, without a slash at the end. */
  baseUrl: string
  /** Bearer token sent with each call. */
  token?: string | undefined
  fetch?: typeof fetch
  /** Calls that each of its sources gets at once at most. */
  callsAtOnce?: number
  onCall?: (call: UpstreamCall) => void
}

type ServedSource = 'crm' | 'orders' | 'parcels'

export interface HttpUpstream extends Upstream {
  /** For readiness: `down` while a source is left alone after repeated failures. */
  status(): Record<ServedSource, 'ok' | 'down'>
}

/**
 * The shop's systems over HTTP and JSON:
 * `GET /customers?ids=a,b` → `{customers: Customer[]}` · `GET /orders?ids=…` or `?customer=…` → `{orders: Order[]}` · `GET /parcels?nos=…` → `{parcels: Parcel[]}`.
 * An answer holds what is known, in any order; ids that it leaves out are unknown (UP2).
 */
export const createHttpUpstream = ({
  baseUrl,
  token,
  fetch = globalThis.fetch,
  callsAtOnce = CALLS_AT_ONCE,
  onCall = () => {},
}: HttpUpstreamParts): HttpUpstream => {
  const open = (source: ServedSource): Source =>
    createSource({ source, baseUrl: baseUrl.replace(/\/+$/, ''), token, fetch, callsAtOnce, onCall })
  const sources: Record<ServedSource, Source> = { crm: open('crm'), orders: open('orders'), parcels: open('parcels') }

  const read = async <T>(list: List<T>, ids: readonly string[], signal: AbortSignal): Promise<T[]> => {
    const answers = await Promise.all(
      chunks(ids.filter(isAskable).map(encodeURIComponent)).map((chunk) =>
        sources[list.source].get(`/${list.name}?${list.parameter}=${chunk.join(',')}`, signal, (answer) =>
          entries(list, answer),
        ),
      ),
    )
    return answers.flat()
  }
  const readEach = async <T>(
    list: List<T>,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<(T | undefined)[]> => {
    const found = new Map((await read(list, ids, signal)).map((entry) => [list.key(entry), entry]))
    return ids.map((id) => found.get(id))
  }

  return {
    customers: (ids, signal) => readEach(CUSTOMERS, ids, signal),
    orders: (ids, signal) => readEach(ORDERS, ids, signal),
    ordersOf: async (customers, signal) => {
      const found = new Map<string, Order[]>(customers.map((customer) => [customer, []]))
      for (const order of await read(ORDERS_OF, customers, signal)) found.get(order.customer)?.push(order)
      return customers.map((customer) => found.get(customer) ?? [])
    },
    parcels: (numbers, signal) => readEach(PARCELS, numbers, signal),
    status: () => ({ crm: sources.crm.state(), orders: sources.orders.state(), parcels: sources.parcels.state() }),
  }
}

interface List<T> {
  source: ServedSource
  /** Of the path and of the field in the answer. */
  name: string
  parameter: string
  schema: z.ZodType<T>
  /** The field that holds the id asked for. */
  keyField: string
  key: (entry: T) => string
}

const CUSTOMERS: List<Customer> = {
  source: 'crm',
  name: 'customers',
  parameter: 'ids',
  schema: customerAnswer,
  keyField: 'id',
  key: ({ id }) => id,
}
const ORDERS: List<Order> = {
  source: 'orders',
  name: 'orders',
  parameter: 'ids',
  schema: orderAnswer,
  keyField: 'id',
  key: ({ id }) => id,
}
const ORDERS_OF: List<Order> = {
  ...ORDERS,
  parameter: 'customer',
  keyField: 'customer',
  key: ({ customer }) => customer,
}
const PARCELS: List<Parcel> = {
  source: 'parcels',
  name: 'parcels',
  parameter: 'nos',
  schema: parcelAnswer,
  keyField: 'no',
  key: ({ no }) => no,
}

/** Commas part the ids of a list, so an id with one cannot be asked for: nobody has it. Nor can half a surrogate pair be put into a URL. */
const isAskable = (id: string): boolean => id !== '' && id.length <= MAX_ID_LENGTH && !/,|\p{Surrogate}/u.test(id)

const chunks = (ids: readonly string[]): string[][] => {
  const all: string[][] = []
  let length = 0
  for (const id of ids) {
    length += id.length + 1
    if (all.length === 0 || length > MAX_IDS_LENGTH) {
      all.push([])
      length = id.length + 1
    }
    all.at(-1)?.push(id)
  }
  return all
}

const entries = <T>({ source, name, schema, keyField }: List<T>, answer: unknown): T[] => {
  const list = (answer as Record<string, unknown> | null)?.[name]
  if (!Array.isArray(list)) throw new UpstreamError(source, 'invalid', `the answer has no list ${name}`)
  return list.map((entry: unknown, at) => {
    const parsed = schema.safeParse(entry)
    if (parsed.success) return parsed.data
    const issue = parsed.error.issues[0]
    const field = [name, at, ...(issue?.path ?? [])].join('.')
    const key = (entry as Record<string, unknown> | null)?.[keyField]
    throw new UpstreamError(source, 'invalid', `field ${field} cannot be used: ${issue?.message}`, {
      entry: typeof key === 'string' ? key : undefined,
    })
  })
}
