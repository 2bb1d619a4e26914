import type { ArticleMode } from './article.ts'
import type { Card } from './card.ts'
import type { Conversation, QueuePriority } from './conversation.ts'
import type { ContextCard } from './customer.ts'
import type { AnswerNote, AskOption, Language, Source } from './message.ts'
import type { Closed } from './settings.ts'
import type { SlotProvenance } from './slots.ts'
import type { Passage, Understanding } from './understanding.ts'

/** An article's answer filled for this customer. */
export interface Draft {
  text: string
  language: Language
  intent: string
  mode: ArticleMode
  courtesy: boolean
  /** Slots without a value, and systems that it speaks of which could not be read (`Unread`); a draft with any is never sent by itself. */
  missing: string[]
  source: Source
  passage: Passage
  /** The order that the slots came from. */
  order?: string
  /** It could say more to a customer who proves who they are. */
  needsIdentity?: true
  /** The customer's own words told which. */
  orderNamed?: true
  /** It is not clear which order is meant: what is asked before this is said. A draft with it is never sent by itself. */
  which?: OrderQuestion
  /** Filled like the text. */
  cards?: Card[]
  /** From mesh: `slot = value as read`, for the record. */
  reads: Record<string, string>
  /** Where each value came from, and how old it was. */
  provenance?: Record<string, SlotProvenance>
  /** Slots whose value is too old to be said without a person; absent: none. A draft with any is never sent by itself. */
  stale?: string[]
  /** The plug-in voter whose words these are, and how sure it is. */
  voter?: { name: string; confidence: number }
  /** Of a message that asks for several things: how surely the one that this answers was heard; of a joined draft, all of them. */
  confidence?: number
  /** A joined draft: one for each of several requests, in their order. */
  parts?: Draft[]
}

/** A system of the shop's that gave nothing of this customer, though it was asked. */
export type Unread = 'orders' | 'refunds'

/** What is asked where it is not clear which of the customer's orders is meant. */
export interface OrderQuestion {
  /** `several` fit; only `near` ones do, not in everything that was said; the customer has `none` like it. */
  why: 'several' | 'near' | 'none'
  /** Newest first, at most `MOST_ORDERS_OFFERED`; of `none` what orders there are. */
  options: AskOption[]
  /** Last digits that fit no order, as they were written. */
  said?: string
}

/** The number of the order that a message means which comes after a question about orders; undefined where it says something else. */
export type ReadOrderAnswer = (
  message: Pick<Understanding, 'text' | 'entities'>,
  asked: readonly AskOption[],
  card: Pick<ContextCard, 'orders'>,
) => string | undefined

/** Buttons of one question. */
export const MOST_ORDERS_OFFERED = 4

/** Why a rule spoke; stable words, shown to agents and counted in metrics. */
export type Reason =
  | 'safety'
  | 'forbidden_words'
  | 'person_asked_for'
  | 'human_present'
  | 'other_language'
  /** A file came without a word. */
  | 'wordless'
  | 'legal'
  | 'anger'
  | 'ambiguous'
  /** Of the orders of this customer several may be meant, or none is like what was said. */
  | 'which_order'
  /** An anonymous customer must prove who they are: to be answered at all; with what is missing; again; and what they wanted is not known. */
  | 'identity_needed'
  | 'identity_incomplete'
  | 'identity_failed'
  | 'identity_proven'
  /** A code was asked for: it is on its way; it cannot be sent now. */
  | 'identity_code_sent'
  | 'identity_code_unsent'
  | 'confident'
  | 'courtesy'
  | 'suggest_only'
  | 'slots_missing'
  | 'slots_stale'
  /** The article answers in the other language only. */
  | 'not_in_language'
  | 'not_sure_enough'
  | 'no_article'
  | 'out_of_scope'
  | 'repeated_miss'
  | 'repeated_question'
  | 'voter_asked'
  | 'models_down'
  | 'nothing_found'
  | 'seldom_right'

/** What a plug-in voter had done. */
export interface VoterRequest {
  voter: string
  version: string
  /** Who should take it; shown to people. */
  to?: string
  /** Said to the customer before the words of a hand-off. */
  words?: string
}

