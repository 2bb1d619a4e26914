import { newCid } from '../../client/cid.ts'
import type { NackFrame } from '../../client/wire.ts'
import type { LaterReply } from '../../domain/desk-marks.ts'
import type { ConversationSummary } from '../../domain/notice.ts'
import type { Actions } from './actions.ts'
import type { Sent } from './reply.ts'
import type { Seat } from './seats.ts'

/** What an agent puts on conversations. It shows at once and goes back where the server refuses. */
export interface Marking {
  /** Takes it first where nobody has it. */
  snooze(conversation: string, until: Date): void
  wake(conversation: string): void
  tag(conversation: string, change: { add?: string; remove?: string }): void
  /** Keeps what is in the reply box for a time. */
  sendLater(seat: Seat, at: Date): void
  cancelLater(conversation: string, cid: string): void
  /** Takes a kept reply back into its box; without a line it stays where it is. */
  editLater(seat: Seat, reply: LaterReply): void
  merge(conversation: string, into: string): void
  unmerge(conversation: string): void
  /** The server has said how a conversation stands, in a frame or on a page of the inbox. */
  settled(row: Pick<ConversationSummary, 'marks'>): void
  /** The server has refused a frame: words that were to be kept come back. */
  refused(nack: Pick<NackFrame, 'cid'>): void
  lineLost(): void
}

/** A draft on its way to be kept. */
interface Asked {
  seat: Seat
  text: string
  sent: Sent
}

export interface MarkingParts {
  actions: Pick<Actions, 'mark' | 'claimThen' | 'isMine'>
  me(): { sub: string; name: string }
}

export const createMarking = ({ actions, me }: MarkingParts): Marking => {
  /** Drafts that went to be kept and of which the server has not spoken, by cid. */
  const asked = new Map<string, Asked>()
  /** Those whose line broke before that: back in their boxes, and with the server perhaps. */
  const doubtful = new Map<string, Asked>()
  const whenMine = (conversation: string, then: () => void, otherwise = () => {}): void =>
    actions.isMine(conversation) ? then() : actions.claimThen(conversation, then, otherwise)
  const drop = (conversation: string, cid: string): boolean =>
    actions.mark({ type: 'cancelLater', conversation, cid }, (marks) => ({
      ...marks,
      later: (marks.later ?? []).filter((reply) => reply.cid !== cid),
    }))

  return {
    snooze: (conversation, until) =>
      whenMine(conversation, () =>
        actions.mark({ type: 'snooze', conversation, until: until.toISOString() }, ({ woken: _, ...marks }) => ({
          ...marks,
          snooze: { until: until.toISOString(), by: me().sub },
        })),
      ),
    wake: (conversation) => actions.mark({ type: 'snooze', conversation }, ({ snooze: _, ...marks }) => marks),
    tag: (conversation, { add, remove }) =>
      actions.mark(
        {
          type: 'tag',
          conversation,
          ...(add !== undefined && { add: [add] }),
          ...(remove !== undefined && { remove: [remove] }),
        },
        (marks) => ({
          ...marks,
          tags: [...new Set([...(marks.tags ?? []), ...(add === undefined ? [] : [add])])].filter(
            (tag) => tag !== remove,
          ),
        }),
      ),
    sendLater: (seat, at) => {
      const text = seat.reply.draft.value.trim()
      const conversation = seat.room.id
      if (text === '') return
      // The same words again are the same reply, wherever it has got to.
      const again = [...doubtful].find(([, was]) => was.seat === seat && was.text === text)?.[0]
      if (again !== undefined) doubtful.delete(again)
      const cid = again ?? newCid()
      const sent = seat.reply.sent(text)
      const { sub, name } = me()
      const reply: LaterReply = { cid, text, by: sub, byName: name, dueAt: at.toISOString() }
      whenMine(
        conversation,
        () => {
          asked.set(cid, { seat, text, sent })
          const isAsked = actions.mark({ type: 'sendLater', conversation, cid, text, at: reply.dueAt }, (marks) => ({
            ...marks,
            later: [...(marks.later ?? []), reply],
          }))
          if (isAsked) return
          asked.delete(cid)
          sent.restore()
        },
        sent.restore,
      )
    },
    cancelLater: (conversation, cid) => {
      drop(conversation, cid)
    },
    editLater: ({ room, reply }, { cid, text }) => {
      // In the box and with the server they would go out twice.
      if (!drop(room.id, cid)) return
      reply.mode.value = 'reply'
      reply.draft.value = reply.draft.value.trim() === '' ? text : `${text}\n${reply.draft.value}`
    },
    merge: (conversation, into) => {
      actions.mark({ type: 'merge', conversation, into }, (marks) => ({ ...marks, mergedInto: into }), 'resolved')
    },
    unmerge: (conversation) => {
      actions.mark({ type: 'unmerge', conversation }, ({ mergedInto: _, ...marks }) => marks)
    },
    settled: ({ marks }) => {
      for (const { cid } of marks?.later ?? []) {
        asked.get(cid)?.sent.report()
        asked.delete(cid)
        const twice = doubtful.get(cid)
        if (twice === undefined) continue
        doubtful.delete(cid)
        const { mode, draft } = twice.seat.reply
        if (mode.value !== 'reply' || draft.value.trim() !== twice.text) continue
        draft.value = ''
        twice.sent.report()
      }
    },
    refused: ({ cid }) => {
      if (cid === undefined) return
      asked.get(cid)?.sent.restore()
      asked.delete(cid)
    },
    lineLost: () => {
      for (const [cid, was] of asked) {
        was.sent.restore()
        doubtful.set(cid, was)
      }
      asked.clear()
    },
  }
}

/** Frames of these types carry a cid and are no messages. */
export const MARKS_WITH_CID: ReadonlySet<string> = new Set(['sendLater', 'cancelLater'])
