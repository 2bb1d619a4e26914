import type { Vetoed } from './anti-answer.ts'
import type { Asker, Audience } from './article.ts'
import type { Language } from './message.ts'
import type { PlugIn } from './voter.ts'

/** What each stands for, its value and its slots: docs/entities.md. */
export type EntityType =
  | 'order_number'
  | 'order_tail'
  | 'parcel_number'
  | 'phone'
  | 'phone_tail'
  | 'card'
  | 'card_tail'
  | 'id_number'
  | 'email'
  | 'money'
  | 'quantity'
  | 'date'
  | 'time'
  | 'datetime'
  | 'address'
  | 'product'

export interface Entity {
  type: EntityType
  /** As written; of cards and identity numbers only the last four, the rest masked. */
  text: string
  /** Normalised: digits of a number, minor units of money, ISO dates and times, SKU of a product. */
  value: string
  /** Place in the text as written, in UTF-16 units; absent where it was not read off the message itself. */
  start?: number
  /** The unit after the last. */
  end?: number
  /** Parts: `province`, `city`, `district`, `street`, `unit`, `postcode` of an address; `currency`; `unit` of a quantity. */
  slots?: Record<string, string>
}

const ORDER_ENTITIES: ReadonlySet<EntityType> = new Set(['order_number', 'order_tail', 'parcel_number'])

/** Whether an entity says which order is meant, by its number, its last digits or its parcel. */
export const namesOrder = ({ type }: Entity): boolean => ORDER_ENTITIES.has(type)

/** One voter's opinion; `ranked` is its distribution over intents, best first, at most 5. */
export interface Vote {
  voter: string
  intent: string
  confidence: number
  ranked: RankedIntent[]
  /** Of a voter that came as a file only. */
  plugIn?: PlugIn
}

export interface RankedIntent {
  intent: string
  confidence: number
}

/** What the ensemble makes of the votes. Of all messages at confidence c a share c is right. */
export interface Verdict {
  /** The best in-scope intent, or `out_of_scope`; then the confidence is that of the rejection. */
  intent: string
  confidence: number
  /** Probability that the message is none of ours. */
  outOfScope: number
  /** Share of voters whose first choice is the verdict's. */
  agreement: number
  /** Difference in confidence between the two best in-scope intents. */
  gap: number
  /** Best in-scope intents, best first, at most 5. */
  ranked: RankedIntent[]
}

/** A piece of an article found for a text. */
export interface Passage {
  article: string
  version: string
  intent: string
  language: Language
  /** The phrasing or piece of text that matched. */
  text: string
  /** Fused, 0 to 1. */
  score: number
  /** BM25, 0 and up. */
  lexical: number
  /** Cosine, -1 to 1; absent where no vector was to be had. */
  semantic?: number
  /** The share by which agents' choices for questions like this one moved the score. */
  learned?: number
}

/** A passage as people look at it who search or try a question. */
export interface FoundPassage extends Passage {
  /** That the article answers the question, 0 to 1, calibrated. */
  probability: number
  /** Words of the question that stand in the passage. */
  matched: string[]
  /** The article has no answer in the language of the question. */
  otherLanguage?: true
}

/**
 * How a message sounds, mildest first. calm: neutral or friendly. displeased: something is wrong and they mind. annoyed:
 * impatient, reproachful, sarcastic. angry: accuses, shouts, sets ultimatums. furious: insults, curses, rages.
 */
export const SENTIMENT_LEVELS = ['calm', 'displeased', 'annoyed', 'angry', 'furious'] as const
export type SentimentLevel = (typeof SENTIMENT_LEVELS)[number]

/**
 * Why a person should see it soon. self_harm: somebody may harm themselves, always with safety: somebody may be in danger. legal:
 * law, authorities, the press or the bank are called in. leaving: the customer says goodbye.
 */
export const URGENCY_FLAGS = ['self_harm', 'safety', 'legal', 'leaving'] as const
export type UrgencyFlag = (typeof URGENCY_FLAGS)[number]

export interface Urgency {
  flag: UrgencyFlag
  /** The words that say so, at most 5. */
  evidence: string[]
}

export interface Sentiment {
  /** -1 bad to 1 good. */
  score: number
  /** Probability that the message is angry or furious; without a fitted model a sum of signs, 0 to 1. */
  anger: number
  level?: SentimentLevel
  urgency?: Urgency[]
}

