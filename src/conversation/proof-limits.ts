import { addressTagOf, type Conversation } from '../domain/conversation.ts'
import { type BucketRate, createTokenBuckets } from '../lib/token-bucket.ts'

/** Whether an order number may be checked, or a code sent for it; it counts against those who ask, whether there is such an order or not. */
export type ProofLimits = (
  what: 'check' | 'code',
  conversation: Pick<Conversation, 'tenant' | 'customer' | 'proof'>,
  order: string,
) => boolean

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
/** Codes to one visitor, and for one order whoever asks: each is a message to somebody who may not have asked for it. */
const CODES_OF_VISITOR = perHour(3)
const CODES_FOR_ORDER = perHour(5)

/** Checks and codes draw on one account; `clock` in monotonic milliseconds. */
export const createProofLimits = (clock: () => number): ProofLimits => {
  const buckets = createTokenBuckets(clock)
  return (what, { tenant, customer: visitor, proof }, order) => {
    const address = addressTagOf(visitor)
    const codes =
      what === 'check'
        ? []
        : [
            { key: JSON.stringify(['code of visitor', tenant, visitor]), rate: CODES_OF_VISITOR },
            { key: JSON.stringify(['code for order', tenant, order]), rate: CODES_FOR_ORDER },
          ]
    return (
      (proof?.tries ?? 0) < MOST_TRIES &&
      buckets.take([
        { key: JSON.stringify(['visitor', tenant, visitor]), rate: BY_VISITOR },
        { key: JSON.stringify(['order', tenant, order, address ?? visitor]), rate: BY_ORDER_AT_ADDRESS },
        { key: JSON.stringify(['order', tenant, order]), rate: BY_ORDER },
        ...(address === undefined ? [] : [{ key: JSON.stringify(['address', address]), rate: BY_ADDRESS }]),
        ...codes,
      ]) === 0
    )
  }
}
