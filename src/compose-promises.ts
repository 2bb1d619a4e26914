import type { FastifyBaseLogger } from 'fastify'
import { SHOP_TIME_ZONE } from './compose-reading.ts'
import { agentCard } from './conversation/agent-card.ts'
import type { Announcer } from './conversation/announcer.ts'
import type { OpenSuggestions } from './conversation/open-suggestions.ts'
import { createFindPromises } from './delivery/promises/find-promises.ts'
import { keepingPromises } from './delivery/promises/keeping-promises.ts'
import { createPromiseWatch } from './delivery/promises/watch.ts'
import type { ShopFacts } from './domain/article.ts'
import { ordersOwner } from './domain/conversation.ts'
import type { LookUpCard } from './domain/customer.ts'
import type { PromiseMark } from './domain/promise.ts'
import { addPromiseRoutes } from './gateway/promise-routes.ts'
import type { Face } from './gateway/server.ts'
import type { Releasers } from './lib/releasers.ts'
import { createEntityFinder } from './pipeline/entities/entities.ts'
import type { OpenedStore } from './ports/opened-store.ts'

/** Promises made in replies: found, kept, watched. */
export interface Promises {
  /** The store, through which no promise passes unseen. */
  store: OpenedStore
  markOf(conversation: string): PromiseMark | undefined
  face: Face
  /** From now on they are watched and told of. */
  watch(parts: PromiseWatching, releasers: Releasers): void
}

export interface PromiseWatching {
  lookUpCard: LookUpCard
  /** A card of a moment ago will do: for showing, not for judging. */
  peekCard: LookUpCard
  announcer: Pick<Announcer, 'context' | 'lineChanged'>
  openSuggestions: Pick<OpenSuggestions, 'noted'>
  log: Pick<FastifyBaseLogger, 'error'>
}

/** Milliseconds between two looks at promises, where none is due before. */
const LOOK_MS = 15_000
/** Milliseconds between two looks at least, however many promises are made. */
const REST_MS = 200

export const openPromises = (opened: OpenedStore, facts: ShopFacts, now: () => Date): Promises => {
  const timeZone = facts['timeZone']?.en ?? SHOP_TIME_ZONE
  const find = createFindPromises({ findEntities: createEntityFinder({ timeZone }), timeZone })
  let tell: (tenant: string, conversation: string) => void = () => undefined
  let lookSoon: () => void = () => undefined
  let markOf: Promises['markOf'] = () => undefined
  const made = (tenant: string, conversation: string): void => {
    tell(tenant, conversation)
    lookSoon()
  }
  const writes = keepingPromises({ store: opened, find, now, changed: ({ tenant, id }) => made(tenant, id) })
  const store: OpenedStore = { ...opened, ...writes }
  return {
    store,
    markOf: (conversation) => markOf(conversation),
    face: (_app, { router }) =>
      addPromiseRoutes(router, {
        mark: async ({ tenant, sub }, id, state) => {
          const promise = await store.markPromise({ tenant, id, state, by: sub, at: now().toISOString() })
          if (promise !== undefined) made(tenant, promise.conversation)
          return promise
        },
      }),
    watch: ({ lookUpCard, peekCard, announcer, openSuggestions, log }, releasers) => {
      tell = (tenant, id) => {
        const telling = async (): Promise<void> => {
          const conversation = await store.conversation(tenant, id)
          if (conversation === undefined) return
          announcer.lineChanged(conversation)
          const card = await peekCard(tenant, ordersOwner(conversation))
          announcer.context(conversation, agentCard(card, openSuggestions.noted(id)))
        }
        telling().catch((error: unknown) => log.error({ err: error }, 'promises could not be shown'))
      }
      const watch = createPromiseWatch({ store, lookUpCard, now, changed: (tenant, id) => tell(tenant, id) })
      markOf = watch.markOf
      const rounds = createRounds(watch.look, now, (error) =>
        log.error({ err: error }, 'promises could not be watched'),
      )
      lookSoon = rounds.soon
      rounds.soon()
      releasers.add('promises', rounds.stop)
    },
  }
}

interface Rounds {
  /** One more round, soon. */
  soon(): void
  stop(): Promise<void>
}

/** Looks again and again, one look at a time: when the last said that something is due, and every quarter of a minute. */
const createRounds = (
  look: () => Promise<number | undefined>,
  now: () => Date,
  failed: (error: unknown) => void,
): Rounds => {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let again = false
  let stopped = false
  const wait = (ms: number): void => {
    clearTimeout(timer)
    if (stopped) return
    timer = setTimeout(run, ms)
    timer.unref()
  }
  const run = (): void => {
    running = look()
      .catch((error: unknown) => void failed(error))
      .then((next) => {
        running = undefined
        const ms = next === undefined ? LOOK_MS : Math.max(REST_MS, Math.min(LOOK_MS, next - now().getTime()))
        wait(again ? REST_MS : ms)
        again = false
      })
  }
  return {
    soon: () => {
      again = true
      if (running === undefined) wait(REST_MS)
    },
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
