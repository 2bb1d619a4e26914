import { type ReadonlySignal, signal } from '@preact/signals'
import type { ConversationsPage } from '../../client/wire.ts'
import type { IntentDescription } from '../../domain/article.ts'
import type { Language } from '../../domain/message.ts'
import type { ConversationSummary } from '../../domain/notice.ts'
import type { CannedAnswer } from '../../domain/settings.ts'
import { call, fetchIntents } from '../shared/api.ts'
import { shopTimeZone } from '../shared/shop-time-zone.ts'
import type { Tag } from './tags.ts'

/** What the desk reads once a connection beside its conversations. */
export interface Words {
  readonly intents: ReadonlySignal<ReadonlyMap<string, IntentDescription>>
  /** What the tenant marks conversations with. */
  readonly tags: ReadonlySignal<readonly Tag[]>
  readonly canned: ReadonlySignal<CannedTexts>
  /** IANA name of the clock that the shop works by, wherever the agent sits. */
  readonly timeZone: ReadonlySignal<string>
  /** Without them bare intents are shown and nothing canned is offered; the next connection tries again. */
  load(): Promise<void>
  /** Canned answers as they are set now: somebody begins to look for one. */
  renewCanned(): void
}

/** All of them by language; the tenant's own beside that, with their shortcuts. */
export type CannedTexts = Record<Language, readonly string[]> & { answers?: readonly CannedAnswer[] }

/** `learned` gets conversations in which a note names the agent: also those that are over, which are on no page of the inbox. */
export const createWords = ({
  token,
  learned,
}: {
  token: string
  learned(rows: readonly ConversationSummary[]): void
}): Words => {
  const intents = signal<ReadonlyMap<string, IntentDescription>>(new Map())
  const tags = signal<readonly Tag[]>([])
  const canned = signal<CannedTexts>({ zh: [], en: [] })
  const loadTimeZone = async () => {
    shopTimeZone.value = (await call<{ timeZone: string }>('/v1/shop', { token })).timeZone
  }
  const loadIntents = async () => {
    if (intents.value.size > 0) return
    const all = await fetchIntents(token)
    intents.value = new Map(all.map((intent) => [intent.intent, intent]))
  }
  const loadCanned = async () => {
    canned.value = await call<typeof canned.value>('/v1/canned', { token })
  }
  const loadTags = async () => {
    tags.value = (await call<{ tags: Tag[] }>('/v1/tags', { token })).tags
  }
  const loadMentions = async () => learned((await call<ConversationsPage>('/v1/mentions', { token })).conversations)
  return {
    intents,
    tags,
    canned,
    timeZone: shopTimeZone,
    load: async () => {
      await Promise.allSettled([loadMentions(), loadIntents(), loadCanned(), loadTags(), loadTimeZone()])
    },
    // Those that were read last are offered where it fails.
    renewCanned: () => void loadCanned().catch(() => undefined),
  }
}
