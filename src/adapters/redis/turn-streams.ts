import { LRUCache } from 'lru-cache'
import { SHARDS, shardOf } from '../../lib/shard.ts'
import type { OwedTurn } from '../../ports/store.ts'
import type { TurnQueue } from '../../ports/turn-queue.ts'
import type { Connection } from './connection.ts'
import type { Names } from './names.ts'

const GROUP = 'workers'
/** Milliseconds between two looks at the shards that are ours, though nobody says that there is anything. */
const LOOK_MS = 1_000
/** Milliseconds after which what another one was given counts as left behind; its lease has run out by then. */
const LEFT_BEHIND_MS = 5_000
/** Entries of one answer. */
const AT_ONCE = 200
/** Entries of a shard, about; the oldest go first, and are found in the log. */
const MOST_ENTRIES = 10_000
/** Milliseconds that a shard is kept which nobody writes to. */
const KEPT_MS = 60 * 60_000
/** Looks after which what was left behind is claimed. */
const LOOKS_PER_CLAIM = 2
/** Looks after which readers that are gone are forgotten, and milliseconds after which one counts as gone. */
const LOOKS_PER_CLEARING = 600
const GONE_MS = 10 * 60_000
/** Turns that are known to be under way here. */
const MOST_GIVEN = 50_000

type Entry = readonly [id: string, fields: readonly string[]]

/**
 * One stream a shard, read as a consumer group: what a reader was given stays its own until it is ended, or claimed by the
 * next reader. Nobody blocks on a read, since shards lie in many slots of a cluster: a channel says where there is something.
 */
