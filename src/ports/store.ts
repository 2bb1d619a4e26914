import type { Card } from '../domain/card.ts'
import type {
  Conversation,
  ConversationMove,
  ConversationState,
  IdentityProof,
  QueuePriority,
} from '../domain/conversation.ts'
import type { Decision } from '../domain/decision.ts'
import type {
  AnswerNote,
  AskOption,
  Attachment,
  Author,
  Language,
  LogEvent,
  MessageKind,
  Receipt,
} from '../domain/message.ts'
import type { PromiseBaseline, PromiseState, StatedPromise, TrackedPromise } from '../domain/promise.ts'
import type { DecisionRecord, Outcome, RecordedTurn, TurnInputs } from '../domain/record.ts'
import type { RankedIntent } from '../domain/understanding.ts'

/** A message on its way into the log. */
export interface Append {
  tenant: string
  /** Made by the sender (UUIDv7); unique per tenant and author for ever. */
  cid: string
  from: Author
  kind: MessageKind
  text?: string
  attachment?: Attachment
  answer?: AnswerNote
  options?: AskOption[]
  cards?: Card[]
  /** What is promised in `text`; kept with the message and dropped with it. */
  promises?: readonly StatedPromise[]
  /** Agents who are named in it. */
  mentions?: readonly string[]
  /** Absent: the author's open conversation, or a new one (customers only). */
  conversation?: string
  /** Where the customer writes, for a conversation that this opens; absent: the widget. */
  channel?: string
  /** It is a reply that was kept for this time (ISO): refused with `conversation.move` unless it still waits so, by this author, in these words. */
  keptFor?: string
  /** The models owe this message a turn; it stays owed until `finishTurn`. */
  owesTurn: boolean
}

export interface Appended {
  event: LogEvent
  conversation: Conversation
  /** The cid was known: `event` is the first one (W3). */
  dup: boolean
}

/** What a turn leaves behind; applied whole or not at all. */
export interface FinishTurn {
  record: DecisionRecord
  /** What it was decided from; kept with the record. */
  inputs?: TurnInputs
  /** The state that the turn was decided in. */
  seen?: ConversationState
  /** The bot's words; its cid derives from the message that it answers (W8). */
  reply?: Append
  /** Ignored where the state no longer allows it. */
  move?: ConversationMove
  patch?: ConversationPatch
}

/** What the next turn should know; a field that is there as undefined is cleared. */
export interface ConversationPatch {
  language?: Language
  order?: string
  asked?: string[] | undefined
  misses?: number
  priority?: QueuePriority
  apologised?: true
  proof?: IdentityProof
}

export interface FinishedTurn {
  conversation: Conversation
  /** The bot's event; absent when there was none to say or the turn was already finished. */
  event?: LogEvent
  /** The turn was already finished by somebody: nothing was written. */
  dup: boolean
  /** Its message was taken back meanwhile: nothing made of it is shown or remembered (W5). */
  takenBack?: true
}

export interface OwedTurn {
  tenant: string
  conversation: string
  seq: number
}

export interface TurnPage {
  turns: RecordedTurn[]
  next?: number
}

/** An outcome beside as much of its decision as says whether the bot's promise was kept. */
export interface JudgedOutcome extends Outcome {
  kind: Decision['kind']
  verdict: RankedIntent
  /** Of the suggestion that it is about, or of the answer. */
  intent: string
  /** Ids of the articles that its words came from; several of one that answers several requests. */
  articles: string[]
}

export interface LogPage {
  conversation: Conversation
  /** Ascending by seq, `seq > after`, at most `limit`; bodies as stored, recalled ones blank. */
  events: LogEvent[]
}

/** A page of the log that goes to a client as it is. */
export interface LogText {
  conversation: Conversation
  /** An event a line, as JSON. */
  lines: string
  /** Seq of the last one; absent where there is none. */
  last?: number
}

/**
 * The durable log and what hangs on it. Laws, checked by the contract suite on every adapter:
 * ST1 a promise of a write resolves only when the write survives a power cut (W1);
 * ST2 seq is gapless from 1 in a conversation, also under concurrent appends (W2);
 * ST3 the same (tenant, author id, cid) yields the first event with dup, however late, also after a restart (W3);
 * ST4 a cid seen again for another conversation is refused with `cid_reuse`;
 * ST5 nothing of one tenant is visible to another: `not_found`;
 * ST6 a customer has one open conversation at a time; a resolved one is never appended to by its customer, a new one opens;
 * ST7 finishTurn is applied once per record id, with its reply, move and patch in one transaction (W8); the reply is dropped where a person
 *   took the conversation or spoke in it meanwhile (W9), and a turn decided while a person had it is refused with `busy` once it is back
 *   with the bot, so that it runs again (W10);
 * ST8 recall and rollback are applied once per opId, as events with a seq of their own; bodies are blanked in every read, the audit keeps them (W5);
 * ST9 an owed turn stays owed until finished, also after a restart;
 * ST10 when the disk is full a write rejects with `storage.full`, reads go on, and writes work again when there is room;
 * ST11 an outcome for an unknown record or suggestion is refused with `suggestion.unknown`; the same (suggestion, result, by) counts once;
 *   corrections are words that follow one another: each is told to `outcomesAfter` anew, and reads give the last one last;
 * ST12 cursors only move forward and never past head;
 * ST13 the inputs of a turn come back bit for bit, with their message and outcomes, until the message is taken back;
 * ST14 the promises of a message are there once it is, each once however often it is sent, also after a restart;
 * ST15 a message that is taken back takes its promises with it, whatever became of them (W5);
 * ST16 a promise moves by the table in `domain/promise.ts`, and its first baseline and the moment it was raised stay;
 * ST17 what agents put on a conversation (`domain/desk-marks.ts`) is there after a restart, and `due` names it at its time, soonest first;
 * ST18 a message and what it does to the marks are one transaction: a kept reply waits no more once its cid is in the log, the
 *   customer's message ends a snooze and holds what waits, and a reply appended as kept is refused where it does not wait so any more;
 * ST19 `logText` says what `events` says, with notes as customers see them unless they are asked for;
 * ST20 `conversations` with `before` the last of a page goes on behind it, however many there are and also where many are of one moment.
 * Refused calls reject with `Refusal`.
 */
