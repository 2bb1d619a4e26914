import { after } from '../../client/after.ts'
import type { ClientFrame, EventsPage } from '../../client/wire.ts'
import type { Drafts } from './drafts.ts'
import { createEnclosures, type Enclosures } from './enclosures.ts'
import { createReply, type Mode, type Reply } from './reply.ts'
import { createRoom, type Room } from './room.ts'

/** Conversations kept in memory; one that was dropped is read again when opened, its draft is kept. */
const MAX_SEATS = 20

/** A room and the reply being written in it, with the files of each mode: what colleagues are to see never goes to the customer. */
export interface Seat {
  room: Room
  reply: Reply
  files: Readonly<Record<Mode, Enclosures>>
}

export interface Seats {
  /** The seat of a conversation, made where there is none yet. */
  take(conversation: string): Seat
  find(conversation: string | undefined): Seat | undefined
  release(): void
}

export const createSeats = (parts: {
  fetchPage(conversation: string, from: number, limit: number): Promise<EventsPage>
  post(frame: ClientFrame): boolean
  drafts: Pick<Drafts, 'of'>
  token: string
  /** Bytes of the largest file that the server takes. */
  maxFileBytes(): number
  /** `sub` of the agent. */
  me(): string | undefined
}): Seats => {
  const seats = new Map<string, Seat>()

  const create = (id: string): Seat => {
    const room = createRoom(id, (from, limit) => parts.fetchPage(id, from, limit), parts.me)
    const files = () => createEnclosures({ token: () => parts.token, conversation: id, maxBytes: parts.maxFileBytes })
    return {
      room,
      reply: createReply({ room, drafts: parts.drafts.of(id), post: parts.post, after }),
      files: { reply: files(), note: files() },
    }
  }
  const leave = ({ reply, files }: Seat) => {
    reply.release()
    files.reply.release()
    files.note.release()
  }

  return {
    take: (id) => {
      const seat = seats.get(id) ?? create(id)
      // Taken anew it is the youngest, so the one on screen is never the one dropped.
      seats.delete(id)
      seats.set(id, seat)
      for (const [old, left] of seats) {
        if (seats.size <= MAX_SEATS) break
        leave(left)
        seats.delete(old)
      }
      return seat
    },
    find: (id) => (id === undefined ? undefined : seats.get(id)),
    release: () => {
      for (const seat of seats.values()) leave(seat)
      seats.clear()
    },
  }
}
