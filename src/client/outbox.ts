import type { Attachment } from '../domain/message.ts'
import type { TextStore } from '../web/shared/store.ts'

/** A message on its way; it stays until the server has said that it is durable. */
export interface Outgoing {
  cid: string
  /** Absent for a customer: the open conversation, or a new one. */
  conversation?: string
  kind: 'text' | 'note' | 'image' | 'audio' | 'file'
  /** Empty where a file says it all. */
  text: string
  attachment?: Attachment
  /** Unix milliseconds at which the person sent it. */
  at: number
  /** Code of the refusal that ended it; it then waits for the person to try again or drop it. */
  failed?: string
  /** Unix milliseconds until which it may still be taken back; it is not sent before. */
  heldUntil?: number
}

/** Messages not yet durable, oldest first; they survive a reload of the page. */
export interface Outbox {
  list(): Outgoing[]
  get(cid: string): Outgoing | undefined
  put(message: Outgoing): void
  remove(cid: string): void
}

/**
 * An outbox in `store`, one key a message, so that two tabs of the same browser never overwrite each other's.
 * `scope` keeps people apart who use the same browser. A full store keeps the message in memory only.
 */
export const createOutbox = (store: TextStore, scope: string): Outbox => {
  const prefix = `tabdesk.out.${scope}.`
  const entries = new Map<string, Outgoing>()
  // A cid begins with its time, so this is the order in which they were written.
  const left = storedUnder(store, prefix).sort((a, b) => (a.cid < b.cid ? -1 : 1))
  for (const message of left) entries.set(message.cid, message)
  return {
    list: () => [...entries.values()],
    get: (cid) => entries.get(cid),
    put: (message) => {
      entries.set(message.cid, message)
      try {
        store.setItem(prefix + message.cid, JSON.stringify(message))
      } catch {
        // The store is full: the message is still sent, it only does not survive a reload.
      }
    },
    remove: (cid) => {
      entries.delete(cid)
      store.removeItem(prefix + cid)
    },
  }
}

const storedUnder = (store: TextStore, prefix: string): Outgoing[] => {
  const found: Outgoing[] = []
  for (let i = 0; i < store.length; i++) {
    const key = store.key(i)
    if (!key?.startsWith(prefix)) continue
    const message = parsed(store.getItem(key))
    if (message !== undefined) found.push(message)
  }
  return found
}

const parsed = (text: string | null): Outgoing | undefined => {
  try {
    const value = JSON.parse(text ?? '') as Outgoing
    return typeof value.cid === 'string' && typeof value.text === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
