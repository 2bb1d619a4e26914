import { LRUCache } from 'lru-cache'
import { STRANGER } from '../domain/article.ts'
import type { Entity, Understand, Understanding } from '../domain/understanding.ts'
import { untilAborted } from '../lib/until-aborted.ts'
import type { Reading, ReadOff } from './reading.ts'

export interface RememberParts {
  readOff: ReadOff
  /**
   * Of everything that an understanding rests on besides its text: encoder, heads, knowledge as it is searched, voters, lexicons.
   * Asked for every text, so it must be cheap; when it changes all is forgotten.
   */
  version(): string
  /** Milliseconds since the epoch at which the clock alone may change what is found: the next article to begin or end. */
  validUntil(at: Date): number
  now(): Date
  /** Understandings kept, some 5 KB each. */
  most?: number
}

export interface Remembered {
  understand: Understand
  /** Understandings kept now. */
  size(): number
}

const MOST_REMEMBERED = 4_000
/** Characters of a text that is remembered; longer ones hardly come twice. */
const LONGEST_REMEMBERED = 500
/** Counted from the moment of asking, so they are read again each time. */
const BY_THE_CLOCK: ReadonlySet<string> = new Set(['date', 'time'])
/** Wherever the shop is, its days begin at a whole quarter of an hour. */
const QUARTER_MS = 15 * 60_000

/**
 * `understand` with a memory, per tenant. A text that was understood before is answered from it: one written exactly alike at once, one
 * that differs only in what nobody reads (width of letters, quotes, spaces, capitals) once it is seen that everything read off it
 * is the same. Equal texts that are asked at the same time share one flight, which is given up when all who wait have given up:
 * a prefetch that the customer then sends is the turn's own understanding, half done. Kept are whole understandings only, none with
 * something degraded, none that were made while `version` changed, none past `validUntil` or the quarter hour they were made in. What is handed out
 * is frozen below its top; `timings` of a remembered one is `remembered` alone.
 */
export const createRemembered = (understand: Understand, parts: RememberParts): Remembered => {
  const { most: max = MOST_REMEMBERED, now } = parts
  const asWritten = new LRUCache<string, Kept>({ max })
  const asRead = new LRUCache<string, Kept>({ max })
  const flights = new Map<string, Flight>()
  let version = parts.version()

  const forgetOnChange = (): void => {
    const current = parts.version()
    if (current === version) return
    version = current
    asWritten.clear()
    asRead.clear()
    flights.clear()
  }

  const takeOff = (key: string, read: string, written: string, options: UnderstandOptions, at: Date): Flight => {
    const controller = new AbortController()
    const madeWith = version
    const landed = (): void => {
      if (flights.get(key) === flight) flights.delete(key)
    }
    const work = understand(written, { ...options, at, signal: controller.signal }).then((understanding) => {
      landed()
      forgetOnChange()
      if (
        madeWith === version &&
        understanding.degraded.length === 0 &&
        understanding.leftOut === undefined &&
        written.length <= LONGEST_REMEMBERED
      ) {
        const kept = { understanding: frozen(understanding), until: Math.min(nextQuarter(at), parts.validUntil(at)) }
        asRead.set(read, kept)
        if (!readsTheClock(understanding.entities)) asWritten.set(keyOf(written, options), kept)
      }
      return understanding
    })
    const flight: Flight = { key, work, controller, waiting: 0 }
    work.catch(landed)
    flights.set(key, flight)
    return flight
  }

  const leave = (flight: Flight): void => {
    if (--flight.waiting > 0 || flights.get(flight.key) !== flight) return
    flights.delete(flight.key)
    flight.controller.abort()
  }

  return {
    size: () => asRead.size,
    understand: async (written, options = {}) => {
      options.signal?.throwIfAborted()
      forgetOnChange()
      const started = performance.now()
      const { at = now() } = options
      const exact = keyOf(written, options)
      const same = fresh(asWritten.get(exact), at)
      if (same !== undefined) return remembered(same, same.entities, started)
      const reading = parts.readOff(written, at)
      const key = keyOf(contentOf(reading), options)
      const alike = fresh(asRead.get(key), at)
      if (alike !== undefined) return remembered(alike, reading.entities, started)
      // What is ahead may wait for long: who is waited for does not wait with it, but joins it at the encoder, where it then rises.
      const own = options.ahead === true ? `${key}\nahead` : key
      const flight = flights.get(key) ?? flights.get(own) ?? takeOff(own, key, written, options, at)
      flight.waiting++
      try {
        const { signal } = options
        const understanding = await (signal === undefined ? flight.work : untilAborted(flight.work, signal))
        return { ...understanding, entities: reading.entities }
      } finally {
        leave(flight)
      }
    },
  }
}

type UnderstandOptions = NonNullable<Parameters<Understand>[1]>

interface Kept {
  understanding: Understanding
  /** Milliseconds since the epoch. */
  until: number
}

interface Flight {
  key: string
  work: Promise<Understanding>
  controller: AbortController
  waiting: number
}

/** Whoever may find other articles is understood apart. */
const keyOf = (content: string, { tenant = '', asker = STRANGER }: UnderstandOptions): string =>
  `${tenant}\n${asker.audience.join()}\n${asker.channel ?? ''}\n${content}`

/** Everything read but the letters it was read from: texts that agree in this are understood alike. */
const contentOf = ({ entities, ...reading }: Reading): string =>
  JSON.stringify([reading, entities.map(({ text: _, ...entity }) => entity)])

const readsTheClock = (entities: readonly Entity[]): boolean => entities.some(({ type }) => BY_THE_CLOCK.has(type))

const nextQuarter = (at: Date): number => (Math.floor(at.getTime() / QUARTER_MS) + 1) * QUARTER_MS

const fresh = (kept: Kept | undefined, at: Date): Understanding | undefined =>
  kept !== undefined && at.getTime() < kept.until ? kept.understanding : undefined

const remembered = (understanding: Understanding, entities: Entity[], started: number): Understanding => ({
  ...understanding,
  entities,
  timings: { remembered: Math.round((performance.now() - started) * 1_000) / 1_000 },
})

/** Many will be handed the same object: what one of them would change must not reach the others. */
const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Object.isFrozen(value)) {
    for (const inner of Object.values(value)) frozen(inner)
    Object.freeze(value)
  }
  return value
}
