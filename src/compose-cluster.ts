import type { FastifyBaseLogger } from 'fastify'
import type { Shared } from './compose-shared.ts'
import type { Config } from './config.ts'
import type { Announcer } from './conversation/announcer.ts'
import { createFollower, type FollowParts } from './conversation/follow.ts'
import { createSharedTurns } from './conversation/shared-turns.ts'
import type { Presence } from './desk/presence.ts'
import type { Notice } from './domain/notice.ts'
import type { ProcessRole } from './domain/process-role.ts'
import type { PartState } from './gateway/operation-routes.ts'
import type { Releasers } from './lib/releasers.ts'
import type { Bus } from './ports/bus.ts'
import type { OwedTurn, Store } from './ports/store.ts'
import type { TurnLeases } from './ports/turn-leases.ts'
import type { TurnQueue } from './ports/turn-queue.ts'

export interface ClusterParts extends Omit<FollowParts, 'bus' | 'clock' | 'onError'> {
  announcer: Announcer
  presence: Pick<Presence, 'shared' | 'elsewhere'>
  store: Pick<Store, 'owed'>
  put(turn: OwedTurn): void
  roles: readonly ProcessRole[]
  log: Pick<FastifyBaseLogger, 'error'>
}

/** This process among others on the same store; alone on the embedded one. */
export interface Cluster {
  states(): Record<string, PartState>
  noticed(notice: Notice): void
  owe(turn: OwedTurn): void
  /** Who is at the desk here has changed. */
  deskChanged(tenant: string): void
  /** From now on this process hears of the others, and they of it. */
  join(): Promise<void>
  /** No more turns come here; what runs goes on. */
  leave(): Promise<void>
}

export interface OpenedCluster {
  bus: Bus
  leases: TurnLeases
  /** Undefined without REDIS_URL: turns are handed over by hints. */
  queue: TurnQueue | undefined
}

/** Before the store is read for the first time, so that nothing lies between. */
export const openCluster = async (
  { databaseUrl }: Pick<Config, 'databaseUrl'>,
  { me, redis }: Shared,
  now: () => Date,
  releasers: Releasers,
): Promise<OpenedCluster | undefined> => {
  if (databaseUrl === undefined) return undefined
  const { createPostgresCluster } = await import('./adapters/postgres/cluster.ts')
  const quick = redis === undefined ? {} : { quick: redis.quick }
  const opened = createPostgresCluster({ url: databaseUrl, me, now, ...quick })
  releasers.add('cluster', opened.bus.close)
  return { ...opened, queue: redis?.turns }
}

const clock = (): number => performance.now()

/** Joins what others do with the rooms of this process. */
export const joinCluster = (opened: OpenedCluster | undefined, parts: ClusterParts, releasers: Releasers): Cluster => {
  if (opened === undefined)
    return {
      states: () => ({}),
      noticed: () => undefined,
      owe: parts.put,
      deskChanged: parts.announcer.deskChanged,
      join: async () => undefined,
      leave: async () => undefined,
    }
  const { bus, leases, queue } = opened
  const { store, presence, put, roles, log } = parts
  const runs = roles.includes('worker')
  const onError = (error: unknown): void => log.error({ err: error }, 'what another process did could not be shown')
  const turns = createSharedTurns({
    runs,
    leases,
    tell: (turn) => {
      if (queue === undefined) bus.owe(turn)
      else
        queue.add(turn).then((added) => {
          if (!added) bus.owe(turn)
        }, onError)
    },
    put,
    owed: store.owed,
    clock,
    onError: (error) => log.error({ err: error }, 'owed turns could not be read'),
  })
  releasers.add('shared turns', turns.stop)
  const follower = createFollower({ ...parts, bus, clock, onError })
  return {
    states: () => {
      const { state, since, reason, peers } = bus.state()
      const via = queue === undefined ? 'postgresql' : 'redis'
      return {
        bus: { state, since, via, peers, ...(reason === undefined ? {} : { reason }) },
        ...(runs ? {} : { workers: workersState(leases.withRole('worker')) }),
      }
    },
    noticed: follower.noticed,
    owe: turns.owe,
    deskChanged: (tenant) => {
      bus.share(presence.shared())
      parts.announcer.deskChanged(tenant)
    },
    join: async () => {
      await bus.listen({
        changed: (page, asOf) => follower.changed(page, asOf),
        told: follower.told,
        owed: (turn) => {
          if (leases.prefers(turn)) put(turn)
        },
        atDesk: (agents) => {
          for (const tenant of presence.elsewhere(agents)) parts.announcer.deskChanged(tenant)
        },
      })
      if (runs) queue?.listen({ isOurs: leases.isOurs, owed: put })
    },
    leave: leases.leave,
  }
}

const workersState = (workers: number): PartState =>
  workers > 0
    ? { state: 'ready', workers }
    : {
        state: 'degraded',
        workers,
        reason:
          'no process with the role worker is alive: messages are kept and nobody answers them; start one with `--roles worker`',
      }
