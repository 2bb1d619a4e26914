import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel'
import type { Redis } from 'ioredis'
import { parseRedisAddress } from '../../lib/redis-address.ts'
import { openDriver } from './driver.ts'
import { createEar } from './ear.ts'

/** Commands in a row without an answer until none is sent for a while. */
const FAILURES_BEFORE_OPEN = 5
/** Milliseconds until one command tries again, and no other meanwhile. */
const OPEN_MS = 1_000

/** A connection that never makes anybody wait: a command is answered in time or fails. */
export interface Connection {
  /** What the command gives; undefined where Redis is away, at once while that is known. Never rejects. */
  ask<T>(command: (redis: Redis) => Promise<T>): Promise<T | undefined>
  /** Listens on a connection of its own; `stands` is told whenever one of the two begins to stand: what was said before was not heard. */
  listen(channel: string, heard: (message: string) => void, stands: () => void): void
  /** Whether what others say is heard; true where nobody listens. */
  hears(): boolean
  status(): { state: 'ready' | 'down'; since: string }
  /** `changed` is told whenever state or hearing does. */
  watch(changed: () => void): void
  close(): Promise<void>
}

export interface ConnectionParts {
  /** As `parseRedisAddress` takes it. */
  url: string
  /** Milliseconds that a command has; many times what one takes. */
  commandMs: number
  /** Milliseconds since 1970. */
  now: () => number
}

/**
 * Hardened: nothing waits in a queue while there is no connection, nothing is sent twice, a hanging server is left alone after five commands, and
 * connecting goes on for ever.
 */
export const openConnection = ({ url, commandMs, now }: ConnectionParts): Connection => {
  const address = parseRedisAddress(url)
  if (address === undefined) throw new Error('REDIS_URL is no address of a Redis')
  const driver = openDriver(address)
  const watchers: (() => void)[] = []
  const changed = (): void => {
    for (const watcher of watchers) watcher()
  }
  const ear = createEar({ driver, address, changed })
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: OPEN_MS,
    breaker: new ConsecutiveBreaker(FAILURES_BEFORE_OPEN),
  })
  let state: 'ready' | 'down' = 'down'
  let since = now()
  const become = (next: 'ready' | 'down'): void => {
    if (next === state) return
    state = next
    since = now()
    changed()
  }
  driver.on('ready', () => become('ready'))
  driver.on('close', () => become('down'))
  // Each failure is in the state already.
  driver.on('error', () => undefined)
  breaker.onStateChange((to) => {
    if (to === CircuitState.Open) become('down')
    if (to === CircuitState.Closed && driver.status === 'ready') become('ready')
  })

  return {
    ask: async (command) => {
      if (driver.status !== 'ready') return undefined
      try {
        // A cluster takes the same commands as a server.
        return await breaker.execute(() => inTime(command(driver as Redis), commandMs))
      } catch (cause) {
        if (!(cause instanceof BrokenCircuitError)) become(driver.status === 'ready' ? state : 'down')
        return undefined
      }
    },
    listen: (channel, heard, stands) => {
      ear.listen(channel, heard, stands)
      driver.on('ready', stands)
    },
    hears: ear.stands,
    status: () => ({ state, since: new Date(since).toISOString() }),
    watch: (watcher) => void watchers.push(watcher),
    close: async () => {
      driver.disconnect()
      ear.close()
    },
  }
}

/** Where we were busy ourselves for so long, an answer that has come meanwhile is read before it counts as late. */
const inTime = <T>(work: Promise<T>, ms: number): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new Error('no answer in time'))), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
