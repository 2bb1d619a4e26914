import type { FastifyBaseLogger } from 'fastify'
import type { Announcer } from './conversation/announcer.ts'
import { withDeskWork } from './conversation/desk-work.ts'
import { createDueLook } from './conversation/due-look.ts'
import type { AgentPresence } from './desk/presence.ts'
import { oneAtATime } from './lib/one-at-a-time.ts'
import type { Releasers } from './lib/releasers.ts'
import type { Store } from './ports/store.ts'
import type { DeskWork, Support } from './ports/support.ts'

export interface DeskWorkFaceParts {
  store: Store
  announcer: Announcer
  presence: { of(tenant: string): AgentPresence[] }
  log: Pick<FastifyBaseLogger, 'error'>
  now(): Date
}

/** Milliseconds between two looks for what is due. */
const LOOK_MS = 1_000

/** What agents put on conversations, and what of it happens by itself at its time. */
export const openDeskWork = (
  talk: Support,
  { store, announcer, presence, log, now }: DeskWorkFaceParts,
  releasers: Releasers,
): Support & DeskWork => {
  const onError = (error: unknown): void => log.error({ err: error }, 'what was due on a conversation was not done')
  const support = withDeskWork(talk, { store, announcer, colleagues: (tenant) => presence.of(tenant), now, onError })
  const look = createDueLook({ store, announcer, send: support.send, now, onError })
  const looks = oneAtATime(look)
  const timer = setInterval(looks.run, LOOK_MS).unref()
  releasers.add('due', async () => {
    clearInterval(timer)
    await looks.ended()
  })
  return support
}
