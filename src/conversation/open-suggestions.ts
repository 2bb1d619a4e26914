import { LRUCache } from 'lru-cache'
import type { Draft, VoterRequest } from '../domain/decision.ts'
import { sourcesOf } from '../domain/joined-draft.ts'
import type { DecisionRecord, Suggestion } from '../domain/record.ts'
import type { Store } from '../ports/store.ts'

export interface OpenSuggestions {
  /** Suggestions of the last turn, as long as nobody has spoken since. */
  of(tenant: string, conversation: string, head: number): Promise<Open>
  put(conversation: string, record: DecisionRecord): Suggestion[]
  clear(conversation: string): void
  /** What a plug-in voter asked for last. */
  request(conversation: string): VoterRequest | undefined
}

interface Open {
  messageSeq: number
  suggestions: Suggestion[]
  request?: VoterRequest
}

const KEPT = 20_000
/** Turns that are looked through for what a voter asked for, after a restart. */
const TURNS_SEARCHED = 5

/** What the ghost text of a conversation is made of; kept in memory, found again in the record after a restart. */
export const createOpenSuggestions = (store: Pick<Store, 'records' | 'events'>): OpenSuggestions => {
  const open = new LRUCache<string, Open>({ max: KEPT })
  const request = (conversation: string): VoterRequest | undefined => open.get(conversation)?.request
  const keep = (conversation: string, now: Omit<Open, 'request'>, asked = request(conversation)): Open => {
    const kept = { ...now, ...(asked === undefined ? {} : { request: asked }) }
    open.set(conversation, kept)
    return kept
  }
  const put = (conversation: string, record: DecisionRecord): Suggestion[] =>
    keep(conversation, { messageSeq: record.seq, suggestions: suggestionsOf(record) }, requestOf(record)).suggestions
  return {
    put,
    request,
    clear: (conversation) => void keep(conversation, { messageSeq: 0, suggestions: [] }),
    of: async (tenant, conversation, head) => {
      const known = open.get(conversation)
      if (known !== undefined) return known
      const records = await store.records(tenant, { conversation, limit: TURNS_SEARCHED })
      const [record] = records
      if (record === undefined) return { messageSeq: 0, suggestions: [] }
      const page = await store.events(tenant, conversation, { after: record.seq - 1, limit: head - record.seq + 2 })
      const over =
        page?.events.some(
          ({ seq, from, kind, recalled, rolledBack }) =>
            (from.role === 'agent' && kind !== 'note') || (seq === record.seq && (recalled || rolledBack)),
        ) ?? false
      const asked = records.map(requestOf).find((one) => one !== undefined)
      return keep(conversation, { messageSeq: record.seq, suggestions: over ? [] : suggestionsOf(record) }, asked)
    },
  }
}

const requestOf = ({ decision }: DecisionRecord): VoterRequest | undefined =>
  decision.kind === 'ask' ? undefined : decision.request

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
