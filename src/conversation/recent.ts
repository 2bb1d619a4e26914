import type { Conversation } from '../domain/conversation.ts'
import type { AskOption, LogEvent } from '../domain/message.ts'
import type { DecisionRecord, Outcome } from '../domain/record.ts'
import type { Entity, RankedIntent } from '../domain/understanding.ts'
import type { Store } from '../ports/store.ts'

/** What the last turns of a conversation leave for the next one. */
export interface Recent {
  /** Record of the turn before. */
  last?: string
  /** The last thing asked for; small talk and what was not understood are passed over. */
  request?: EarlierRequest
  /** The last turn asked which order is meant. */
  question?: OrderAsked
  /** What the last turns named, newest first. */
  named: Entity[]
  /** Answers given within the time in which nobody wants to read them again, newest first. */
  answers: GivenAnswer[]
}

export interface EarlierRequest extends RankedIntent {
  record: string
  /** Absent where the request got its meaning from the conversation: its words say little by themselves. */
  text?: string
  entities: Entity[]
  /** The order that the answer spoke of. */
  order?: string
}

/** What was to be answered once it is known of which order, and what was offered. */
export interface OrderAsked extends RankedIntent {
  record: string
  options: AskOption[]
}

export interface GivenAnswer {
  record: string
  /** What it was given to, as written. */
  asked: string | undefined
  text: string
  /** ISO 8601. */
  at: string
  /** Somebody has said since that it did not help. */
  ratedDown?: true
}

/** Turns looked back on. */
const TURNS = 4
/** Milliseconds after which a conversation starts anew: what was asked before is no longer meant, and may be asked again. */
export const CONTEXT_MS = 30 * 60_000
/** Of a conversation that begins. */
export const NOTHING: Recent = { named: [], answers: [] }
/** Log entries that may lie between those turns. */
const MOST_EVENTS = 60

export interface RecentParts {
  store: Pick<Store, 'records' | 'events'>
  /** Whether an intent is something asked for, not small talk. */
  isRequest(intent: string): boolean
}

/** The recent turns before `seq`, as of `at`. What was taken back was never said (W5). */
export const recentOf = async (
  { store, isRequest }: RecentParts,
  { tenant, id }: Pick<Conversation, 'tenant' | 'id'>,
  seq: number,
  at: Date,
): Promise<Recent> => {
  if (seq <= 1) return NOTHING
  const found = await store.records(tenant, { conversation: id, limit: TURNS })
  const records = found.filter((record) => record.seq < seq && at.getTime() - Date.parse(record.at) <= CONTEXT_MS)
  const oldest = records.at(-1)
  if (oldest === undefined) return NOTHING
  const page = await store.events(tenant, id, { after: oldest.seq - 1, limit: MOST_EVENTS })
  const said = new Map(page?.events.map((event) => [event.seq, event]))
  // Of one that lies further back than was read, nobody knows whether it was taken back.
  const standing = records.filter(({ seq: own }) => said.has(own) && !isTakenBack(said.get(own)))
  const request = standing.find(({ understanding: { verdict } }) => isRequest(verdict.intent))
  const [last] = standing
  const question = last === undefined ? undefined : questionOf(last)
  return {
    ...(last === undefined ? {} : { last: last.id }),
    ...(request === undefined ? {} : { request: requestOf(request, said.get(request.seq)) }),
    ...(question === undefined ? {} : { question }),
    named: standing.flatMap(({ understanding }) => understanding.entities),
    answers: standing.flatMap((record) => answerOf(record, said, at)),
  }
}

const isTakenBack = (event: LogEvent | undefined): boolean => event?.recalled === true || event?.rolledBack === true

const questionOf = ({ id, decision, understanding: { verdict } }: DecisionRecord): OrderAsked | undefined =>
  decision.kind === 'ask' && decision.which !== undefined
    ? { record: id, intent: verdict.intent, confidence: verdict.confidence, options: decision.options }
    : undefined

const requestOf = ({ id, understanding, decision }: DecisionRecord, event: LogEvent | undefined): EarlierRequest => {
  const { verdict, entities, context } = understanding
  const order = decision.kind === 'answer' ? decision.draft.order : undefined
  return {
    record: id,
    intent: verdict.intent,
    confidence: verdict.confidence,
    entities,
    ...(context === undefined && event?.text !== undefined ? { text: event.text } : {}),
    ...(order === undefined ? {} : { order }),
  }
}

const answerOf = (
  { id, seq, decision, answeredSeq, outcomes = [] }: DecisionRecord & { outcomes?: readonly Outcome[] },
  said: Map<number, LogEvent>,
  at: Date,
): GivenAnswer[] => {
  const answer = answeredSeq === undefined ? undefined : said.get(answeredSeq)
  if (decision.kind !== 'answer' || answer === undefined || isTakenBack(answer)) return []
  return [
    {
      record: id,
      asked: said.get(seq)?.text,
      text: decision.draft.text,
      at: answer.at,
      ...(isRatedDown(outcomes, at) ? { ratedDown: true as const } : {}),
    },
  ]
}

/** Whether, as of `at`, the customer had said that the answer did not help, or an agent that it was wrong. */
const isRatedDown = (outcomes: readonly Outcome[], at: Date): boolean =>
  outcomes.some(
    ({ result, value, at: rated }) => result === 'rated' && value === 0 && Date.parse(rated) <= at.getTime(),
  )
