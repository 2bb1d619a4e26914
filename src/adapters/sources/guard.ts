import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  ConstantBackoff,
  circuitBreaker,
  handleWhen,
  retry,
  wrap,
} from 'cockatiel'
import { Superseded } from '../../lib/superseded.ts'
import { untilAborted } from '../../lib/until-aborted.ts'
import { SourceFault } from './fault.ts'

/** Failures in a row until a source is left alone: fewer would trip on one bad deployment restart, more would queue turns behind a dead system. */
const FAILURES_BEFORE_OPEN = 5
/** Milliseconds a source is left alone before one call tries it again. */
const OPEN_MS = 5_000
/** Calls to one source at once; beyond it they wait, so that a slow system does not get a crowd. */
const CALLS_AT_ONCE = 32
/** Calls that may wait; beyond it they fail at once. */
const CALLS_WAITING = 512
/** Milliseconds until the second attempt: a restarting proxy has let go of the old process, and a card can still wait for it. */
const RETRY_AFTER_MS = 25
/** Second attempts that a source may get at once; each call earns a tenth of one, so that a failing source gets 10 % more calls, not twice as many. */
const RETRIES_KEPT = 10
const RETRIES_PER_CALL = 0.1

/** One call that was made; `ms` until its answer was read or given up, second attempts included. */
export interface SourceCall {
  source: string
  outcome: 'ok' | 'deadline' | 'unreachable' | 'invalid'
  ms: number
}

/** What stands between everybody and one source. */
export interface Guard {
  /** Runs `work` by the source's deadline and the caller's; a passing fault is tried once more within the budget. @throws SourceFault */
  run<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>
  state(): 'ok' | 'down'
}

export interface GuardParts {
  source: string
  deadlineMs: number
  onCall: (call: SourceCall) => void
}

/** A breaker, a crowd limit and a retry budget for each source, so that one dead system does not take the others along. */
export const createGuard = ({ source, deadlineMs, onCall }: GuardParts): Guard => {
  let budget = RETRIES_KEPT
  const again = retry(
    handleWhen((error) => error instanceof SourceFault && error.passing && budget >= 1),
    { maxAttempts: 1, backoff: new ConstantBackoff(RETRY_AFTER_MS) },
  )
  again.onRetry(() => {
    budget -= 1
  })
  const breaker = circuitBreaker(handleWhen(isDown), {
    halfOpenAfter: OPEN_MS,
    breaker: new ConsecutiveBreaker(FAILURES_BEFORE_OPEN),
  })
  const policy = wrap(breaker, bulkhead(CALLS_AT_ONCE, CALLS_WAITING))

  const attempt = async <T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const started = performance.now()
    const by = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])
    const done = (outcome: SourceCall['outcome']): void => onCall({ source, outcome, ms: performance.now() - started })
    budget = Math.min(RETRIES_KEPT, budget + RETRIES_PER_CALL)
    try {
      const result = await untilAborted(
        again.execute(() => work(by), by),
        by,
      )
      done('ok')
      return result
    } catch (cause) {
      if (signal.reason instanceof Superseded) throw new Abandoned()
      const error = faultOf(cause, by)
      done(error.fault)
      throw error
    }
  }

  return {
    run: async (signal, work) => {
      try {
        return await untilAborted(
          policy.execute(() => {
            if (signal.aborted) throw new Abandoned()
            return attempt(signal, work)
          }),
          signal,
        )
      } catch (cause) {
        throw faultOf(cause, signal)
      }
    },
    state: () => (breaker.state === CircuitState.Closed ? 'ok' : 'down'),
  }
}

/** Its caller had gone before it was sent, or another attempt was quicker: says nothing about the source. */
class Abandoned extends Error {}

/** A system that answers nonsense is up: the breaker would only hide which field is broken. */
const isDown = (error: Error): boolean => error instanceof SourceFault && error.fault !== 'invalid'

const faultOf = (cause: unknown, signal: AbortSignal): SourceFault => {
  if (cause instanceof SourceFault) return cause
  if (signal.aborted) return new SourceFault('deadline', 'no answer in time', { cause })
  if (cause instanceof BrokenCircuitError)
    return new SourceFault('unreachable', `left alone after ${FAILURES_BEFORE_OPEN} failures in a row`)
  if (cause instanceof BulkheadRejectedError)
    return new SourceFault('unreachable', `${CALLS_WAITING} calls are waiting already`)
  return new SourceFault('unreachable', 'cannot be reached', { cause })
}
