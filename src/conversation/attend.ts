import { type Conversation, isAnonymous, ordersOwner } from '../domain/conversation.ts'
import type { ContextCard, LookUpCard } from '../domain/customer.ts'
import type { EventKind, LogEvent } from '../domain/message.ts'
import { namesOrder, type ProofNote, type Understanding } from '../domain/understanding.ts'
import { isTailOf } from '../lib/order-tail.ts'
import { type Claim, claimOf } from './claim.ts'
import { asFollowUp } from './follow-up.ts'
import { type Heard, type HearParts, hear } from './hear.ts'
import type { SendCode } from './order-codes.ts'
import { MOST_TRIES } from './proof-limits.ts'
import type { Prove } from './prove.ts'

export interface AttendParts extends HearParts {
  lookUpCard: LookUpCard
  /** Absent: nobody proves who they are here. */
  prove?: Prove
  /** Absent: the shop sends no codes. */
  sendCode?: SendCode
}

/** A message as it is heard, and whose orders it is about. */
export interface Attended extends Heard {
  card: ContextCard
  /** With what this message proved, or the code that it had sent. */
  conversation: Conversation
}

/** Nobody's. */
const NO_CARD: Pick<ContextCard, 'orders'> = { orders: [] }
/** Below, a message that gives numbers asks for nothing by itself. */
const ASKS_BY_ITSELF = 0.8

/**
 * Hears a message and looks up the orders that it may be about, side by side. Where an anonymous customer gives what proves who they are, it is
 * checked, and what they asked before is asked again, of their own orders.
 */
export const attend = async (
  parts: AttendParts,
  { conversation, event, at }: { conversation: Conversation; event: LogEvent; at: Date },
): Promise<Attended> => {
  const { tenant } = conversation
  const anonymous = isAnonymous(conversation)
  const looking = parts.lookUpCard(tenant, ordersOwner(conversation))
  const [said, known] = await Promise.all([
    hear(parts, {
      text: event.text ?? '',
      conversation,
      seq: event.seq,
      at,
      card: anonymous ? Promise.resolve(NO_CARD) : looking,
    }),
    looking,
  ])
  const heard = { ...said, understanding: { ...said.understanding, ...wordless(event) } }
  // Ordered a moment ago, or of somebody else: what was read before cannot tell.
  const card = namesUnknown(heard.understanding, known)
    ? await parts.lookUpCard(tenant, ordersOwner(conversation), { priority: 'turn', now: true })
    : known
  const served = conversation.humanSpoke || conversation.state === 'assigned'
  const claim =
    anonymous && !served && parts.prove !== undefined
      ? claimOf(heard.understanding, heard.recent, conversation, { codesAt: parts.sendCode && at })
      : undefined
  if (claim === undefined || parts.prove === undefined) return { ...heard, card, conversation }

  const meant = askedAgain(heard, claim)
  const tries = conversation.proof?.tries ?? 0
  const { order } = claim
  if (claim.wantsCode && order !== undefined && parts.sendCode !== undefined) {
    const { outcome, ...sent } = await parts.sendCode(conversation, { seq: event.seq, order, language: meant.language })
    return {
      ...heard,
      understanding: { ...meant, proof: { outcome, by: 'code' } },
      card,
      conversation: { ...conversation, proof: { ...conversation.proof, tries, ...sent } },
    }
  }
  const proof = await checked(parts.prove, conversation, claim)
  const understanding = { ...meant, proof }
  if (proof.outcome !== 'proven' || proof.customer === undefined) return { ...heard, understanding, card, conversation }
  const { customer } = proof
  return {
    ...heard,
    understanding,
    card: await parts.lookUpCard(tenant, customer),
    conversation: { ...conversation, proof: { tries, customer } },
  }
}

const FILES: ReadonlySet<EventKind> = new Set(['image', 'audio', 'file'])

const wordless = ({ kind, text = '' }: LogEvent): Pick<Understanding, 'wordless'> =>
  FILES.has(kind) && text.trim() === '' ? { wordless: kind as NonNullable<Understanding['wordless']> } : {}

/** Whether an order is named that is not among those read before. */
const namesUnknown = ({ entities }: Understanding, { orders, sources }: ContextCard): boolean => {
  const named = entities.filter(namesOrder)
  return (
    named.length > 0 &&
    sources.some(({ source, state }) => source === 'orders' && state === 'stale') &&
    !orders.some(({ id, parcel }) => named.some(({ value }) => isTailOf(value, id) || parcel === value))
  )
}

const checked = async (
  prove: Prove,
  conversation: Conversation,
  { order, phoneTail, code, wantsCode }: Claim,
): Promise<ProofNote> => {
  const by = code === undefined && wantsCode === undefined ? {} : { by: 'code' as const }
  const shown = code === undefined ? phoneTail && { phoneTail } : { code }
  if (order === undefined || !shown)
    return { outcome: 'incomplete', missing: order === undefined ? 'order' : 'phone', ...by }
  const result = await prove(conversation, { order, ...shown })
  if (result.outcome === 'proven') return { ...result, order, ...by }
  const isLast = result.outcome === 'failed' && (conversation.proof?.tries ?? 0) + 1 >= MOST_TRIES
  return { outcome: result.outcome, ...(isLast ? { last: true } : {}), ...by }
}

/** Numbers alone ask what was asked before. */
const askedAgain = ({ understanding, recent: { request } }: Heard, { order, bare, code }: Claim): Understanding => {
  const { verdict } = understanding
  const own = !bare && verdict.intent !== 'out_of_scope' && verdict.confidence >= ASKS_BY_ITSELF
  const entity = order === undefined ? undefined : ({ type: 'order_number', text: order, value: order } as const)
  const entities = [
    // Digits of a phone are no order's, and those of a code are nothing at all.
    ...(code === undefined ? understanding.entities : []).filter(
      ({ type, value }) => type !== 'order_tail' && value !== order,
    ),
    ...(entity === undefined ? [] : [entity]),
  ]
  const heard = own || request === undefined ? understanding : asFollowUp(understanding, undefined, request)
  return { ...heard, entities }
}
