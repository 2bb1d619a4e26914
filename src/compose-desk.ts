import type { FastifyBaseLogger } from 'fastify'
import { withRoster } from './compose-roster.ts'
import type { Config } from './config.ts'
import { type Announcer, createAnnouncer } from './conversation/announcer.ts'
import { createGiveBack } from './conversation/give-back.ts'
import { createDesk, type Desk } from './desk/desk.ts'
import type { Publish } from './domain/notice.ts'
import type { PromiseMark } from './domain/promise.ts'
import type { Closed } from './domain/settings.ts'
import { oneAtATime } from './lib/one-at-a-time.ts'
import type { Releasers } from './lib/releasers.ts'
import type { Store } from './ports/store.ts'

export interface DeskParts {
  store: Store
  publish: Publish
  promised(conversation: string): PromiseMark | undefined
  closed(tenant: string): Closed | undefined
  log: Pick<FastifyBaseLogger, 'error'>
  now(): Date
}

/** Milliseconds between two looks for agents who have gone, at most. */
const LOOK_MS = 15_000
const MINUTE_MS = 60_000
const clock = (): number => performance.now()

/** The people's side, what tells the sockets of it, and what takes conversations from agents who have gone. */
export const openDesk = async (
  { desk: { giveBackMinutes, ...settings }, dataDir }: Pick<Config, 'desk' | 'dataDir'>,
  { store, publish, promised, closed, log, now }: DeskParts,
  releasers: Releasers,
): Promise<{ desk: Desk; announcer: Announcer }> => {
  const people = createDesk({ ...settings, now: clock, closed })
  const desk = { ...people, presence: await withRoster({ dataDir }, people.presence, { now, log }, releasers) }
  const announcer = createAnnouncer({ publish, store, desk, promised })
  releasers.add('announcer', announcer.close)
  const afterMs = giveBackMinutes * MINUTE_MS
  const look = createGiveBack({
    store,
    announcer,
    deserted: desk.deserted,
    afterMs,
    now,
    clock,
    onError: (error) => log.error({ err: error }, 'a conversation could not be given back to the queue'),
  })
  const looks = oneAtATime(look)
  const timer = setInterval(looks.run, Math.min(LOOK_MS, afterMs)).unref()
  releasers.add('desk', async () => {
    clearInterval(timer)
    await looks.ended()
  })
  return { desk, announcer }
}
