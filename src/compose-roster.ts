import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { z } from 'zod'
import { openKeptFile } from './adapters/local/kept-file.ts'
import type { Config } from './config.ts'
import type { Presence } from './desk/presence.ts'
import type { Releasers } from './lib/releasers.ts'

/** Somebody of the staff who was here. */
interface Member {
  tenant: string
  agent: string
  name: string
  /** When they came last, give or take a day; ISO 8601. */
  at: string
}

const DAY_MS = 86_400_000
/** Who has not been here for so long is not offered any more. */
const FORGOTTEN_MS = 90 * DAY_MS
/** Of all tenants; those who came last. */
const MAX_MEMBERS = 5_000

const members = z.array(z.object({ tenant: z.string(), agent: z.string(), name: z.string(), at: z.string() }))

/**
 * Presence that knows who was here before the start: a note can name them and a chat can be handed to them before they are
 * back. Names are kept in `staff.json` in DATA_DIR; without it only those are known who have come since.
 */
export const withRoster = async (
  { dataDir }: Pick<Config, 'dataDir'>,
  presence: Presence,
  { now, log }: { now(): Date; log: Pick<FastifyBaseLogger, 'error'> },
  releasers: Releasers,
): Promise<Presence> => {
  const failed = (error: Error): void => log.error({ err: error }, 'names of the staff are not kept')
  const kept = await openKeptFile<readonly Member[]>({
    path: join(dataDir, 'staff.json'),
    initial: [],
    parse: (value) => members.parse(value),
    optional: true,
    onError: failed,
  })
  const since = (ms: number): string => new Date(now().getTime() - ms).toISOString()
  for (const { tenant, agent, name, at } of kept.current())
    if (at > since(FORGOTTEN_MS)) presence.set(tenant, agent, name, {})

  let coming: Member[] = []
  let writing = false
  /** Who comes while one write is under way is in the next: a crowd costs as few of them as the disk has time for. */
  const write = async (): Promise<void> => {
    writing = true
    for (; coming.length > 0; ) {
      const come = byKey(coming)
      coming = []
      const oldest = since(FORGOTTEN_MS)
      await kept
        .change((all) =>
          [...all.filter((one) => one.at > oldest && !come.has(keyOf(one))), ...come.values()].slice(-MAX_MEMBERS),
        )
        .catch(failed)
    }
    writing = false
  }
  let written: Promise<void> = Promise.resolve()
  releasers.add('roster', () => written)

  let read: { from: readonly Member[]; members: ReadonlyMap<string, Member> } = { from: [], members: new Map() }
  const known = (key: string): Member | undefined => {
    const from = kept.current()
    if (read.from !== from) read = { from, members: byKey(from) }
    return read.members.get(key)
  }
  return {
    ...presence,
    connected: (tenant, agent, name) => {
      presence.connected(tenant, agent, name)
      const come = { tenant, agent, name, at: now().toISOString() }
      const before = known(keyOf(come))
      if (before?.name === name && before.at > since(DAY_MS)) return
      coming.push(come)
      if (!writing) written = write()
    },
  }
}

const keyOf = ({ tenant, agent }: Pick<Member, 'tenant' | 'agent'>): string => JSON.stringify([tenant, agent])

const byKey = (all: readonly Member[]): Map<string, Member> => new Map(all.map((one) => [keyOf(one), one]))