/** What is done about a message. `suggestions` are for the agent, best first, at most 3. */
export type Decision = (
  | { kind: 'answer'; reason: Reason; draft: Draft; suggestions: Draft[]; request?: VoterRequest }
  /** `said`: what the bot answers of several requests before a person takes the rest. */
  | { kind: 'suggest'; reason: Reason; suggestions: Draft[]; request?: VoterRequest; said?: Draft }
  /** `which`: what is asked about orders; its options are `options`. */
  | {
      kind: 'ask'
      reason: Reason
      options: AskOption[]
      suggestions: Draft[]
      which?: OrderQuestion['why']
      said?: string
    }
  | { kind: 'handOff'; reason: Reason; suggestions: Draft[]; request?: VoterRequest }
) & {
  /** How soon a person should come, once one is to come. */
  priority?: QueuePriority
}

/** Where the bot may act alone. Each threshold is a calibrated probability. */
export interface Policy {
  /** Answer alone at or above. */
  answerAbove: number
  /** Per intent where the evidence asks for another bar; Infinity means suggest-only. */
  answerAboveByIntent: Record<string, number>
  /** Show to an agent at or above. */
  suggestAbove: number
  /** Higher bars of intents whose suggestions were seldom right; absent: none. */
  suggestAboveByIntent?: Record<string, number>
  /** Ask which of two when the best two are nearer than this. */
  ambiguityGap: number
  /** ...and together are at least this likely. */
  ambiguityMass: number
  /** Reject as out of scope at or above. */
  outOfScopeAbove: number
  /** Hand over at or above, 0 to 1. */
  angerAbove: number
  /** Hand over after so many misses in a row. */
  missesBeforePerson: number
  forbiddenWords: string[]
  /** Intents that are suggest-only for now because outcomes contradicted the promise; absent: none. */
  reduced?: string[]
}

/** From which confidence an intent is shown to agents. */
export const suggestBar = (
  { suggestAbove, suggestAboveByIntent }: Pick<Policy, 'suggestAbove' | 'suggestAboveByIntent'>,
  intent: string,
): number => Math.max(suggestAbove, suggestAboveByIntent?.[intent] ?? 0)

export interface DecisionInput {
  understanding: Understanding
  conversation: Pick<Conversation, 'state' | 'humanSpoke' | 'misses' | 'asked' | 'proof'>
  drafts: Draft[]
  /** Labels of intents in the customer's language, for `ask`. */
  label: (intent: string) => string
}

export type Decide = (input: DecisionInput, policy: Policy) => Decision

/** Fills the articles behind the passages for this customer; best first. */
export type DraftReplies = (input: {
  understanding: Understanding
  card: ContextCard
  conversation: Partial<Pick<Conversation, 'order' | 'customer' | 'channel' | 'proof'>>
  at: Date
}) => Draft[]

/** Where the customer would stand in the queue, and whether anybody is there. */
export interface QueueOutlook {
  position: number
  /** Absent when nobody is online. */
  etaSeconds?: number
  /** Outside the shop's hours, whoever may be online. */
  closed?: Closed
  /** The customer stands in the queue already. */
  queued: boolean
}

/** The bot's words. */
export interface Reply {
  text: string
  answer?: AnswerNote
  options?: AskOption[]
  cards?: Card[]
  /** It says sorry. */
  apologises?: true
  /** It asks an anonymous customer for what proves who they are. */
  asksIdentity?: true
}

export type ReplyTo = (
  decision: Decision,
  context: {
    language: Language
    confidence: number
    silent: boolean
    outlook: QueueOutlook
    /** What sets the tone; absent: calm, in one of our languages. */
    heard?: Pick<Understanding, 'sentiment' | 'otherLanguage' | 'proof' | 'wordless'> &
      Partial<Pick<Understanding, 'entities'>>
    /** What was said before: sorry, what to do in danger, and the language; absent: none that is known. */
    conversation?: Pick<Conversation, 'apologised' | 'priority' | 'proof' | 'language'>
    /** The shop can send a code to the customer of an order. */
    codes?: boolean
  },
) => Reply | undefined
