import { newCid } from '../../client/cid.ts'
import type { ClientFrame, MarkFrame, TransferTarget } from '../../client/wire.ts'
import type { DeskMarks } from '../../domain/desk-marks.ts'
import type { ConversationSummary } from '../../domain/notice.ts'
import { createAssumptions } from './assumptions.ts'
import type { Inbox } from './inbox.ts'

/** What an agent does with a conversation. It shows at once and goes back where the server refuses. */
export interface Actions {
  isMine(conversation: string): boolean
  claim(conversation: string): void
  /** Takes it where nobody has it, and calls back once it is the agent's; `otherwise` where somebody else was first or nothing can be asked. */
  claimThen(conversation: string, then: () => void, otherwise?: () => void): void
  /** Something waits for a claim: what comes after it must wait too. */
  isClaiming(conversation: string): boolean
  takeOver(conversation: string): void
  handBack(conversation: string): void
  transfer(conversation: string, to: TransferTarget, names: { name?: string; note?: string }): void
  resolve(conversation: string, outcome: string): void
  /** Asks for a change of what is put on it; false where it could not be asked for. */
  mark(frame: MarkFrame, change: (marks: DeskMarks) => DeskMarks, state?: ConversationSummary['state']): boolean
  recall(conversation: string, seq: number): void
  rollback(conversation: string, toSeq: number): void
  /** The server has spoken of the conversation. */
  settled(conversation: string): void
  /** The server has refused a frame of this type. */
  refused(re: string | undefined): void
  /** What was asked and not answered may never have arrived. */
  lineLost(): void
}

export interface ActionsParts {
  post(frame: ClientFrame): boolean
  inbox: Pick<Inbox, 'row' | 'show'>
  me(): { sub: string; name: string }
  /** The line is down, and what was asked for is not kept: nobody knows who has the conversation by then. */
  offline(): void
}

/** Groups have no lines of their own yet: any group is the queue. */
export const TO_QUEUE: TransferTarget = { group: 'queue' }

export const createActions = ({ post, inbox, me, offline }: ActionsParts): Actions => {
  const assumptions = createAssumptions()
  /** What to do once a conversation is ours, in order, and what where somebody else was first. */
  const onceOurs = new Map<string, { then(): void; otherwise(): void }[]>()
  const notOurs = (conversation: string) => {
    const waiting = onceOurs.get(conversation) ?? []
    onceOurs.delete(conversation)
    // The last first: each is put in front of what came after it.
    for (const { otherwise } of waiting.toReversed()) otherwise()
  }

  const isMine = (id: string) => {
    const row = inbox.row(id)
    return row?.state === 'assigned' && row.assignee === me().sub
  }
  const ask = (
    frame: ClientFrame & { conversation: string },
    change: (row: ConversationSummary) => ConversationSummary,
  ) => {
    const row = inbox.row(frame.conversation)
    if (!post(frame)) {
      notOurs(frame.conversation)
      offline()
      return false
    }
    if (row === undefined) return true
    assumptions.make(frame.type, row, change)
    inbox.show(change(row))
    return true
  }
  const held = (by: { sub: string; name: string }) => (row: ConversationSummary) => ({
    ...without(row),
    state: 'assigned' as const,
    assignee: by.sub,
    assigneeName: by.name,
  })
  const transfer: Actions['transfer'] = (conversation, to, { name = '', note }) =>
    ask({ type: 'transfer', conversation, to, ...(note !== undefined && { note }) }, (row) => {
      if ('agent' in to) return held({ sub: to.agent, name })(row)
      return { ...without(row), state: 'bot' in to ? 'bot' : 'queued' }
    })
  const claim = (conversation: string) => ask({ type: 'claim', conversation }, held(me()))
  const putBack = (row: ConversationSummary | undefined) => {
    if (row === undefined) return
    notOurs(row.conversation)
    inbox.show(row)
  }

  return {
    isMine,
    claim,
    claimThen: (conversation, then, otherwise = () => {}) => {
      const waiting = onceOurs.get(conversation)
      onceOurs.set(conversation, [...(waiting ?? []), { then, otherwise }])
      if (waiting === undefined) claim(conversation)
    },
    isClaiming: (conversation) => onceOurs.has(conversation),
    takeOver: (conversation) => transfer(conversation, { agent: me().sub }, { name: me().name }),
    handBack: (conversation) => transfer(conversation, { bot: true }, {}),
    transfer,
    resolve: (conversation, outcome) =>
      ask({ type: 'resolve', conversation, outcome }, (row) => ({ ...without(row), state: 'resolved' })),
    mark: (frame, change, state) =>
      ask(frame, (row) => ({ ...row, ...(state !== undefined && { state }), marks: change(row.marks ?? {}) })),
    recall: (conversation, seq) => {
      if (!post({ type: 'recall', conversation, seq, opId: newCid() })) offline()
    },
    rollback: (conversation, toSeq) => {
      if (!post({ type: 'rollback', conversation, toSeq, opId: newCid() })) offline()
    },
    settled: (conversation) => {
      const row = inbox.row(conversation)
      const assumed = row === undefined ? undefined : assumptions.settled(row)
      if (assumed !== undefined) return inbox.show(assumed)
      if (!isMine(conversation)) return
      const waiting = onceOurs.get(conversation) ?? []
      onceOurs.delete(conversation)
      for (const { then } of waiting) then()
    },
    refused: (re) => {
      if (re === 'claim') for (const conversation of [...onceOurs.keys()]) notOurs(conversation)
      putBack(assumptions.refused(re))
    },
    lineLost: () => {
      for (const conversation of [...onceOurs.keys()]) notOurs(conversation)
      for (const row of assumptions.dropAll()) putBack(row)
    },
  }
}

const without = ({ assignee: _a, assigneeName: _n, position: _p, queuedAt: _q, ...row }: ConversationSummary) => row
