import type { Conversation } from '../domain/conversation.ts'

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
  /** Where somebody who joined now would stand. */
  nextPlace(tenant: string): QueuePlace
  /** Conversation ids of the tenant, first come first. */
  waiting(tenant: string): string[]
  depth(): number
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
 * First come, first served, per tenant. The estimate: with a free place, the time to pick up; else the places before
 * this one divided by the agents, times what a chat takes (each agent frees a place every handleSeconds / capacity in use).
 */
export const createQueue = ({ capacity, handleSeconds }: QueueParts): Queue => {
  const tenants = new Map<string, { id: string; since: string }[]>()
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
    note: ({ id, tenant, state, queuedAt }) => {
      const line = of(tenant)
      const at = line.findIndex((entry) => entry.id === id)
      if (state === 'queued') {
        if (at >= 0) return false
        const entry = { id, since: queuedAt ?? '' }
        const before = line.findIndex((other) => other.since > entry.since)
        tenants.set(tenant, before < 0 ? [...line, entry] : line.toSpliced(before, 0, entry))
        return true
      }
      if (at < 0) return false
      tenants.set(tenant, line.toSpliced(at, 1))
      return true
    },
    place: ({ tenant, id }) => {
      const at = of(tenant).findIndex((entry) => entry.id === id)
      return at < 0 ? undefined : placeAt(tenant, at + 1)
    },
    nextPlace: (tenant) => placeAt(tenant, of(tenant).length + 1),
    waiting: (tenant) => of(tenant).map(({ id }) => id),
    depth: () => [...tenants.values()].reduce((sum, line) => sum + line.length, 0),
  }
}
