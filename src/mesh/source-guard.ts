import { type SourceName, UpstreamError } from '../domain/upstream-error.ts'
import { createGate, type Priority } from './gate.ts'
import { createHedge } from './hedge.ts'

/** Failures in a row from which on a source counts as down; also where the breakers below open. */
const FAILURES_UNTIL_DOWN = 5

export interface SourceGuardParts {
  source: SourceName
  /** Calls at once that are never exceeded. */
  callsAtOnce: number
  /** Milliseconds from which on a call says that there are too many: what a card can wait. */
  slowMs: number
  /** Monotonic milliseconds. */
  clock: () => number
  /** Milliseconds since 1970. */
  now: () => number
  onHedge?: () => void
  onShed?: (priority: Priority) => void
  /** Told after each call how the source is now, and what was wrong last. */
  onState?: (state: SourceStatus['state'], meaning: string | undefined) => void
}

/** How a source is, for operators. */
export interface SourceStatus {
  state: 'ok' | 'failing' | 'down' | 'invalid'
  /** ISO 8601: since when it is not ok. */
  since?: string
  /** What is wrong, in the words of the last failure; no value of a customer's. */
  meaning?: string
  /** Calls at once that it gets now, those that it has, and those that wait. */
  limit: number
  running: number
  waiting: number
  /** Milliseconds of nineteen in twenty calls that went well. */
  p95Ms?: number
}

/** What stands between everybody and one source, whatever kind of source it is. */
export interface SourceGuard {
  call<T>(priority: Priority, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>
  status(): SourceStatus
}

/** Limit, line, second attempts and memory of failures of one source. Breaker and retries are the adapters' own, one for each system that they call. */
export const createSourceGuard = ({
  source,
  now,
  onHedge,
  onShed,
  onState,
  ...limits
}: SourceGuardParts): SourceGuard => {
  const gate = createGate({ source, ...limits, ...(onShed === undefined ? {} : { onShed }) })
  const hedge = createHedge({ clock: limits.clock, ...(onHedge === undefined ? {} : { onHedge }) })
  let failures = 0
  let trouble: { since: number; fault: string; meaning: string } | undefined

  const failed = (cause: unknown): void => {
    // Anybody can write an id that is none.
    if (cause instanceof UpstreamError && cause.unfit.length > 0) return
    const { fault, message } =
      cause instanceof UpstreamError ? cause : { fault: 'deadline' as const, message: `${source}: no answer in time` }
    failures = fault === 'invalid' ? 0 : failures + 1
    const same = trouble !== undefined && (trouble.fault === 'invalid') === (fault === 'invalid')
    trouble = { since: same && trouble !== undefined ? trouble.since : now(), fault, meaning: message }
  }

  return {
    call: (priority, signal, work) =>
      gate.run(priority, signal, async () => {
        try {
          const answer = await hedge.run(signal, work, gate.tryRun)
          failures = 0
          trouble = undefined
          onState?.('ok', undefined)
          return answer
        } catch (cause) {
          failed(cause)
          onState?.(stateOf(trouble?.fault, failures), trouble?.meaning)
          throw cause
        }
      }),
    status: () => {
      const p95 = hedge.p95()
      return {
        state: stateOf(trouble?.fault, failures),
        ...(trouble === undefined ? {} : { since: new Date(trouble.since).toISOString(), meaning: trouble.meaning }),
        ...gate.status(),
        ...(p95 === undefined ? {} : { p95Ms: Math.round(p95) }),
      }
    },
  }
}

const stateOf = (fault: string | undefined, failures: number): SourceStatus['state'] => {
  if (fault === undefined) return 'ok'
  if (fault === 'invalid') return 'invalid'
  return failures >= FAILURES_UNTIL_DOWN ? 'down' : 'failing'
}
