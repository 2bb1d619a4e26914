import type { Cluster, Redis } from 'ioredis'
import type { RedisAddress } from '../../lib/redis-address.ts'
import { openListener } from './driver.ts'

/** Milliseconds until it is tried again, at another node where there are several. */
const AGAIN_MS = 300
/** Milliseconds between two looks whether the other end is still there: who only listens would never know. */
const LOOK_MS = 2_000

/** Hears what is said on channels, over one connection that is opened again whenever it is lost. */
export interface Ear {
  /** `stands` is told whenever what is said begins to be heard. */
  listen(channel: string, heard: (message: string) => void, stands: () => void): void
  /** Whether all channels are heard. */
  stands(): boolean
  close(): void
}

export const createEar = (parts: { driver: Redis | Cluster; address: RedisAddress; changed(): void }): Ear => {
  const channels = new Map<string, { heard: (message: string) => void; stands: () => void }>()
  let line: Redis | undefined
  let attempts = 0
  let isStanding = false
  let closed = false
  let again: NodeJS.Timeout | undefined
  const become = (standing: boolean): void => {
    if (standing === isStanding) return
    isStanding = standing
    parts.changed()
  }
  const lose = (lost: Redis): void => {
    if (lost !== line) return
    line = undefined
    lost.disconnect()
    become(false)
    if (!closed) again = setTimeout(open, AGAIN_MS).unref()
  }
  const open = (): void => {
    const opening = openListener(parts.driver, parts.address, attempts++)
    line = opening
    opening.on('error', () => undefined)
    opening.on('end', () => lose(opening))
    opening.on('message', (channel, message) => channels.get(channel)?.heard(message))
    opening.on('ready', () => void subscribe(opening, [...channels.keys()]))
  }
  const subscribe = async (to: Redis, names: readonly string[]): Promise<void> => {
    try {
      await to.subscribe(...names)
      if (to !== line) return
      become(true)
      for (const name of names) channels.get(name)?.stands()
    } catch {
      lose(to)
    }
  }
  const look = setInterval(() => {
    const at = line
    if (at === undefined) return
    // One that has not come up since the last look hangs.
    if (at.status !== 'ready' && !isStanding) return lose(at)
    at.ping().catch(() => lose(at))
  }, LOOK_MS).unref()

  return {
    listen: (channel, heard, stands) => {
      channels.set(channel, { heard, stands })
      if (line === undefined && again === undefined) open()
      else if (line?.status === 'ready') void subscribe(line, [channel])
    },
    stands: () => isStanding || channels.size === 0,
    close: () => {
      closed = true
      clearInterval(look)
      clearTimeout(again)
      line?.disconnect()
    },
  }
}
