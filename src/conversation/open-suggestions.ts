import { LRUCache } from 'lru-cache'
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
      const since = await store.events(tenant, conversation, { after: record.seq, limit: head - record.seq + 1 })
      const spoken = since?.events.some(({ from, kind }) => from.role === 'agent' && kind !== 'note') ?? false
      return { messageSeq: record.seq, suggestions: spoken ? [] : put(conversation, record) }
    },
  }
}

/** An answer that was sent needs no suggestion; everything else shows its drafts, surest first. */
export const suggestionsOf = ({ id, decision, understanding: { verdict } }: DecisionRecord): Suggestion[] =>
  decision.kind === 'answer'
    ? []
    : decision.suggestions.map((draft, rank) => ({
        id: `${id}:${rank}`,
        text: draft.text,
        confidence:
          draft.intent === verdict.intent
            ? verdict.confidence
            : (verdict.ranked.find(({ intent }) => intent === draft.intent)?.confidence ?? 0),
        intent: draft.intent,
        sources: [draft.source],
        missing: draft.missing,
      }))
