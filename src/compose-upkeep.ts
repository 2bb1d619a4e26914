import type { FastifyBaseLogger } from 'fastify'
import { removeUnsent } from './conversation/unsent-files.ts'
import type { Releasers } from './lib/releasers.ts'
import type { Attachments } from './ports/attachments.ts'
import type { Store } from './ports/store.ts'

export interface UpkeepParts {
  attachments: Attachments
  store: Store
  log: Pick<FastifyBaseLogger, 'info' | 'error'>
  now: () => Date
}

/** How often what is kept is looked through, and how long after the start for the first time, milliseconds. */
const EVERY_MS = 24 * 3_600_000
const FIRST_MS = 10 * 60_000

/** What is done once a day with what is kept. In a cluster each process does it: whatever was done already is not there any more. */
export const keepUp = ({ attachments, store, log, now }: UpkeepParts, releasers: Releasers): void => {
  const jobs: readonly [string, () => Promise<number>][] = [
    ['files that were never sent', () => removeUnsent({ attachments, store, now })],
  ]
  const run = async (): Promise<void> => {
    for (const [what, job] of jobs)
      try {
        const done = await job()
        if (done > 0) log.info({ removed: done }, what)
      } catch (error) {
        log.error({ err: error }, `${what}: tried again tomorrow`)
      }
  }
  let running: Promise<void> | undefined
  const start = (): void => {
    running ??= run().finally(() => {
      running = undefined
    })
  }
  const first = setTimeout(start, FIRST_MS).unref()
  const daily = setInterval(start, EVERY_MS).unref()
  releasers.add('upkeep', async () => {
    clearTimeout(first)
    clearInterval(daily)
    await running
  })
}
