import type { Order } from '../../domain/customer.ts'
import { UpstreamError } from '../../domain/upstream-error.ts'
import type { Upstream } from '../../ports/upstream.ts'
import type { Opened } from './asking.ts'
import { SourceFault } from './fault.ts'
import type { FileFault, FoundSource } from './found-source.ts'
import { type LiveSourcesParts, openSource, servedOf } from './live-sources.ts'
import type { FieldMapping, TypeMapping } from './mapping.ts'
import { MappingFault } from './read-entry.ts'
import {
  OPERATION_NAMES,
  OPERATIONS,
  type OperationName,
  SHAPES,
  type Shape,
  TYPE_NAMES,
  type TypeName,
} from './shapes.ts'
import { servedBy } from './source-files.ts'
import { createServedUpstream } from './upstream.ts'

/** Milliseconds for one probe, connection and token included: nobody waits behind it. */
const PROBE_DEADLINE_MS = 10_000
/** Nobody's: says whether a source can be asked, and nothing of its fields. */
const NOBODY = 'tabdesk-probe'

/** Ids that the shop's systems know, for a look at their fields. */
export interface ProbeIds {
  customer?: string | undefined
  order?: string | undefined
  parcel?: string | undefined
  sku?: string | undefined
}

/** How one operation of one source answered; no value of the answer is in it. */
export interface Probed {
  source: string
  operation: OperationName
  /** Whether an id that somebody has was asked for. */
  withId: boolean
  outcome: 'ok' | 'deadline' | 'unreachable' | 'invalid'
  ms: number
  entries: number
  /** What is wrong, and where in which file. */
  trouble?: FileFault
  /** What works, and not for everybody or not in time. */
  warnings: FileFault[]
}

/** Where a field of ours comes from. */
export interface FieldOrigin {
  /** `Order.lines.sku`. */
  field: string
  source: string
  /** Path, constant or `–`: not mapped. */
  from: string
  /** In what was probed; undefined where nothing was. */
  seen?: boolean
}

export interface ProbeReport {
  probes: Probed[]
  /** What was made of documents: `orders: getOrders of ./oms.openapi.yaml: GET /orders?ids={ids}`. */
  calls: string[]
  fields: FieldOrigin[]
}

interface ProbeWishes {
  ids: ProbeIds
  /** Milliseconds that a card waits. */
  waitMs: number
  /** Whether an order number is known as one where a customer writes it; default: any. */
  isNamed?: ((order: string) => boolean) | undefined
}

/** Asks each source once. What one answers is asked of the next: a customer's orders, one of them by its number, its parcel, refunds, goods. */
export const probeSources = async (
  sources: readonly FoundSource[],
  parts: Pick<LiveSourcesParts, 'openSql' | 'onCall' | 'lookup'>,
  { ids, waitMs, isNamed = () => true }: ProbeWishes,
): Promise<ProbeReport> => {
  const open = sources.map((source) => ({ source, opened: openSource(source, parts) }))
  const upstream = createServedUpstream(servedOf(open))
  const probes: Probed[] = []
  const seen = Object.fromEntries(TYPE_NAMES.map((type) => [type, [] as unknown[]])) as Record<TypeName, unknown[]>
  const wanted = { ...ids }
  try {
    for (const operation of ORDER) {
      const by = open.find(({ source }) => servedBy(source.definition).includes(operation))
      if (by === undefined) continue
      const id = wanted[ASKED_WITH[operation]] ?? probeOf(by.source, operation)
      const { found, ...probed } = await probe({ ...by, operation, upstream, id })
      const { type, key } = OPERATIONS[operation]
      const unnamed = operation === 'orders' ? unnamedOf(found as Order[], by.source, isNamed) : []
      probes.push({ ...probed, warnings: [...probed.warnings, ...slowness(probed, by.source, waitMs), ...unnamed] })
      // An entry is told to whom it belongs by its key, and some do not keep it.
      seen[type].push(...found.map((entry) => ({ [key]: id, ...(entry as object) })))
      if (operation === 'customers') wanted.customer ??= id
      if (type === 'Order') remember(wanted, found as Order[])
    }
  } finally {
    for (const { opened } of open) opened.close()
  }
  const calls = sources.flatMap(({ calls = {} }) => Object.entries(calls).map(([read, call]) => `${read}: ${call}`))
  return { probes, calls, fields: open.flatMap(({ source }) => originsOf(source, seen)) }
}

