import { newCid } from '../../client/cid.ts'
import type { Connection } from '../../client/connection.ts'
import type { Outgoing } from '../../client/outbox.ts'
import type { Sent } from './reply.ts'
import type { Seat } from './seats.ts'

export interface SendingParts {
  connection: Pick<Connection, 'send' | 'held'>
  /** Messages that are not durable yet. */
  pending(): readonly Outgoing[]
  isMine(conversation: string): boolean
  /** Takes the conversation, then calls back; `otherwise` where that cannot be. */
  claimThen(conversation: string, then: () => void, otherwise: () => void): void
  /** Something already waits for a claim. */
  isClaiming(conversation: string): boolean
  resolve(conversation: string): void
  /** Milliseconds in which a reply may be taken back. */
  undoMs(): number
  now(): number
}

/** Replies on their way out: held for a moment in which they can be taken back, and what follows on them. */
export interface Sending {
  /** Sends the draft, after taking the conversation where nobody has it. */
  submit(seat: Seat, how?: { atOnce?: boolean; thenResolve?: boolean }): void
  /** The youngest reply that can still be taken back, of one conversation or of all. */
  held(conversation?: string): Outgoing | undefined
  /** Puts a held reply back into its box, which `seatOf` finds. */
  takeBack(cid: string, seatOf: (conversation: string) => Seat): void
  /** Everything held goes out: the page is left, or there is no time to think any more. */
  releaseAll(): void
  /** It became durable. */
  delivered(message: Outgoing): void
  /** A conversation that is resolved as soon as its last reply is durable. */
  isLeaving(conversation: string): boolean
}

export const createSending = (parts: SendingParts): Sending => {
  const { connection } = parts
  const sent = new Map<string, Sent>()
  const resolveAfter = new Map<string, string>()

  const heldOf = (conversation: string | undefined) =>
    parts
      .pending()
      .filter(
        ({ heldUntil, conversation: of }) =>
          heldUntil !== undefined && (conversation === undefined || of === conversation),
      )
  /** The draft leaves the box at once, or what is typed next would go with it; it goes out, or comes back. */
  const takeDraft = ({ room, reply }: Seat, { atOnce = false, thenResolve = false }) => {
    const text = reply.draft.value.trim()
    if (text === '') return undefined
    const kind: Outgoing['kind'] = reply.mode.value === 'note' ? 'note' : 'text'
    const taken = reply.sent(text)
    const cid = newCid()
    if (thenResolve) resolveAfter.set(cid, room.id)
    return {
      goes: () => {
        const undoMs = kind === 'note' || atOnce ? 0 : parts.undoMs()
        // What is sent at once must not overtake what was written before it.
        if (kind === 'text' && undoMs === 0) for (const before of heldOf(room.id)) connection.held.release(before.cid)
        sent.set(cid, taken)
        const at = parts.now()
        connection.send({ cid, conversation: room.id, kind, text, at, ...(undoMs > 0 && { heldUntil: at + undoMs }) })
      },
      comesBack: () => {
        resolveAfter.delete(cid)
        taken.restore()
      },
    }
  }

  return {
    submit: (seat, how = {}) => {
      const { id } = seat.room
      const isNote = seat.reply.mode.value === 'note'
      const draft = takeDraft(seat, how)
      if (draft === undefined) return
      if (isNote || (parts.isMine(id) && !parts.isClaiming(id))) draft.goes()
      else parts.claimThen(id, draft.goes, draft.comesBack)
    },
    held: (conversation) => heldOf(conversation).at(-1),
    takeBack: (cid, seatOf) => {
      const message = connection.held.takeBack(cid)
      if (message?.conversation === undefined) return
      resolveAfter.delete(cid)
      const { reply } = seatOf(message.conversation)
      const before = sent.get(cid)
      sent.delete(cid)
      if (before !== undefined) before.restore()
      else {
        // Sent before a reload: only its words are left.
        reply.mode.value = 'reply'
        reply.draft.value = reply.draft.value === '' ? message.text : `${message.text}\n${reply.draft.value}`
      }
    },
    releaseAll: () => connection.held.release(),
    delivered: ({ cid }) => {
      sent.get(cid)?.report()
      sent.delete(cid)
      const conversation = resolveAfter.get(cid)
      resolveAfter.delete(cid)
      if (conversation !== undefined) parts.resolve(conversation)
    },
    isLeaving: (conversation) => [...resolveAfter.values()].includes(conversation),
  }
}
