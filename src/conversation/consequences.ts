import { Refusal } from '../domain/errors.ts'
import type { LogEvent, Principal } from '../domain/message.ts'
import type { TrackedPromise } from '../domain/promise.ts'
import type { DecisionRecord, Outcome } from '../domain/record.ts'
import type { AuditTrail } from '../ports/audit.ts'
import type { Store } from '../ports/store.ts'
import type { Support } from '../ports/support.ts'
import { answerCid } from './answer-cid.ts'
import { isOverseer, requireStaff, visible } from './permission.ts'

/** What was decided because of a message: by what answers it, and what was read together with it. */
export interface Consequences {
  seq: number
  /** What the bot said of it, and of messages that were understood together with it. */
  answers: Said[]
  /** What agents sent as it was suggested for it. */
  replies: Said[]
  /** Suggestions that were made for it. */
  suggestions: number
  /** In any of these messages. */
  promises: Pick<TrackedPromise, 'id' | 'seq' | 'kind' | 'text' | 'state'>[]
  /** What became of these decisions: how often which. */
  outcomes: Partial<Record<Outcome['result'], number>>
}

export interface Said {
  seq: number
  text?: string
  /** It was taken back already. */
  gone?: true
}

export interface ConsequenceParts {
  store: Pick<Store, 'conversation' | 'events' | 'records' | 'promises'>
  support: Pick<Support, 'recall'>
  trail: AuditTrail
  now: () => Date
}

type JudgedRecord = DecisionRecord & { outcomes: Outcome[] }

const PAGE = 500
/** Decisions of one conversation that are looked at. */
const MAX_RECORDS = 10_000

/** Of one message. @throws Refusal `not_found`, also for a conversation that the principal may not see */
export const consequencesOf = async (
  { store }: Pick<ConsequenceParts, 'store'>,
  by: Principal,
  { conversation, seq }: { conversation: string; seq: number },
): Promise<Consequences> => {
  requireStaff(by)
  visible(by, await store.conversation(by.tenant, conversation), conversation)
  const [log, records, promises] = await Promise.all([
    wholeLog(store, by.tenant, conversation),
    store.records(by.tenant, { conversation, limit: MAX_RECORDS }),
    store.promises(by.tenant, conversation),
  ])
  const message = log.find((event) => event.seq === seq)
  if (message?.cid === undefined)
    throw new Refusal('not_found', `there is no message ${seq} in this conversation`, { field: 'seq' })
  const rested = restingOn(records, `${conversation}:${seq}`)
  const cids = new Set(rested.map((record) => answerCid(conversation, record.seq)))
  const told = new Set(rested.flatMap(({ answeredSeq }) => answeredSeq ?? []))
  const answers = log.filter((event) => event.from.role === 'bot' && (told.has(event.seq) || cids.has(event.cid ?? '')))
  const suggested = new Map(
    rested.flatMap(({ seq: from, decision }) => decision.suggestions.map(({ text }) => [text, from] as const)),
  )
  const replies = log.filter(
    ({ from, seq: at, text }) => from.role === 'agent' && text !== undefined && at > (suggested.get(text) ?? at),
  )
  const places = new Set([message, ...answers, ...replies].map((event) => event.seq))
  const outcomes: Consequences['outcomes'] = {}
  for (const { result } of rested.flatMap((record) => record.outcomes)) outcomes[result] = (outcomes[result] ?? 0) + 1
  return {
    seq,
    answers: answers.map(toSaid),
    replies: replies.map(toSaid),
    suggestions: rested.reduce((sum, { decision }) => sum + decision.suggestions.length, 0),
    promises: promises
      .filter((promise) => places.has(promise.seq))
      .map(({ id, seq: at, kind, text, state }) => ({ id, seq: at, kind, text, state })),
    outcomes,
  }
}

/**
 * Takes a message back, and everything that was said because of it. Each is taken back once however often this is asked for with the same
 * `opId`, and what a crash left undone is done by asking again. Whoever takes something back is in the audit trail. @throws Refusal unless by a supervisor
 */
export const retract = async (
  parts: ConsequenceParts,
  by: Principal,
  { conversation, seq, opId, reason }: { conversation: string; seq: number; opId: string; reason: string },
): Promise<{ taken: number[]; dup: boolean }> => {
  const { store, support, trail, now } = parts
  if (!isOverseer(by))
    throw new Refusal('forbidden', 'a message is retracted with what follows from it by a supervisor', {
      field: 'role',
    })
  const { answers, replies } = await consequencesOf({ store }, by, { conversation, seq })
  // The message first: from then on nothing more is decided because of it.
  const taken = [seq, ...[...answers, ...replies].map((said) => said.seq)]
  const wasThere: boolean[] = []
  for (const at of taken)
    wasThere.push(!(await support.recall(by, { conversation, seq: at, opId: at === seq ? opId : `${opId}:${at}` })).dup)
  const dup = !wasThere.includes(true)
  const held = await store.conversation(by.tenant, conversation)
  if (!dup)
    await trail.audit({
      tenant: by.tenant,
      at: now().toISOString(),
      by: { role: by.role, id: by.sub, name: by.name },
      action: 'retract',
      ...(held === undefined ? {} : { customer: held.customer }),
      field: `${conversation}:${seq}`,
      reason: `${reason} (${taken.join(', ')})`,
    })
  return { taken, dup }
}

/** The record about a message, those read together with it, those read together with them, and so on. */
const restingOn = (records: readonly JudgedRecord[], id: string): JudgedRecord[] => {
  const ids = new Set([id])
  // Oldest first: what a record was read with came before it.
  return records
    .toSorted((a, b) => a.seq - b.seq)
    .filter((record) => {
      const rests = ids.has(record.id) || ids.has(record.understanding.context?.from ?? '')
      if (rests) ids.add(record.id)
      return rests
    })
}

const toSaid = ({ seq, text, recalled, rolledBack }: LogEvent): Said => ({
  seq,
  ...(text === undefined ? {} : { text }),
  ...(recalled || rolledBack ? { gone: true } : {}),
})

const wholeLog = async (store: Pick<Store, 'events'>, tenant: string, conversation: string): Promise<LogEvent[]> => {
  const log: LogEvent[] = []
  for (let after = 0; ; ) {
    const events = (await store.events(tenant, conversation, { after, limit: PAGE }))?.events ?? []
    log.push(...events)
    after = events.at(-1)?.seq ?? after
    if (events.length < PAGE) return log
  }
}
