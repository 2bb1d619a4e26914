import type { AuditEntry } from '../domain/audit.ts'
import type { Conversation } from '../domain/conversation.ts'
import type { OrderClaim, OwnerOf, ProveOrder } from '../ports/proof.ts'
import { isSentCode } from './order-codes.ts'
import type { ProofLimits } from './proof-limits.ts'

/** An order number with what shows that it is theirs. */
type Evidence = { order: string } & ({ phoneTail: string } | { code: string })

/** `limited`: too many tries, nothing was checked. */
export type ProofOutcome = { outcome: 'proven'; customer: string } | { outcome: 'failed' | 'limited' }

/** Checks what an anonymous customer gives; never rejects. */
export type Prove = (
  conversation: Pick<Conversation, 'tenant' | 'id' | 'customer' | 'customerName' | 'proof'>,
  evidence: Evidence,
) => Promise<ProofOutcome>

/** Milliseconds that every check takes, whatever comes of it; what the shop's systems say later is not heard. */
export const CHECK_MS = 1_000

export interface ProveParts {
  proveOrder: ProveOrder
  ownerOf: OwnerOf
  /** With which codes are kept. */
  key: string
  limits: ProofLimits
  audit(entry: AuditEntry): Promise<void>
  /** Resolves after so many milliseconds. */
  wait(ms: number): Promise<void>
  now(): Date
  onError(error: unknown): void
}

/**
 * One answer after one time for a wrong number, wrong digits, another tenant's order, and systems that do not answer: who guesses learns nothing.
 * What is proven is noted in the audit trail before it counts.
 */
export const createProve = ({ proveOrder, ownerOf, key, limits, audit, wait, now, onError }: ProveParts): Prove => {
  const customerOf = async (
    conversation: Parameters<Prove>[0],
    evidence: Evidence,
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    const order: Pick<OrderClaim, 'tenant' | 'order'> = { tenant: conversation.tenant, order: evidence.order }
    if ('phoneTail' in evidence) return proveOrder({ ...order, phoneTail: evidence.phoneTail }, signal)
    return isSentCode(key, conversation, evidence, now()) ? ownerOf(order, signal) : undefined
  }
  const check = async (...asked: [Parameters<Prove>[0], Evidence]): Promise<string | undefined> => {
    const controller = new AbortController()
    const late = wait(CHECK_MS)
    const checked = customerOf(...asked, controller.signal).catch((error: unknown) => {
      onError(error)
      return undefined
    })
    const customer = await Promise.race([checked, late.then(() => undefined)])
    await late
    controller.abort()
    return customer
  }

  return async (conversation, evidence) => {
    const { tenant, id, customer: visitor, customerName } = conversation
    const { order } = evidence
    if (!limits('check', conversation, order)) return { outcome: 'limited' }
    const customer = await check(conversation, evidence)
    if (customer === undefined) return { outcome: 'failed' }
    try {
      await audit({
        tenant,
        at: now().toISOString(),
        by: { role: 'customer', id: visitor, name: customerName },
        action: 'prove',
        customer,
        order,
        reason: `conversation ${id}${'code' in evidence ? ', by a code' : ''}`,
      })
    } catch (error) {
      onError(error)
      return { outcome: 'failed' }
    }
    return { outcome: 'proven', customer }
  }
}
