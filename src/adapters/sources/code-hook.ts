import { retryAfterMs } from '../../lib/retry-after.ts'
import type { PostCode } from '../../ports/proof.ts'
import { SourceFault } from './fault.ts'
import { createGuard, type SourceCall } from './guard.ts'
import { createHttpCaller } from './http-call.ts'

/** Name of the hook in metrics and faults. */
export const CODE_HOOK = 'code hook'
/** Milliseconds that the hook has to answer: it should take the code and send it later. */
const DEADLINE_MS = 5_000
/** 4xx that say something of us or of the hook; any other lies in the order, and what lies there is told to nobody. */
const NOT_OF_THE_ORDER: ReadonlySet<number> = new Set([401, 403, 405, 407, 408, 411, 413, 415, 426, 429])
/**
 * Milliseconds for which the hook is left alone at most, by the answers that may ask for it: a wrong header must not end the codes, and a 429 may be
 * meant for one order only.
 */
const LONGEST_REST_MS: ReadonlyMap<number, number> = new Map([
  [429, 60_000],
  [503, 60 * 60_000],
])

export interface CodeHookParts {
  url: string
  /** It may be an address of this machine or house. */
  allowPrivate: boolean
  /** Headers that show who calls, over the body as it is sent. */
  sign(body: string): Record<string, string>
  now(): Date
  onCall(call: SourceCall): void
  /** Something that whoever runs the hook should mend; nothing of a customer is in it. */
  onWarning(message: string): void
}

interface CodeHook {
  post: PostCode
  state(): 'ok' | 'down'
  close(): void
}

/**
 * The shop's own program that sends codes. A call that was cut is made once more with the same `tabdesk-delivery`, within the budget; while the hook
 * rests as it asked to (`Retry-After`), calls fail without reaching it.
 */
export const createCodeHook = ({ url, allowPrivate, sign, now, onCall, onWarning }: CodeHookParts): CodeHook => {
  const caller = createHttpCaller({ allowPrivate })
  const guard = createGuard({ source: CODE_HOOK, deadlineMs: DEADLINE_MS, onCall })
  const closing = new AbortController()
  let restsUntil = 0
  let isToldOfRest = false
  const rests = (): boolean => now().getTime() < restsUntil
  const rest = (status: number, ms: number): void => {
    restsUntil = now().getTime() + ms
    if (ms === 0 || isToldOfRest) return
    isToldOfRest = true
    onWarning(
      `the code hook answered ${status} and is left alone for ${Math.ceil(ms / 1_000)} s, without codes for anybody: a 429 must never depend on the order (docs/orders.md)`,
    )
  }
  const send: PostCode = async (code, delivery) => {
    if (rests()) throw new SourceFault('unreachable', 'the code hook asked to be left alone for a while')
    const body = JSON.stringify(code)
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'tabdesk',
      'tabdesk-delivery': delivery,
      ...sign(body),
    }
    const status = await guard.run(closing.signal, async (signal) => {
      const answer = await caller.call({ method: 'POST', url: new URL(url), headers, body }, signal)
      const longest = LONGEST_REST_MS.get(answer.status)
      if (longest !== undefined)
        rest(answer.status, Math.min(longest, retryAfterMs(answer.retryAfter, now().getTime())))
      const taken = answer.status >= 200 && answer.status < 300
      if (taken) isToldOfRest = false
      const ofOrder = answer.status >= 400 && answer.status < 500 && !NOT_OF_THE_ORDER.has(answer.status)
      if (!taken && !ofOrder) throw new SourceFault('unreachable', `the code hook answered ${answer.status}`)
      return answer.status
    })
    if (status >= 300)
      onWarning(
        `the code hook answered ${status}: let it answer 202 to every order number, there or not (docs/orders.md)`,
      )
  }
  return {
    post: send,
    state: () => (rests() ? 'down' : guard.state()),
    close: () => {
      closing.abort(new Error('the process ends'))
      caller.close()
    },
  }
}
