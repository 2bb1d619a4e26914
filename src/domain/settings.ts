import type { Localised } from './customer.ts'
import type { Author, Language, Role } from './message.ts'

/** What a tenant sets for itself while the product runs. */
export interface TenantSettings {
  canned: CannedAnswer[]
  tags: Tag[]
  thresholds: Thresholds
  /** Null: somebody may be there at any time. */
  hours: BusinessHours | null
  widget: WidgetLook
}

export type SettingsArea = keyof TenantSettings
export const SETTINGS_AREAS: readonly SettingsArea[] = ['canned', 'tags', 'thresholds', 'hours', 'widget']

/** What agents say again and again, beside those of the knowledge folder; one language at least. */
export interface CannedAnswer {
  /** Typed after `/`. */
  shortcut: string
  group: string
  text: Partial<Record<Language, string>>
}

/** What conversations are marked with. */
export interface Tag {
  /** For machines; stays when the names change. */
  id: string
  name: Localised
  colour: TagColour
}

/** Tokens of the design, which have a light and a dark value. */
export const TAG_COLOURS = ['accent', 'bot', 'wait', 'good', 'bad', 'muted'] as const
export type TagColour = (typeof TAG_COLOURS)[number]

/** Calibrated probabilities; what is absent is as configuration and training have it. */
export interface Thresholds {
  answerAbove?: number
  suggestAbove?: number
  /** Bar of an intent for answering alone; `never`: suggest only. */
  intents: Record<string, number | 'never'>
}

/** Nobody sets the bot free below this: six of ten right is no answer. */
export const LOWEST_ANSWER_ABOVE = 0.6
export const LOWEST_SUGGEST_ABOVE = 0.05

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
/** Changes that are read at a time. */
export const CHANGES_A_PAGE = 50

export type Weekday = (typeof WEEKDAYS)[number]

/** `from` and `to` as `HH:MM` of the shop's clock; `to` is later on the same day, `24:00` its end. */
export interface OpenSpan {
  from: string
  to: string
}

export interface BusinessHours {
  /** IANA name. */
  timeZone: string
  weekly: Record<Weekday, OpenSpan[]>
  /** `YYYY-MM-DD`, both included; without spans it is closed. */
  holidays: { from: string; to: string; name: Localised; open: OpenSpan[] }[]
}

/** Nobody is there now; without `back` (ISO 8601) no end is in sight. */
export interface Closed {
  back?: string
  /** The shop's, in which `back` is told. */
  timeZone: string
}

export interface WidgetLook {
  /** `#rrggbb`. */
  accent: string
  position: 'right' | 'left'
  greeting: Localised
  /** Beside the launcher's picture; empty: the picture alone. */
  launcher: Localised
  /** One character in the place of the mark; empty: the mark. */
  avatar: string
  /** What is asked once a conversation is over. */
  rating: 'thumbs' | 'stars' | 'off'
}

/** The design's own accent, which is left to the design's light and dark values. */
export const OWN_ACCENT = '#1d6f60'
/** WCAG 2.1, 1.4.3 and 1.4.11: against white and the panel's paper. */
export const LEAST_CONTRAST = 4.5

export const NO_SETTINGS: TenantSettings = {
  canned: [],
  tags: [],
  thresholds: { intents: {} },
  hours: null,
  widget: {
    accent: OWN_ACCENT,
    position: 'right',
    greeting: { zh: '', en: '' },
    launcher: { zh: '', en: '' },
    avatar: '',
    rating: 'thumbs',
  },
}

/** One change of one area. Versions count from 1 per tenant, over all areas. */
export interface SettingsChange {
  tenant: string
  version: number
  /** ISO 8601. */
  at: string
  by: Omit<Author, 'role'> & { role: Role }
  area: SettingsArea
  /** JSON; the area as it was and as it is from then on. */
  before: unknown
  after: unknown
  /** The version that it takes back. */
  reverts?: number
}

/** What was set, area by area; areas that nobody set are absent. `version` 0: nothing ever. */
export interface KeptSettings {
  version: number
  areas: Partial<Record<SettingsArea, unknown>>
}
