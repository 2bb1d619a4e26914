import type { Conversation } from '../domain/conversation.ts'
import { Refusal } from '../domain/errors.ts'

/** Conversations that an inbox is paged through at most; what lies beyond is found by asking for fewer states. */
export const LONGEST_INBOX = 10_000

type Place = Pick<Conversation, 'id' | 'updatedAt'>

/**
 * One page of conversations, newest activity first, and the cursor of the next. A cursor is a place and not a number of rows:
 * what moved to the top meanwhile shifts nothing, and what is gone hides nothing.
 * @throws Refusal `bad_input` for a cursor that is none of ours
 */
export const pageOf = <C extends Place>(
  found: readonly C[],
  after: string | undefined,
  limit: number,
): { page: C[]; next?: string } => {
  const rest = after === undefined ? found : following(found, placeOf(after))
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return { page, ...(last !== undefined && rest.length > limit ? { next: `${last.updatedAt}~${last.id}` } : {}) }
}

const placeOf = (cursor: string): Place => {
  const [updatedAt = '', id] = cursor.split('~')
  if (id === undefined || Number.isNaN(Date.parse(updatedAt)))
    throw new Refusal('bad_input', `after is ${JSON.stringify(cursor)}; use the \`next\` of the page before`, {
      field: 'after',
    })
  return { updatedAt, id }
}

/** Where the one named has moved meanwhile, those of its moment come again: better twice than never. */
const following = <C extends Place>(found: readonly C[], { updatedAt, id }: Place): readonly C[] => {
  const at = found.findIndex((one) => one.id === id && one.updatedAt === updatedAt)
  return at === -1 ? found.filter((one) => one.updatedAt <= updatedAt) : found.slice(at + 1)
}
