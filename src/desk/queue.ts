import type { Conversation, QueuePriority } from '../domain/conversation.ts'

export interface QueuePlace {
  /** From 1. */
  position: number
  /** Seconds; absent when nobody is online to take anybody. */
  etaSeconds?: number
}

export interface Queue {
  /** Takes note of a conversation's state; true where the queue's order changed. */
  note(conversation: Conversation): boolean
  place(conversation: Pick<Conversation, 'tenant' | 'id'>): QueuePlace | undefined
  /** Where somebody would stand who joins `at` (ISO); without it, somebody who joins last. */
  nextPlace(tenant: string, joining?: Joining): QueuePlace
  /** Conversation ids of the tenant, who is served first first. */
  waiting(tenant: string): string[]
  depth(): number
}

export interface Joining {
  at: string
  priority?: QueuePriority
}

export interface QueueParts {
  /** Chats that online agents of the tenant could take now, and how many agents there are. */
  capacity(tenant: string): { free: number; agents: number }
  /** Seconds that one chat takes. */
  handleSeconds(tenant: string): number
}

/** Somebody free still has to read and click. */
const PICK_UP_SECONDS = 30

/**
 * How much later somebody may come and still be served first, milliseconds. A head start and not a lane of its own: whoever
 * has waited that much longer than the angry is served before them, so that nobody waits for ever. Danger waits for nobody.
 */
const HEAD_START_MS: Record<QueuePriority, number> = { high: 10 * 60_000, urgent: Number.POSITIVE_INFINITY }

/**
 * First come, first served, per tenant, with a head start by priority. The estimate: with a free place, the time to pick up; else the places before
 * this one divided by the agents, times what a chat takes (each agent frees a place every handleSeconds / capacity in use).
 */
export const createQueue = ({ capacity, handleSeconds }: QueueParts): Queue => {
  const tenants = new Map<string, Waiting[]>()
  const of = (tenant: string) => tenants.get(tenant) ?? []
  const placeAt = (tenant: string, position: number): QueuePlace => {
    const { free, agents } = capacity(tenant)
    if (agents === 0) return { position }
    const before = position - free
    return {
      position,
      etaSeconds: before <= 0 ? PICK_UP_SECONDS : Math.ceil((before / agents) * handleSeconds(tenant)),
    }
  }
  return {
    note: ({ id, tenant, state, queuedAt, priority }) => {
      const line = of(tenant)
      const known = line.find((entry) => entry.id === id)
      const others = line.filter((entry) => entry !== known)
      if (state === 'queued') {
        if (known !== undefined && known.priority === priority) return false
        const entry = waitingAs(id, queuedAt, priority)
        const before = placeIn(others, entry)
        tenants.set(tenant, before < 0 ? [...others, entry] : others.toSpliced(before, 0, entry))
        return true
      }
      if (known === undefined) return false
      tenants.set(tenant, others)
      return true
    },
    place: ({ tenant, id }) => {
      const at = of(tenant).findIndex((entry) => entry.id === id)
      return at < 0 ? undefined : placeAt(tenant, at + 1)
    },
    nextPlace: (tenant, joining) => {
      const line = of(tenant)
      const before = joining === undefined ? -1 : placeIn(line, waitingAs('', joining.at, joining.priority))
      return placeAt(tenant, (before < 0 ? line.length : before) + 1)
    },
    waiting: (tenant) => of(tenant).map(({ id }) => id),
    depth: () => [...tenants.values()].reduce((sum, line) => sum + line.length, 0),
  }
}

interface Waiting {
  id: string
  priority: QueuePriority | undefined
  /** Milliseconds since 1970 from which it counts as waiting. */
  from: number
  /** ...and since when it really does, which decides between those whose danger is the same. */
  since: number
}

const waitingAs = (id: string, queuedAt: string | undefined, priority: QueuePriority | undefined): Waiting => {
  const since = queuedAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(queuedAt)
  return { id, priority, since, from: since - (priority === undefined ? 0 : HEAD_START_MS[priority]) }
}

/** Index of the first that is served after the entry; -1 where it is the last. */
const placeIn = (line: readonly Waiting[], entry: Waiting): number =>
  line.findIndex(({ from, since }) => from > entry.from || (from === entry.from && since > entry.since))