export interface Understanding {
  /** Normalised; what the voters saw. */
  text: string
  language: Language
  /** Written in neither Chinese nor English: ISO 639 code, e.g. `ja`. */
  otherLanguage?: string
  entities: Entity[]
  sentiment: Sentiment
  votes: Vote[]
  verdict: Verdict
  passages: Passage[]
  /** What everything rests on: `model`, `heads`, `index`. */
  fingerprints: Record<string, string>
  /** Milliseconds by step. */
  timings: Record<string, number>
  /** Parts that did not work, e.g. `encoder`; the rest of the understanding stands without them. */
  degraded: string[]
  /** Plug-in voters that are on and were not heard: late, failing, starting. */
  leftOut?: { voter: string; why: string }[]
  /** What the encoder made of it; for the turn's inputs, never for the record or the wire. */
  vectors?: readonly EmbeddedText[]
  /** Two or more, in the order they were written; absent where the message asks for one thing. */
  requests?: Request[]
  /** Normalised; what the verdict is about where the rest was set aside: not wanted, all right, or said by others. Never in the record. */
  affirmed?: string
  /** What heads that are only watched would have said. */
  shadow?: ShadowOpinion
  /** Nothing in it tells the language ("ok", 1234, 👍): in a conversation the language of before stays. */
  neutral?: true
  /** A picture, a recording or another file without a word: nobody but a person can tell what it asks. */
  wordless?: 'image' | 'audio' | 'file'
  /** The conversation had a say in what it means. */
  context?: ContextUse
  /** The same answer was given a short while ago. */
  repeats?: Repeat
  /** An anonymous customer gave what proves who they are. */
  proof?: ProofNote
  /** Numbers of the orders that the customer was asked about just before, where the message does not say which. */
  askedOrders?: string[]
  /** Normalised; as it was understood where a slip was put right. Never in the record. */
  corrected?: string
  /** Articles that must not answer it, and what says so. */
  vetoed?: readonly Vetoed[]
}

/** One of several things that a message asks for, heard by itself. */
export interface Request {
  /** Its place in `affirmed`, else in `text`, UTF-16 units. */
  start: number
  end: number
  verdict: Verdict
  /** Those of the message that stand in it, and the order that was named before it. */
  entities: Entity[]
  passages: Passage[]
}

/** What came of the order number and the phone's last digits, or the code, that an anonymous customer gave; the digits are never in it. */
export interface ProofNote {
  /** `limited`: after too many tries nothing is checked; `code_sent`: the shop was asked to send a code; `code_unsent`: it cannot be asked now. */
  outcome: 'incomplete' | 'failed' | 'limited' | 'proven' | 'code_sent' | 'code_unsent'
  /** Absent: the phone's last digits. */
  by?: 'code'
  /** Of an incomplete one. */
  missing?: 'order' | 'phone'
  /** It was the last try. */
  last?: true
  /** Of a proven one: by which order, and who they are. */
  order?: string
  customer?: string
}

/** How the conversation had a say: the record that the message was joined with, and why. */
export interface ContextUse {
  from: string
  /** `choice`: it answers our question back; `which_order`: it says which order is meant, as asked; `order`: it points to another order; `pointing`: it only points; `follow_up`: read with the last request. */
  kind: 'choice' | 'which_order' | 'order' | 'pointing' | 'follow_up'
  /** Of a follow-up: the share of the reading in context, 0 to 1; the rest is that of the message by itself. */
  share?: number
}

/** The answer that would be said a second time. `unread`: the message was written before it can have been read. */
export interface Repeat {
  record: string
  unread: boolean
}

/** The opinion of heads on trial. `version` and `heads` name them. */
export interface ShadowOpinion {
  version: string
  heads: string
  intent: string
  confidence: number
  outOfScope: number
}

/** A normalised text, its vector as the encoder gave it, and what was found with it. */
export interface EmbeddedText {
  text: string
  vector: Float32Array
  passages: readonly Passage[]
  /** What plug-in voters said of it. */
  plugIns?: readonly Vote[]
  /** Articles that must not answer it. */
  vetoed?: readonly Vetoed[]
  /** As it was understood instead. */
  meant?: string
}

/**
 * Text (at most 4,000 characters are read) to Understanding, as of `at` (now by default); no side effect. Rejects only when aborted.
 * `ahead`: nobody waits for it yet, so whatever somebody waits for goes before. `asker`: a stranger on any channel by default.
 */
export type Understand = (
  text: string,
  options?: { signal?: AbortSignal; tenant?: string; at?: Date; ahead?: true; asker?: Asker },
) => Promise<Understanding>

/** Text and, where there is one, its vector, to passages, best first. Pure over the library's current snapshot. */
export interface SearchKnowledge {
  (query: KnowledgeQuery): Passage[]
  /** Told of a query whose vector is still to come, so that half of the work is done meanwhile; what is found is the same. */
  prepare?(query: KnowledgeQuery): void
}

export interface KnowledgeQuery {
  text: string
  vector?: Float32Array
  language: Language
  top: number
  at: Date
  /** Whose articles may be found; absent: everybody's, the agents' included. */
  audience?: readonly Audience[]
  /** Absent: articles of all channels. */
  channel?: string
}
