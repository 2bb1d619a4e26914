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

/** An answer that was sent needs no suggestion; everything else shows its drafts that are likely enough, surest first. */
export const suggestionsOf = ({ id, decision, policy, understanding: { verdict } }: DecisionRecord): Suggestion[] => {
  if (decision.kind === 'answer') return []
  const likely = (intent: string): number =>
    intent === verdict.intent
      ? verdict.confidence
      : (verdict.ranked.find((ranked) => ranked.intent === intent)?.confidence ?? 0)
  return decision.suggestions
    .map(({ text, intent, source, missing, voter }, rank) => ({
      id: `${id}:${rank}`,
      text,
      confidence: voter?.confidence ?? likely(intent),
      intent,
      sources: [source],
      missing,
    }))
    .filter(({ confidence }, rank) =>
      rank === 0 ? confidence >= policy.suggestAbove : confidence >= ALTERNATIVE_ABOVE,
    )
    .sort((a, b) => b.confidence - a.confidence)
}

/** A second or third choice is only a help while it is not absurd. */
const ALTERNATIVE_ABOVE = 0.02
