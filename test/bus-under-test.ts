import { onTestFinished } from 'vitest'
import { createPostgresCluster } from '../src/adapters/postgres/cluster.ts'
import { createPostgresStore } from '../src/adapters/postgres/store.ts'
import type { BusUnderTest, Member } from './contract/bus.ts'
import { inDatabase } from './postgres-under-test.ts'

type Quick = NonNullable<Parameters<typeof createPostgresCluster>[0]['quick']>

export interface BusOptions {
  url: string
  hints: boolean
  /** A quicker way of one member, and how it ends. */
  quick?(me: string): { quick: Quick; close(): Promise<void> }
  /** Cuts quicker ways off; the returned function brings them back. */
  cutQuick?(): Promise<() => Promise<void>>
}

/** Members of one database, with a quicker way beside it or without. */
export const busUnderTest = ({ url, hints, quick, cutQuick }: BusOptions): BusUnderTest => {
  let made = 0
  const join = async (name?: string): Promise<Member> => {
    const store = await createPostgresStore({ url })
    const me = name ?? `member-${++made}`
    const way = quick?.(me)
    const { bus, leases } = createPostgresCluster({
      url,
      me,
      now: () => new Date(),
      ...(way === undefined ? {} : { quick: way.quick }),
    })
    let dead = false
    const die = async (): Promise<void> => {
      if (dead) return
      dead = true
      // What a living one says as it goes is not said by a killed one.
      const said = await inDatabase(url, `SELECT id, seen, desk FROM tabdesk.members WHERE id = '${me}'`)
      const held = await inDatabase(url, `SELECT * FROM tabdesk.turn_leases WHERE holder = '${me}'`)
      await bus.close()
      await way?.close()
      await store.close()
      for (const { desk } of said)
        await inDatabase(url, `INSERT INTO tabdesk.members VALUES ('${me}', now(), '${desk}')`)
      for (const { tenant, conversation } of held)
        await inDatabase(
          url,
          `INSERT INTO tabdesk.turn_leases VALUES ('${tenant}', '${conversation}', '${me}', now() + interval '5 seconds')`,
        )
    }
    onTestFinished(async () => {
      if (dead) return
      dead = true
      // One that hangs in its listener never ends by itself.
      await Promise.race([bus.close(), new Promise((resolve) => setTimeout(resolve, 500))])
      await way?.close()
      await store.close()
    })
    return {
      bus,
      leases,
      store,
      die,
      cutOff: async () => {
        const back = await cutQuick?.()
        let cut = true
        const cutting = (async () => {
          while (cut)
            await inDatabase(
              url,
              `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND application_name IN ('tabdesk bus', 'tabdesk cluster')`,
            )
        })()
        return async () => {
          cut = false
          await cutting
          await back?.()
        }
      },
    }
  }
  return { join, hints }
}
