import type { OnCall } from './asking.ts'
import { createAuthorisation } from './authorisation.ts'
import type { HttpSettings } from './definition.ts'
import { SourceFault } from './fault.ts'
import { createGuard } from './guard.ts'
import { createHttpCaller, type HttpAnswer, type HttpCallerParts, type HttpRequest } from './http-call.ts'

/** Answers of something that restarts in front of the source: worth a second attempt. */
const PASSING = new Set([502, 503, 504])

export interface HttpSource {
  /** The answer's JSON; undefined for 404. @throws SourceFault */
  send(request: Pick<HttpRequest, 'method' | 'body' | 'url'>, signal: AbortSignal): Promise<unknown>
  /** `path`, empty or beginning with a slash, after the endpoint. */
  urlOf(path: string): URL
  /** A link that the answer of `from` gave. @throws SourceFault where it leads to another host */
  linkOf(link: string, from: URL): URL
  state(): 'ok' | 'down'
  close(): void
}

export interface HttpSourceParts {
  name: string
  settings: Omit<HttpSettings, 'operations'>
  onCall: OnCall
  lookup?: HttpCallerParts['lookup']
}

/** One system over HTTP and JSON: signed, guarded, at its own host only. */
export const createHttpSource = ({ name, settings, onCall, lookup }: HttpSourceParts): HttpSource => {
  const { endpoint, operationHeaders, allowPrivate, deadlineMs } = settings
  const caller = createHttpCaller({
    allowPrivate,
    ...(settings.ca === undefined ? {} : { ca: settings.ca }),
    ...(lookup === undefined ? {} : { lookup }),
  })
  const authorisation = createAuthorisation(settings.auth, caller, Date.now)
  const guard = createGuard({ source: name, deadlineMs, onCall })
  const base = endpoint.replace(/\/+$/, '')

  const answer = async (request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> => {
    const first = await authorisation.sign(request)
    const answered = await caller.call(first.request, signal)
    if (answered.status !== 401 || !authorisation.renew(first.used)) return answered
    const second = await authorisation.sign(request)
    return caller.call(second.request, signal)
  }

  return {
    send: ({ url, method, body }, signal) =>
      guard.run(signal, async (by) => {
        const headers = {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...Object.fromEntries(Object.entries(operationHeaders).map(([key, value]) => [key.toLowerCase(), value])),
        }
        const { status, body: text } = await answer(
          { url, method, headers, ...(body === undefined ? {} : { body }) },
          by,
        )
        if (status === 404) return undefined
        if (status < 200 || status > 299)
          throw new SourceFault('unreachable', wordsOf(status), { passing: PASSING.has(status) })
        return jsonOf(text)
      }),
    urlOf: (path) => new URL(`${base}${path}`),
    linkOf: (link, from) => {
      const url = URL.canParse(link, from.href) ? new URL(link, from) : undefined
      if (url?.origin !== from.origin)
        throw new SourceFault('invalid', 'the next page is at another host: sources are asked at their own only')
      return url
    },
    state: guard.state,
    close: caller.close,
  }
}

const wordsOf = (status: number): string => {
  if (status === 401 || status === 403) return `answered ${status}: check auth`
  if (status >= 300 && status < 400)
    return `answered ${status}, to ask elsewhere: redirects are not followed; write the address it leads to as endpoint`
  return `answered ${status}`
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
  } catch {
    throw new SourceFault('invalid', 'the answer is not JSON')
  }
}
