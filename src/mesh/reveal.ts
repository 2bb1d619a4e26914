import type { AuditEntry } from '../domain/audit.ts'
import type { Localised } from '../domain/customer.ts'
import { Refusal } from '../domain/errors.ts'
import type { Principal } from '../domain/message.ts'
import type { PersonalField, PersonalPolicy } from '../domain/personal.ts'
import { UpstreamError } from '../domain/upstream-error.ts'
import { createTokenBuckets } from '../lib/token-bucket.ts'
import type { Upstream } from '../ports/upstream.ts'

const SECONDS_AN_HOUR = 3_600

export interface RevealParts {
  /** The systems of a tenant, with nothing masked. */
  upstreamOf: (tenant: string) => Upstream | undefined
  policy: PersonalPolicy
  /** Resolves once it is durable who saw what, and why. */
  audit: (entry: AuditEntry) => Promise<void>
  /** Looks of one person in an hour. */
  perHour: number
  /** Milliseconds that the source has. */
  deadlineMs: number
  now: () => Date
  /** Monotonic milliseconds. */
  clock: () => number
}

/** One field of one customer or one order. */
export interface RevealRequest {
  customer?: string | undefined
  order?: string | undefined
  field: PersonalField
  /** Why, in the words of who asks. */
  reason: string
}

export interface Revealed {
  field: PersonalField
  value: string | Localised
}

export type Reveal = (by: Principal, request: RevealRequest) => Promise<Revealed>

/**
 * What is shown masked, in full, for a reason. It is in the audit trail before it is handed out; where it cannot be noted, nobody sees it.
 * It comes from the source each time and is kept nowhere.
 * Rejects with Refusal: forbidden (hidden by policy), bad_input, not_found, rate_limited, busy (the source does not answer), storage.
 */
export const createReveal = ({ upstreamOf, policy, audit, perHour, deadlineMs, now, clock }: RevealParts): Reveal => {
  const buckets = createTokenBuckets(clock)
  const rate = { perSecond: perHour / SECONDS_AN_HOUR, burst: perHour }
  return async (by, { field, reason, ...subject }) => {
    const { of, id } = subjectOf(field, subject)
    if (policy[field] === 'hidden')
      throw new Refusal('forbidden', `${field} is hidden here (mesh.personal.${field})`, { field: 'field' })
    // Guesses of ids count as looks.
    const wait = buckets.take([{ key: JSON.stringify([by.tenant, by.role, by.sub]), rate }])
    if (wait > 0)
      throw new Refusal('rate_limited', `more than ${perHour} looks an hour; wait ${wait} ms`, { retryAfterMs: wait })
    const systems = upstreamOf(by.tenant)
    const found = systems && (await find(systems, id, field, AbortSignal.timeout(deadlineMs)).catch(asBusy))
    if (found?.value === undefined)
      throw new Refusal('not_found', `there is no ${field} of ${of} ${JSON.stringify(id)}`, { field: of })
    await audit({
      tenant: by.tenant,
      at: now().toISOString(),
      by: { role: by.role, id: by.sub, name: by.name },
      action: 'reveal',
      customer: found.customer,
      ...(of === 'order' ? { order: id } : {}),
      field,
      reason,
    })
    return { field, value: found.value }
  }
}

const SUBJECT: Record<PersonalField, 'customer' | 'order'> = { phone: 'customer', email: 'customer', address: 'order' }

const subjectOf = (
  field: PersonalField,
  given: Pick<RevealRequest, 'customer' | 'order'>,
): { of: 'customer' | 'order'; id: string } => {
  const of = SUBJECT[field]
  const id = given[of]
  const other = of === 'customer' ? 'order' : 'customer'
  if (id === undefined || given[other] !== undefined)
    throw new Refusal('bad_input', `${field} is of one ${of}: send ${of} and not ${other}`, { field: of })
  return { of, id }
}

interface Found {
  customer: string
  value: string | Localised | undefined
}

const find = async (
  systems: Upstream,
  id: string,
  field: PersonalField,
  signal: AbortSignal,
): Promise<Found | undefined> => {
  if (field === 'address') {
    const [order] = await systems.orders([id], signal)
    return order && { customer: order.customer, value: order.address }
  }
  const [customer] = await systems.customers([id], signal)
  return customer && { customer: customer.id, value: customer[field] }
}

const asBusy = (cause: unknown): never => {
  const { source, fault } = cause instanceof UpstreamError ? cause : { source: 'the source', fault: 'unreachable' }
  throw new Refusal('busy', `${source} gives nothing now (${fault}); try again`, { cause })
}