const ORDER: readonly OperationName[] = [
  'customers',
  'ordersOf',
  ...OPERATION_NAMES.filter((name) => name !== 'customers' && name !== 'ordersOf'),
]

const ASKED_WITH: Record<OperationName, keyof ProbeIds> = {
  customers: 'customer',
  ordersOf: 'customer',
  orders: 'order',
  parcels: 'parcel',
  refunds: 'order',
  coupons: 'customer',
  invoices: 'order',
  products: 'sku',
  stock: 'sku',
}

const remember = (wanted: ProbeIds, orders: readonly Order[]): void => {
  wanted.order ??= orders[0]?.id
  wanted.parcel ??= orders.find(({ parcel }) => parcel)?.parcel
  wanted.sku ??= orders.find(({ lines }) => lines.length > 0)?.lines[0]?.sku
}

const probeOf = ({ definition }: FoundSource, operation: OperationName): string | undefined =>
  Object.values(definition.handler)[0]?.operations[operation]?.probe

interface Asked {
  source: FoundSource
  opened: Opened
  operation: OperationName
  upstream: Upstream
  id: string | undefined
}

const probe = async ({ source, opened, operation, upstream, id }: Asked): Promise<Probed & { found: unknown[] }> => {
  const { definition, file, lineOf } = source
  const kind = Object.keys(definition.handler)[0] ?? ''
  const line = lineOf(['handler', kind, 'operations', operation])
  const warnings = kind === 'sql' && (await refusesTexts(opened, operation)) ? [{ file, line, text: AS_TEXT }] : []
  const base = { source: definition.name, operation, withId: id !== undefined, warnings }
  const started = performance.now()
  const asked = [id ?? NOBODY]
  try {
    const answer = (await upstream[operation]?.(asked, AbortSignal.timeout(PROBE_DEADLINE_MS))) ?? []
    const found: object[] = answer.flat().filter((entry) => entry !== undefined)
    const ms = performance.now() - started
    const ok = { ...base, outcome: 'ok' as const, ms, entries: found.length, found }
    if (id === undefined || found.length > 0) return ok
    const came = (await opened.asks[operation]?.(asked, AbortSignal.timeout(PROBE_DEADLINE_MS)))?.flatMap(
      ({ entries }) => entries,
    )
    if (came === undefined || came.length === 0) return ok
    const { type, key } = OPERATIONS[operation]
    const text = `${came.length} came, none with the id asked for in ${type}.${key}: check its path, or the probe`
    return { ...ok, outcome: 'invalid', trouble: { file, line: lineOf(['transforms', 0, 'fields', type, key]), text } }
  } catch (error) {
    const { fault = 'unreachable', message, cause, unfit = [] } = error as UpstreamError
    if (id === undefined && unfit.length > 0)
      return { ...base, outcome: 'ok', ms: performance.now() - started, entries: 0, found: [] }
    const at = cause instanceof MappingFault ? lineOf(['transforms', 0, 'fields', ...pathOf(cause.ours)]) : line
    const outcome = error instanceof UpstreamError ? fault : 'unreachable'
    return {
      ...base,
      outcome,
      ms: performance.now() - started,
      entries: 0,
      found: [],
      trouble: { file, line: at, text: `${message}${placeOf(cause)}` },
    }
  }
}

const AS_TEXT =
  'compares ids, which are texts, with a column that is none: one that is no number fails. Write WHERE order_no::text IN ({ids}) with your column, and give it an index: CREATE INDEX ON orders ((order_no::text))'

/** Whether a database cannot even compare an id that is no number. What else is wrong with it the probe itself says. */
const refusesTexts = async ({ asks }: Opened, operation: OperationName): Promise<boolean> => {
  try {
    await asks[operation]?.([NOBODY], AbortSignal.timeout(PROBE_DEADLINE_MS))
    return false
  } catch (fault) {
    return fault instanceof SourceFault && fault.unfit.length > 0
  }
}

