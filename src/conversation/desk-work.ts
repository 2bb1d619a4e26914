import { type Conversation, type ConversationMove, ordersOwner } from '../domain/conversation.ts'
import { isDeskMove, MAX_LATER, MAX_LATER_LENGTH, MAX_MERGED, MAX_TAGS, normalTag } from '../domain/desk-marks.ts'
import { Refusal } from '../domain/errors.ts'
import type { Principal } from '../domain/message.ts'
import { isSeen, isStorable } from '../domain/written-text.ts'
import type { Store } from '../ports/store.ts'
import type { DeskWork, Support } from '../ports/support.ts'
import type { Announcer } from './announcer.ts'
import { LONGEST_INBOX } from './inbox-page.ts'
import { type Nameable, namedIn } from './named.ts'
import { isStaff, requireStaff, visible } from './permission.ts'

export interface DeskWorkParts {
  store: Pick<Store, 'conversation' | 'conversations' | 'mentioning' | 'move'>
  announcer: Pick<Announcer, 'changed' | 'marked' | 'summary'>
  /** Who of the staff has been here. */
  colleagues(tenant: string): Nameable[]
  now(): Date
  onError(error: unknown): void
}

/** How far ahead something may be put off, days. */
const FURTHEST_DAYS = 366
const DAY_MS = 86_400_000
/** Conversations in which somebody was named that are given at once. */
const MAX_MENTIONING = 200

