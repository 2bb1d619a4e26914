import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel'
import { Redis } from 'ioredis'

/** Milliseconds that a command has: many times what one takes, a busy moment of ours included, and a third of what a card may wait. */
const COMMAND_MS = 100
/** Milliseconds after which the driver forgets a command that was given up. */
const FORGOTTEN_MS = 1_000
const CONNECT_MS = 500
/** Commands in a row without an answer until none is sent for a while. */
const FAILURES_BEFORE_OPEN = 5
/** Milliseconds until one command tries again. */
const OPEN_MS = 1_000
/** Milliseconds between two attempts to connect, at most. */
const RECONNECT_MOST_MS = 1_000

/** A connection that never makes anybody wait: a command is answered in time or fails. */
export interface Connection {
  /** What the command gives; undefined where Redis is away, at once while that is known. Never rejects. */
  ask<T>(command: (redis: Redis) => Promise<T>): Promise<T | undefined>
  /** Listens on a connection of its own; `stands` is told whenever one of the two begins to stand: what was said before was not heard. */
  listen(channel: string, heard: (message: string) => void, stands: () => void): void
  status(): { state: 'ready' | 'down'; since: string }
  close(): Promise<void>
}

export interface ConnectionParts {
  /** `redis://[user:password@]host:port[/database]` or `rediss://`. */
  url: string
  /** Milliseconds since 1970. */
  now: () => number
}

/**
 * Hardened: nothing waits in a queue while there is no connection, nothing is sent twice, a hanging server is left alone after five commands, and
 * connecting goes on for ever.
 */
export const openConnection = ({ url, now }: ConnectionParts): Connection => {
  const options = {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: FORGOTTEN_MS,
    connectTimeout: CONNECT_MS,
    enableAutoPipelining: true,
    retryStrategy: (times: number) => Math.min(RECONNECT_MOST_MS, 50 * times),
  }
  const redis = new Redis(url, options)
  let listener: Redis | undefined
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
  }
  redis.on('ready', () => become('ready'))
  redis.on('close', () => become('down'))
  // Each failure is in the state already.
  redis.on('error', () => undefined)
  breaker.onStateChange((to) => {
    if (to === CircuitState.Open) become('down')
    if (to === CircuitState.Closed && redis.status === 'ready') become('ready')
  })

  return {
    ask: async (command) => {
      if (redis.status !== 'ready') return undefined
      try {
        return await breaker.execute(() => inTime(command(redis)))
      } catch (cause) {
        if (!(cause instanceof BrokenCircuitError)) become(redis.status === 'ready' ? state : 'down')
        return undefined
      }
    },
    listen: (channel, heard, stands) => {
      listener = redis.duplicate({ enableAutoPipelining: false, autoResubscribe: false })
      const listening = listener
      listening.on('error', () => undefined)
      listening.on('message', (_channel, message) => heard(message))
      listening.on('ready', () => {
        listening.subscribe(channel).then(stands, () => listening.disconnect(true))
      })
      redis.on('ready', stands)
    },
    status: () => ({ state, since: new Date(since).toISOString() }),
    close: async () => {
      redis.disconnect()
      listener?.disconnect()
    },
  }
}

/** Where we were busy ourselves for so long, an answer that has come meanwhile is read before it counts as late. */
const inTime = <T>(work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new Error('no answer in time'))), COMMAND_MS)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
