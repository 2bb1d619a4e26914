import { LRUCache } from 'lru-cache'
import type { Draft } from '../domain/decision.ts'
import { sourcesOf } from '../domain/joined-draft.ts'
import type { DecisionRecord, Suggestion } from '../domain/record.ts'
import type { Store } from '../ports/store.ts'

export interface OpenSuggestions {
  /** Suggestions of the last turn, as long as nobody has spoken since. */
  of(tenant: string, conversation: string, head: number): Promise<{ messageSeq: number; suggestions: Suggestion[] }>
  put(conversation: string, record: DecisionRecord): Suggestion[]
  clear(conversation: string): void
}

const KEPT = 20_000

/** What the ghost text of a conversation is made of; kept in memory, found again in the record after a restart. */
export const createOpenSuggestions = (store: Pick<Store, 'records' | 'events'>): OpenSuggestions => {
  const open = new LRUCache<string, { messageSeq: number; suggestions: Suggestion[] }>({ max: KEPT })
  const put = (conversation: string, record: DecisionRecord): Suggestion[] => {
    const suggestions = suggestionsOf(record)
    open.set(conversation, { messageSeq: record.seq, suggestions })
    return suggestions
  }
  return {
    put,
    clear: (conversation) => void open.set(conversation, { messageSeq: 0, suggestions: [] }),
    of: async (tenant, conversation, head) => {
      const known = open.get(conversation)
      if (known !== undefined) return known
      const [record] = await store.records(tenant, { conversation, limit: 1 })
      if (record === undefined) return { messageSeq: 0, suggestions: [] }
      const page = await store.events(tenant, conversation, { after: record.seq - 1, limit: head - record.seq + 2 })
      const over =
        page?.events.some(
          ({ seq, from, kind, recalled, rolledBack }) =>
            (from.role === 'agent' && kind !== 'note') || (seq === record.seq && (recalled || rolledBack)),
        ) ?? false
      return { messageSeq: record.seq, suggestions: over ? [] : put(conversation, record) }
    },
  }
}

/** An answer that was sent needs no suggestion; everything else shows its drafts that are likely enough, surest first. */
export const suggestionsOf = ({ id, decision, policy, understanding: { verdict } }: DecisionRecord): Suggestion[] => {
  if (decision.kind === 'answer') return []
  const likely = (intent: string): number =>
    intent === verdict.intent
      ? verdict.confidence
      : (verdict.ranked.find((ranked) => ranked.intent === intent)?.confidence ?? 0)
  return (
    decision.suggestions
      .map((draft, rank) => ({
        draft,
        rank,
        confidence: draft.voter?.confidence ?? draft.confidence ?? likely(draft.intent),
      }))
      .filter(({ confidence }, rank) =>
        rank === 0 ? confidence >= policy.suggestAbove : confidence >= ALTERNATIVE_ABOVE,
      )
      // One reply to everything goes before replies to a part of it, though it is less sure.
      .sort((a, b) => Number(isJoined(b.draft)) - Number(isJoined(a.draft)) || b.confidence - a.confidence)
      .map(({ draft, rank, confidence }) => ({
        id: `${id}:${rank}`,
        text: draft.text,
        confidence,
        intent: draft.intent,
        sources: sourcesOf(draft),
        missing: draft.missing,
      }))
  )
}

const isJoined = ({ parts }: Draft): boolean => parts !== undefined

/** A second or third choice is only a help while it is not absurd. */
const ALTERNATIVE_ABOVE = 0.02
