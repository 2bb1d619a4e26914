import { parseJsonPath } from '../../lib/json-path.ts'
import { createSingleFlight } from '../../lib/single-flight.ts'
import { SourceFault } from './fault.ts'
import type { HttpCaller, HttpRequest } from './http-call.ts'
import type { Auth, TokenFrom } from './http-settings.ts'

/** Milliseconds before its end that a token is fetched anew, so that none ends on its way. */
const EARLY_MS = 30_000

/** Milliseconds to fetch one: it is for all who wait, so it does not end with the first of them who gives up. */
const TOKEN_DEADLINE_MS = 10_000

/** How a source knows us. */
export interface Authorisation {
  /** The request with what proves us; `used` is the token in it where it was fetched. */
  sign(request: HttpRequest): Promise<{ request: HttpRequest; used?: string }>
  /** The source refused this token: the next call fetches another. False where there is none to fetch. */
  renew(used: string | undefined): boolean
}

/** `now` in milliseconds. */
export const createAuthorisation = (auth: Auth | undefined, caller: HttpCaller, now: () => number): Authorisation => {
  if (auth?.token !== undefined) return fetched(auth.token, caller, now)
  const add = adder(auth)
  return { sign: async (request) => ({ request: add(request) }), renew: () => false }
}

const adder = ({ bearer, basic, apiKey }: Auth = {}): ((request: HttpRequest) => HttpRequest) => {
  const header = (name: string, value: string) => (request: HttpRequest) => ({
    ...request,
    headers: { ...request.headers, [name]: value },
  })
  if (bearer !== undefined) return header('authorization', `Bearer ${bearer}`)
  if (basic !== undefined)
    return header('authorization', `Basic ${Buffer.from(`${basic.user}:${basic.password}`).toString('base64')}`)
  if (apiKey?.header !== undefined) return header(apiKey.header.toLowerCase(), apiKey.value)
  if (apiKey?.query === undefined) return (request) => request
  const { query, value } = apiKey
  return (request) => {
    const url = new URL(request.url)
    url.searchParams.set(query, value)
    return { ...request, url }
  }
}

/** A token from where the file says, fetched once for all who wait, kept until shortly before its end or until it is refused. */
const fetched = (from: TokenFrom, caller: HttpCaller, now: () => number): Authorisation => {
  const flights = createSingleFlight<{ token: string; until: number }>()
  let kept: { token: string; until: number } | undefined
  const fetchToken = async () => {
    const form = from.as === 'form'
    const { status, body } = await caller.call(
      {
        url: new URL(from.url),
        method: 'POST',
        headers: {
          'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
          ...from.headers,
        },
        body: form ? new URLSearchParams(from.body).toString() : JSON.stringify(from.body),
      },
      AbortSignal.timeout(TOKEN_DEADLINE_MS),
    )
    if (status !== 200) throw new SourceFault('unreachable', `auth.token.url answered ${status}: check auth.token`)
    const answer = jsonOf(body)
    const token = parseJsonPath(from.read).read(answer)
    const seconds = Number(parseJsonPath(from.expiresIn).read(answer))
    if (typeof token !== 'string' || token === '')
      throw new SourceFault(
        'unreachable',
        `auth.token.url answered without a token at ${from.read}: check auth.token.read`,
      )
    return { token, until: seconds > 0 ? now() + seconds * 1_000 - EARLY_MS : Number.POSITIVE_INFINITY }
  }
  return {
    sign: async (request) => {
      if (kept === undefined || kept.until <= now()) kept = await flights.run('token', fetchToken)
      const { token } = kept
      return { request: { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } }, used: token }
    },
    renew: (used) => {
      // Others whose calls were refused with the same token may have a new one already.
      if (kept?.token === used) kept = undefined
      return true
    },
  }
}

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
