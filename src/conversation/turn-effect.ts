import {
  type Conversation,
  type ConversationMove,
  higherPriority,
  type IdentityProof,
  type QueuePriority,
} from '../domain/conversation.ts'
import type { ContextCard } from '../domain/customer.ts'
import type { Decision, Draft, Policy, Reason, Reply } from '../domain/decision.ts'
import type { Author, LogEvent } from '../domain/message.ts'
import type { DecisionRecord } from '../domain/record.ts'
import { namesOrder, type Understanding } from '../domain/understanding.ts'
import type { FinishTurn, OwedTurn } from '../ports/store.ts'
import { answerCid } from './answer-cid.ts'

export const BOT: Author = { role: 'bot', id: 'bot', name: 'Tabdesk' }

export interface RecordParts {
  owed: OwedTurn
  understanding: Understanding
  decision: Decision
  card: ContextCard
  policy: Policy
  timings: Record<string, number>
  at: Date
}

/** The row that calibration, replay and audit read. The customer's words stay in the log. */
export const recordOf = ({ owed, understanding, decision, card, policy, timings, at }: RecordParts): DecisionRecord => {
  const { text: _, affirmed: __, corrected: ___, vectors: ____, ...rest } = understanding
  const drafts = [...saidBy(decision), ...decision.suggestions]
  return {
    id: `${owed.conversation}:${owed.seq}`,
    tenant: owed.tenant,
    conversation: owed.conversation,
    seq: owed.seq,
    at: at.toISOString(),
    understanding: rest,
    decision,
    policy,
    mesh: {
      sources: card.sources,
      reads: Object.assign({}, ...drafts.map(({ reads }) => reads)) as Record<string, string>,
      ...(drafts.some(({ provenance }) => provenance !== undefined)
        ? { provenance: Object.assign({}, ...drafts.map(({ provenance }) => provenance)) }
        : {}),
    },
    timings,
  }
}

export interface EffectParts {
  conversation: Conversation
  event: LogEvent
  decision: Decision
  reply: Reply | undefined
  understanding: Understanding
}

/** What a decision does to the conversation: the bot's words, where it moves, what is remembered for the next turn. */
export const effectOf = ({
  conversation,
  event,
  decision,
  reply,
  understanding,
}: EffectParts): Omit<FinishTurn, 'record'> => {
  const move: ConversationMove | undefined =
    conversation.state === 'bot' && (decision.kind === 'handOff' || decision.kind === 'suggest')
      ? { type: 'handOff' }
      : undefined
  // Remembered only where the customer named it: what the bot chose for one question need not fit the next.
  const named = understanding.entities.some(namesOrder)
  const [spokenOf] = [...saidBy(decision), ...decision.suggestions]
  const order = (named || spokenOf?.orderNamed === true) && spokenOf?.which === undefined ? spokenOf?.order : undefined
  // Which order is meant is read off the record by the next turn.
  const asked =
    decision.kind === 'ask' && decision.which === undefined && decision.options.length > 0
      ? decision.options.map(({ intent }) => intent)
      : undefined
  const { priority } = withPriority(conversation, decision.priority)
  return {
    ...(reply === undefined
      ? {}
      : {
          reply: {
            ...wordsOf(reply),
            tenant: conversation.tenant,
            conversation: conversation.id,
            cid: answerCid(conversation.id, event.seq),
            from: BOT,
            kind: 'text' as const,
            owesTurn: false,
          },
        }),
    ...(move === undefined ? {} : { move }),
    patch: {
      language: understanding.language,
      misses: missesAfter(conversation.misses, decision),
      asked,
      ...(order === undefined ? {} : { order }),
      ...(priority === undefined ? {} : { priority }),
      ...(reply?.apologises === true ? { apologised: true as const } : {}),
      ...proofAfter(conversation.proof, understanding.proof, reply),
    },
  }
}

const proofAfter = (
  before: IdentityProof | undefined,
  note: Understanding['proof'],
  reply: Reply | undefined,
): Pick<FinishTurn['patch'] & object, 'proof'> => {
  const tries = before?.tries ?? 0
  if (note?.outcome === 'proven' && note.customer !== undefined) return { proof: { tries, customer: note.customer } }
  if (note?.outcome === 'failed') return { proof: { ...before, tries: tries + 1 } }
  if (note?.outcome === 'code_sent' && before !== undefined) return { proof: before }
  return before === undefined && reply?.asksIdentity === true ? { proof: { tries } } : {}
}

/** What the bot says from articles. */
const saidBy = (decision: Decision): Draft[] => {
  if (decision.kind === 'answer') return [decision.draft]
  return decision.kind === 'suggest' && decision.said !== undefined ? [decision.said] : []
}

/** A question back is no miss: the bot has something to say. That it knows nothing of it, or cannot look at it, is one. */
const missesAfter = (before: number, { kind, reason }: Decision): number =>
  kind === 'answer' ? 0 : kind === 'ask' && MISSES.has(reason) ? before + 1 : before

const MISSES: ReadonlySet<Reason> = new Set(['out_of_scope', 'wordless'])

/** The conversation with the higher of its priority and another. */
export const withPriority = (conversation: Conversation, other: QueuePriority | undefined): Conversation => {
  const priority = higherPriority(conversation.priority, other)
  return priority === undefined ? conversation : { ...conversation, priority }
}

const wordsOf = ({
  text,
  answer,
  options,
  cards,
}: Reply): Pick<FinishTurn['reply'] & object, 'text' | 'answer' | 'options' | 'cards'> => ({
  text,
  ...(answer === undefined ? {} : { answer }),
  ...(options === undefined ? {} : { options }),
  ...(cards === undefined ? {} : { cards }),
})