/** What agents put on conversations, over a `Support` that knows nothing of it. */
export const withDeskWork = (talk: Support, parts: DeskWorkParts): Support & DeskWork => {
  const { store, announcer } = parts
  const find = async (by: Principal, id: string): Promise<Conversation> => {
    requireStaff(by)
    return visible(by, await store.conversation(by.tenant, id), id)
  }
  const move = async (by: Principal, conversation: string, change: ConversationMove): Promise<Conversation> => {
    const after = await store.move({ tenant: by.tenant, conversation, move: change, at: parts.now().toISOString() })
    if (isDeskMove(change)) announcer.marked(after)
    else announcer.changed(after)
    return after
  }
  const assertMine = (by: Principal, { state, assignee, assigneeName }: Conversation, what: string): void => {
    if (state !== 'assigned' || assignee !== by.sub)
      throw new Refusal(
        'conversation.move',
        `${what} takes who holds the conversation: ${assigneeName ?? 'nobody'} does; claim it first`,
        {
          field: 'conversation',
        },
      )
  }
  const ahead = (field: string, value: string): string => {
    const ms = Date.parse(value) - parts.now().getTime()
    if (!(ms > 0 && ms <= FURTHEST_DAYS * DAY_MS))
      throw new Refusal(
        'bad_input',
        `${field} is ${JSON.stringify(value)}: use a time to come, ${FURTHEST_DAYS} days ahead at most`,
        { field },
      )
    return new Date(value).toISOString()
  }
  /** The agent has it before their eyes: what was for them is seen. */
  const looked = async (by: Principal, id: string): Promise<void> => {
    const found = await store.conversation(by.tenant, id)
    const { woken, mentions = [] } = found?.marks ?? {}
    const isNews =
      (woken !== undefined && found?.assignee === by.sub) ||
      mentions.some(({ agent, seen }) => agent === by.sub && seen !== true)
    if (isNews) await move(by, id, { type: 'look', agent: by.sub })
  }
  const isSamePerson = (one: Conversation, other: Conversation): boolean =>
    one.id !== other.id && ordersOwner(one) === ordersOwner(other)

  return {
    ...talk,
    // The store is called before the first await, as the order of arrival asks for.
    send: (by, message) => {
      const mentions =
        message.kind === 'note' && isStaff(by) ? namedIn(message.text ?? '', parts.colleagues(by.tenant)) : []
      return talk.send(by, mentions.length === 0 ? message : { ...message, mentions })
    },
    receipt: async (by, at) => {
      await talk.receipt(by, at)
      if (isStaff(by) && at.read !== undefined) looked(by, at.conversation).catch(parts.onError)
    },
    snooze: async (by, { conversation, until }) => {
      const found = await find(by, conversation)
      assertMine(by, found, 'snoozing')
      const change: ConversationMove =
        until === undefined
          ? { type: 'wake', why: 'agent' }
          : { type: 'snooze', until: ahead('until', until), agent: by.sub }
      await move(by, conversation, change)
    },
    tag: async (by, { conversation, add = [], remove = [] }) => {
      const found = await find(by, conversation)
      const [more, less] = [add, remove].map((tags) => tags.map(normalTag).filter((tag) => tag !== ''))
      const tags = new Set([...(found.marks?.tags ?? []), ...(more ?? [])])
      for (const tag of less ?? []) tags.delete(tag)
      if (tags.size > MAX_TAGS)
        throw new Refusal('bad_input', `${conversation} would have ${tags.size} tags: ${MAX_TAGS} at most`, {
          field: 'add',
        })
      await move(by, conversation, { type: 'tag', add: more ?? [], remove: less ?? [] })
    },
    keepReply: async (by, { conversation, cid, text, at }) => {
      const found = await find(by, conversation)
      assertMine(by, found, 'sending later')
      const dueAt = ahead('at', at)
      if (!isStorable(text))
        throw new Refusal('bad_input', 'text holds NUL or half a surrogate pair: send well-formed Unicode', {
          field: 'text',
        })
      if (!isSeen(text) || [...text].length > MAX_LATER_LENGTH)
        throw new Refusal(
          'bad_input',
          `text has ${[...text].length} characters: 1 to ${MAX_LATER_LENGTH} for a later time, one of them to be seen`,
          { field: 'text' },
        )
      const others = (found.marks?.later ?? []).filter((reply) => reply.cid !== cid)
      if (others.length >= MAX_LATER)
        throw new Refusal('bad_input', `${others.length} replies wait in ${conversation}: cancel one first`, {
          field: 'cid',
        })
      await move(by, conversation, { type: 'keepReply', reply: { cid, text, by: by.sub, byName: by.name, dueAt } })
    },
    dropReply: async (by, { conversation, cid }) => {
      await find(by, conversation)
      await move(by, conversation, { type: 'dropReply', cid })
    },
    merge: async (by, { conversation, into }) => {
      const [from, to] = await Promise.all([find(by, conversation), find(by, into)])
      if (!isSamePerson(from, to))
        throw new Refusal('bad_input', `${into} is not another conversation of the same customer`, { field: 'into' })
      if (from.state === 'resolved' || to.state === 'resolved')
        throw new Refusal('conversation.closed', `both conversations must be open to be merged`, { field: 'into' })
      if ((to.marks?.merged?.length ?? 0) >= MAX_MERGED)
        throw new Refusal('bad_input', `${into} has taken in ${MAX_MERGED} conversations: resolve it first`, {
          field: 'into',
        })
      // The link first: where only it is written, the other is still open and is merged by asking again.
      await move(by, into, { type: 'absorb', from: conversation })
      try {
        await move(by, conversation, { type: 'merge', into })
      } catch (error) {
        if (error instanceof Refusal && error.code === 'conversation.move')
          await move(by, into, { type: 'release', from: conversation })
        throw error
      }
    },
    unmerge: async (by, { conversation }) => {
      const { customer, marks } = await find(by, conversation)
      await move(by, conversation, { type: 'unmerge', customer, agent: by.sub, agentName: by.name })
      if (marks?.mergedInto !== undefined) await move(by, marks.mergedInto, { type: 'release', from: conversation })
    },
    sameCustomer: async (by, conversation) => {
      const found = await find(by, conversation)
      const open = await store.conversations(by.tenant, { limit: LONGEST_INBOX })
      return Promise.all(open.filter((other) => isSamePerson(found, other)).map(announcer.summary))
    },
    mentioning: async (by) => {
      requireStaff(by)
      return Promise.all((await store.mentioning(by.tenant, by.sub, MAX_MENTIONING)).map(announcer.summary))
    },
  }
}
