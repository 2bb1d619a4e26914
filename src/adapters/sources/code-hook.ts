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
/** Answers that may say how long the hook wants to be left alone. */
const ASKS_FOR_REST: ReadonlySet<number> = new Set([429, 503])
/** Milliseconds for which it is left alone at most, whatever it asks for: a wrong header must not end the codes. */
const LONGEST_REST_MS = 60 * 60_000

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
  const rests = (): boolean => now().getTime() < restsUntil
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
      if (ASKS_FOR_REST.has(answer.status)) {
        const at = now().getTime()
        restsUntil = at + Math.min(LONGEST_REST_MS, retryAfterMs(answer.retryAfter, at))
      }
      const taken = answer.status >= 200 && answer.status < 300
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
