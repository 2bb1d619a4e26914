import type { Conversation } from '../domain/conversation.ts'
import type { StatusNote } from '../domain/notice.ts'
import type { Closed } from '../domain/settings.ts'
import { createHandleTime } from './handle-time.ts'
import { createPresence, type Presence } from './presence.ts'
import { createQueue, type Joining, type QueuePlace } from './queue.ts'

export interface Desk {
  presence: Presence
  /** Takes note of where a conversation stands now; returns the ids whose place in the queue changed with it. */
  note(conversation: Conversation): string[]
  status(conversation: Conversation): StatusNote
  nextPlace(tenant: string, joining?: Joining): DeskPlace
  waiting(tenant: string): string[]
  /** Whether the agent who holds it is offline. */
  isDeserted(conversation: Conversation): boolean
  /** All such, over all tenants. */
  deserted(): Deserted[]
  /** Conversations that wait, over all tenants. */
  depth(): number
}

/** A place in the line; while the shop is closed without an estimate. */
export interface DeskPlace extends QueuePlace {
  closed?: Closed
}

export interface Deserted {
  tenant: string
  conversation: string
  agent: string
}

/** The people's side: who is there, who waits, how long. Fed by every change of a conversation. */
export const createDesk = (settings: {
  capacity: number
  handleSeconds: number
  now: () => number
  /** Undefined while somebody should be there. */
  closed?: (tenant: string) => Closed | undefined
}): Desk => {
  const presence = createPresence(settings.capacity)
  const handleTime = createHandleTime(settings.handleSeconds)
  const holders = new Map<string, Deserted>()
  const queue = createQueue({ capacity: presence.capacity, handleSeconds: handleTime.seconds })
  const whileClosed = <P extends Partial<QueuePlace>>(tenant: string, place: P): P & { closed?: Closed } => {
    const closed = settings.closed?.(tenant)
    if (closed === undefined) return place
    const { etaSeconds: _, ...rest } = place
    return { ...(rest as P), closed }
  }
  return {
    presence,
    note: (conversation) => {
      const { id, tenant, state } = conversation
      const held = holders.get(id)?.agent
      const holds = state === 'assigned' ? conversation.assignee : undefined
      if (held !== holds) {
        if (held !== undefined) presence.holds(tenant, held, -1)
        if (holds !== undefined) presence.holds(tenant, holds, 1, conversation.assigneeName)
        if (holds === undefined) holders.delete(id)
        else holders.set(id, { tenant, conversation: id, agent: holds })
      }
      if (holds !== undefined) handleTime.started(id, settings.now())
      if (state === 'resolved') handleTime.ended(tenant, id, settings.now())
      return queue.note(conversation) ? queue.waiting(tenant).filter((other) => other !== id) : []
    },
    status: (conversation) => ({
      state: conversation.state,
      ...(conversation.state === 'queued' && whileClosed(conversation.tenant, { ...queue.place(conversation) })),
      ...(conversation.outcome === 'merged' && { merged: true as const }),
      ...(conversation.assignee === undefined ? {} : { assignee: conversation.assignee }),
      ...(conversation.assigneeName === undefined ? {} : { assigneeName: conversation.assigneeName }),
    }),
    isDeserted: ({ tenant, state, assignee }) =>
      state === 'assigned' && assignee !== undefined && presence.isOffline(tenant, assignee),
    deserted: () => [...holders.values()].filter(({ tenant, agent }) => presence.isOffline(tenant, agent)),
    nextPlace: (tenant, joining) => whileClosed(tenant, queue.nextPlace(tenant, joining)),
    waiting: queue.waiting,
    depth: queue.depth,
  }
}
