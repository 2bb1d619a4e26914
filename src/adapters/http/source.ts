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
import { type SourceName, UpstreamError } from '../../domain/upstream-error.ts'
import { Superseded } from '../../lib/superseded.ts'
import { untilAborted } from '../../lib/until-aborted.ts'

/** Failures in a row until a source is left alone: fewer would trip on one bad deployment restart, more would queue turns behind a dead system. */
const FAILURES_BEFORE_OPEN = 5
/** Milliseconds a source is left alone before one call tries it again. */
const OPEN_MS = 5_000
/** Calls that may wait; beyond it they fail at once. */
const CALLS_WAITING = 512
/** Milliseconds until the second attempt: a restarting proxy has let go of the old process, and a card can still wait for it. */
const RETRY_AFTER_MS = 25
/** Second attempts that a source may get at once; each call earns a tenth of one, so that a failing source gets 10 % more calls, not twice as many. */
const RETRIES_KEPT = 10
const RETRIES_PER_CALL = 0.1
/** Answers of something that restarts in front of the source. */
const PASSING_STATUS = new Set([502, 503, 504])
/** Codes of a connection that was cut: a restart, or an idle socket that closed as we wrote. */
const PASSING_CODES = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])
/** Bytes of one answer: a batch of full orders is a tenth of it. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024

/** One call that went out; `ms` until its answer was read or given up. */
export interface UpstreamCall {
  source: SourceName
  outcome: 'ok' | 'deadline' | 'unreachable' | 'invalid'
  ms: number
}

export interface Source {
  /** What `read` makes of the JSON of `GET path`. @throws UpstreamError deadline, unreachable, invalid */
  get<T>(path: string, signal: AbortSignal, read: (answer: unknown) => T): Promise<T>
  state(): 'ok' | 'down'
}

export interface SourceParts {
  source: SourceName
  baseUrl: string
  token: string | undefined
  fetch: typeof fetch
  /** Calls at once; beyond it they wait, so that a slow system does not get a crowd. */
  callsAtOnce: number
  onCall: (call: UpstreamCall) => void
}

/** One system over HTTP behind its own breaker and crowd limit, so that one dead system does not take the others along. */
export const createSource = ({ source, baseUrl, token, fetch, callsAtOnce, onCall }: SourceParts): Source => {
  const breaker = circuitBreaker(handleWhen(isDown), {
    halfOpenAfter: OPEN_MS,
    breaker: new ConsecutiveBreaker(FAILURES_BEFORE_OPEN),
  })
  const guard = wrap(breaker, bulkhead(callsAtOnce, CALLS_WAITING))
  const headers = { accept: 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }

  let budget = RETRIES_KEPT
  const again = retry(
    handleWhen((error) => error instanceof PassingFault && budget >= 1),
    { maxAttempts: 1, backoff: new ConstantBackoff(RETRY_AFTER_MS) },
  )
  again.onRetry(() => {
    budget -= 1
  })

  const attempt = async <T>(path: string, signal: AbortSignal, read: (answer: unknown) => T): Promise<T> => {
    try {
      const response = await fetch(`${baseUrl}${path}`, { headers, signal, redirect: 'error' })
      const body = await readBody(source, response)
      if (!response.ok)
        throw new (PASSING_STATUS.has(response.status) ? PassingFault : UpstreamError)(
          source,
          'unreachable',
          `answered ${response.status}${response.status === 401 ? '; check mesh.token' : ''}`,
        )
      return read(parseJson(source, body))
    } catch (cause) {
      throw cause instanceof UpstreamError ? cause : failure(source, cause, signal)
    }
  }
  const call = async <T>(path: string, signal: AbortSignal, read: (answer: unknown) => T): Promise<T> => {
    const started = performance.now()
    const done = (outcome: UpstreamCall['outcome']): void =>
      onCall({ source, outcome, ms: performance.now() - started })
    budget = Math.min(RETRIES_KEPT, budget + RETRIES_PER_CALL)
    try {
      const answer = await again.execute(() => attempt(path, signal, read), signal)
      done('ok')
      return answer
    } catch (cause) {
      if (isSuperseded(signal)) throw new Abandoned()
      const error = cause instanceof UpstreamError ? cause : failure(source, cause, signal)
      done(error.fault)
      throw error
    }
  }

  return {
    get: async (path, signal, read) => {
      try {
        // The guard may hold a call back behind others; its caller still goes by its own deadline (UP1).
        return await untilAborted(
          guard.execute(() => {
            if (signal.aborted) throw new Abandoned()
            return call(path, signal, read)
          }),
          signal,
        )
      } catch (cause) {
        throw cause instanceof UpstreamError ? cause : failure(source, cause, signal)
      }
    },
    state: () => (breaker.state === CircuitState.Closed ? 'ok' : 'down'),
  }
}

/** Its caller had gone before it was sent, or another attempt was quicker: says nothing about the source. */
class Abandoned extends Error {}

/** The same call may go through a moment later. */
class PassingFault extends UpstreamError {}

const isSuperseded = ({ reason }: AbortSignal): boolean => reason instanceof Superseded

/** A system that answers nonsense is up: the breaker would only hide which field is broken. */
const isDown = (error: Error): boolean => error instanceof UpstreamError && error.fault !== 'invalid'

const failure = (source: SourceName, cause: unknown, signal: AbortSignal): UpstreamError => {
  if (signal.aborted) return new UpstreamError(source, 'deadline', 'no answer in time', { cause })
  if (cause instanceof BrokenCircuitError)
    return new UpstreamError(source, 'unreachable', `left alone after ${FAILURES_BEFORE_OPEN} failures in a row`)
  if (cause instanceof BulkheadRejectedError)
    return new UpstreamError(source, 'unreachable', `${CALLS_WAITING} calls are waiting already`)
  const code = (cause as { cause?: { code?: string } } | undefined)?.cause?.code ?? ''
  return new (PASSING_CODES.has(code) ? PassingFault : UpstreamError)(source, 'unreachable', 'cannot be reached', {
    cause,
  })
}

const readBody = async (source: SourceName, response: Response): Promise<string> => {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of response.body ?? []) {
    bytes += piece.length
    if (bytes > MAX_ANSWER_BYTES)
      throw new UpstreamError(source, 'invalid', `the answer has more than ${MAX_ANSWER_BYTES} bytes`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

const parseJson = (source: SourceName, body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    throw new UpstreamError(source, 'invalid', 'the answer is not JSON')
  }
}
