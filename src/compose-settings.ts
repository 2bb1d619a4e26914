import type { FastifyBaseLogger } from 'fastify'
import type { Models } from './compose-models.ts'
import { SHOP_TIME_ZONE } from './compose-reading.ts'
import type { Config } from './config.ts'
import type { Policy } from './domain/decision.ts'
import { policyOf } from './domain/heads.ts'
import type { Language } from './domain/message.ts'
import type { CannedAnswer, Closed, SettingsArea, TenantSettings } from './domain/settings.ts'
import { parseSettings, type SettingsFacts } from './gateway/settings-schema.ts'
import { oneAtATime } from './lib/one-at-a-time.ts'
import type { Releasers } from './lib/releasers.ts'
import type { OpenedStore } from './ports/opened-store.ts'
import { createSettingsKeeper, type SettingsKeeper } from './settings/keeper.ts'
import { isOpen, nextOpening } from './settings/opening-hours.ts'
import { withThresholds } from './settings/with-thresholds.ts'

export interface SettingsParts {
  config: Config
  book: OpenedStore
  models: Pick<Models, 'fitted' | 'intents' | 'library'>
  /** The knowledge folder's canned answers. */
  canned: Readonly<Record<Language, readonly string[]>>
  log: Pick<FastifyBaseLogger, 'error' | 'info'>
  now(): Date
}

export interface OpenedSettings {
  keeper: SettingsKeeper
  facts: SettingsFacts
  of(tenant: string): TenantSettings
  /** Settings of the tenant over those of the installation and what training fitted. */
  policy(tenant: string): Policy
  /** Configuration and training alone. */
  basePolicy(): Policy
  /** The folder's and the tenant's. */
  canned(tenant: string): Record<Language, string[]>
  /** What agents are offered. */
  agents: {
    canned(tenant: string): Record<Language, string[]>
    shortcuts(tenant: string): CannedAnswer[]
    /** IANA name: that of the tenant's opening hours, else the shop's. */
    timeZone(tenant: string): string
  }
  /** Undefined while somebody should be there. */
  closed(tenant: string): Closed | undefined
  /** From now on `listener` hears what is different: an area, or that the shop opened or closed (`hours`). */
  changed(listener: (tenant: string, area: SettingsArea) => void): void
}

/** How often other processes' changes are looked for, milliseconds: with its reading well within the second that is promised. */
const POLL_MS = 400
/** How often it is looked whether a shop has opened or closed, milliseconds. */
const CLOCK_MS = 10_000

/** What tenants set for themselves, in force at once here and within a second in the other processes on the same store. */
export const openSettings = async (parts: SettingsParts, releasers: Releasers): Promise<OpenedSettings> => {
  const { config, book, models, canned, log, now } = parts
  const basePolicy = (): Policy => policyOf(config.policy, models.fitted)
  const facts: SettingsFacts = {
    barOf: (intent) => {
      const { answerAbove, answerAboveByIntent } = basePolicy()
      const isKnown =
        models.intents.has(intent) || models.library.articles().some((article) => article.intent === intent)
      return isKnown ? (answerAboveByIntent[intent] ?? answerAbove) : undefined
    },
  }
  const listeners: ((tenant: string, area: SettingsArea) => void)[] = []
  const tell = (tenant: string, area: SettingsArea): void => {
    for (const listener of listeners) listener(tenant, area)
  }
  const keeper = createSettingsKeeper({
    book,
    now,
    changed: tell,
    check: (_tenant, area, value) => parseSettings(area, value, facts),
  })
  await keeper.catchUp()

  const looks = oneAtATime(() =>
    keeper.catchUp().catch((error: unknown) => log.error({ err: error }, 'settings could not be read')),
  )
  const poll = book.durability === 'shared' ? setInterval(looks.run, POLL_MS).unref() : undefined

  const closed = (tenant: string): Closed | undefined => {
    const { hours } = keeper.of(tenant)
    const at = now()
    if (hours === null || isOpen(hours, at)) return undefined
    const back = nextOpening(hours, at)?.toISOString()
    return { timeZone: hours.timeZone, ...(back === undefined ? {} : { back }) }
  }
  const wereClosed = new Map<string, boolean>()
  const clock = setInterval(() => {
    for (const tenant of keeper.tenants()) {
      const isClosed = closed(tenant) !== undefined
      if ((wereClosed.get(tenant) ?? isClosed) !== isClosed) tell(tenant, 'hours')
      wereClosed.set(tenant, isClosed)
    }
  }, CLOCK_MS).unref()
  releasers.add('settings', async () => {
    clearInterval(poll)
    clearInterval(clock)
    await looks.ended()
  })

  const cannedOf = (tenant: string): Record<Language, string[]> => {
    const own = keeper.of(tenant).canned
    const inLanguage = (language: Language): string[] => [
      ...own.flatMap(({ text }) => text[language] ?? []),
      ...canned[language],
    ]
    return { zh: inLanguage('zh'), en: inLanguage('en') }
  }

  return {
    keeper,
    facts,
    of: keeper.of,
    basePolicy,
    policy: (tenant) => withThresholds(basePolicy(), keeper.of(tenant).thresholds),
    canned: cannedOf,
    agents: {
      canned: cannedOf,
      shortcuts: (tenant) => keeper.of(tenant).canned,
      timeZone: (tenant) =>
        keeper.of(tenant).hours?.timeZone ?? models.library.facts()['timeZone']?.en ?? SHOP_TIME_ZONE,
    },
    closed,
    changed: (listener) => void listeners.push(listener),
  }
}
