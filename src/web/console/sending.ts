import { newCid } from '../../client/cid.ts'
import type { Connection } from '../../client/connection.ts'
import type { Outgoing } from '../../client/outbox.ts'
import type { Attachment } from '../../domain/message.ts'
import { kindOf } from '../shared/attachment-kind.ts'
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
  /** The note that keeps what a translation was made of. */
  original(text: string): string
  /** Milliseconds in which a reply may be taken back. */
  undoMs(): number
  now(): number
}

/** `translated` goes to the customer in place of the draft, which is kept beside it as a note. */
export interface How {
  atOnce?: boolean
  thenResolve?: boolean
  translated?: string | undefined
}

/** Replies on their way out: held for a moment in which they can be taken back, and what follows on them. */
export interface Sending {
  /** Sends the draft and behind it its files, after taking the conversation where nobody has it. */
  submit(seat: Seat, how?: How): void
  /** The youngest reply that can still be taken back, of one conversation or of all. */
  held(conversation?: string): Outgoing | undefined
  /** Puts a held reply back into its box, which `seatOf` finds, with all that was sent with it. */
  takeBack(cid: string, seatOf: (conversation: string) => Seat): void
  /** Everything held goes out: the page is left, or there is no time to think any more. */
  releaseAll(): void
  /** It became durable. */
  delivered(message: Outgoing): void
  /** What waits has changed: another tab may have taken a reply back, or a failed one was dropped. */
  changed(): void
  /** A conversation that is resolved as soon as its last reply is durable. */
  isLeaving(conversation: string): boolean
}

export const createSending = (parts: SendingParts): Sending => {
  const { connection } = parts
  const sent = new Map<string, Sent>()
  const resolveAfter = new Map<string, string>()
  /** Handed to the connection by this tab, and not gone from there that it has seen. */
  const out = new Set<string>()

  const heldOf = (conversation: string | undefined) =>
    parts
      .pending()
      .filter(
        ({ heldUntil, conversation: of }) =>
          heldUntil !== undefined && (conversation === undefined || of === conversation),
      )
  const ownWords = (note: string): string => {
    const before = parts.original('')
    return note.startsWith(before) ? note.slice(before.length) : note
  }
  /** The draft leaves the box at once, or what is typed next would go with it; it goes out, or comes back. */
  const takeDraft = ({ room, reply, files }: Seat, { atOnce = false, thenResolve = false, translated }: How) => {
    const text = reply.draft.value.trim()
    const isNote = reply.mode.value === 'note'
    const box = files[reply.mode.value]
    const enclosed = box.take()
    const words: Pick<Outgoing, 'cid' | 'kind' | 'text'>[] =
      text === ''
        ? []
        : isNote || translated === undefined
          ? [{ cid: newCid(), kind: isNote ? 'note' : 'text', text }]
          : [
              { cid: newCid(), kind: 'text', text: translated },
              { cid: newCid(), kind: 'note', text: parts.original(text) },
            ]
    const messages = [...words, ...enclosed.map((attachment) => messageOf(attachment, isNote))]
    const [first, last] = [messages[0], messages.at(-1)]
    if (first === undefined || last === undefined) return undefined
    // A file alone says nothing about what was suggested.
    const taken = text === '' ? undefined : reply.sent(text)
    if (thenResolve) resolveAfter.set(last.cid, room.id)
    return {
      goes: () => {
        const undoMs = isNote || atOnce ? 0 : parts.undoMs()
        // What is sent at once must not overtake what was written before it.
        if (!isNote && undoMs === 0) for (const before of heldOf(room.id)) connection.held.release(before.cid)
        if (taken !== undefined) sent.set(first.cid, taken)
        const at = parts.now()
        const held = undoMs > 0 && { heldUntil: at + undoMs }
        for (const { cid } of messages) out.add(cid)
        for (const message of messages) connection.send({ ...message, conversation: room.id, at, ...held })
      },
      comesBack: () => {
        resolveAfter.delete(last.cid)
        taken?.restore()
        box.putBack(enclosed)
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
      const asked = heldOf(undefined).find((one) => one.cid === cid)
      if (asked?.conversation === undefined) return
      const { reply, files } = seatOf(asked.conversation)
      // What went with one press is held until one moment.
      const together = heldOf(asked.conversation).filter(({ heldUntil }) => heldUntil === asked.heldUntil)
      const back = together.flatMap((one) => connection.held.takeBack(one.cid) ?? [])
      files.reply.putBack(back.flatMap(({ attachment }) => attachment ?? []))
      reply.mode.value = 'reply'
      // A note of its own is never held.
      const note = back.find(({ kind }) => kind === 'note')
      // The last first: each is put in front of what came after it.
      for (const { cid, kind, text, attachment } of back.toReversed()) {
        resolveAfter.delete(cid)
        const before = sent.get(cid)
        sent.delete(cid)
        if (before !== undefined) before.restore()
        // Sent before a reload: only its words are left, those of a translation in the note beside it.
        else if (attachment === undefined && kind !== 'note') {
          const written = note === undefined ? text : ownWords(note.text)
          reply.draft.value = reply.draft.value === '' ? written : `${written}\n${reply.draft.value}`
        }
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
    changed: () => {
      if (out.size === 0) return
      // The word that it became durable may come right behind the word that it is gone.
      queueMicrotask(() => {
        const there = new Set(parts.pending().map(({ cid }) => cid))
        for (const cid of out)
          if (!there.has(cid)) {
            out.delete(cid)
            sent.delete(cid)
            resolveAfter.delete(cid)
          }
      })
    },
    isLeaving: (conversation) => [...resolveAfter.values()].includes(conversation),
  }
}

/** A note must have words: a file in one is called by its name. */
const messageOf = (
  attachment: Attachment,
  isNote: boolean,
): Pick<Outgoing, 'cid' | 'kind' | 'text' | 'attachment'> => ({
  cid: newCid(),
  kind: isNote ? 'note' : kindOf(attachment),
  text: isNote ? attachment.name : '',
  attachment,
})
