import type { SourceState } from '../domain/customer.ts'
import { UpstreamError } from '../domain/upstream-error.ts'
import type { Known, PartName, Values } from './contexts.ts'
import { type Deadline, LATE } from './deadline.ts'

/** Milliseconds that something has to stay young for it to be news. */
const NEWS_FRESH_MS = 1_000

/** How one part of a card came about: shown as it was, shown while it is asked for again, or asked for. */
export type PartOutcome = Known<unknown>['tier'] | 'refreshing' | 'asked'

export interface Part<T> {
  value: T | undefined
  state: SourceState
}

/** One part of one card. */
export interface PartLook<Name extends PartName> {
  name: Name
  known: Known<Values[Name]> | undefined
  /** Whether what is known may be shown without waiting for the systems. */
  mayShow: boolean
  /** Milliseconds within which it is not even asked for. */
  freshMs: number
  ask: () => Promise<Values[Name]>
  /** Asks for the next card, after everybody else. */
  refresh: () => Promise<Values[Name]>
  keep: (value: Values[Name], at: number) => void
}

/** What is shown, and what other parts of the same card rest on: that, or what is still to come. */
export interface Looked<T> {
  part: Promise<Part<T>>
  value: Promise<T>
}

export interface PartClock {
  deadline: Deadline
  /** Milliseconds since 1970. */
  now: () => number
  onOutcome: (name: PartName, outcome: PartOutcome) => void
  /** Told when something newer than was shown has come. */
  onNews: () => void
}

/**
 * Young: shown. Older: shown with its age while it is asked for (stale while revalidating, RFC 5861). Older still: asked for and waited for, until
 * the deadline; then what was known stands in, with its age and the reason.
 */
export const lookAtPart = <Name extends PartName>(
  { name, known, mayShow, freshMs, ask, refresh, keep }: PartLook<Name>,
  { deadline, now, onOutcome, onNews }: PartClock,
): Looked<Values[Name]> => {
  const asking = (how: () => Promise<Values[Name]>): Promise<Values[Name]> => {
    const at = now()
    return how().then((value) => {
      keep(value, at)
      return value
    })
  }
  // What is old again by the time that somebody looks would be asked for without end.
  const news = freshMs < NEWS_FRESH_MS ? () => {} : onNews
  if (known !== undefined && mayShow) {
    const { value, tier, at } = known
    const ageMs = Math.max(0, now() - at)
    const isFresh = ageMs < freshMs
    onOutcome(name, isFresh ? tier : 'refreshing')
    // Where it fails, the next card asks itself.
    if (!isFresh) asking(refresh).then(news, () => undefined)
    const state: SourceState = isFresh
      ? { source: name, state: 'fresh', ageMs }
      : { source: name, state: 'stale', ageMs, reason: 'refreshing' }
    return { part: Promise.resolve({ value, state }), value: Promise.resolve(value) }
  }
  onOutcome(name, 'asked')
  const value = asking(ask)
  return { part: shown(name, value, known, { deadline, now, onNews: news }), value }
}

const shown = async <Name extends PartName>(
  name: Name,
  reading: Promise<Values[Name]>,
  last: Known<Values[Name]> | undefined,
  { deadline, now, onNews }: Pick<PartClock, 'deadline' | 'now' | 'onNews'>,
): Promise<Part<Values[Name]>> => {
  const seen = await deadline.race(reading.then((value) => ({ value }), reasonOf))
  if (seen !== LATE && typeof seen !== 'string')
    return { value: seen.value, state: { source: name, state: 'fresh', ageMs: 0 } }
  if (seen === LATE) reading.then(onNews, () => undefined)
  return standIn(name, last, seen === LATE ? 'deadline' : seen, now())
}

/** What was last known, with its age and why there is nothing newer. */
export const standIn = <Name extends PartName>(
  source: Name,
  last: Known<Values[Name]> | undefined,
  reason: string,
  now: number,
): Part<Values[Name]> => {
  if (last === undefined) return { value: undefined, state: { source, state: 'absent', ageMs: 0, reason } }
  return { value: last.value, state: { source, state: 'stale', ageMs: Math.max(0, now - last.at), reason } }
}

export const reasonOf = (error: unknown): string => (error instanceof UpstreamError ? error.fault : 'unreachable')
