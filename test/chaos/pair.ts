import { setTimeout as sleep } from 'node:timers/promises'
import { createPostgresStore } from '../../src/adapters/postgres/store.ts'
import type { LogEvent } from '../../src/domain/message.ts'
import type { PostgresServer } from '../helpers/postgres-server.ts'
import { muteHints } from '../postgres-under-test.ts'
import type { Plant } from './plants.ts'
import { createServer, type Server, until, wholeLog } from './stage.ts'

/** Two processes on one database, and where a client goes that does not care which. */
export interface Pair {
  both: [Server, Server]
  /** Takes turns among those that are up. */
  where(): string | undefined
  /** Waits until nothing is owed, then reads the whole log. */
  readLog(ms?: number): Promise<{ log: LogEvent[]; finished: Set<string> }>
}

export const createPair = async (
  server: PostgresServer,
  {
    plant,
    env = {},
    mute = false,
  }: {
    plant?: Plant | undefined
    env?: Record<string, string>
    /** Nothing that is said over PostgreSQL is heard. */
    mute?: boolean | undefined
  },
): Promise<Pair> => {
  const DATABASE_URL = await server.database()
  if (mute) await muteHints(DATABASE_URL)
  const both = (await Promise.all([1, 2].map(() => createServer({ plant, env: { ...env, DATABASE_URL } })))) as [
    Server,
    Server,
  ]
  await Promise.all(both.map((one) => one.start()))
  let next = 0
  return {
    both,
    where: () => {
      const up = both.flatMap((one) => one.where() ?? [])
      return up[next++ % Math.max(1, up.length)]
    },
    readLog: async (ms) => {
      const store = await createPostgresStore({ url: DATABASE_URL })
      try {
        const owed = until('nothing to be owed', async () => (await store.owed(1)).length === 0, ms)
        await (plant === undefined ? owed : owed.catch(() => undefined))
        await sleep(200)
        return await wholeLog(store)
      } finally {
        await store.close()
      }
    },
  }
}
