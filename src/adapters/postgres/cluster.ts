import type { LogEvent } from '../../domain/message.ts'
import type { Bus, BusListener, BusState, Fleeting } from '../../ports/bus.ts'
import type { QuickWay } from '../../ports/hints.ts'
import { toEvent } from '../../ports/sql/rows.ts'
import type { OwedTurn } from '../../ports/store.ts'
import type { TurnLeases } from '../../ports/turn-leases.ts'
import { createBusLine } from './bus-line.ts'
import { createChanges } from './changes.ts'
import { EPOCH, EVENT } from './columns.ts'
import { createMembers } from './leases.ts'
import { named } from './named.ts'
import { createSharedPool } from './pools.ts'
import type { Query } from './query.ts'

/** Milliseconds between two looks at what changed, though nobody says that anything did. */
const LOOK_MS = 500
/** Milliseconds between two looks at least, so that many hints cost one. */
const REST_MS = 4
const LATE = `what other processes do is seen up to ${LOOK_MS} ms later`
/** Events of one conversation that are given at once; who needs more reads on. */
const MOST_EVENTS = 200

export interface ClusterOptions {
  url: string
  /** Nobody else's, and never used again: a name of `memberName`. */
  me: string
  /** Tried first for hints, and for who is at which desk; `NOTIFY` and the table are there in any case. */
  quick?: QuickWay
  now(): Date
}

type Hint = { changed: true } | { told: Fleeting } | { owed: OwedTurn }

/** One process among those on a database: what they tell each other, and who runs what. */
export const createPostgresCluster = ({ url, me, quick, now }: ClusterOptions): { bus: Bus; leases: TurnLeases } => {
  const pool = createSharedPool(url)
  const query: Query = async (text, values = []) => (await pool.query(named(text, [...values]))).rows
  const changes = createChanges(query)
  let listener: BusListener | undefined
  let readFault: string | undefined
  let since = now().toISOString()
  const renewSince = (): void => {
    since = now().toISOString()
  }
  const members = createMembers({ query, me, atDesk: (agents) => safely(() => listener?.atDesk(agents)) })

  let looking: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false
  let asked = false
  const lookIn = (ms: number): void => {
    clearTimeout(timer)
    if (!closed) timer = setTimeout(look, ms).unref()
  }
  const look = (): void => {
    asked = false
    looking = changes
      .look(async (page, asOf) => listener?.changed(page, asOf))
      .then(
        () => undefined,
        (error: Error) => error.message,
      )
      .then((fault) => {
        looking = undefined
        if ((fault === undefined) !== (readFault === undefined)) renewSince()
        readFault = fault
        lookIn(asked ? REST_MS : LOOK_MS)
      })
  }
  const lookSoon = (): void => {
    if (listener === undefined || asked) return
    asked = true
    if (looking === undefined) lookIn(REST_MS)
  }

  const heard = (said: unknown): void => {
    const hint = said as Hint
    if ('told' in hint) safely(() => listener?.told(hint.told))
    else if ('owed' in hint) safely(() => listener?.owed(hint.owed))
    else lookSoon()
  }
  const line = createBusLine({ url, me, up: lookSoon, changed: renewSince, heard })
  const hints = quick?.hints({ heard, up: lookSoon, changed: renewSince })
  const presence = quick?.presence(members.sooner)
  const say = (hint: Hint): void => (hints === undefined ? line.say(hint) : hints.say(hint, line.say))
  /** What is wrong with the ways that hints go; the second is only missed where the first is not there. */
  const faultOf = (): string | undefined => {
    const [first, second] = [hints?.fault(), line.fault()]
    if (hints === undefined) return second === undefined ? undefined : `${second}: ${LATE}`
    if (first === undefined) return undefined
    return second === undefined ? `${first}: hints go over PostgreSQL` : `${first}, ${second}: ${LATE}`
  }

  const bus: Bus = {
    listen: async (to) => {
      await changes.start()
      listener = to
      await members.join()
      lookIn(LOOK_MS)
    },
    changed: () => say({ changed: true }),
    tell: (told) => say({ told }),
    owe: (owed) => say({ owed }),
    share: (agents) => {
      members.share(agents)
      presence?.share(JSON.stringify(agents))
    },
    eventsAbove: async (wanted) => {
      const rows = await query(ABOVE, [
        wanted.map(({ tenant }) => tenant),
        wanted.map(({ conversation }) => conversation),
        wanted.map(({ after }) => after),
        MOST_EVENTS,
      ])
      const found = new Map<string, LogEvent[]>()
      for (const row of rows) {
        const id = row['conversation'] as string
        found.set(id, [...(found.get(id) ?? []), toEvent(row, id, row['epoch'] as string)])
      }
      return found
    },
    state: (): BusState => {
      const fault = faultOf()
      const peers = members.peers()
      if (readFault !== undefined) return { state: 'down', since, reason: readFault, peers }
      return fault === undefined ? { state: 'ready', since, peers } : { state: 'degraded', since, reason: fault, peers }
    },
    close: async () => {
      closed = true
      clearTimeout(timer)
      await looking
      await members.close()
      await line.close()
      await pool.end()
    },
  }
  return { bus, leases: members }
}

const safely = (work: () => void): void => {
  try {
    work()
  } catch {
    // Whoever hears of it badly holds up nobody else.
  }
}

const ABOVE = `SELECT f.*, ${EPOCH} FROM unnest($1::text[], $2::text[], $3::bigint[]) AS w (tenant, conversation, after)
  CROSS JOIN LATERAL (
    SELECT l.conversation, ${EVENT} FROM tabdesk.log l
    WHERE l.tenant = w.tenant AND l.conversation = w.conversation AND l.seq > w.after ORDER BY l.seq LIMIT $4) AS f
  ORDER BY f.conversation, f.seq`
