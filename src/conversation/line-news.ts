import type { Conversation } from '../domain/conversation.ts'

/** Inbox lines that have something new to say, told a while later and so many at a time. */
export interface LineNews {
  /** Its line is told soon; where it waits already, as it stands now. */
  soon(conversation: Conversation): void
  /** It was told otherwise. */
  drop(conversation: Conversation): void
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

interface Line {
  conversation: Conversation
  /** The tick from which on it is told. */
  due: number
}

/** One timer for all lines; tenants take turns, and of each who has waited longest is told first. `tell` must not throw. */
export const createLineNews = (tell: (conversation: Conversation) => void): LineNews => {
  const waiting = new Map<string, Map<string, Line>>()
  let tick = 0
  let timer: NodeJS.Timeout | undefined
  const look = (): void => {
    timer = undefined
    tick += 1
    let told = 0
    // Whose line was told goes to the end, and has its next turn after all others.
    for (const [tenant, lines] of waiting) {
      if (told === LINES_A_TICK) break
      const [line] = lines.values()
      if (line === undefined || line.due > tick) continue
      told += 1
      lines.delete(line.conversation.id)
      waiting.delete(tenant)
      if (lines.size > 0) waiting.set(tenant, lines)
      tell(line.conversation)
    }
    run()
  }
  const run = (): void => {
    if (waiting.size > 0) timer ??= setTimeout(look, TICK_MS).unref()
  }
  return {
    soon: (conversation) => {
      const lines = waiting.get(conversation.tenant) ?? new Map<string, Line>()
      const known = lines.get(conversation.id)
      if (known !== undefined) known.conversation = conversation
      else waiting.set(conversation.tenant, lines.set(conversation.id, { conversation, due: tick + TICKS_TO_WAIT }))
      run()
    },
    drop: ({ tenant, id }) => {
      const lines = waiting.get(tenant)
      lines?.delete(id)
      if (lines?.size === 0) waiting.delete(tenant)
    },
    close: () => {
      clearTimeout(timer)
      waiting.clear()
    },
  }
}
