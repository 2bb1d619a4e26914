import type { Conversation } from '../domain/conversation.ts'

/** Inbox lines that have something new to say, told a while later and so many at a time. */
export interface LineNews {
  /** Its line is told soon; where it waits already, as it stands now. */
  soon(conversation: Conversation): void
  /** It was told otherwise. */
  drop(conversation: string): void
  close(): void
}

/** A busy conversation renews its inbox line so often, not with every message. */
const LINE_NEWS_MS = 400
const TICK_MS = 25
const TICKS_TO_WAIT = LINE_NEWS_MS / TICK_MS
/**
 * Lines told in a tick, 2,000 a second over all conversations: beyond that a line waits longer and says the more at once. What people read
 * in passing must not take its time from what they wait for, the acknowledgement of messages.
 */
export const LINES_A_TICK = 50

/** One timer for all lines; who has waited longest is told first. `tell` must not throw. */
export const createLineNews = (tell: (conversation: Conversation) => void): LineNews => {
  const waiting = new Map<string, { conversation: Conversation; due: number }>()
  let tick = 0
  let timer: NodeJS.Timeout | undefined
  const look = (): void => {
    timer = undefined
    tick += 1
    let told = 0
    for (const [id, { conversation, due }] of waiting) {
      if (due > tick || told === LINES_A_TICK) break
      told += 1
      waiting.delete(id)
      tell(conversation)
    }
    run()
  }
  const run = (): void => {
    if (waiting.size > 0) timer ??= setTimeout(look, TICK_MS).unref()
  }
  return {
    soon: (conversation) => {
      const known = waiting.get(conversation.id)
      if (known === undefined)
        waiting.set(conversation.id, { conversation: { ...conversation }, due: tick + TICKS_TO_WAIT })
      else renew(known.conversation, conversation)
      run()
    },
    drop: (conversation) => void waiting.delete(conversation),
    close: () => {
      clearTimeout(timer)
      waiting.clear()
    },
  }
}

/**
 * What waits for seconds ends in the old generation of the collector, and a busy conversation is another object with every message: only what
 * differs is taken over, mostly its head and its time, and the rest dies young.
 */
const renew = (kept: Conversation, now: Conversation): void => {
  const to = kept as unknown as Record<string, unknown>
  const from = now as unknown as Record<string, unknown>
  for (const field in from) if (to[field] !== from[field]) to[field] = from[field]
  for (const field in to) if (!(field in from)) delete to[field]
}
