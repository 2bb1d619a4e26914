import { type Conversation, ordersOwner } from '../domain/conversation.ts'
import type { ContextCard, LookUpCard } from '../domain/customer.ts'
import { Refusal } from '../domain/errors.ts'
import type { LogEvent, Principal } from '../domain/message.ts'
import type { Publish } from '../domain/notice.ts'
import { editShare } from '../lib/edit-distance.ts'
import type { Append, OwedTurn, Store } from '../ports/store.ts'
import type { Completion, Support } from '../ports/support.ts'
import { agentCard } from './agent-card.ts'
import type { Announcer } from './announcer.ts'
import { noteAnswer } from './answer-note.ts'
import { entryOf } from './entry.ts'
import { type HearParts, hear } from './hear.ts'
import { createInboxPages } from './inbox-page.ts'
import { createLogPages } from './log-pages.ts'
import { type CustomerChanged, noticeChange } from './noticing-changes.ts'
import type { OpenSuggestions } from './open-suggestions.ts'
import { authorOf, isOverseer, isStaff, requireStaff, visible } from './permission.ts'
import type { Prefetch } from './prefetch.ts'
import { NOTHING } from './recent.ts'
import { withRepeat } from './repeat.ts'
import type { TurnParts } from './turn.ts'
import { createWholeCard } from './whole-card.ts'

export interface SupportParts {
  store: Store
  announcer: Announcer
  openSuggestions: OpenSuggestions
  publish: Publish
  lookUpCard: LookUpCard
  customerChanged: CustomerChanged
  /** The message is durable: its turn is due. */
  owe(turn: OwedTurn): void
  /** Reads text that is not sent yet; absent where that is not wanted. */
  prefetch?: Prefetch
  complete(
    at: { tenant: string; conversation: string; draft: string },
    context: () => Promise<{
      card: ContextCard
      order: string | undefined
      suggestions: { text: string; missing: string[] }[]
    }>,
  ): Promise<Completion[]>
  learned(tenant: string, text: string): void
  /** Words were taken back: completions made of them are to be forgotten. */
  unlearned(tenant: string, conversation: string): void
  counted(outcome: string): void
  turn: Pick<TurnParts, keyof HearParts | 'draftReplies' | 'decide' | 'policy'>
  showTyping: boolean
  recallMs: number
  now(): Date
  /** Told of what went wrong after an answer was given. */
  onError(error: unknown): void
}

