import type { IntentDescription } from '../../domain/article.ts'
import type { ConversationState } from '../../domain/conversation.ts'
import type { ConversationSummary } from '../../domain/notice.ts'
import type { About, EventsPage } from './wire.ts'

/** A call that the server answered with an error status. */
export class ApiError extends Error {
  readonly status: number

  constructor(status: number, code: string) {
    super(code)
    this.name = 'ApiError'
    this.status = status
  }
}

export const fetchAbout = (): Promise<About> => call('/v1/about')

export const createVisitor = async (demo: boolean): Promise<string> =>
  (await call<{ token: string }>('/v1/visitors', { body: demo ? { demo } : {} })).token

/** Demo mode only: a token for a role of the console. */
export const createDemoToken = async (role: string): Promise<string> =>
  (await call<{ token: string }>('/v1/demo/tokens', { body: { role } })).token

export const fetchConversations = async (token: string, states: ConversationState[], limit: number) =>
  (
    await call<{ conversations: ConversationSummary[] }>(`/v1/conversations?state=${states.join(',')}&limit=${limit}`, {
      token,
    })
  ).conversations

export const fetchEvents = (token: string, conversation: string, after: number, limit: number): Promise<EventsPage> =>
  call(`/v1/conversations/${encodeURIComponent(conversation)}/events?after=${after}&limit=${limit}`, { token })

export const fetchIntents = async (token: string): Promise<IntentDescription[]> =>
  (await call<{ intents: IntentDescription[] }>('/v1/intents', { token })).intents

/** Whether the server refuses the token itself (401); a role that may not look still has a good token. */
export const isTokenRefused = async (token: string): Promise<boolean> => {
  const response = await fetch('/v1/conversations?limit=1', { headers: { authorization: `Bearer ${token}` } })
  return response.status === 401
}

const call = async <T>(path: string, options: { token?: string; body?: unknown } = {}): Promise<T> => {
  const response = await fetch(path, {
    method: options.body === undefined ? 'GET' : 'POST',
    headers: {
      ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
      ...(options.body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  })
  const answer: unknown = await response.json().catch(() => ({}))
  if (!response.ok) throw new ApiError(response.status, (answer as { code?: string }).code ?? `http_${response.status}`)
  return answer as T
}
