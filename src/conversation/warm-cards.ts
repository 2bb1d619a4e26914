import { LRUCache } from 'lru-cache'
import type { CardWish, ContextCard, LookUpCard } from '../domain/customer.ts'

/** Cards that are looked up before they are asked for. */
export interface WarmCards {
  /** Looks one up, unless a fresh one is there or on its way. */
  warm(tenant: string, customer: string): void
  /** The one that is there or on its way, else a new one. */
  peek: LookUpCard
  /** As `peek`, for a turn: each warm one serves once, so that the next turn sees what has changed. */
  take: LookUpCard
}

/** Whether something on a card is not any more what was looked up so many milliseconds ago. */
export type IsChanged = (tenant: string, customer: string, card: ContextCard, ageMs: number) => boolean

/** Milliseconds that a card looked up ahead may stand for a turn's own: an order hardly changes while its customer asks about it. */
const FRESH_MS = 5_000
const MOST_KEPT = 5_000

/** `clock` in monotonic milliseconds. A card that came with a part stale or absent is not kept: it is looked up again. */
export const createWarmCards = (
  lookUp: LookUpCard,
  clock: () => number,
  isChanged: IsChanged = () => false,
): WarmCards => {
  const cards = new LRUCache<string, { at: number; card: Promise<ContextCard> }>({ max: MOST_KEPT })

  const keptOr = (tenant: string, customer: string, anew: () => Promise<ContextCard>): Promise<ContextCard> => {
    const kept = cards.get(keyOf(tenant, customer))
    if (kept === undefined || clock() - kept.at > FRESH_MS) return anew()
    return kept.card.then((card) => {
      const ageMs = clock() - kept.at
      return isChanged(tenant, customer, card, ageMs) ? anew() : aged(card, ageMs)
    })
  }
  const begin = (tenant: string, customer: string, wish?: CardWish): Promise<ContextCard> => {
    const key = keyOf(tenant, customer)
    const kept = { at: clock(), card: lookUp(tenant, customer, wish) }
    cards.set(key, kept)
    const drop = (): void => {
      if (cards.get(key) === kept) cards.delete(key)
    }
    kept.card.then((card) => {
      if (!card.sources.every(({ state }) => state === 'fresh')) drop()
    }, drop)
    return kept.card
  }
  const keyOf = (tenant: string, customer: string): string => JSON.stringify([tenant, customer])
  const peek: LookUpCard = (tenant, customer, wish) => keptOr(tenant, customer, () => begin(tenant, customer, wish))
  return {
    warm: (tenant, customer) => void peek(tenant, customer, { priority: 'prefetch' }),
    peek,
    take: (tenant, customer) => {
      const card = keptOr(tenant, customer, () => lookUp(tenant, customer, { priority: 'turn' }))
      cards.delete(keyOf(tenant, customer))
      return card
    },
  }
}

const aged = (card: ContextCard, ms: number): ContextCard => ({
  ...card,
  sources: card.sources.map((source) => ({ ...source, ageMs: source.ageMs + Math.round(ms) })),
})
