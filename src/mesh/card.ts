import type { ContextCard, LookUpCard, Order, Refund, SourceState } from '../domain/customer.ts'
import { type CardMemory, createCardMemory } from './card-memory.ts'
import { type Looked, lookAtPart, type Part, type PartOutcome, reasonOf, standIn } from './card-part.ts'
import type { Context, Known, PartName, Values } from './contexts.ts'
import { LATE, startDeadline } from './deadline.ts'
import type { Priority } from './gate.ts'
import { highlightsOf } from './highlights.ts'
import type { Loaders, OpenLoaders } from './loaders.ts'
import { withRefund } from './own-refunds.ts'

/** Newest orders on a card; an agent looks older ones up. */
const MAX_ORDERS = 20
/** Of all cards: reads for a card are shared among cards and with nobody else. */
const CARD_SCOPE = 'card'

export interface CardParts {
  open: OpenLoaders
  /** Where absent, the systems are asked for each card. */
  memory?: CardMemory
  /** Milliseconds until the card says what it has. */
  deadlineMs: number
  /** Milliseconds since 1970. */
  now: () => number
  /** IANA name of the shop's time zone, in which what is worth knowing is told. */
  zone?: string | undefined
  /** Told how each part of a card came about. */
  onOutcome?: (name: PartName, outcome: PartOutcome) => void
  /** Told when something newer of a customer has come than the last card showed. */
  onNews?: (tenant: string, customer: string) => void
}

/**
 * The card beside a conversation: customer, orders and parcels are read side by side. What has not come by the deadline is shown as last known
 * (`stale`, with its age) or said to be `absent`; when it comes after all, the next card has it. Never rejects.
 */
export const createLookUpCard = (parts: CardParts): LookUpCard => {
  const { open, deadlineMs, now, onOutcome = () => {}, onNews = () => {} } = parts
  const { contexts, changes, times } = parts.memory ?? createCardMemory({ now })

  return async (tenant, customer, { priority = 'card', now: fromSystems = false } = {}) => {
    // What was begun before a change is not shared with who asks after it: also where this card was begun before, and asks now for what rests on its orders.
    const openAt = (count: number, by: Priority): Loaders =>
      open({ tenant, scope: `${CARD_SCOPE} ${count}`, priority: by })
    const begun = changes.count()
    const loaders = openAt(begun, priority)
    const current = (): Loaders => (changes.count() === begun ? loaders : openAt(changes.count(), priority))
    const names = PARTS.filter((name) => (name === 'refunds' || name === 'coupons' ? loaders.serves(name) : true))
    const isChanged = (at: number, kind: 'customer' | 'order' | 'parcel', ids: readonly string[]): boolean =>
      ids.some((id) => changes.since(at, { tenant, kind, id }))
    const mayShow = (name: PartName, at: number): boolean =>
      !fromSystems && now() - at < times[name].staleMs && !isChanged(at, 'customer', [customer])

    const deadline = startDeadline(deadlineMs)
    const here = contexts.peek(tenant, customer)
    const isEnough = fromSystems || names.every((name) => here[name] !== undefined && mayShow(name, here[name].at))
    const read = isEnough ? here : await deadline.race(contexts.read(tenant, customer))
    const context: Context = read === LATE ? here : read

    const look = <Name extends PartName>(
      name: Name,
      holds: (value: Values[Name], at: number) => boolean,
      read: (by: Loaders) => Promise<Values[Name]>,
    ): Looked<Values[Name]> => {
      const known = context[name] as Known<Values[Name]> | undefined
      return lookAtPart<Name>(
        {
          name,
          known,
          mayShow: known !== undefined && mayShow(name, known.at) && holds(known.value, known.at),
          freshMs: times[name].freshMs,
          ask: () => read(current()),
          refresh: () => read(openAt(changes.count(), 'prefetch')),
          keep: (value, at) => contexts.keep(tenant, customer, name, value, at),
        },
        { deadline, now, onOutcome, onNews: () => onNews(tenant, customer) },
      )
    }
    const crm = look(
      'crm',
      () => true,
      (by) => by.customer(customer),
    )
    const orders = look(
      'orders',
      (rows, at) => !isChanged(at, 'order', rows.map(idOf)),
      async (by) => (await by.ordersOf(customer)).slice(0, MAX_ORDERS),
    )
    /** Where the orders fail or are late, what rests on them is not asked for; late ones still bring it to the next card. */
    const restingOn = async <Name extends PartName>(
      name: Name,
      begin: (rows: Order[]) => Looked<Values[Name]>,
    ): Promise<Part<Values[Name]>> => {
      const rows = await deadline.race(orders.value.catch(reasonOf))
      if (typeof rows === 'object') return begin(rows).part
      if (rows === LATE)
        orders.value
          .then(begin)
          .then(({ value }) => value)
          .catch(() => undefined)
      const known = context[name] as Known<Values[Name]> | undefined
      return standIn(name, known, 'notAsked', now())
    }
    const parcels = restingOn('parcels', (rows) => {
      const numbers = rows.flatMap(({ parcel }) => parcel ?? [])
      return look(
        'parcels',
        (known, at) => numbers.every((no) => known.numbers.includes(no)) && !isChanged(at, 'parcel', numbers),
        async (by) => {
          const found = await Promise.all(numbers.map((no) => by.parcel(no)))
          return { numbers, found: found.filter((parcel) => parcel !== undefined) }
        },
      )
    })
    const refunds = (): Promise<Part<Values['refunds']>> =>
      restingOn('refunds', (rows) => {
        const ids = rows.map(idOf)
        return look(
          'refunds',
          (known, at) => ids.every((id) => known.some(([of]) => of === id)) && !isChanged(at, 'order', ids),
          (by) => Promise.all(ids.map(async (id): Promise<[string, Refund[]]> => [id, await by.refunds(id)])),
        )
      })
    const all = await Promise.all([
      crm.part,
      orders.part,
      parcels,
      names.includes('refunds') ? refunds() : undefined,
      names.includes('coupons')
        ? look(
            'coupons',
            () => true,
            (by) => by.coupons(customer),
          ).part
        : undefined,
    ])
    deadline.close()
    return toCard(all, now(), parts.zone)
  }
}

