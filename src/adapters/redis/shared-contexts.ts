import { PERSONAL_FIELDS, type PersonalPolicy } from '../../domain/personal.ts'
import type { Change, ChangedKind, SharedContexts } from '../../ports/shared-contexts.ts'
import { openConnection } from './connection.ts'

/** Of everything kept here; another number where the meaning of what is kept changes. */
const PREFIX = 'tabdesk:mesh:1'
const CHANGES = `${PREFIX}:changes`
/** Milliseconds that a command has: a busy moment of ours included, and a third of what a card may wait. */
const COMMAND_MS = 100
/** Milliseconds that changes are kept for processes that were away. */
const CHANGES_KEPT_MS = 60 * 60_000
/** Changes that are kept at most, the newest. */
const MOST_CHANGES = 100_000
/** Milliseconds between two looks for changes that were not heard of: messages are a hint, the list is the truth. */
const LOOK_EVERY_MS = 5_000
/** Changes of one answer: all of an hour in one would come after its command's time, again and again. */
const LOOK_AT_ONCE = 1_000
/** Milliseconds by which clocks of processes may differ. */
const SKEW_MS = 2_000
/** Changes that wait until Redis is back, the newest. */
const MOST_UNSENT = 10_000
const KINDS: readonly string[] = ['customer', 'order', 'parcel'] satisfies ChangedKind[]

export interface RedisContextsParts {
  /** `redis://…` or `rediss://…` */
  url: string
  /** How personal fields stand in what is kept: what was kept while they were shown otherwise is not read, above all not what was open. */
  policy: PersonalPolicy
  /** Told of each change that another process told of, more than once perhaps. */
  onChange: (change: Change) => void
  /** Milliseconds since 1970. */
  now: () => number
}

/**
 * Two hashes a customer, hot and cold, in one slot of a cluster (`{tenant:customer}` is the hash tag), each gone when its time is over. Changes
 * are told over a channel and kept in a sorted set for whoever did not hear.
 */
export const createRedisContexts = ({ url, policy, onChange, now }: RedisContextsParts): SharedContexts => {
  const kept = `${PREFIX}:${PERSONAL_FIELDS.map((field) => policy[field].slice(0, 1)).join('')}`
  const connection = openConnection({ url, commandMs: COMMAND_MS, now })
  let unsent: Change[] = []
  let heardUntil = now() - CHANGES_KEPT_MS
  let isLooking = false
  let isDue = false

  const send = async (change: Change): Promise<boolean> => {
    const member = JSON.stringify([change.tenant, change.kind, change.id])
    const sent = await connection.ask((redis) =>
      redis
        .multi()
        .zadd(CHANGES, change.at, member)
        .zremrangebyscore(CHANGES, '-inf', now() - CHANGES_KEPT_MS)
        .zremrangebyrank(CHANGES, 0, -MOST_CHANGES - 1)
        .pexpire(CHANGES, CHANGES_KEPT_MS)
        .publish(CHANGES, JSON.stringify([change.at, member]))
        .exec(),
    )
    return sent !== undefined
  }
  const sendAll = async (): Promise<void> => {
    const waiting = unsent
    unsent = []
    for (const [at, change] of waiting.entries())
      if (!(await send(change))) {
        unsent = [...waiting.slice(at), ...unsent].slice(-MOST_UNSENT)
        return
      }
  }
  const hear = (at: unknown, member: unknown): void => {
    const change = changeOf(at, member)
    if (change !== undefined) onChange(change)
  }
  const look = async (): Promise<void> => {
    const started = now()
    let from = heardUntil - SKEW_MS
    let most = LOOK_AT_ONCE
    for (;;) {
      const found = await connection.ask((redis) =>
        redis.zrangebyscore(CHANGES, from, '+inf', 'WITHSCORES', 'LIMIT', 0, most),
      )
      if (found === undefined) return
      for (let at = 0; at + 1 < found.length; at += 2) hear(Number(found[at + 1]), found[at])
      if (found.length < 2 * most) break
      const last = Number(found.at(-1))
      // More than that of one millisecond: there is no later place to go on from.
      if (last > from) from = last
      else most *= 2
      heardUntil = Math.max(heardUntil, from)
    }
    heardUntil = Math.max(heardUntil, started)
  }
  const catchUp = (): void => {
    void sendAll()
    isDue = true
    if (isLooking) return
    isLooking = true
    void lookWhileDue().finally(() => {
      isLooking = false
    })
  }
  /** What was not heard because a connection began to stand during a look is looked for after it. */
  const lookWhileDue = async (): Promise<void> => {
    while (isDue) {
      isDue = false
      await look()
    }
  }
  connection.listen(
    CHANGES,
    (message) => {
      const told = listOf(message)
      hear(told[0], told[1])
    },
    catchUp,
  )
  const timer = setInterval(catchUp, LOOK_EVERY_MS)
  timer.unref()

  return {
    read: async (tenant, customer) => {
      const key = keyOf(tenant, customer)
      if (key === undefined) return {}
      const found = await connection.ask((redis) =>
        Promise.all([redis.hgetall(`${kept}:hot:${key}`), redis.hgetall(`${kept}:cold:${key}`)]),
      )
      return found === undefined ? {} : { ...found[1], ...found[0] }
    },
    write: (tenant, customer, { heat, name, text, keepMs }) => {
      const key = keyOf(tenant, customer)
      if (key === undefined) return
      const hash = `${kept}:${heat}:${key}`
      void connection.ask((redis) => redis.multi().hset(hash, name, text).pexpire(hash, keepMs).exec())
    },
    tell: (change) => {
      void send(change).then((sent) => {
        if (!sent) unsent = [...unsent, change].slice(-MOST_UNSENT)
      })
    },
    status: connection.status,
    close: async () => {
      clearInterval(timer)
      await connection.close()
    },
  }
}

/** Written so that no tenant and no customer can end the other's name, or the tag; undefined for an id that cannot be written. */
const keyOf = (tenant: string, customer: string): string | undefined =>
  /\p{Surrogate}/u.test(tenant + customer)
    ? undefined
    : `{${encodeURIComponent(tenant)}:${encodeURIComponent(customer)}}`

/** Times of other processes are taken as late as their clocks may be behind. Undefined where it is nothing that a process of ours writes. */
const changeOf = (at: unknown, member: unknown): Change | undefined => {
  const [tenant, kind, id] = listOf(member)
  if (typeof at !== 'number' || !Number.isFinite(at)) return undefined
  if (typeof tenant !== 'string' || typeof id !== 'string' || !KINDS.includes(kind as string)) return undefined
  return { tenant, kind: kind as ChangedKind, id, at: at + SKEW_MS }
}

const listOf = (text: unknown): readonly unknown[] => {
  try {
    const list: unknown = JSON.parse(String(text))
    return Array.isArray(list) ? list : []
  } catch {
    return []
  }
}