export interface Store {
  append(entry: Append): Promise<Appended>
  /** Takes one message back. Refused with `recall.too_late` when by its author later than `withinMs`; `withinMs` Infinity for supervisors. */
  recall(op: {
    tenant: string
    conversation: string
    seq: number
    opId: string
    by: Author
    withinMs: number
  }): Promise<Appended>
  rollback(op: { tenant: string; conversation: string; toSeq: number; opId: string; by: Author }): Promise<Appended>
  finishTurn(turn: FinishTurn): Promise<FinishedTurn>
  /** Advances the state by the table in `domain/conversation.ts`; refused moves reject with their code (`conversation.taken` names the assignee in its message). */
  move(op: { tenant: string; conversation: string; move: ConversationMove; at: string }): Promise<Conversation>
  /** Marks that a person spoke is done by `append` itself, for role agent and a kind other than note. */
  outcome(outcome: Outcome): Promise<{ first: boolean }>
  /** Moves one side's cursors forward; returns all sides' cursors. */
  receipt(op: {
    tenant: string
    conversation: string
    by: Receipt['by']
    delivered?: number
    read?: number
  }): Promise<Receipt[]>

  /** Tenants that have conversations. */
  tenants(): Promise<string[]>
  conversation(tenant: string, id: string): Promise<Conversation | undefined>
  /** The customer's conversation that is not resolved. */
  openOf(tenant: string, customer: string): Promise<Conversation | undefined>
  /** Newest activity first; with `states` absent, all but resolved. */
  conversations(
    tenant: string,
    filter: {
      states?: ConversationState[]
      assignee?: string
      customer?: string
      /** Only what comes behind this one, as it stood then. */
      before?: Pick<Conversation, 'id' | 'updatedAt'>
      limit: number
    },
  ): Promise<Conversation[]>
  /** Those in which the agent was named and has not looked since, also what is over; newest activity first. */
  mentioning(tenant: string, agent: string, limit: number): Promise<Conversation[]>
  /** Of all tenants: those on which something is due at this time (ISO) or before, soonest first. */
  due(at: string, limit: number): Promise<Conversation[]>
  events(tenant: string, conversation: string, page: { after: number; limit: number }): Promise<LogPage | undefined>
  /** A page of `events` already written, for those who only pass it on. */
  logText(
    tenant: string,
    conversation: string,
    page: { after: number; limit: number; notes: boolean },
  ): Promise<LogText | undefined>
  receipts(tenant: string, conversation: string): Promise<Receipt[]>
  owed(limit: number): Promise<OwedTurn[]>
  record(tenant: string, id: string): Promise<DecisionRecord | undefined>
  records(
    tenant: string,
    filter: { conversation?: string; since?: string; limit: number },
  ): Promise<(DecisionRecord & { outcomes: Outcome[] })[]>
  /** Decided turns of all tenants or of one, oldest first, `since` an ISO time; `next` goes on where the page ended, absent at the end. Places between `after` and `upTo` can be read side by side. */
  turns(filter: { tenant?: string; since?: string; after?: number; upTo?: number; limit: number }): Promise<TurnPage>
  /** Decisions of all tenants in the order they were made, without what they were made from; `next` is where a later call goes on. */
  recordsAfter(after: number, limit: number): Promise<{ records: DecisionRecord[]; next: number }>
  /** Outcomes of all tenants in the order they came, each with what it is about; `next` is where a later call goes on. */
  outcomesAfter(after: number, limit: number): Promise<{ outcomes: JudgedOutcome[]; next: number }>
  /** Words of agents in this tenant, newest first, for completion; recalled ones left out. */
  agentReplies(tenant: string, limit: number): Promise<string[]>
  /** Promises of a conversation in the order they were made. */
  promises(tenant: string, conversation: string): Promise<TrackedPromise[]>
  /** Of all tenants, at most `limit` each: those broken whose time was up since then (ISO), then the open ones, soonest due first, without a deadline last. */
  watchedPromises(filter: { brokenSince: string; limit: number }): Promise<TrackedPromise[]>
  /** Notes what became of a promise; undefined where it is gone. `by` is the `sub` of a person, `mesh` or `clock`. */
  markPromise(op: {
    tenant: string
    id: string
    at: string
    by: string
    state?: PromiseState
    raised?: true
    baseline?: PromiseBaseline
  }): Promise<TrackedPromise | undefined>
  /** Small named values: epoch of the log, fingerprints. */
  meta(key: string): Promise<string | undefined>
  setMeta(key: string, value: string): Promise<void>
  /** Rejects with what is wrong: not writable, full, integrity. */
  health(): Promise<{ driver: string; version: string; sizeBytes: number }>
  close(): Promise<void>
}
