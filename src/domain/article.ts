import type { Card } from './card.ts'
import type { OrderStatus } from './customer.ts'
import type { Language } from './message.ts'

export const LANGUAGES: readonly Language[] = ['zh', 'en']
export const OUT_OF_SCOPE = 'out_of_scope'

export type ArticleMode = 'auto' | 'suggest' | 'off'

/** One answer text; the first whose condition holds is used, the one without a condition last. */
export interface AnswerVariant {
  when?: { slot: 'order.status' | 'refund.status'; values: string[] }
  /** Markdown with `{{slots}}`. */
  text: string
}

/** Who may be answered with an article: everybody; customers whose identity is proven; agents only, who find it by searching. */
export type Audience = 'everyone' | 'identified' | 'agents'

/** Who asks, as far as it decides what they may be answered with. */
export interface Asker {
  /** Audiences that they belong to. */
  audience: readonly Audience[]
  /** Absent: any. */
  channel?: string
}

/** Who asks where nothing is known of them. */
export const STRANGER: Asker = { audience: ['everyone'] }

export interface Article {
  id: string
  /** Fingerprint of the content: the same text has the same version. */
  version: string
  intent: string
  title: Record<Language, string>
  mode: ArticleMode
  source?: string
  /** Small talk: no source is shown under it. */
  courtesy: boolean
  /** Which of the customer's orders the answer speaks of. */
  orders?: (OrderStatus | 'refunding')[]
  questions: Record<Language, string[]>
  answers: Record<Language, AnswerVariant[]>
  validFrom?: string
  validTo?: string
  review?: string
  /** Absent: everyone. */
  audience?: Audience
  /** Channels that it is for, e.g. `widget`; absent: all. */
  channels?: string[]
  /** Who looks after it. */
  owner?: string
  /** Shown under the answer. */
  cards?: Partial<Record<Language, Card[]>>
  /** The uploaded file that it came from; not part of the version. */
  origin?: string
}

/** Facts of the shop for `{{shop.key}}`, per language. */
export type ShopFacts = Record<string, Record<Language, string>>

export interface IntentDescription {
  intent: string
  domain: string
  zh: string
  en: string
}

/** One labelled utterance. */
export interface Example {
  text: string
  intent: string
  lang?: Language
}

/** Whether an article may be found and answered with: `validFrom` is the first moment, `validTo` the first one after. */
export const isValidAt = ({ validFrom, validTo }: Pick<Article, 'validFrom' | 'validTo'>, at: Date): boolean =>
  (validFrom === undefined || Date.parse(validFrom) <= at.getTime()) &&
  (validTo === undefined || at.getTime() < Date.parse(validTo))

/** Whether who asks may be answered with an article. */
export const isFor = (
  { audience = 'everyone', channels }: Pick<Article, 'audience' | 'channels'>,
  asker: Asker,
): boolean =>
  asker.audience.includes(audience) &&
  (channels === undefined || asker.channel === undefined || channels.includes(asker.channel))
