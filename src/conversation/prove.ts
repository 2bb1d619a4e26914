import type { AuditEntry } from '../domain/audit.ts'
import type { Conversation } from '../domain/conversation.ts'
import { addressTagOf } from '../domain/conversation.ts'
import { type BucketRate, createTokenBuckets } from '../lib/token-bucket.ts'
import type { OrderClaim, ProveOrder } from '../ports/proof.ts'

/** `limited`: too many tries, nothing was checked. */
export type ProofOutcome = { outcome: 'proven'; customer: string } | { outcome: 'failed' | 'limited' }

/** Checks what an anonymous customer gives; never rejects. */
export type Prove = (
  conversation: Pick<Conversation, 'tenant' | 'id' | 'customer' | 'customerName' | 'proof'>,
  claim: Omit<OrderClaim, 'tenant'>,
) => Promise<ProofOutcome>

/** Tries in vain in one conversation; then a person takes over. */
export const MOST_TRIES = 5

const perHour = (count: number): BucketRate => ({ perSecond: count / 3_600, burst: count })
/** Of one visitor, over all their conversations. */
const BY_VISITOR = perHour(10)
/** Of all visitors who got their token at one address. */
const BY_ADDRESS = perHour(30)
/** For one order number at one address: who guesses there shuts out whoever else is there, and not its owner elsewhere. */
const BY_ORDER_AT_ADDRESS = perHour(10)
/** For one order number, whoever asks: 10,000 tails take two weeks, and it takes three addresses at least to shut its owner out. */
const BY_ORDER = perHour(30)
/** Milliseconds that every check takes, whatever comes of it; what the shop's systems say later is not heard. */
export const CHECK_MS = 1_000

export interface ProveParts {
  proveOrder: ProveOrder
  audit(entry: AuditEntry): Promise<void>
  /** Resolves after so many milliseconds. */
  wait(ms: number): Promise<void>
  /** Monotonic milliseconds. */
  clock(): number
  now(): Date
  onError(error: unknown): void
}

/**
 * One answer after one time for a wrong number, wrong digits, another tenant's order, and systems that do not answer: who guesses learns nothing.
 * What is proven is noted in the audit trail before it counts.
 */
export const createProve = ({ proveOrder, audit, wait, clock, now, onError }: ProveParts): Prove => {
  const buckets = createTokenBuckets(clock)

  const check = async (claim: OrderClaim): Promise<string | undefined> => {
    const controller = new AbortController()
    const late = wait(CHECK_MS)
    const checked = proveOrder(claim, controller.signal).catch((error: unknown) => {
      onError(error)
      return undefined
    })
    const customer = await Promise.race([checked, late.then(() => undefined)])
    await late
    controller.abort()
    return customer
  }

  return async ({ tenant, id, customer: visitor, customerName, proof }, claim) => {
    const address = addressTagOf(visitor)
    const refused =
      (proof?.tries ?? 0) >= MOST_TRIES ||
      buckets.take([
        { key: JSON.stringify(['visitor', tenant, visitor]), rate: BY_VISITOR },
        { key: JSON.stringify(['order', tenant, claim.order, address ?? visitor]), rate: BY_ORDER_AT_ADDRESS },
        { key: JSON.stringify(['order', tenant, claim.order]), rate: BY_ORDER },
        ...(address === undefined ? [] : [{ key: JSON.stringify(['address', address]), rate: BY_ADDRESS }]),
      ]) > 0
    if (refused) return { outcome: 'limited' }
    const customer = await check({ tenant, ...claim })
    if (customer === undefined) return { outcome: 'failed' }
    try {
      await audit({
        tenant,
        at: now().toISOString(),
        by: { role: 'customer', id: visitor, name: customerName },
        action: 'prove',
        customer,
        order: claim.order,
        reason: `conversation ${id}`,
      })
    } catch (error) {
      onError(error)
      return { outcome: 'failed' }
    }
    return { outcome: 'proven', customer }
  }
}
