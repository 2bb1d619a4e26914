import type { Consequences, Retracted, SaidBecause } from '../domain/consequences.ts'
import { Refusal } from '../domain/errors.ts'
import type { LogEvent, Principal } from '../domain/message.ts'
import type { DecisionRecord, Outcome } from '../domain/record.ts'
import { editShare } from '../lib/edit-distance.ts'
import type { AuditTrail } from '../ports/audit.ts'
import type { Store } from '../ports/store.ts'
import type { Support } from '../ports/support.ts'
import { answerCid } from './answer-cid.ts'
import { isOverseer, requireStaff, visible } from './permission.ts'

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
/** Messages of an agent that a changed suggestion is compared with. */
const MAX_COMPARED = 20

/** The message `seq`, or every message whose seq is above. */
export type ConsequencesOf = { conversation: string } & ({ seq: number } | { above: number })

/** @throws Refusal `not_found` for a message that is not there, also for a conversation that the principal may not see */
export const consequencesOf = async (
  { store }: Pick<ConsequenceParts, 'store'>,
  by: Principal,
  { conversation, ...of }: ConsequencesOf,
): Promise<Consequences> => {
  requireStaff(by)
  visible(by, await store.conversation(by.tenant, conversation), conversation)
  const [log, records, promises] = await Promise.all([
    wholeLog(store, by.tenant, conversation),
    store.records(by.tenant, { conversation, limit: MAX_RECORDS }),
    store.promises(by.tenant, conversation),
  ])
  const messages = log.filter(({ seq, cid }) => cid !== undefined && ('seq' in of ? seq === of.seq : seq > of.above))
  if ('seq' in of && messages.length === 0)
    throw new Refusal('not_found', `there is no message ${of.seq} in this conversation`, { field: 'seq' })
  const rested = restingOn(
    records,
    messages.map(({ seq }) => `${conversation}:${seq}`),
  )
  const cids = new Set(rested.map((record) => answerCid(conversation, record.seq)))
  const told = new Set(rested.flatMap(({ answeredSeq }) => answeredSeq ?? []))
  const answers = log.filter((event) => event.from.role === 'bot' && (told.has(event.seq) || cids.has(event.cid ?? '')))
  const suggested = new Map(
    rested.flatMap(({ seq: from, decision }) => decision.suggestions.map(({ text }) => [text, from] as const)),
  )
  const edited = editedOf(rested, log)
  const replies = log.filter(
    ({ from, seq: at, text }) =>
      from.role === 'agent' && (edited.has(at) || (text !== undefined && at > (suggested.get(text) ?? at))),
  )
  const places = new Set([...messages, ...answers, ...replies].map((event) => event.seq))
  const outcomes: Consequences['outcomes'] = {}
  for (const { result } of rested.flatMap((record) => record.outcomes)) outcomes[result] = (outcomes[result] ?? 0) + 1
  return {
    ...of,
    answers: answers.map(toSaid),
    replies: replies.map((event) => ({ ...toSaid(event), ...(edited.has(event.seq) ? { edited: true } : {}) })),
    suggestions: rested.reduce((sum, { decision }) => sum + decision.suggestions.length, 0),
    promises: promises
      .filter((promise) => places.has(promise.seq))
      .map(({ id, seq: at, kind, text, state }) => ({ id, seq: at, kind, text, state })),
    outcomes,
  }
}

/** What is to be taken back with the message `seq`. */
export interface Retraction {
  conversation: string
  seq: number
  opId: string
  reason: string
  /** Seqs of those among its answers and replies that go with it; all, unless said. */
  only?: readonly number[]
}

/**
 * Takes a message back, and what was said because of it. Each is taken back once however often this is asked for with the same
 * `opId`, and what a crash left undone is done by asking again. Whoever takes something back is in the audit trail. @throws Refusal unless by a supervisor
 */
export const retract = async (
  parts: ConsequenceParts,
  by: Principal,
  { conversation, seq, opId, reason, only }: Retraction,
): Promise<Retracted> => {
  const { store, support, trail, now } = parts
  if (!isOverseer(by))
    throw new Refusal('forbidden', 'a message is retracted with what follows from it by a supervisor', {
      field: 'role',
    })
  const { answers, replies } = await consequencesOf({ store }, by, { conversation, seq })
  const resting = [...answers, ...replies].map((said) => said.seq)
  const meant = only === undefined ? resting : resting.filter((at) => only.includes(at))
  // The message first: from then on nothing more is decided because of it.
  const goes = [seq, ...meant]
  const log = await wholeLog(store, by.tenant, conversation)
  // Asked again, replies that are gone have no words to be known by: the log says what this operation took.
  const earlier = log.flatMap(({ kind, target, opId: of = '' }) =>
    kind === 'recall' && target !== undefined && (of === opId || of.startsWith(`${opId}:`)) ? target : [],
  )
  const taken = [...new Set([...goes, ...earlier])].toSorted((a, b) => a - b)
  const held = await store.conversation(by.tenant, conversation)
  // Before anything goes: a crash on the way leaves no change that nobody answers for.
  if (log.some(({ seq: at, recalled, rolledBack }) => goes.includes(at) && !recalled && !rolledBack))
    await trail.audit({
      tenant: by.tenant,
      at: now().toISOString(),
      by: { role: by.role, id: by.sub, name: by.name },
      action: 'retract',
      ...(held === undefined ? {} : { customer: held.customer }),
      field: `${conversation}:${seq}`,
      reason: `${reason} (${taken.join(', ')})`,
    })
  const wasThere: boolean[] = []
  for (const at of goes)
    wasThere.push(!(await support.recall(by, { conversation, seq: at, opId: at === seq ? opId : `${opId}:${at}` })).dup)
  const dup = !wasThere.includes(true)
  return { taken, dup }
}

/** The records about these messages, those read together with them, those read together with those, and so on. */
const restingOn = (records: readonly JudgedRecord[], about: readonly string[]): JudgedRecord[] => {
  const ids = new Set(about)
  // Oldest first: what a record was read with came before it.
  return records
    .toSorted((a, b) => a.seq - b.seq)
    .filter((record) => {
      const rests = ids.has(record.id) || ids.has(record.understanding.context?.from ?? '')
      if (rests) ids.add(record.id)
      return rests
    })
}

/**
 * Seqs of replies that agents changed before they sent them. An outcome names the suggestion, who changed it and how far, and not the message:
 * that is their message exactly as far from it, the nearest in time where there are several. One whose words are gone is not found.
 */
const editedOf = (rested: readonly JudgedRecord[], log: readonly LogEvent[]): Set<number> => {
  const found = new Set<number>()
  for (const { seq, decision, outcomes } of rested)
    for (const { suggestion = '', result, value, by, at } of outcomes) {
      const shown = decision.suggestions[Number(suggestion.slice(suggestion.lastIndexOf(':') + 1))]
      if (result !== 'edited' || value === undefined || suggestion === '' || shown === undefined) continue
      const away = (event: LogEvent) => Math.abs(Date.parse(event.at) - Date.parse(at))
      const reply = log
        .filter(({ from, seq: at, kind }) => from.role === 'agent' && from.id === by && at > seq && kind === 'text')
        .toSorted((a, b) => away(a) - away(b))
        .slice(0, MAX_COMPARED)
        .find(({ text }) => text !== undefined && editShare(shown.text, text) === value)
      if (reply !== undefined) found.add(reply.seq)
    }
  return found
}

const toSaid = ({ seq, text, recalled, rolledBack }: LogEvent): SaidBecause => ({
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
