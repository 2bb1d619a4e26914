import type { Conversation } from '../domain/conversation.ts'
import type { Author, LogEvent } from '../domain/message.ts'
import type { Store } from '../ports/store.ts'
import { cidOf } from './answer-cid.ts'

interface Held {
  tenant: string
  conversation: string
  agent: string
}

export interface GiveBackParts {
  store: Pick<Store, 'conversation' | 'events' | 'move' | 'append'>
  announcer: { changed(conversation: Conversation): void; event(conversation: Conversation, event: LogEvent): void }
  /** Conversations whose agent is offline now. */
  deserted(): Held[]
  /** Milliseconds that an agent may be offline before. */
  afterMs: number
  now(): Date
  /** Monotonic, milliseconds. */
  clock(): number
  onError(error: unknown): void
}

/** Newest events that are looked through for who spoke last. */
const EVENTS_SEARCHED = 50
const MINUTE_MS = 60_000
const DESK: Author = { role: 'system', id: 'desk', name: 'Tabdesk' }

/**
 * Conversations of agents who have gone: what they have not answered goes back to the queue, with a note that says why; what
 * they have, stays until the customer writes again. Returned is one look, for who calls it again and again; it never rejects.
 * How long somebody has been gone is counted from the first look that found them so, after a start anew.
 */
export const createGiveBack = (parts: GiveBackParts): (() => Promise<void>) => {
  const { store, announcer, deserted, afterMs, now, clock, onError } = parts
  let gone = new Map<string, number>()

  const isAnswered = async ({ tenant, conversation, agent }: Held, head: number): Promise<boolean> => {
    const page = await store.events(tenant, conversation, {
      after: Math.max(0, head - EVENTS_SEARCHED),
      limit: EVENTS_SEARCHED,
    })
    const last = page?.events.findLast(isSpoken)
    return last?.from.role === 'agent' && last.from.id === agent
  }
  const giveBack = async (held: Held): Promise<void> => {
    const { tenant, conversation: id, agent } = held
    const found = await store.conversation(tenant, id)
    // What is snoozed is looked at once it is back.
    if (found?.marks?.snooze !== undefined) return
    if (found?.state !== 'assigned' || found.assignee !== agent || (await isAnswered(held, found.head))) return
    // Back again while the log was read.
    if (!deserted().some((one) => one.conversation === id && one.agent === agent)) return
    const moved = await store.move({
      tenant,
      conversation: id,
      move: { type: 'transferToQueue' },
      at: now().toISOString(),
    })
    announcer.changed(moved)
    const { conversation, event, dup } = await store.append({
      tenant,
      conversation: id,
      cid: cidOf(`gave-back:${id}:${agent}:${moved.queuedAt}`),
      from: DESK,
      kind: 'note',
      text: noteOf(found.assigneeName ?? agent, Math.max(1, Math.round(afterMs / MINUTE_MS))),
      owesTurn: false,
    })
    if (!dup) announcer.event(conversation, event)
  }

  return async () => {
    const at = clock()
    const all = deserted()
    gone = new Map(all.map((held) => [agentKey(held), gone.get(agentKey(held)) ?? at]))
    for (const held of all) if (at - (gone.get(agentKey(held)) ?? at) >= afterMs) await giveBack(held).catch(onError)
  }
}

const agentKey = ({ tenant, agent }: Held): string => JSON.stringify([tenant, agent])

const isSpoken = ({ kind, recalled, rolledBack }: LogEvent): boolean =>
  kind !== 'note' && kind !== 'recall' && kind !== 'rollback' && recalled !== true && rolledBack !== true

/** Whoever takes it next may read either language. */
const noteOf = (name: string, minutes: number): string =>
  `${name} 已离线 ${minutes} 分钟，会话已退回排队。\n\n${name} has been offline for ${minutes} min: the conversation is back in the queue.`