const slowness = (
  { ms, outcome, operation }: Probed,
  { definition, file, lineOf }: FoundSource,
  waitMs: number,
): FileFault[] => {
  if (outcome !== 'ok' || ms <= waitMs) return []
  const text = `took ${ms.toFixed(0)} ms, slower than the ${waitMs} ms that a card and the bot wait: make it quicker, or raise mesh.cardDeadlineMs; until then who asks gets a person`
  return [{ file, line: lineOf(['handler', Object.keys(definition.handler)[0] ?? '', 'operations', operation]), text }]
}

/** The form of a number that nobody would know in a message, never the number. */
const unnamedOf = (
  orders: readonly Order[],
  { file, lineOf }: FoundSource,
  isNamed: (order: string) => boolean,
): FileFault[] => {
  const strange = orders.find(({ id }) => !isNamed(id))
  if (strange === undefined) return []
  const form = strange.id.replaceAll(/[A-Z]/g, 'A').replaceAll(/[a-z]/g, 'a').replaceAll(/\d/g, '9')
  const text = `numbers like ${form} are not known as order numbers where customers write them: add one of yours to shop.yaml in the knowledge folder, orderNumber: '${form}' with letters and digits of yours`
  return [{ file, line: lineOf(['transforms', 0, 'fields', 'Order', 'id']), text }]
}

/** Where a connection was to go that was not made: for who checks, and for nobody else. */
const placeOf = (cause: unknown): string => {
  const { address, port, cause: under } = (cause ?? {}) as { address?: string; port?: number; cause?: unknown }
  if (address !== undefined) return `, at ${port === undefined ? address : `${address}:${port}`}`
  return under === undefined ? '' : placeOf(under)
}

/** `Order.lines.sku` stands in a file at Order → lines → fields → sku. */
const pathOf = (ours: string): string[] => {
  const [type = '', first = '', ...rest] = ours.split('.')
  return [type, first, ...rest.flatMap((field) => ['fields', field])]
}

const originsOf = ({ definition }: FoundSource, seen: Record<TypeName, unknown[]>): FieldOrigin[] => {
  const types = [...new Set(servedBy(definition).map((operation) => OPERATIONS[operation].type))]
  return types.flatMap((type) =>
    fieldsOf({
      name: type,
      shape: SHAPES[type],
      mapping: definition.transforms[0]?.fields[type],
      source: definition.name,
      seen: seen[type],
    }),
  )
}

interface FieldsParts {
  name: string
  shape: Shape
  mapping: TypeMapping | undefined
  source: string
  seen: unknown[]
}

const fieldsOf = ({ name, shape, mapping, source, seen }: FieldsParts): FieldOrigin[] =>
  Object.entries(shape).flatMap(([field, of]) => {
    const given = mapping === undefined ? { path: `$.${field}` } : mapping[field]
    const values = seen.map((entry) => (entry as Record<string, unknown>)[field]).filter((value) => value !== undefined)
    const inner = of.kind === 'list' || of.kind === 'object' ? of.shape : undefined
    const items = values.flat()
    const row: FieldOrigin = {
      field: `${name}.${field}`,
      source,
      from: describe(given),
      ...(seen.length === 0 ? {} : { seen: items.length > 0 }),
    }
    if (inner === undefined || given === undefined) return [row]
    return [row, ...fieldsOf({ name: row.field, shape: inner, mapping: given.fields, source, seen: items })]
  })

const describe = (given: FieldMapping | undefined): string => {
  if (given === undefined) return '–'
  const { path, value, zh, en, unit, currency, map } = given
  const from = path ?? [zh, en].filter(Boolean).join(' / ')
  if (value !== undefined) return `always ${JSON.stringify(value)}`
  return [
    from,
    unit === undefined ? '' : `${unit} units, ${currency}`,
    map === undefined ? '' : `map of ${Object.keys(map).length}`,
  ]
    .filter((part) => part !== '')
    .join(', ')
}
