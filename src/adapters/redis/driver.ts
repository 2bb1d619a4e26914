import { Cluster, Redis } from 'ioredis'
import type { RedisAddress } from '../../lib/redis-address.ts'

/** Milliseconds after which the driver forgets a command that was given up. */
const FORGOTTEN_MS = 1_000
const CONNECT_MS = 500
/** Milliseconds between two attempts to connect, at most. */
const RECONNECT_MOST_MS = 1_000
/** A command is sent on so often when a cluster moves what it asks for. */
const REDIRECTIONS = 3
/** Milliseconds until it is sent on where a node has just gone. */
const REDIRECT_MS = 50

/** Nothing waits in a queue while there is no connection, and nothing is sent twice. */
const HARDENED = {
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  commandTimeout: FORGOTTEN_MS,
  connectTimeout: CONNECT_MS,
} as const

const retry = (times: number): number => Math.min(RECONNECT_MOST_MS, 50 * times)

/** What takes commands: one server or a cluster of them, which take the same. Connecting goes on for ever. */
export const openDriver = ({ nodes: [first = '', ...others], cluster }: RedisAddress): Redis | Cluster => {
  if (!cluster)
    return new Redis(first, {
      ...HARDENED,
      enableOfflineQueue: false,
      enableAutoPipelining: true,
      retryStrategy: retry,
    })
  const { username, password, tls } = optionsOf(first)
  return new Cluster([first, ...others], {
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    clusterRetryStrategy: retry,
    clusterNodeRetryStrategy: retry,
    maxRedirections: REDIRECTIONS,
    retryDelayOnFailover: REDIRECT_MS,
    retryDelayOnClusterDown: REDIRECT_MS,
    redisOptions: {
      ...HARDENED,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...(tls === undefined ? {} : { tls }),
    },
  })
}

/** A connection that only listens, to a server or to any node of a cluster, each of which hears all; it is not opened again by itself. */
export const openListener = (driver: Redis | Cluster, { nodes }: RedisAddress, attempt: number): Redis => {
  const known = driver instanceof Cluster ? driver.nodes('all').map(({ options }) => options) : []
  const options = {
    ...HARDENED,
    enableOfflineQueue: false,
    autoResubscribe: false,
    retryStrategy: () => null,
  }
  const found = known[attempt % Math.max(1, known.length)]
  if (found === undefined) return new Redis(nodes[attempt % nodes.length] as string, options)
  return new Redis({ ...optionsOf(nodes[0] as string), host: found.host ?? '', port: found.port ?? 0, ...options })
}

/** User, password and TLS as an address says them. */
const optionsOf = (node: string): { username?: string; password?: string; tls?: object } => {
  const { username, password, protocol } = new URL(node)
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  }
}