export const createTurnStreams = (parts: {
  connection: Connection
  names: Pick<Names, 'turns' | 'work'>
  me: string
}): TurnQueue & { close(): Promise<void> } => {
  const { connection, names, me } = parts
  /** Shards that something was read of. */
  const met = new Set<number>()
  const given = new LRUCache<string, { shard: number; ids: string[] }>({ max: MOST_GIVEN })
  let reader: Parameters<TurnQueue['listen']>[0] | undefined
  let wanted = new Set<number>()
  let reading: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  const take = (shard: number, entries: readonly Entry[]): void => {
    if (entries.length > 0) met.add(shard)
    for (const [id, fields] of entries) {
      const turn = turnOf(fields)
      if (turn === undefined) {
        end(shard, [id])
        continue
      }
      const ids = given.get(keyOf(turn))?.ids ?? []
      given.set(keyOf(turn), { shard, ids: ids.includes(id) ? ids : [...ids, id] })
      reader?.owed(turn)
    }
  }
  const end = (shard: number, ids: readonly string[]): void =>
    void connection.ask((redis) =>
      redis
        .multi()
        .xack(names.turns(shard), GROUP, ...ids)
        .xdel(names.turns(shard), ...ids)
        .exec(),
    )
  /** All shards in one go: where Redis is slow, that counts as one command without an answer. */
  const readShards = async (shards: readonly number[]): Promise<void> => {
    const found = await connection.ask((redis) =>
      Promise.all(
        shards.map((shard) =>
          redis
            .xreadgroup('GROUP', GROUP, me, 'COUNT', AT_ONCE, 'STREAMS', names.turns(shard), '>')
            .catch(nothingWhereEmpty),
        ),
      ),
    )
    for (const [at, streams] of ((found ?? []) as ([string, Entry[]][] | null)[]).entries()) {
      const entries = streams?.[0]?.[1] ?? []
      take(shards[at] as number, entries)
      if (entries.length === AT_ONCE) wanted.add(shards[at] as number)
    }
  }
  const claim = async (shards: readonly number[]): Promise<void> => {
    const found = await connection.ask((redis) =>
      Promise.all(
        shards.map((shard) =>
          redis
            .xautoclaim(names.turns(shard), GROUP, me, LEFT_BEHIND_MS, '0-0', 'COUNT', AT_ONCE)
            .catch(nothingWhereEmpty),
        ),
      ),
    )
    for (const [at, claimed] of ((found ?? []) as ([string, Entry[]] | null)[]).entries())
      take(
        shards[at] as number,
        (claimed?.[1] ?? []).filter((entry) => entry[1] !== null),
      )
  }
  /** Readers that hold nothing and of which that is true. */
  const forget = async (shard: number, isGone: (name: string, idleMs: number) => boolean): Promise<void> => {
    const key = names.turns(shard)
    const readers = await connection.ask((redis) => redis.xinfo('CONSUMERS', key, GROUP).catch(() => []))
    for (const fields of (readers ?? []) as unknown[][]) {
      const said = new Map<unknown, unknown>(fields.flatMap((name, at) => (at % 2 ? [] : [[name, fields[at + 1]]])))
      const [name, idleMs] = [String(said.get('name')), Number(said.get('idle'))]
      if (said.get('pending') === 0 && isGone(name, idleMs))
        await connection.ask((redis) => redis.xgroup('DELCONSUMER', key, GROUP, name))
    }
  }
  const readWanted = async (): Promise<void> => {
    while (wanted.size > 0) {
      const shards = [...wanted]
      wanted = new Set()
      await readShards(shards)
    }
  }
  const readSoon = (shards: readonly number[]): void => {
    for (const shard of shards) wanted.add(shard)
    reading ??= readWanted().finally(() => {
      reading = undefined
    })
  }
  const ours = (): number[] => SHARD_LIST.filter((shard) => reader?.isOurs(shard))

  return {
    add: async ({ tenant, conversation, seq }) => {
      const shard = shardOf(`${tenant}\0${conversation}`)
      const key = names.turns(shard)
      const done = await connection.ask((redis) =>
        redis
          .multi()
          // Refused where it is there already.
          .xgroup('CREATE', key, GROUP, '0', 'MKSTREAM')
          .xadd(key, 'MAXLEN', '~', MOST_ENTRIES, '*', 'tenant', tenant, 'conversation', conversation, 'seq', seq)
          .pexpire(key, KEPT_MS)
          .publish(names.work, String(shard))
          .exec(),
      )
      return typeof done?.[1]?.[1] === 'string'
    },
    listen: (to) => {
      reader = to
      connection.listen(
        names.work,
        (text) => {
          const shard = Number(text)
          if (reader?.isOurs(shard)) readSoon([shard])
        },
        () => readSoon(ours()),
      )
      let looks = 0
      timer = setInterval(() => {
        const shards = ours()
        readSoon(shards)
        looks += 1
        if (looks % LOOKS_PER_CLAIM === 0) void claim(shards)
        if (looks % LOOKS_PER_CLEARING === 0)
          for (const shard of shards) void forget(shard, (_name, idleMs) => idleMs > GONE_MS)
      }, LOOK_MS).unref()
    },
    ended: (turn) => {
      const found = given.get(keyOf(turn))
      if (found === undefined) return
      given.delete(keyOf(turn))
      end(found.shard, found.ids)
    },
    close: async () => {
      clearInterval(timer)
      reader = undefined
      await reading
      await Promise.all([...met].map((shard) => forget(shard, (name) => name === me)))
    },
  }
}

const SHARD_LIST = Array.from({ length: SHARDS }, (_, shard) => shard)

const keyOf = ({ tenant, conversation, seq }: OwedTurn): string => `${tenant}\0${conversation}\0${seq}`

/** A shard that nobody wrote to has no group. */
const nothingWhereEmpty = (error: Error): null => {
  if (error.message.startsWith('NOGROUP')) return null
  throw error
}

const turnOf = (fields: readonly string[]): OwedTurn | undefined => {
  const said = new Map<string, string>()
  for (let at = 0; at + 1 < fields.length; at += 2) said.set(fields[at] as string, fields[at + 1] as string)
  const [tenant, conversation, seq] = [said.get('tenant'), said.get('conversation'), Number(said.get('seq'))]
  if (tenant === undefined || conversation === undefined || !Number.isSafeInteger(seq)) return undefined
  return { tenant, conversation, seq }
}
