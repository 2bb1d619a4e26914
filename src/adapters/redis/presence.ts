import type { Presence } from '../../ports/hints.ts'
import type { Connection } from './connection.ts'
import type { Names } from './names.ts'

/** Milliseconds between two signs of life, and two looks at the others. */
const BEAT_MS = 1_000
/** Milliseconds without one after which a process is not there any more. */
const GONE_AFTER_MS = 5_000
/** Looks in a row without an answer in time after which nothing is known any more: as long as a process may be silent. */
const MOST_MISSED = GONE_AFTER_MS / BEAT_MS

/** Who is there and who is at their desks, as far as Redis knows. */
export interface SharedPresence extends Presence {
  /** Names of all processes, ours too, as they were read last; empty while Redis is away. */
  members(): readonly string[]
  /** Told of what the others' desks say, whenever they were read. */
  watch(seen: (desks: ReadonlyMap<string, string>) => void): void
  close(): Promise<void>
}

/** A hash a process, which is gone by itself when nobody renews it; a set says whose there may be. */
export const createPresence = (parts: { connection: Connection; names: Names; me: string }): SharedPresence => {
  const { connection, names, me } = parts
  let desk = '[]'
  let there: readonly string[] = []
  let watcher: (desks: ReadonlyMap<string, string>) => void = () => undefined

  let begun = 0
  let shown = 0
  let missed = 0

  const read = async (): Promise<void> => {
    const mine = ++begun
    const known = await connection.ask((redis) => redis.smembers(names.members))
    const found = await connection.ask((redis) =>
      Promise.all((known ?? []).map((name) => redis.hget(names.member(name), 'desk'))),
    )
    // A later look may have been answered sooner.
    if (mine < shown) return
    shown = mine
    if (known === undefined || found === undefined) {
      missed += 1
      // One late answer says nothing about who is there.
      if (missed < MOST_MISSED && connection.status().state === 'ready') return
      there = []
      return watcher(new Map())
    }
    missed = 0
    const desks = new Map(
      known.flatMap((name, at) => (typeof found[at] === 'string' ? [[name, found[at]] as const] : [])),
    )
    there = [...desks.keys()]
    const gone = known.filter((name) => !desks.has(name))
    if (gone.length > 0) void connection.ask((redis) => redis.srem(names.members, ...gone))
    watcher(desks)
  }
  /** `news`: the others look at once. */
  const say = (news: boolean): Promise<unknown> =>
    connection.ask((redis) => {
      const said = redis
        .multi()
        .hset(names.member(me), 'desk', desk)
        .pexpire(names.member(me), GONE_AFTER_MS)
        .sadd(names.members, me)
        .pexpire(names.members, GONE_AFTER_MS)
      return (news ? said.publish(names.members, me) : said).exec()
    })
  let beating = false
  const beat = async (news: boolean): Promise<void> => {
    if (beating) return
    beating = true
    await say(news)
    await read()
    beating = false
  }
  const timer = setInterval(() => void beat(false), BEAT_MS).unref()
  connection.listen(
    names.members,
    (name) => {
      if (name !== me) void read()
    },
    () => void beat(true),
  )
  return {
    members: () => there,
    watch: (seen) => {
      watcher = seen
    },
    share: (next) => {
      if (next === desk) return
      desk = next
      void say(true)
    },
    close: async () => {
      clearInterval(timer)
      await connection.ask((redis) =>
        redis.multi().del(names.member(me)).srem(names.members, me).publish(names.members, me).exec(),
      )
    },
  }
}
