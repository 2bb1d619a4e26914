import { rolesOf } from '../../domain/process-role.ts'
import { preferredOf } from '../../lib/rendezvous.ts'
import { shardOf } from '../../lib/shard.ts'
import type { SharedAgent } from '../../ports/bus.ts'
import type { OwedTurn } from '../../ports/store.ts'
import type { TurnLeases } from '../../ports/turn-leases.ts'
import type { Query } from './query.ts'

/** Milliseconds between two signs of life. */
const BEAT_MS = 1_000
/** Seconds without one after which a member counts as gone, and what it held may be taken. */
const GONE_AFTER_SECONDS = 5
/** Seconds after which what a member left behind is cleared away. */
const CLEARED_AFTER_SECONDS = 600

/** This process among those that run turns on the same database. */
export interface Members extends TurnLeases {
  /** Says for the first time that we are here. */
  join(): Promise<void>
  peers(): number
  /** What desks of others say, sooner than the table does; whoever is not in the table is not there. */
  sooner(desks: ReadonlyMap<string, string>): void
  /** Says at once who is at our desk. */
  share(agents: readonly SharedAgent[]): void
  close(): Promise<void>
}

export interface MembersParts {
  query: Query
  me: string
  /** Who is at the desks of the others, whenever that is new. */
  atDesk(agents: readonly SharedAgent[]): void
}

export const createMembers = ({ query, me, atDesk }: MembersParts): Members => {
  const held = new Map<string, OwedTurn>()
  let peers: string[] = []
  let desks = new Map<string, string>()
  let sooner: ReadonlyMap<string, string> = new Map()
  let desk = '[]'
  let heard = '[]'
  let left = false
  let beating: Promise<void> | undefined
  let again = false
  let timer: NodeJS.Timeout | undefined

  const beat = async (): Promise<void> => {
    const turns = [...held.values()]
    const holding = [turns.map(({ tenant }) => tenant), turns.map(({ conversation }) => conversation)]
    const rows = left ? await query(LEAVE, [me, ...holding]) : await query(BEAT, [me, ...holding, desk])
    peers = rows.map(({ id }) => id as string)
    desks = new Map(rows.map((row) => [row['id'] as string, row['desk'] as string]))
    tellDesks()
  }
  const tellDesks = (): void => {
    const now = [...desks].map(([id, text]) => sooner.get(id) ?? text)
    const said = now.join('\n')
    if (said === heard) return
    heard = said
    atDesk(now.flatMap((text) => JSON.parse(text) as SharedAgent[]))
  }
  /** One at a time; asked for meanwhile, once more. */
  const beatNow = (): Promise<void> => {
    if (beating !== undefined) {
      again = true
      return beating
    }
    // Missed ones are made up for by the next.
    beating = beat()
      .catch(() => undefined)
      .then(() => {
        beating = undefined
        if (!again) return undefined
        again = false
        return beatNow()
      })
    return beating
  }

  const isOurs = (shard: number): boolean => {
    const others = peers.filter(runsTurns)
    const here = runsTurns(me) && !(left && others.length > 0)
    return preferredOf(here ? [me, ...others] : others, `shard ${shard}`) === me
  }

  return {
    join: async () => {
      await beat()
      timer = setInterval(beatNow, BEAT_MS).unref()
    },
    peers: () => peers.length,
    withRole: (role) => [...(left ? [] : [me]), ...peers].filter((name) => rolesOf(name).includes(role)).length,
    sooner: (said) => {
      sooner = said
      tellDesks()
    },
    share: (agents) => {
      const next = JSON.stringify(agents)
      if (next === desk) return
      desk = next
      void beatNow()
    },
    prefers: (turn) => isOurs(shardOf(keyOf(turn))),
    isOurs,
    claim: async (turn) => {
      const rows = await query(CLAIM, [turn.tenant, turn.conversation, me, turn.seq])
      if (rows.length === 0) return undefined
      held.set(keyOf(turn), turn)
      return rows.flatMap(({ seq }) => (seq === null ? [] : [seq as number]))
    },
    release: async (turn) => {
      held.delete(keyOf(turn))
      await query(RELEASE, [turn.tenant, turn.conversation, me])
    },
    leave: async () => {
      left = true
      await beatNow()
    },
    close: async () => {
      clearInterval(timer)
      left = true
      held.clear()
      await beatNow()
      await query('DELETE FROM tabdesk.turn_leases WHERE holder = $1', [me]).catch(() => undefined)
    },
  }
}

const runsTurns = (name: string): boolean => rolesOf(name).includes('worker')

const keyOf = ({ tenant, conversation }: OwedTurn): string => `${tenant}\0${conversation}`

const secondsOf = (seconds: number): string => `interval '${seconds} seconds'`
const RENEW = `UPDATE tabdesk.turn_leases l SET until = clock_timestamp() + ${secondsOf(GONE_AFTER_SECONDS)}
  FROM unnest($2::text[], $3::text[]) AS w (tenant, conversation)
  WHERE l.holder = $1 AND l.tenant = w.tenant AND l.conversation = w.conversation`
const ALIVE = `SELECT id, desk FROM tabdesk.members
  WHERE id <> $1 AND seen > clock_timestamp() - ${secondsOf(GONE_AFTER_SECONDS)} ORDER BY id`
const BEAT = `WITH beat AS (
    INSERT INTO tabdesk.members (id, seen, desk) VALUES ($1, clock_timestamp(), $4)
    ON CONFLICT (id) DO UPDATE SET seen = excluded.seen, desk = excluded.desk),
  renewed AS (${RENEW}),
  cleared AS (DELETE FROM tabdesk.members
    WHERE id <> $1 AND seen < clock_timestamp() - ${secondsOf(CLEARED_AFTER_SECONDS)}),
  freed AS (DELETE FROM tabdesk.turn_leases
    WHERE holder <> $1 AND until < clock_timestamp() - ${secondsOf(CLEARED_AFTER_SECONDS)})
  ${ALIVE}`
const LEAVE = `WITH gone AS (DELETE FROM tabdesk.members WHERE id = $1), renewed AS (${RENEW}) ${ALIVE}`

/** Atomic by the row: of two that claim at once the second waits for the first and then finds it held. */
const CLAIM = `WITH claimed AS (
    INSERT INTO tabdesk.turn_leases AS l (tenant, conversation, holder, until)
    VALUES ($1, $2, $3, clock_timestamp() + ${secondsOf(GONE_AFTER_SECONDS)})
    ON CONFLICT (tenant, conversation) DO UPDATE SET holder = excluded.holder, until = excluded.until
      WHERE l.until < clock_timestamp() OR l.holder = excluded.holder
    RETURNING 1)
  SELECT o.seq FROM claimed LEFT JOIN tabdesk.log o
    ON o.tenant = $1 AND o.conversation = $2 AND o.owed AND o.seq <= $4::bigint ORDER BY o.seq`
const RELEASE = 'DELETE FROM tabdesk.turn_leases WHERE tenant = $1 AND conversation = $2 AND holder = $3'
