import { LRUCache } from 'lru-cache'
import { type Draft, suggestBar, type VoterRequest } from '../domain/decision.ts'
import { sourcesOf } from '../domain/joined-draft.ts'
import type { LogEvent } from '../domain/message.ts'
import type { DecisionRecord, Suggestion } from '../domain/record.ts'
import type { Urgency } from '../domain/understanding.ts'
import type { Store } from '../ports/store.ts'

export interface OpenSuggestions {
  /** Suggestions of the last turn, as long as nobody has spoken since. */
  of(tenant: string, conversation: string, head: number): Promise<Open>
  put(conversation: string, record: DecisionRecord): Suggestion[]
  clear(conversation: string): void
  /** Another process knows better: the record is looked at again. */
  forget(conversation: string): void
  /** Words were taken back by `event`: what was made of them goes too. True where something noted went. */
  takenBack(conversation: string, event: TakingBack): boolean
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

/** What one turn left to be noted. */
interface Note extends Noted {
  seq: number
}

interface Kept extends Pick<Open, 'messageSeq' | 'suggestions'> {
  /** Newest first. */
  notes: readonly Note[]
}

type TakingBack = Pick<LogEvent, 'target' | 'toSeq'>

const KEPT = 20_000
/** Turns that are looked through for what is noted, after a restart. */
const TURNS_SEARCHED = 5
/** Turns with something to note that are kept: the last may be taken back, and then the one before it counts again. */
const NOTES_KEPT = 5
const NOTHING = { messageSeq: 0, suggestions: [] }
/** One for all of whom nothing is noted: it is put there with every message of an agent. */
const CLEARED: Kept = { ...NOTHING, notes: [] }

/** What the ghost text of a conversation is made of; kept in memory, found again in the record after a restart. */
export const createOpenSuggestions = (store: Pick<Store, 'records' | 'events'>): OpenSuggestions => {
  const open = new LRUCache<string, Kept>({ max: KEPT })
  const notesOf = (conversation: string): readonly Note[] => open.get(conversation)?.notes ?? []
  return {
    put: (conversation, record) => {
      const suggestions = suggestionsOf(record)
      const notes = [...noteOf(record), ...notesOf(conversation)].slice(0, NOTES_KEPT)
      open.set(conversation, { messageSeq: record.seq, suggestions, notes })
      return suggestions
    },
    noted: (conversation) => lastOf(notesOf(conversation)),
    clear: (conversation) => {
      const notes = notesOf(conversation)
      open.set(conversation, notes.length === 0 ? CLEARED : { ...NOTHING, notes })
    },
    forget: (conversation) => void open.delete(conversation),
    takenBack: (conversation, event) => {
      const before = notesOf(conversation)
      const notes = before.filter(({ seq }) => !takes(event, seq))
      open.set(conversation, { ...NOTHING, notes })
      return notes.length < before.length
    },
    of: async (tenant, conversation, head) => {
      const known = open.get(conversation)
      if (known !== undefined) return shownOf(known)
      const records = await store.records(tenant, { conversation, limit: TURNS_SEARCHED })
      const [record] = records
      const oldest = records.at(-1)
      if (record === undefined || oldest === undefined) return NOTHING
      const page = await store.events(tenant, conversation, { after: oldest.seq - 1, limit: head - oldest.seq + 2 })
      const since = page?.events.filter(({ seq }) => seq >= record.seq) ?? []
      const gone = new Set(page?.events.filter(isGone).map(({ seq }) => seq))
      const over = gone.has(record.seq) || since.some(({ from, kind }) => from.role === 'agent' && kind !== 'note')
      // Newer than what was read, where a turn ended meanwhile.
      const newer = open.get(conversation)
      if (newer !== undefined) return shownOf(newer)
      const kept = {
        messageSeq: record.seq,
        suggestions: over ? [] : suggestionsOf(record),
        notes: records.filter(({ seq }) => !gone.has(seq)).flatMap(noteOf),
      }
      open.set(conversation, kept)
      return shownOf(kept)
    },
  }
}

const shownOf = ({ messageSeq, suggestions, notes }: Kept): Open => ({ messageSeq, suggestions, ...lastOf(notes) })

const isGone = ({ recalled, rolledBack }: LogEvent): boolean => recalled === true || rolledBack === true

const takes = ({ target, toSeq }: TakingBack, seq: number): boolean =>
  seq === target || (toSeq !== undefined && seq > toSeq)

const lastOf = (notes: readonly Note[]): Noted => {
  const request = notes.find((note) => note.request !== undefined)?.request
  const urgency = notes.find((note) => note.urgency !== undefined)?.urgency
  return { ...(request === undefined ? {} : { request }), ...(urgency === undefined ? {} : { urgency }) }
}

/** None where a turn has nothing to note. */
const noteOf = ({ seq, decision, understanding }: DecisionRecord): Note[] => {
  const request = decision.kind === 'ask' ? undefined : decision.request
  const { urgency = [] } = understanding.sentiment
  if (request === undefined && urgency.length === 0) return []
  return [{ seq, ...(request === undefined ? {} : { request }), ...(urgency.length === 0 ? {} : { urgency }) }]
}

/** An answer that was sent needs no suggestion; everything else shows its drafts that are likely enough, surest first. */
export const suggestionsOf = ({ id, decision, policy, understanding: { verdict } }: DecisionRecord): Suggestion[] => {
  if (decision.kind === 'answer') return []
  const likely = (intent: string): number =>
    intent === verdict.intent
      ? verdict.confidence
      : (verdict.ranked.find((ranked) => ranked.intent === intent)?.confidence ?? 0)
  const all = decision.suggestions.map((draft, rank) => ({
    draft,
    rank,
    confidence: draft.voter?.confidence ?? draft.confidence ?? likely(draft.intent),
  }))
  const isShown = ({ draft, confidence }: (typeof all)[number], suggestAbove: number): boolean =>
    confidence >= suggestBar({ ...policy, suggestAbove }, draft.intent)
  // What stands beside a first choice may be less likely; where that is held back as seldom right, nothing unlikely takes its place.
  const [first] = all
  const isHeldBack = first !== undefined && !isShown(first, 0)
  const beside = isHeldBack ? policy.suggestAbove : ALTERNATIVE_ABOVE
  return (
    all
      .filter((one) => isShown(one, one.rank === 0 ? policy.suggestAbove : beside))
      // One reply to everything goes before replies to a part of it, though it is less sure.
      .sort((a, b) => Number(isJoined(b.draft)) - Number(isJoined(a.draft)) || b.confidence - a.confidence)
      .map(({ draft, rank, confidence }) => ({
        id: `${id}:${rank}`,
        text: draft.text,
        confidence,
        intent: draft.intent,
        sources: sourcesOf(draft),
        missing: draft.missing,
        ...(draft.stale === undefined
          ? {}
          : { stale: draft.stale.map((slot) => ({ slot, ageMs: draft.provenance?.[slot]?.ageMs ?? 0 })) }),
      }))
  )
}

const isJoined = ({ parts }: Draft): boolean => parts !== undefined

/** A second or third choice is only a help while it is not absurd. */
const ALTERNATIVE_ABOVE = 0.02
