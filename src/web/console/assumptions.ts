import type { ConversationSummary } from '../../domain/notice.ts'
import type { ClientFrame } from '../shared/wire.ts'

/** A change that is shown before the server has agreed to it. */
interface Assumption {
  re: ClientFrame['type']
  before: ConversationSummary
}

/** Remembers how rows stood before what was assumed of them, so that a refusal can put them back. */
export interface Assumptions {
  /** `re` is the frame that asks for the change. */
  make(re: ClientFrame['type'], before: ConversationSummary): void
  /** The server has spoken of the conversation: what it says stands. */
  settled(conversation: string): void
  /** The oldest row assumed by a frame of this type, as it stood; the server refuses in the order of asking. */
  refused(re: string | undefined): ConversationSummary | undefined
  /** Everything still assumed, as it stood: the line went down before an answer. */
  dropAll(): ConversationSummary[]
}

export const createAssumptions = (): Assumptions => {
  let open: Assumption[] = []
  return {
    make: (re, before) => {
      // Of two changes on one row the first one knows how it stood.
      const known = open.find((other) => other.before.conversation === before.conversation)
      open.push({ re, before: known?.before ?? before })
    },
    settled: (conversation) => {
      open = open.filter(({ before }) => before.conversation !== conversation)
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