const PARTS: readonly PartName[] = ['crm', 'orders', 'parcels', 'refunds', 'coupons']

const idOf = ({ id }: Order): string => id

type AllParts = [
  crm: Part<Values['crm']>,
  orders: Part<Values['orders']>,
  parcels: Part<Values['parcels']>,
  refunds: Part<Values['refunds']> | undefined,
  coupons: Part<Values['coupons']> | undefined,
]

const toCard = (
  [crm, orders, parcels, refunds, coupons]: AllParts,
  now: number,
  zone: string | undefined,
): ContextCard => {
  const byOrder = new Map(refunds?.value)
  const refundsOf = (id: string): Refund[] | 'unknown' | undefined => {
    if (refunds === undefined) return undefined
    return refunds.value === undefined ? 'unknown' : (byOrder.get(id) ?? [])
  }
  const shown = (orders.value ?? []).map((order) => withRefund(order, refundsOf(order.id)))
  return {
    ...(crm.value === undefined
      ? {}
      : { customer: { ...crm.value, ...(coupons && { coupons: coupons.value ?? [] }) } }),
    orders: shown,
    parcels: parcels.value?.found ?? [],
    highlights: highlightsOf(shown, now, zone),
    sources: [
      crm.value === undefined && crm.state.state !== 'absent' ? unknownCustomer(crm.state) : crm.state,
      orders.state,
      parcels.state,
      ...(refunds === undefined ? [] : [refunds.state]),
      ...(coupons === undefined ? [] : [coupons.state]),
    ],
  }
}

/** The CRM did answer: it has no such customer. */
const unknownCustomer = ({ source, ageMs }: SourceState): SourceState => ({
  source,
  state: 'absent',
  ageMs,
  reason: 'notFound',
})
