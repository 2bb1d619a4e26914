import type { Language } from '../../domain/message.ts'
import type { PageContext } from '../../domain/page-context.ts'
import type { WidgetLook } from '../../domain/settings.ts'
import type { Palette } from '../../lib/palette.ts'

/** Notes between the page that embeds the widget and the widget's inside; `tabdesk` marks them as ours. */
export type ToWidget = { tabdesk: 1 } & (
  | { type: 'start'; options: WidgetOptions }
  | { type: 'shown'; shown: boolean }
  | { type: 'locale'; locale: Language }
  | { type: 'theme'; theme: WidgetTheme }
  | { type: 'ask'; text: string }
  | { type: 'identify'; token: string | undefined }
  | { type: 'context'; said: PageContext }
)

export type FromWidget = { tabdesk: 1 } & (
  | { type: 'ready' }
  | { type: 'close' }
  | { type: 'unread'; count: number }
  /** Somebody of the shop, or the bot, said something; the words stay inside. */
  | { type: 'message'; from: 'bot' | 'agent' }
)

/** A tenant's look with its colours worked out; absent fields are the design's own. */
export type ShownLook = Partial<WidgetLook> & { palette?: Record<'light' | 'dark', Palette> }

export type WidgetTheme = 'auto' | 'light' | 'dark'

/** What the script tag's data attributes say. */
export interface WidgetOptions {
  locale?: string
  theme?: WidgetTheme
  /** A customer's own token, for shops whose customers are signed in. */
  token?: string
  /** Be the demo customer. */
  demo?: boolean
  /** How the tenant wants it. */
  look?: ShownLook
  /** Whose visitor an anonymous customer is; the default one where it is absent. */
  tenant?: string
}
