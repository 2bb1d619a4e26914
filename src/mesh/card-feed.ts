import type { ContextCard } from '../domain/customer.ts'
import type { Notice, Publish } from '../domain/notice.ts'

/** Who follows which card. */
export interface CardFeed {
  /** What the rooms tell: cards are handed on, all else is not for here. */
  publish: Publish
  /** The conversations whose cards are followed. */
  followed(): { tenant: string; conversation: string }[]
  /** Calls back with every new card until it is let go. */
  follow(tenant: string, conversation: string, tell: (card: ContextCard) => void): () => void
}

export const createCardFeed = (): CardFeed => {
  const followers = new Map<string, Set<(card: ContextCard) => void>>()
  const keyOf = (tenant: string, conversation: string): string => JSON.stringify([tenant, conversation])
  return {
    publish: (notice: Notice) => {
      if (notice.type !== 'context') return
      for (const tell of followers.get(keyOf(notice.tenant, notice.conversation)) ?? []) tell(notice.card)
    },
    followed: () =>
      [...followers.keys()].map((key) => {
        const [tenant, conversation] = JSON.parse(key) as [string, string]
        return { tenant, conversation }
      }),
    follow: (tenant, conversation, tell) => {
      const key = keyOf(tenant, conversation)
      const telling = followers.get(key) ?? new Set()
      followers.set(key, telling.add(tell))
      return () => {
        telling.delete(tell)
        if (telling.size === 0 && followers.get(key) === telling) followers.delete(key)
      }
    },
  }
}
