import type { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection } from '../src/adapters/redis/connection.ts'
import { namesOf } from '../src/adapters/redis/names.ts'
import { createPresence } from '../src/adapters/redis/presence.ts'

const BEAT_MS = 1_000

/** A Redis that answers when the test says so: in time, or too late. */
const presenceUnderTest = () => {
  const names = namesOf('here')
  const desks = new Map([
    ['a', '["ann"]'],
    ['b', '[]'],
  ])
  let late = false
  let state: 'ready' | 'down' = 'ready'
  const held: (() => void)[] = []
  let holds = false
  let news: (name: string) => void = () => undefined
  const chain = new Proxy({}, { get: (_, word) => (word === 'exec' ? async () => [] : () => chain) })
  const redis = {
    smembers: async () => [...desks.keys()],
    hget: async (key: string) => [...desks].find(([name]) => key === names.member(name))?.[1] ?? null,
    srem: async () => 1,
    multi: () => chain,
  }
  const connection: Pick<Connection, 'ask' | 'listen' | 'status'> = {
    ask: async (command) => {
      const wait = holds ? new Promise<void>((go) => held.push(go)) : undefined
      const answer = late || state === 'down' ? undefined : await command(redis as unknown as Redis)
      await wait
      return answer
    },
    listen: (_channel, heard) => {
      news = heard
    },
    status: () => ({ state, since: '' }),
  }
  const presence = createPresence({ connection: connection as Connection, names, me: 'a' })
  const seen: string[][] = []
  presence.watch((map) => seen.push([...map.keys()]))
  return {
    presence,
    seen,
    desks,
    late: (is: boolean) => {
      late = is
    },
    down: () => {
      state = 'down'
    },
    hold: (is: boolean) => {
      holds = is
    },
    held,
    look: () => news('b'),
  }
}
const beat = () => vi.advanceTimersByTimeAsync(BEAT_MS)

describe('who is there, over Redis', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('one late answer, or four in a row, leave the list as it was; five empty it, and it comes back', async () => {
    const { presence, seen, late } = presenceUnderTest()
    await beat()
    expect(presence.members()).toEqual(['a', 'b'])
    late(true)
    for (let n = 0; n < 4; n++) await beat()
    expect([presence.members(), seen]).toEqual([['a', 'b'], [['a', 'b']]])
    late(false)
    await beat()
    late(true)
    for (let n = 0; n < 5; n++) await beat()
    expect([presence.members(), seen.at(-1)]).toEqual([[], []])
    late(false)
    await beat()
    expect(presence.members()).toEqual(['a', 'b'])
    await presence.close()
  })

  it('a Redis that is known to be away is believed at once', async () => {
    const { presence, seen, down } = presenceUnderTest()
    await beat()
    down()
    await beat()
    expect([presence.members(), seen.at(-1)]).toEqual([[], []])
    await presence.close()
  })

  it('an answer that was overtaken by a later one is not taken', async () => {
    const { presence, desks, hold, held, look } = presenceUnderTest()
    await beat()
    hold(true)
    look()
    await vi.advanceTimersByTimeAsync(0)
    hold(false)
    desks.set('c', '[]')
    look()
    await vi.advanceTimersByTimeAsync(0)
    expect(presence.members()).toEqual(['a', 'b', 'c'])
    desks.delete('c')
    for (const go of held) go()
    await vi.advanceTimersByTimeAsync(0)
    expect(presence.members()).toEqual(['a', 'b', 'c'])
    await beat()
    expect(presence.members()).toEqual(['a', 'b'])
    await presence.close()
  })
})
