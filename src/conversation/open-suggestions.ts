import { LRUCache } from 'lru-cache'
import type { Draft, VoterRequest } from '../domain/decision.ts'
import { sourcesOf } from '../domain/joined-draft.ts'
import type { DecisionRecord, Suggestion } from '../domain/record.ts'
import type { Urgency } from '../domain/understanding.ts'
import type { Store } from '../ports/store.ts'

export interface OpenSuggestions {
  /** Suggestions of the last turn, as long as nobody has spoken since. */
  of(tenant: string, conversation: string, head: number): Promise<Open>
  put(conversation: string, record: DecisionRecord): Suggestion[]
  clear(conversation: string): void
  /** What the agents of a conversation should be told beside the suggestions. */
  noted(conversation: string): Noted
}

/** What stays true when a turn has nothing new to say of it. */
export interface Noted {
  /** What a plug-in voter asked for last. */
  request?: VoterRequest
  /** What was urgent last. */
  urgency?: Urgency[]
}

interface Open extends Noted {
  messageSeq: number
  suggestions: Suggestion[]
}

const KEPT = 20_000
/** Turns that are looked through for what is noted, after a restart. */
const TURNS_SEARCHED = 5

/** What the ghost text of a conversation is made of; kept in memory, found again in the record after a restart. */
export const createOpenSuggestions = (store: Pick<Store, 'records' | 'events'>): OpenSuggestions => {
  const open = new LRUCache<string, Open>({ max: KEPT })
  const noted = (conversation: string): Noted => {
    const { request, urgency } = open.get(conversation) ?? {}
    return { ...(request === undefined ? {} : { request }), ...(urgency === undefined ? {} : { urgency }) }
  }
  const keep = (conversation: string, now: Pick<Open, 'messageSeq' | 'suggestions'>, news: Noted = {}): Open => {
    const kept = { ...noted(conversation), ...now, ...news }
    open.set(conversation, kept)
    return kept
  }
  const put = (conversation: string, record: DecisionRecord): Suggestion[] =>
    keep(conversation, { messageSeq: record.seq, suggestions: suggestionsOf(record) }, notedIn([record])).suggestions
  return {
    put,
    noted,
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
      const now = { messageSeq: record.seq, suggestions: over ? [] : suggestionsOf(record) }
      return keep(conversation, now, notedIn(records))
    },
  }
}

/** Of turns, newest first. */
const notedIn = (records: readonly DecisionRecord[]): Noted => {
  const request = records.map(requestOf).find((one) => one !== undefined)
  const urgency = records
    .map(({ understanding }) => understanding.sentiment.urgency)
    .find((one) => one !== undefined && one.length > 0)
  return { ...(request === undefined ? {} : { request }), ...(urgency === undefined ? {} : { urgency }) }
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
