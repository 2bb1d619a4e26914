import type { Conversation } from '../domain/conversation.ts'
import type { StatusNote } from '../domain/notice.ts'
import { createHandleTime } from './handle-time.ts'
import { createPresence, type Presence } from './presence.ts'
import { createQueue, type QueuePlace } from './queue.ts'

export interface Desk {
  presence: Presence
  /** Takes note of a conversation that changed hands; returns the ids whose place in the queue changed with it. */
  note(before: Conversation | undefined, after: Conversation): string[]
  status(conversation: Conversation): StatusNote
  nextPlace(tenant: string): QueuePlace
  waiting(tenant: string): string[]
}

/** The people's side: who is there, who waits, how long. Fed by every change of a conversation. */
export const createDesk = (settings: { capacity: number; handleSeconds: number; now: () => number }): Desk => {
  const presence = createPresence(settings.capacity)
  const handleTime = createHandleTime(settings.handleSeconds)
  const queue = createQueue({ capacity: presence.capacity, handleSeconds: handleTime.seconds })
  return {
    presence,
    note: (before, after) => {
      const held = before?.state === 'assigned' ? before.assignee : undefined
      const holds = after.state === 'assigned' ? after.assignee : undefined
      if (held !== holds) {
        if (held !== undefined) presence.holds(after.tenant, held, -1)
        if (holds !== undefined) presence.holds(after.tenant, holds, 1)
      }
      if (holds !== undefined) handleTime.started(after.id, settings.now())
      if (after.state === 'resolved') handleTime.ended(after.tenant, after.id, settings.now())
      return queue.note(after) ? queue.waiting(after.tenant).filter((id) => id !== after.id) : []
    },
    status: (conversation) => ({
      state: conversation.state,
      ...queue.place(conversation),
      ...(conversation.assignee === undefined ? {} : { assignee: conversation.assignee }),
      ...(conversation.assigneeName === undefined ? {} : { assigneeName: conversation.assigneeName }),
    }),
    nextPlace: queue.nextPlace,
    waiting: queue.waiting,
  }
}