/** The rooms' side of `ports/support.ts`. */
export const createSupport = (parts: SupportParts): Support => {
  const { store, announcer, openSuggestions } = parts
  const whole = createWholeCard(store)
  const find = async (by: Principal, id: string): Promise<Conversation> =>
    visible(by, await store.conversation(by.tenant, id), id)

  const openFor = (by: Principal): Promise<Conversation | undefined> => {
    if (by.role !== 'customer')
      throw new Refusal('bad_input', 'an agent names the conversation', { field: 'conversation' })
    return store.openOf(by.tenant, by.sub)
  }

  const appended = (
    entry: Append,
    { conversation, event, dup }: { conversation: Conversation; event: LogEvent; dup: boolean },
  ): void => {
    if (dup) return
    announcer.event(conversation, event)
    if (event.seq === 1) announcer.changed(conversation)
    if (entry.owesTurn) parts.owe({ tenant: entry.tenant, conversation: conversation.id, seq: event.seq })
  }

  /** Who speaks first in a conversation that nobody holds, holds it. Somebody quicker is no error: the message stands either way. */
  const afterAgentSpoke = (by: Principal, conversation: Conversation, text: string | undefined): void => {
    openSuggestions.clear(conversation.id)
    if (text !== undefined) parts.learned(by.tenant, text)
    if (conversation.state !== 'bot' && conversation.state !== 'queued') return
    store
      .move({
        tenant: by.tenant,
        conversation: conversation.id,
        move: { type: 'claim', agent: by.sub, agentName: by.name },
        at: parts.now().toISOString(),
      })
      .then(announcer.changed, parts.onError)
  }

  const takenBack = ({
    conversation,
    event,
    dup,
  }: {
    conversation: Conversation
    event: LogEvent
    dup: boolean
  }): void => {
    if (dup) return
    const { tenant, id } = conversation
    const noteGone = openSuggestions.takenBack(id, event)
    parts.unlearned(tenant, id)
    announcer.event(conversation, event)
    // The card that agents look at quotes what was urgent.
    if (noteGone)
      parts
        .lookUpCard(tenant, ordersOwner(conversation))
        .then((card) => announcer.context(conversation, agentCard(card, openSuggestions.noted(id))))
        .catch(parts.onError)
  }

  return {
    send: async (by, message) => {
      const entry = entryOf(by, message)
      if (by.role === 'customer') parts.prefetch?.sent(by, message.text)
      const result = await store.append(entry)
      if (!result.dup) noticeChange(entry, result.conversation, parts.customerChanged)
      appended(entry, result)
      if (!result.dup && isStaff(by) && message.kind !== 'note') afterAgentSpoke(by, result.conversation, message.text)
      return result
    },
    receipt: async (by, { conversation, delivered, read }) => {
      const found = await find(by, conversation)
      const role = authorOf(by).role
      const receipts = await store.receipt({
        tenant: by.tenant,
        conversation,
        by: role,
        ...(delivered === undefined ? {} : { delivered }),
        ...(read === undefined ? {} : { read }),
      })
      const receipt = receipts.find((other) => other.by === role)
      if (receipt !== undefined)
        parts.publish({ tenant: by.tenant, conversation, customer: found.customer, type: 'receipt', receipt })
    },
    typing: async (by, { conversation, text }) => {
      const from = authorOf(by)
      const found = conversation === undefined ? await openFor(by) : await find(by, conversation)
      const unsent = from.role === 'customer' ? text : undefined
      if (found !== undefined)
        parts.publish({
          tenant: by.tenant,
          conversation: found.id,
          customer: found.customer,
          type: 'typing',
          by: from,
          ...(unsent !== undefined && parts.showTyping ? { text: unsent } : {}),
        })
      if (unsent !== undefined && !found?.humanSpoke) parts.prefetch?.typed(by, unsent, found)
    },
    recall: async (by, { conversation, seq, opId }) => {
      const found = await find(by, conversation)
      const page = await store.events(by.tenant, found.id, { after: seq - 1, limit: 1 })
      const target = page?.events.find((event) => event.seq === seq)
      if (target === undefined)
        throw new Refusal('not_found', `there is no message ${seq} in this conversation`, { field: 'seq' })
      const author = authorOf(by)
      const own = target.from.role === author.role && target.from.id === author.id
      const botsByStaff = target.from.role === 'bot' && isStaff(by)
      if (!own && !botsByStaff && !isOverseer(by))
        throw new Refusal('forbidden', 'a message is taken back by its author or a supervisor', { field: 'seq' })
      const result = await store.recall({
        tenant: by.tenant,
        conversation: found.id,
        seq,
        opId,
        by: author,
        withinMs: own && !isOverseer(by) ? parts.recallMs : Number.POSITIVE_INFINITY,
      })
      takenBack(result)
      if (botsByStaff && !result.dup)
        noteAnswer(
          store,
          { tenant: by.tenant, conversation: found.id, seq },
          { result: 'undone', by: by.sub, at: parts.now().toISOString() },
        ).catch(parts.onError)
      return result
    },
    rollback: async (by, { conversation, toSeq, opId }) => {
      requireStaff(by)
      const { assignee } = await find(by, conversation)
      if (assignee !== undefined && assignee !== by.sub && !isOverseer(by))
        throw new Refusal('forbidden', `${assignee} holds this conversation; it is rolled back by them or a supervisor`)
      const result = await store.rollback({ tenant: by.tenant, conversation, toSeq, opId, by: authorOf(by) })
      takenBack(result)
      return result
    },
    move: async (by, id, move) => {
      requireStaff(by)
      await find(by, id)
      const after = await store.move({ tenant: by.tenant, conversation: id, move, at: parts.now().toISOString() })
      announcer.changed(after)
      return after
    },
    view: async (by, id) => {
      requireStaff(by)
      const conversation = await find(by, id)
      const [card, open] = await Promise.all([
        parts.lookUpCard(by.tenant, ordersOwner(conversation)),
        openSuggestions.of(by.tenant, id, conversation.head),
      ])
      const { messageSeq, suggestions } = open
      const shown = await whole(conversation, agentCard(card, open))
      // The card takes its time: where it stands is read last, or what happened meanwhile would be told as it was before.
      const now = await find(by, id)
      const [status, summary] = [announcer.status(now), await announcer.summary(now)]
      return { conversation, status, summary, card: shown, messageSeq, suggestions }
    },
    openOf: async (by) => {
      if (by.role === 'customer') parts.prefetch?.arrived(by)
      const conversation = by.role === 'customer' ? await store.openOf(by.tenant, by.sub) : undefined
      return conversation === undefined ? undefined : { conversation, status: announcer.status(conversation) }
    },
    complete: async (by, { conversation, draft }) => {
      requireStaff(by)
      return parts.complete({ tenant: by.tenant, conversation, draft }, async () => {
        const found = await find(by, conversation)
        const [card, open] = await Promise.all([
          parts.lookUpCard(by.tenant, ordersOwner(found)),
          openSuggestions.of(by.tenant, found.id, found.head),
        ])
        return { card, order: found.order, suggestions: open.suggestions }
      })
    },
    outcome: async (by, { suggestion, result, text }) => {
      requireStaff(by)
      const record = suggestion.slice(0, suggestion.lastIndexOf(':'))
      const shown = (await store.record(by.tenant, record))?.decision.suggestions[
        Number(suggestion.slice(record.length + 1))
      ]
      if (shown === undefined)
        throw new Refusal('suggestion.unknown', `there is no suggestion ${JSON.stringify(suggestion)}`, {
          field: 'suggestion',
        })
      const value = result === 'edited' && text !== undefined ? editShare(shown.text, text) : undefined
      const { first } = await store.outcome({
        tenant: by.tenant,
        record,
        suggestion,
        result,
        by: by.sub,
        at: parts.now().toISOString(),
        ...(value === undefined ? {} : { value }),
      })
      if (first) parts.counted(result)
    },
    ...createInboxPages({ store, summary: announcer.summary, now: () => parts.now().getTime() }),
    ...createLogPages(store),
    understand: async (by, { text, conversation: id }) => {
      const conversation = id === undefined ? undefined : await find(by, id)
      const at = parts.now()
      const looking =
        conversation === undefined ? Promise.resolve(NO_CARD) : parts.lookUpCard(by.tenant, ordersOwner(conversation))
      const heard =
        conversation === undefined
          ? { understanding: await parts.turn.understand(text, { tenant: by.tenant, at }), recent: NOTHING }
          : await hear(parts.turn, { text, conversation, seq: conversation.head + 1, at, card: looking })
      const card = await looking
      const drafts = parts.turn.draftReplies({
        understanding: heard.understanding,
        card,
        conversation: conversation ?? {},
        at,
      })
      const { vectors: _, ...understanding } = withRepeat(heard.understanding, drafts[0], heard.recent.answers, {
        text,
        at,
      })
      const label = (intent: string): string => parts.turn.label(intent, understanding.language)
      return {
        understanding,
        decision: parts.turn.decide(
          { understanding, conversation: conversation ?? FRESH, drafts, label },
          parts.turn.policy(by.tenant),
        ),
      }
    },
  }
}

const NO_CARD: ContextCard = { orders: [], parcels: [], highlights: [], sources: [] }
const FRESH = { state: 'bot', humanSpoke: false, misses: 0 } as const
