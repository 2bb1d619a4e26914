import type { FastifyBaseLogger } from 'fastify'
import type { Translations } from './compose-translation.ts'
import type { Config } from './config.ts'
import type { Announcer } from './conversation/announcer.ts'
import { byAge, type Erased, type ErasingParts, eraseAll } from './conversation/erasing.ts'
import type { OpenSuggestions } from './conversation/open-suggestions.ts'
import { removeUnsent } from './conversation/unsent-files.ts'
import type { Completer } from './delivery/completer.ts'
import { Refusal } from './domain/errors.ts'
import { addErasingRoutes } from './gateway/erasing-routes.ts'
import type { Face } from './gateway/server.ts'
import { oneAtATime } from './lib/one-at-a-time.ts'
import type { Releasers } from './lib/releasers.ts'
import type { Attachments } from './ports/attachments.ts'
import type { Erasable } from './ports/erasure.ts'
import type { OpenedStore } from './ports/opened-store.ts'

export interface UpkeepParts extends ErasingParts {
  config: Pick<Config, 'retention'>
  attachments: Attachments
  store: OpenedStore
  log: Pick<FastifyBaseLogger, 'info' | 'error'>
}

export interface Remembering {
  announcer: Pick<Announcer, 'forget'>
  openSuggestions: Pick<OpenSuggestions, 'forget'>
  completer: Pick<Completer, 'forget'>
  translation: Pick<Translations, 'forget'>
  unlearned(tenant: string, conversation: string): void
}

/** Forgets whatever this process remembers of a conversation whose words were erased, here or by another process. */
export const forgetErased =
  ({ announcer, openSuggestions, completer, translation, unlearned }: Remembering) =>
  (tenant: string, conversation: string): void => {
    announcer.forget(conversation)
    openSuggestions.forget(conversation)
    completer.forget(tenant, conversation)
    translation.forget()
    unlearned(tenant, conversation)
  }

/** How often what is kept is looked through, and how long after the start for the first time, milliseconds. */
const EVERY_MS = 24 * 3_600_000
const FIRST_MS = 10 * 60_000

/** Erasing on request, over HTTP. */
export const erasingFace =
  (parts: UpkeepParts): Face =>
  (_app, { router }) =>
    addErasingRoutes(router, {
      eraseCustomer: async ({ tenant, role, sub, name }, { customer, reason, dryRun }) => {
        const because = { by: { role, id: sub, name }, reason }
        const { failed, ...erased } = await eraseAll(noted(parts), { tenant, which: { customer }, because, dryRun })
        if (failed === undefined) return erased
        throw new Refusal(
          'storage',
          `${erased.conversations} conversations are erased, ${failed} could not be: see the log, and ask again`,
        )
      },
    })

/** Which one could not be erased goes to the log. */
const noted = (parts: UpkeepParts): UpkeepParts => ({
  ...parts,
  failed: (tenant, conversation, reason) =>
    parts.log.error({ tenant, conversation, reason }, 'a conversation could not be erased'),
})

/** What is done once a day with what is kept. In a cluster each process does it: whatever was done already is not there any more. */
export const keepUp = (parts: UpkeepParts, releasers: Releasers): void => {
  const { attachments, store, log, now } = parts
  const ending = new AbortController()
  const { signal } = ending
  const jobs: readonly [string, () => Promise<object | undefined>][] = [
    [
      'files that were never sent are removed',
      async () => {
        const files = await removeUnsent({ attachments, store, now, signal })
        return files === 0 ? undefined : { files }
      },
    ],
    [
      'conversations past their retention are erased',
      async () => {
        const erased = await retain({ ...noted(parts), signal })
        if (erased.failed !== undefined)
          log.error(
            erased,
            'not every conversation past its retention could be erased: the others are tried again tomorrow',
          )
        return erased.conversations === 0 ? undefined : erased
      },
    ],
  ]
  const run = async (): Promise<void> => {
    for (const [what, job] of jobs)
      try {
        const done = await job()
        if (done !== undefined) log.info(done, what)
      } catch (error) {
        log.error({ err: error }, `${what}: it failed, and is tried again tomorrow`)
      }
  }
  const runs = oneAtATime(run)
  const first = setTimeout(runs.run, FIRST_MS).unref()
  const daily = setInterval(runs.run, EVERY_MS).unref()
  releasers.add('upkeep', async () => {
    clearTimeout(first)
    clearInterval(daily)
    ending.abort()
    await runs.ended()
  })
}

/** Who the audit trail says did it. */
const RETENTION = { role: 'service', id: 'retention', name: 'Retention' } as const

/** Erases what each tenant's setting says is too old; with `dryRun` only counts it. */
export const retain = async (
  parts: ErasingParts & Pick<UpkeepParts, 'config'> & { store: Pick<OpenedStore, 'tenants'> },
  {
    dryRun = false,
    tell,
  }: { dryRun?: boolean; tell?: (tenant: string, found: Erasable & { files: number }) => void } = {},
): Promise<Erased> => {
  const { retention } = parts.config
  const all: Erased = { conversations: 0, events: 0, files: 0 }
  for (const tenant of await parts.store.tenants()) {
    const named = retention.tenants[tenant]
    const days = named === undefined ? retention.days : named
    if (days === undefined || days === null) continue
    const erased = await eraseAll(parts, {
      tenant,
      which: byAge(days, parts.now()),
      because: { by: RETENTION, reason: `resolved more than ${days} days ago` },
      dryRun,
      ...(tell === undefined ? {} : { tell: (found) => tell(tenant, found) }),
    })
    all.conversations += erased.conversations
    all.events += erased.events
    all.files += erased.files
    if (erased.failed !== undefined) all.failed = (all.failed ?? 0) + erased.failed
  }
  return all
}
