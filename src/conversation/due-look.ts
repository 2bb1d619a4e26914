import type { Conversation } from '../domain/conversation.ts'
import { isWaiting, type LaterReply } from '../domain/desk-marks.ts'
import { Refusal } from '../domain/errors.ts'
import type { Principal } from '../domain/message.ts'
import type { Store } from '../ports/store.ts'
import type { Support } from '../ports/support.ts'

export interface DueLookParts {
  store: Pick<Store, 'due' | 'move'>
  announcer: { marked(conversation: Conversation): void }
  send: Support['send']
  now(): Date
  onError(error: unknown): void
}

/** Conversations that one look goes through; the next goes on. */
const AT_ONCE = 100

/**
 * What is due by itself: snoozed conversations come back, kept replies go out in the order of their times. Returned is one look, for who calls
 * it again and again; it never rejects. Any number of processes may look at once: the store wakes a conversation once and takes a cid once.
 */
export const createDueLook = ({ store, announcer, send, now, onError }: DueLookParts): (() => Promise<void>) => {
  const change = async ({ tenant, id }: Conversation, move: Parameters<Store['move']>[0]['move']): Promise<void> => {
    const after = await store.move({ tenant, conversation: id, move, at: now().toISOString() })
    announcer.marked(after)
  }
  const sendKept = async (conversation: Conversation, reply: LaterReply): Promise<void> => {
    const { cid, text, by: sub, byName: name, dueAt: keptFor } = reply
    const by: Principal = { sub, name, role: 'agent', tenant: conversation.tenant, exp: 0 }
    try {
      const { dup } = await send(by, { cid, conversation: conversation.id, kind: 'text', text, keptFor })
      // It was in the log before it was kept: nothing takes it off but this.
      if (dup) await change(conversation, { type: 'dropReply', cid })
    } catch (error) {
      if (!(error instanceof Refusal) || error.retryable) throw error
      // Another process was quicker, or the reply was held, rewritten or cancelled since it was read.
      if (error.code.startsWith('conversation.')) return
      // The same words are refused the next time too, and what comes after them must not wait for that.
      await change(conversation, { type: 'holdReply', cid })
      onError(error)
    }
  }
  const see = async (conversation: Conversation): Promise<void> => {
    const { snooze, later = [] } = conversation.marks ?? {}
    const at = now().toISOString()
    for (const reply of later) if (isWaiting(reply) && reply.dueAt <= at) await sendKept(conversation, reply)
    if (snooze !== undefined && snooze.until <= at) await change(conversation, { type: 'wake', why: 'time' })
  }
  return async () => {
    try {
      for (const conversation of await store.due(now().toISOString(), AT_ONCE))
        await see(conversation).catch((error: unknown) => {
          // Another process was quicker, or its agent was.
          if (!(error instanceof Refusal && error.code.startsWith('conversation.'))) onError(error)
        })
    } catch (error) {
      onError(error)
    }
  }
}
