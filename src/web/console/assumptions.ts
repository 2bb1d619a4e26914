import type { ClientFrame } from '../../client/wire.ts'
import type { ConversationSummary } from '../../domain/notice.ts'

/** A change that is shown before the server has agreed to it. */
interface Assumption {
  re: ClientFrame['type']
  before: ConversationSummary
  change(row: ConversationSummary): ConversationSummary
}

/** Remembers how rows stood before what was assumed of them, so that a refusal can put them back. */
export interface Assumptions {
  /** `re` is the frame that asks for the change. */
  make(re: ClientFrame['type'], before: ConversationSummary, change: Assumption['change']): void
  /**
   * The server has said how the row stands, and that holds; but where it stands as before the assumption, the server said so before
   * it came to the question: then the row as it is to be shown until the answer.
   */
  settled(row: ConversationSummary): ConversationSummary | undefined
  /** The oldest row assumed by a frame of this type, as it stood; the server refuses in the order of asking. */
  refused(re: string | undefined): ConversationSummary | undefined
  /** Everything still assumed, as it stood: the line went down before an answer. */
  dropAll(): ConversationSummary[]
}

export const createAssumptions = (): Assumptions => {
  let open: Assumption[] = []
  return {
    make: (re, before, change) => {
      // Of two changes on one row the first one knows how it stood.
      const known = open.find((other) => other.before.conversation === before.conversation)
      open.push({ re, before: known?.before ?? before, change })
    },
    settled: (row) => {
      const ours = open.filter(({ before }) => before.conversation === row.conversation)
      if (ours.some(({ before }) => isAs(before, row))) {
        for (const assumption of ours) assumption.before = row
        return ours.reduce((shown, { change }) => change(shown), row)
      }
      open = open.filter((one) => !ours.includes(one))
      return undefined
    },
    refused: (re) => {
      const one = open.find((other) => other.re === re)
      open = open.filter((other) => other !== one)
      return one?.before
    },
    dropAll: () => {
      const all = open.map(({ before }) => before)
      open = []
      return all
    },
  }
}

/** Whether nothing that is assumed of rows differs. */
const isAs = (a: ConversationSummary, b: ConversationSummary): boolean =>
  a.state === b.state && a.assignee === b.assignee && JSON.stringify(a.marks) === JSON.stringify(b.marks)
