import type { Conversation } from '../domain/conversation.ts'
import type { ContextCard } from '../domain/customer.ts'
import type { Decide, DraftReplies, Policy, QueueOutlook, ReplyTo } from '../domain/decision.ts'
import type { LogEvent } from '../domain/message.ts'
import type { DecisionRecord } from '../domain/record.ts'
import type { FinishedTurn, OwedTurn, Store } from '../ports/store.ts'
import { type AttendParts, attend } from './attend.ts'
import { withRepeat } from './repeat.ts'
import { effectOf, recordOf, withPriority } from './turn-effect.ts'
import { listening } from './turn-inputs.ts'
import { withoutUnhelpful } from './unhelpful.ts'

export interface TurnParts extends AttendParts {
  store: Pick<Store, 'events' | 'records' | 'finishTurn'>
  draftReplies: DraftReplies
  decide: Decide
  /** Where the bot may act alone, for a tenant, now. */
  policy(tenant: string): Policy
  replyTo: ReplyTo
  outlook(conversation: Conversation): QueueOutlook
  deliver(turn: DeliveredTurn): void
  /** Seconds that a stage took. */
  observe(stage: 'understand' | 'decide' | 'record', seconds: number): void
  now(): Date
}

/** A finished turn on its way to the people concerned. */
export interface DeliveredTurn {
  finished: FinishedTurn
  record: DecisionRecord
  card: ContextCard
}

/**
 * The story of one message: open → understand → draft → decide → record → deliver. Everything before `finishTurn` can run
 * again without harm; `finishTurn` is applied once (W8); what `deliver` loses in a crash, clients read from the log.
 */
export const createTurn =
  (parts: TurnParts) =>
  async (owed: OwedTurn): Promise<void> => {
    const started = performance.now()
    const opened = await open(parts, owed)
    if (opened === undefined) return
    const { event } = opened

    const at = parts.now()
    const { understand, vectors } = listening(parts.understand, at)
    const heard = await attend({ ...parts, understand }, { ...opened, at })
    const { card, conversation } = heard
    const understood = performance.now()

    const drafts = parts.draftReplies({ understanding: heard.understanding, card, conversation, at })
    const understanding = withRepeat(heard.understanding, drafts[0], heard.recent.answers, {
      text: event.text ?? '',
      at,
    })
    const label = (intent: string): string => parts.label(intent, understanding.language)
    const policy = parts.policy(owed.tenant)
    const own = parts.decide({ understanding, conversation, drafts, label }, policy)
    const decision = withoutUnhelpful(own, heard.recent.answers)
    const decided = performance.now()

    const timings = { ...understanding.timings, understandAndMesh: understood - started, decide: decided - understood }
    const record = recordOf({ owed, understanding, decision, card, policy, timings, at: parts.now() })
    const reply = parts.replyTo(decision, {
      language: understanding.language,
      confidence: understanding.verdict.confidence,
      silent: conversation.humanSpoke || conversation.state === 'assigned',
      outlook: parts.outlook(withPriority(conversation, decision.priority)),
      heard: understanding,
      conversation,
    })
    const finished = await parts.store.finishTurn({
      record,
      inputs: { at: at.toISOString(), conversation: opened.conversation, card, drafts, vectors: vectors() },
      seen: conversation.state,
      ...effectOf({ conversation, event, decision, reply, understanding }),
    })

    parts.deliver({ finished, record, card })
    parts.observe('understand', (understood - started) / 1000)
    parts.observe('decide', (decided - understood) / 1000)
    parts.observe('record', (performance.now() - decided) / 1000)
  }

/** The conversation as it is now and the message that is owed a turn; undefined where it was taken back meanwhile. */
const open = async (
  { store }: TurnParts,
  { tenant, conversation, seq }: OwedTurn,
): Promise<{ conversation: Conversation; event: LogEvent } | undefined> => {
  const page = await store.events(tenant, conversation, { after: seq - 1, limit: 1 })
  const event = page?.events[0]
  if (page === undefined || event === undefined || event.recalled || event.rolledBack) return undefined
  return { conversation: page.conversation, event }
}
