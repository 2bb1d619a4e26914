import { expect } from 'vitest'
import { type ErrorCode, Refusal } from '../../src/domain/errors.ts'
import type { Author } from '../../src/domain/message.ts'
import type { DecisionRecord } from '../../src/domain/record.ts'
import type { Append, Store } from '../../src/ports/store.ts'

/** A store and what a law needs to do to it. */
export interface StoreUnderTest {
  store: Store
  /** Closes the store and opens it again on the same data; `store` of this object is the new one afterwards. */
  reopen(): Promise<void>
  /** Takes all room away, or gives it back. Absent where the technology cannot be made to. */
  room?: { take(): Promise<void>; give(): Promise<void> }
  dispose(): Promise<void>
}

/** `now` is what the store must take for the time. */
export type OpenStore = (now: () => Date) => Promise<StoreUnderTest>

/** What the laws work on: a fresh store for each test, and a clock that stands still until it is moved. */
export interface Bench {
  under: StoreUnderTest
  clock: { ms: number }
}

export const TENANT = 'default'
export const START = Date.parse('2026-11-22T08:00:00.000Z')

export const customer = (id = 'lin', name = '林晓'): Author => ({ role: 'customer', id, name })
export const agent = (id = 'ann', name = 'Ann'): Author => ({ role: 'agent', id, name })
const BOT: Author = { role: 'bot', id: 'bot', name: 'Tabdesk' }

let made = 0
export const newCid = (): string => `01a20156-5a40-7605-ba4a-${(++made).toString(16).padStart(12, '0')}`

export const message = (more: Partial<Append> = {}): Append => ({
  tenant: TENANT,
  cid: newCid(),
  from: customer(),
  kind: 'text',
  text: '你好，我的订单什么时候发货？',
  owesTurn: false,
  ...more,
})

/** A record about a message; with `suggestions` as many drafts shown to the agent. */
export const recordOf = (
  conversation: string,
  seq: number,
  more: Partial<DecisionRecord> & { suggestions?: number } = {},
): DecisionRecord => {
  const { suggestions = 0, ...rest } = more
  const passage = {
    article: 'shipping_time',
    version: 'v1',
    intent: 'shipping_time',
    language: 'zh' as const,
    text: '什么时候发货',
    score: 0.9,
    lexical: 7.1,
  }
  const draft = {
    text: '您的订单预计今天发出。',
    language: 'zh' as const,
    intent: 'shipping_time',
    mode: 'auto' as const,
    courtesy: false,
    missing: [],
    source: { article: 'shipping_time', version: 'v1', title: '发货时间' },
    passage,
    reads: { 'order.eta': '2026-11-24' },
  }
  return {
    id: `${conversation}:${seq}`,
    tenant: TENANT,
    conversation,
    seq,
    at: new Date(START).toISOString(),
    understanding: {
      language: 'zh',
      entities: [],
      sentiment: { score: 0, anger: 0 },
      votes: [],
      verdict: { intent: 'shipping_time', confidence: 0.97, outOfScope: 0.01, agreement: 1, gap: 0.9, ranked: [] },
      passages: [passage],
      fingerprints: { model: 'm1' },
      timings: {},
      degraded: [],
    },
    decision: {
      kind: 'suggest',
      reason: 'not_sure_enough',
      suggestions: Array.from({ length: suggestions }, () => draft),
    },
    policy: {
      answerAbove: 0.92,
      answerAboveByIntent: { refund: Number.POSITIVE_INFINITY },
      suggestAbove: 0.2,
      ambiguityGap: 0.25,
      ambiguityMass: 0.6,
      outOfScopeAbove: 0.5,
      angerAbove: 0.8,
      missesBeforePerson: 2,
      forbiddenWords: [],
    },
    mesh: { sources: [], reads: {} },
    timings: { decide: 1.5 },
    ...rest,
  }
}

/** The bot's words for a turn, with the cid that the message gives them (W8). */
export const replyTo = (conversation: string, seq: number, more: Partial<Append> = {}): Append =>
  message({
    conversation,
    from: BOT,
    cid: `answer:${conversation}:${seq}`,
    text: '预计今天发出。',
    answer: {
      confidence: 0.97,
      intent: 'shipping_time',
      sources: [{ article: 'shipping_time', version: 'v1', title: '发货时间' }],
    },
    ...more,
  })

export const expectRefusal = async (promise: Promise<unknown>, code: ErrorCode, words?: RegExp): Promise<void> => {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  expect(error).toBeInstanceOf(Refusal)
  expect((error as Refusal).code).toBe(code)
  if (words !== undefined) expect((error as Refusal).message).toMatch(words)
}

/** The whole log of a conversation. */
export const logOf = async (store: Store, conversation: string, tenant = TENANT) =>
  (await store.events(tenant, conversation, { after: 0, limit: 100_000 }))?.events ?? []
