import { LRUCache } from 'lru-cache'
import { judgedFigures } from './compose-judged.ts'
import { noteAnswer } from './conversation/answer-note.ts'
import type { Conversation } from './domain/conversation.ts'
import { Refusal } from './domain/errors.ts'
import type { Library } from './domain/library.ts'
import type { Principal } from './domain/message.ts'
import { addCustomerRoutes } from './gateway/customer-routes.ts'
import type { Face } from './gateway/server.ts'
import { type AskedQuestion, askedMost } from './knowledge/asked-most.ts'
import type { Store } from './ports/store.ts'

export interface CustomerFaceParts {
  store: Pick<Store, 'conversation' | 'conversations' | 'records' | 'outcome' | 'move'>
  announcer: { lineChanged(conversation: Conversation): void }
  library: Pick<Library, 'articles'>
  now(): Date
}

/** Days that are looked back on for what customers ask. */
const ASKED_DAYS = 7
const DAY_MS = 86_400_000
/** Newest turns of these that are counted, and questions that are offered. */
const ASKED_TURNS = 500
const OFFERED = 4
/** How long a count stands, milliseconds: what people ask changes by the hour. */
const COUNTED_MS = 5 * 60_000
const MOST_TENANTS = 1_000

/** Questions to begin with, and the customer's word on an answer. */
export const customerFace = ({ store, announcer, library, now }: CustomerFaceParts): Face => {
  const counted = new LRUCache<string, Promise<AskedQuestion[]>>({ max: MOST_TENANTS, ttl: COUNTED_MS })
  const count = async (tenant: string): Promise<AskedQuestion[]> => {
    const at = now()
    const since = new Date(at.getTime() - ASKED_DAYS * DAY_MS).toISOString()
    return askedMost(await store.records(tenant, { since, limit: ASKED_TURNS }), library.articles(), {
      at,
      limit: OFFERED,
    })
  }
  const own = async ({ tenant, sub }: Principal, conversation: string): Promise<Conversation> => {
    const found = await store.conversation(tenant, conversation)
    if (found?.customer === sub) return found
    throw new Refusal('not_found', `there is no conversation ${JSON.stringify(conversation)}`, {
      field: 'conversation',
    })
  }
  return (_app, { router, limits }) =>
    addCustomerRoutes(router, {
      limits,
      askedMost: (tenant) => {
        const known = counted.get(tenant) ?? count(tenant)
        counted.set(tenant, known, { noUpdateTTL: true })
        known.catch(() => counted.delete(tenant))
        return known
      },
      judged: (tenant, days) => judgedFigures(store, tenant, { days, now: now() }),
      judge: async (by, conversation, judgement) => {
        const { tenant } = by
        const found = await own(by, conversation)
        if (found.state !== 'resolved' || found.outcome === 'merged' || found.marks?.judged !== undefined)
          throw new Refusal('conflict', 'a conversation is rated once, when it is over', { field: 'conversation' })
        const move = { type: 'judged', judgement } as const
        announcer.lineChanged(await store.move({ tenant, conversation, move, at: now().toISOString() }))
      },
      page: async (by, conversation, said) => {
        const { tenant } = by
        const found = await own(by, conversation)
        if (found.state === 'resolved')
          throw new Refusal('conflict', 'the conversation is over', { field: 'conversation' })
        // Pages say the same again and again: each write is a flush.
        if (JSON.stringify(found.marks?.page?.said ?? {}) === JSON.stringify(said)) return
        const move = { type: 'page', said } as const
        announcer.lineChanged(await store.move({ tenant, conversation, move, at: now().toISOString() }))
      },
      rate: async ({ tenant, sub }, { conversation, seq, helped }) => {
        const found = await store.conversation(tenant, conversation)
        if (found?.customer !== sub) return false
        const answer = { tenant, conversation, seq }
        const at = now().toISOString()
        const noted = await noteAnswer(store, answer, { result: 'rated', value: helped ? 1 : 0, by: sub, at })
        if (noted)
          announcer.lineChanged(await store.move({ tenant, conversation, move: { type: 'rated', seq, helped }, at }))
        return noted
      },
    })
}
