import type { Conversation } from '../domain/conversation.ts'
import { Refusal } from '../domain/errors.ts'
import { saysWords } from '../domain/inbox-words.ts'
import type { ConversationSummary } from '../domain/notice.ts'
import type { Store } from '../ports/store.ts'
import type { Support } from '../ports/support.ts'
import { requireStaff } from './permission.ts'

/** Conversations that are open that one look goes through at most. */
export const LONGEST_INBOX = 10_000
/** Milliseconds that a request looks for words; what lies beyond is looked through by the next one. */
const LOOK_MS = 300
/** Conversations read at a time while words are looked for. */
const READ_AT_ONCE = 200

export interface InboxParts {
  store: Pick<Store, 'conversations'>
  summary(conversation: Conversation): Promise<ConversationSummary>
  now(): number
}

/**
 * The inbox by pages, newest activity first. A cursor is a place and not a number of rows: what moved to the top meanwhile shifts
 * nothing, and what is gone hides nothing. Where words are looked for, a page may hold few lines or none and still have a `next`.
 * @throws Refusal `bad_input` for a cursor that is none of ours
 */
export const createInboxPages = ({ store, summary, now }: InboxParts): Pick<Support, 'list'> => ({
  list: async (by, { states, limit, after, words }) => {
    requireStaff(by)
    const looksFor = words === undefined || words.trim() === '' ? undefined : saysWords(words)
    const until = now() + LOOK_MS
    const conversations: ConversationSummary[] = []
    for (let before = after === undefined ? undefined : placeOf(after); ; ) {
      const wanted = looksFor === undefined ? limit : READ_AT_ONCE
      const read = await store.conversations(by.tenant, {
        // One more says whether there is a next page.
        limit: wanted + 1,
        ...(states !== undefined && { states }),
        ...(before !== undefined && { before }),
      })
      const page = read.slice(0, wanted)
      const lines = await Promise.all(page.map(summary))
      for (const [at, conversation] of page.entries()) {
        const line = lines[at]
        before = conversation
        if (line !== undefined && (looksFor?.(line) ?? true)) conversations.push(line)
        if (conversations.length === limit && at + 1 < read.length)
          return { conversations, next: cursorOf(conversation) }
      }
      if (read.length <= wanted || before === undefined) return { conversations }
      if (now() >= until) return { conversations, next: cursorOf(before) }
    }
  },
})

const cursorOf = ({ updatedAt, id }: Place): string => `${updatedAt}~${id}`

type Place = Pick<Conversation, 'id' | 'updatedAt'>

const placeOf = (cursor: string): Place => {
  const [updatedAt = '', id] = cursor.split('~')
  if (id === undefined || Number.isNaN(Date.parse(updatedAt)))
    throw new Refusal('bad_input', `after is ${JSON.stringify(cursor)}; use the \`next\` of the page before`, {
      field: 'after',
    })
  return { updatedAt, id }
}
