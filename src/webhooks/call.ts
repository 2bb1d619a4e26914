import type { Delivery, Settled, Webhook } from '../domain/webhook.ts'
import { retryAfterMs } from '../lib/retry-after.ts'
import { payloadOf, type Told } from './payload.ts'
import { SIGNATURE, signatureOf } from './sign.ts'

/** Milliseconds that an endpoint has to answer: it should note the event and work later. */
const DEADLINE_MS = 10_000
/** Milliseconds for which an event is tried: a day. */
const LIFE_MS = 24 * 3_600_000
/** Milliseconds until an event is tried for the second time; doubled with each try, from half to one and a half of it. */
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 3_600_000
const GONE = 410
const USER_AGENT = 'tabdesk'

interface Answer {
  status: number
  /** The header, as it came. */
  retryAfter?: string
}

export interface CallParts {
  /** What the log says; undefined where it has no such conversation or event any more. */
  read(delivery: Delivery): Promise<Told | undefined>
  /** Sends it and follows no redirect. @throws Error whose message tells an administrator what is wrong, without any content */
  post(request: { url: URL; headers: Record<string, string>; body: string }, signal: AbortSignal): Promise<Answer>
  /** Absent: `DEADLINE_MS`. */
  deadlineMs?: number
  now(): number
  random(): number
}

/** What became of a call: what is to be noted, and what it says of the endpoint. */
export interface Called {
  settled: Settled
  /** `gone`: it says that it is there no more; `lost`: there was nothing to send. */
  endpoint: 'works' | 'fails' | 'gone' | 'lost'
  /** Milliseconds for which it asked to be left alone, with Retry-After; 0 where it did not. */
  restMs: number
}

/**
 * Sends one event to one endpoint.
 * @throws what `read` threw: nothing is known then, and it is tried again
 */
export const callEndpoint = async (
  { read, post, deadlineMs = DEADLINE_MS, now, random }: CallParts,
  webhook: Webhook,
  delivery: Delivery,
  stopped: AbortSignal,
): Promise<Called> => {
  const { tenant, id, since } = delivery
  const attempts = delivery.attempts + 1
  const settle = (more: Pick<Settled, 'state'> & Partial<Settled>): Settled => {
    const at = new Date(now()).toISOString()
    return { tenant, webhook: webhook.id, id, at, attempts, dueAt: at, ...more }
  }
  const told = await read(delivery)
  if (told === undefined)
    return { settled: settle({ state: 'dead', fault: 'the log has it no more' }), endpoint: 'lost', restMs: 0 }
  const body = JSON.stringify(payloadOf(webhook, delivery, told))
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': USER_AGENT,
    [SIGNATURE]: signatureOf(webhook.secrets, body, now()),
    'tabdesk-webhook': webhook.id,
    'tabdesk-delivery': String(id),
    'tabdesk-attempt': String(attempts),
  }
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(deadlineMs)])
  const answered = await post({ url: new URL(webhook.url), headers, body }, signal).catch((error: Error) => error)
  if (!(answered instanceof Error) && answered.status >= 200 && answered.status < 300)
    return { settled: settle({ state: 'delivered', status: answered.status }), endpoint: 'works', restMs: 0 }
  const isOver = now() - Date.parse(since) >= LIFE_MS
  const restMs = Math.min(LONGEST_WAIT_MS, answered instanceof Error ? 0 : retryAfterMs(answered.retryAfter, now()))
  const backOff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1)) * (0.5 + random())
  const settled = settle({
    state: isOver ? 'dead' : 'waiting',
    dueAt: new Date(now() + Math.max(backOff, restMs)).toISOString(),
    fault: faultOf(answered, deadlineMs),
    ...(answered instanceof Error ? {} : { status: answered.status }),
  })
  return { settled, endpoint: !(answered instanceof Error) && answered.status === GONE ? 'gone' : 'fails', restMs }
}

const faultOf = (answered: Error | Answer, deadlineMs: number): string => {
  if (answered instanceof Error)
    return answered.name === 'TimeoutError' ? `no answer in ${deadlineMs / 1_000} s` : answered.message
  const { status } = answered
  if (status >= 300 && status < 400) return `it answered ${status}: redirects are not followed, name where it leads`
  return `it answered ${status}`
}
