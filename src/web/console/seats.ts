import { signal } from '@preact/signals'
import { after } from '../shared/dial.ts'
import type { TextStore } from '../shared/store.ts'
import type { ClientFrame, EventsPage } from '../shared/wire.ts'
import { createReply, type Reply } from './reply.ts'
import { createRoom, type Room } from './room.ts'

/** Conversations kept in memory; one that was dropped is read again when opened, its draft is kept. */
const MAX_SEATS = 20

/** A room and the reply being written in it. */
export interface Seat {
  room: Room
  reply: Reply
}

export interface Seats {
  /** The seat of a conversation, made where there is none yet. */
  take(conversation: string): Seat
  find(conversation: string | undefined): Seat | undefined
  release(): void
}

/** `drafts` keeps unsent text over a reload. */
export const createSeats = (parts: {
  fetchPage(conversation: string, from: number, limit: number): Promise<EventsPage>
  post(frame: ClientFrame): boolean
  drafts: TextStore
}): Seats => {
  const seats = new Map<string, Seat>()

  const create = (id: string): Seat => {
    const key = `tabdesk.draft.${id}`
    const draft = signal(parts.drafts.getItem(key) ?? '')
    draft.subscribe((text) => {
      if (text === '') parts.drafts.removeItem(key)
      else parts.drafts.setItem(key, text)
    })
    const room = createRoom(id, (from, limit) => parts.fetchPage(id, from, limit))
    return { room, reply: createReply({ room, draft, post: parts.post, after }) }
  }

  return {
    take: (id) => {
      const seat = seats.get(id) ?? create(id)
      // Taken anew it is the youngest, so the one on screen is never the one dropped.
      seats.delete(id)
      seats.set(id, seat)
      for (const [old, { reply }] of seats) {
        if (seats.size <= MAX_SEATS) break
        reply.release()
        seats.delete(old)
      }
      return seat
    },
    find: (id) => (id === undefined ? undefined : seats.get(id)),
    release: () => {
      for (const { reply } of seats.values()) reply.release()
      seats.clear()
    },
  }
}
