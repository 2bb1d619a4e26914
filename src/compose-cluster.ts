import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import type { Config } from './config.ts'
import type { Announcer } from './conversation/announcer.ts'
import { createFollower, type FollowParts } from './conversation/follow.ts'
import { createSharedTurns } from './conversation/shared-turns.ts'
import type { Presence } from './desk/presence.ts'
import type { Notice } from './domain/notice.ts'
import type { PartState } from './gateway/operation-routes.ts'
import type { Releasers } from './lib/releasers.ts'
import type { Bus } from './ports/bus.ts'
import type { OwedTurn, Store } from './ports/store.ts'
import type { TurnLeases } from './ports/turn-leases.ts'

export interface ClusterParts extends Omit<FollowParts, 'bus' | 'clock' | 'onError'> {
  announcer: Announcer
  presence: Pick<Presence, 'shared' | 'elsewhere'>
  store: Pick<Store, 'owed'>
  put(turn: OwedTurn): void
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
}

/** Before the store is read for the first time, so that nothing lies between. */
export const openCluster = async (
  { databaseUrl }: Pick<Config, 'databaseUrl'>,
  now: () => Date,
  releasers: Releasers,
): Promise<OpenedCluster | undefined> => {
  if (databaseUrl === undefined) return undefined
  const { createPostgresCluster } = await import('./adapters/postgres/cluster.ts')
  const opened = createPostgresCluster({ url: databaseUrl, me: randomUUID(), now })
  releasers.add('cluster', opened.bus.close)
  return opened
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
  const { bus, leases } = opened
  const { store, presence, put, log } = parts
  const onError = (error: unknown): void => log.error({ err: error }, 'what another process did could not be shown')
  const turns = createSharedTurns({
    leases,
    tell: bus.owe,
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
      return { bus: { state, since, peers, ...(reason === undefined ? {} : { reason }) } }
    },
    noticed: follower.noticed,
    owe: turns.owe,
    deskChanged: (tenant) => {
      bus.share(presence.shared())
      parts.announcer.deskChanged(tenant)
    },
    join: () =>
      bus.listen({
        changed: (page, asOf) => follower.changed(page, asOf),
        told: follower.told,
        owed: put,
        atDesk: (agents) => {
          for (const tenant of presence.elsewhere(agents)) parts.announcer.deskChanged(tenant)
        },
      }),
    leave: leases.leave,
  }
}
