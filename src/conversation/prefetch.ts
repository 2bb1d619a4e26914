import { type Conversation, ordersOwner } from '../domain/conversation.ts'
import type { Principal } from '../domain/message.ts'
import { createTokenBuckets } from '../lib/token-bucket.ts'
import { type HearParts, hear } from './hear.ts'
import type { WarmCards } from './warm-cards.ts'
import { wordsIn } from './wording.ts'

/** Understands what a customer is still writing, so that the answer is quick once it is sent. */
export interface Prefetch {
  /** The customer is here, or writes: their orders are looked up. */
  arrived(by: Principal): void
  /** Unsent text; what was begun for an earlier one is given up. Without a conversation it would open one. */
  typed(by: Principal, text: string, conversation: Conversation | undefined): void
  /** The customer sent something: only the very text sent is still worth reading. */
  sent(by: Principal, text: string | undefined): void
  /** Readings under way. */
  size(): number
}

export interface PrefetchParts extends HearParts {
  cards: WarmCards
  now(): Date
  /** Monotonic milliseconds. */
  clock(): number
}

/** Words from which on a text may say something; two Chinese characters are one. */
const FEWEST_WORDS = 3
/** Texts a second of one customer, and at once: a person does not change their mind faster. */
const RATE = { perSecond: 3, burst: 6 }
/** Arrivals whose orders are looked up: when everybody comes back together nobody's systems are asked about everybody, and who writes is looked up then. */
const ARRIVALS = { key: 'arrivals', rate: { perSecond: 50, burst: 200 } }
/** Readings at once over all customers; more would only wait for each other. */
const AT_ONCE = 8
/** A conversation that does not exist yet has no past. */
const NEW = { id: '' }

/**
 * One reading at a time per customer, however many sockets they type on. What is read is kept by nobody but the memory of understandings
 * that the turn asks; it is neither stored nor logged, and an error is nobody's.
 */
export const createPrefetch = (parts: PrefetchParts): Prefetch => {
  const running = new Map<string, { text: string; controller: AbortController }>()
  const buckets = createTokenBuckets(parts.clock)
  const arrivals = createTokenBuckets(parts.clock)
  const keyOf = ({ tenant, sub }: Principal): string => JSON.stringify([tenant, sub])

  const stop = (key: string): void => {
    running.get(key)?.controller.abort()
    running.delete(key)
  }

  return {
    arrived: ({ tenant, sub }) => {
      if (arrivals.take([ARRIVALS]) === 0) parts.cards.warm(tenant, sub)
    },
    typed: (by, text, conversation) => {
      const key = keyOf(by)
      const wanted = text.trim()
      if (running.get(key)?.text === wanted) return
      stop(key)
      if (wordsIn(wanted) < FEWEST_WORDS || running.size >= AT_ONCE) return
      if (buckets.take([{ key, rate: RATE }]) > 0) return
      const controller = new AbortController()
      const reading = { text: wanted, controller }
      running.set(key, reading)
      parts.cards.warm(by.tenant, by.sub)
      const ended = (): void => {
        if (running.get(key) === reading) running.delete(key)
      }
      hear(parts, {
        text: wanted,
        conversation: conversation ?? { ...NEW, tenant: by.tenant, customer: by.sub },
        seq: (conversation?.head ?? 0) + 1,
        at: parts.now(),
        card: parts.cards.peek(by.tenant, conversation === undefined ? by.sub : ordersOwner(conversation)),
        signal: controller.signal,
        ahead: true,
      }).then(ended, ended)
    },
    sent: (by, text) => {
      const key = keyOf(by)
      if (running.get(key)?.text !== text?.trim()) stop(key)
    },
    size: () => running.size,
  }
}
