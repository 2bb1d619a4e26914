import { LRUCache } from 'lru-cache'
import { type Conversation, ordersOwner } from '../domain/conversation.ts'
import type { LookUpCard } from '../domain/customer.ts'
import type { LogEvent } from '../domain/message.ts'
import type { ConversationSummary, Notice, Publish } from '../domain/notice.ts'
import type { Bus, BusListener, Changed } from '../ports/bus.ts'
import { agentCard } from './agent-card.ts'
import type { Announcer } from './announcer.ts'
import type { OpenSuggestions } from './open-suggestions.ts'

export interface FollowParts {
  bus: Pick<Bus, 'changed' | 'tell' | 'eventsAbove'>
  announcer: Announcer
  openSuggestions: OpenSuggestions
  lookUpCard: LookUpCard
  /** To the sockets of this process only. */
  publish: Publish
  /** Whether somebody here looks at the conversation. */
  isWatched(tenant: string, conversation: string): boolean
  /** A turn is new: completions made of the one before are old. */
  forget(tenant: string, conversation: string): void
  /** Words were taken back: completions made of them are to be forgotten. */
  unlearned(tenant: string, conversation: string): void
  /** Its words were erased: whatever is remembered of them is to be forgotten. */
  erased(tenant: string, conversation: string): void
  /** Milliseconds that only go forward, the same as the bus's. */
  clock(): number
  onError(error: unknown): void
}

/** Keeps the sockets of this process as if everything happened here. */
export interface Follower extends Pick<BusListener, 'changed' | 'told'> {
  /** Something was published here: the others should hear of it. */
  noticed(notice: Notice): void
}

/** What this process has told its sockets of a conversation. */
interface Known {
  /** Everything up to here; undefined where that is not known. */
  head?: number
  /** Where it stands. */
  line?: string
  /** What agents have put on it. */
  marks?: string
  decided: number
  /** When its words were erased that are forgotten here too. */
  erasedAt?: string | undefined
  /** When `line` or `marks` was told by ourselves. */
  at: number
}

const KEPT = 50_000
/** Of a conversation that is new to this process so many events are told; whose socket lacks more reads on. */
const TAIL = 8

export const createFollower = (parts: FollowParts): Follower => {
  const { bus, announcer, openSuggestions } = parts
  const conversations = new LRUCache<string, Known>({ max: KEPT })
  const knownOf = (id: string): Known => {
    const known = conversations.get(id) ?? { decided: 0, at: Number.NEGATIVE_INFINITY }
    conversations.set(id, known)
    return known
  }

  const showTurn = async (conversation: Conversation): Promise<void> => {
    const { tenant, id, head, customer } = conversation
    const [open, card] = await Promise.all([
      openSuggestions.of(tenant, id, head),
      parts.lookUpCard(tenant, ordersOwner(conversation)),
    ])
    const { messageSeq, suggestions } = open
    announcer.context(conversation, agentCard(card, open))
    parts.publish({ tenant, conversation: id, customer, type: 'suggestion', messageSeq, suggestions })
  }

  const follow = (
    { conversation, decided = 0, erasedAt }: Changed,
    events: readonly LogEvent[],
    asOf: number,
  ): void => {
    const { tenant, id } = conversation
    const known = knownOf(id)
    // Before anything of it is told again.
    if (erasedAt !== known.erasedAt) {
      known.erasedAt = erasedAt
      parts.erased(tenant, id)
    }
    for (const event of events) {
      if (event.seq <= (known.head ?? 0)) continue
      known.head = event.seq
      if (event.kind === 'recall' || event.kind === 'rollback') {
        openSuggestions.takenBack(id, event)
        parts.unlearned(tenant, id)
      } else if (event.from.role === 'agent' && event.kind !== 'note') openSuggestions.clear(id)
      announcer.event(conversation, event)
    }
    const [line, marks] = [lineOf(conversation), marksOf(conversation)]
    // What we said ourselves after it was read is newer, and comes again.
    if ((line !== known.line || marks !== known.marks) && known.at < asOf) {
      const isMarksOnly = line === known.line
      known.line = line
      known.marks = marks
      if (isMarksOnly) announcer.marked(conversation)
      else announcer.changed(conversation)
    }
    if (decided <= known.decided) return
    known.decided = decided
    openSuggestions.forget(id)
    parts.forget(tenant, id)
    if (parts.isWatched(tenant, id)) showTurn(conversation).catch(parts.onError)
  }

  const isNews = ({ conversation, decided = 0, erasedAt }: Changed): boolean => {
    const known = conversations.get(conversation.id)
    return (
      known?.head !== conversation.head ||
      known.line !== lineOf(conversation) ||
      known.marks !== marksOf(conversation) ||
      decided > known.decided ||
      known.erasedAt !== erasedAt
    )
  }

  return {
    changed: async (page, asOf) => {
      const news = page.filter(isNews)
      // As often as one read does not reach the end of a conversation.
      for (let behind = news; behind.length > 0; ) {
        const wanted = behind.map(({ conversation: { tenant, id, head } }) => ({
          tenant,
          conversation: id,
          after: conversations.get(id)?.head ?? Math.max(0, head - TAIL),
        }))
        const read = wanted.filter(({ after }, index) => after < (behind[index] as Changed).conversation.head)
        const found = read.length === 0 ? new Map<string, LogEvent[]>() : await bus.eventsAbove(read)
        for (const changed of behind)
          try {
            follow(changed, found.get(changed.conversation.id) ?? [], asOf)
          } catch (error) {
            parts.onError(error)
          }
        behind = behind.filter(
          ({ conversation: { id, head } }) =>
            (conversations.get(id)?.head ?? 0) < head && (found.get(id)?.length ?? 0) > 0,
        )
      }
    },
    told: parts.publish,
    noticed: (notice) => {
      switch (notice.type) {
        case 'event': {
          const known = knownOf(notice.conversation)
          const { seq } = notice.event
          if (seq <= (known.head ?? 0)) return
          if (seq === (known.head ?? 0) + 1) known.head = seq
          return bus.changed()
        }
        case 'status': {
          const known = knownOf(notice.conversation)
          const [line, marks] = [lineOf(notice.summary), marksOf(notice.summary)]
          // News may be older than where it stands: then only the log says that.
          if (known.line === line ? known.marks === marks : notice.news) return
          known.line = line
          known.marks = marks
          known.at = parts.clock()
          return bus.changed()
        }
        case 'suggestion':
          knownOf(notice.conversation).decided = notice.messageSeq
          return bus.changed()
        case 'typing':
        case 'receipt':
          return bus.tell(notice)
        case 'context':
      }
    },
  }
}

const lineOf = ({
  state,
  assignee = '',
  queuedAt = '',
  priority,
}: Pick<ConversationSummary, 'state' | 'assignee' | 'queuedAt' | 'priority'>): string =>
  [state, assignee, queuedAt, priority].join('\0')

const marksOf = ({ marks = {} }: Pick<ConversationSummary, 'marks'>): string => JSON.stringify(marks)
