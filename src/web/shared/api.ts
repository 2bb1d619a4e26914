import type { About, ConversationsPage, EventsPage } from '../../client/wire.ts'
import type { IntentDescription } from '../../domain/article.ts'
import type { ConversationState } from '../../domain/conversation.ts'
import type { FieldFault } from '../../domain/errors.ts'
import type { Said } from '../../domain/said.ts'

const CONVERSATIONS_A_PAGE = 400
/** Milliseconds until the server must have answered what a line waits for; after them the line tries again. */
const ANSWER_WITHIN_MS = 8_000
/** Milliseconds until everything else must have come: after them a server that is silent counts as one that cannot be reached. */
export const COME_WITHIN_MS = 20_000

/** What an error answer (`application/problem+json`) says of itself. */
export interface Problem {
  code?: string
  /** For people, in English. */
  detail?: string
  field?: string
  /** What is wrong with each field of a form. */
  faults?: FieldFault[]
  /** `detail` as code and parameters. */
  said?: Said
}

/** A call that the server answered with an error status; `message` is the code. */
export class ApiError extends Error {
  readonly status: number
  readonly problem: Problem

  constructor(status: number, problem: Problem) {
    super(problem.code ?? `http_${status}`)
    this.name = 'ApiError'
    this.status = status
    this.problem = problem
  }
}

export const fetchAbout = (): Promise<About> => call('/v1/about')

export const createVisitor = async (of: { demo?: boolean; tenant?: string }): Promise<string> =>
  (await call<{ token: string }>('/v1/visitors', { body: of, signal: inTime() })).token

/** Demo mode only: a token for a role of the console. */
export const createDemoToken = async (role: string): Promise<string> =>
  (await call<{ token: string }>('/v1/demo/tokens', { body: { role } })).token

/** One page of the inbox, newest activity first; `after` is the `next` of the page before. */
export const fetchConversations = (
  token: string,
  states: ConversationState[],
  after: string | undefined,
  words?: string,
): Promise<ConversationsPage> => {
  const from = after === undefined ? '' : `&after=${encodeURIComponent(after)}`
  const saying = words === undefined ? '' : `&words=${encodeURIComponent(words)}`
  return call(`/v1/conversations?state=${states.join(',')}&limit=${CONVERSATIONS_A_PAGE}${from}${saying}`, { token })
}

export const fetchEvents = (token: string, conversation: string, after: number, limit: number): Promise<EventsPage> =>
  call(`/v1/conversations/${encodeURIComponent(conversation)}/events?after=${after}&limit=${limit}`, { token })

export const fetchIntents = async (token: string): Promise<IntentDescription[]> =>
  (await call<{ intents: IntentDescription[] }>('/v1/intents', { token })).intents

/** Whether the server refuses the token itself (401); a role that may not look still has a good token. */
export const isTokenRefused = async (token: string): Promise<boolean> => {
  const response = await fetch('/v1/conversations?limit=1', {
    headers: { authorization: `Bearer ${token}` },
    signal: inTime(),
  })
  return response.status === 401
}

const inTime = (ms = ANSWER_WITHIN_MS): AbortSignal => AbortSignal.timeout(ms)

export interface CallOptions {
  token?: string
  /** GET without a body, POST with one, unless said. */
  method?: string
  body?: unknown
  /** Until when it is waited for; 20 seconds unless said. */
  signal?: AbortSignal
}

/**
 * JSON from the server. Rejects with `ApiError` where it answers with an error, with a `TypeError` where it cannot be reached, with the
 * signal's reason where it does not answer in time.
 */
export const call = async <T>(
  path: string,
  { token, method, body, signal = inTime(COME_WITHIN_MS) }: CallOptions = {},
): Promise<T> => {
  const response = await fetch(path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal,
  })
  // Given up halfway it rejects here, and is no empty answer.
  const text = await response.text()
  const answer = text === '' ? {} : parsed(text)
  // A proxy's page in place of an answer is a failure, whatever its status says.
  if (!response.ok || answer === undefined) throw new ApiError(response.status, (answer ?? {}) as Problem)
  return answer as T
}

const parsed = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
