import type { TextStore } from '../shared/store.ts'
import type { Mode, ReplyParts } from './reply.ts'

/** Days after which a draft that nobody came back to is forgotten. */
const KEPT_DAYS = 14
const DAY_MS = 86_400_000

/** Unsent text in the browser, by conversation and mode, kept over a reload and a crash. */
export interface Drafts {
  of(conversation: string): ReplyParts['drafts']
  /** Conversations with unsent text. */
  count(): number
  /** Removes all of them and keeps none from now on: whoever signs out leaves no words on the machine. */
  forget(): void
}

/** `scope` keeps people apart who use the same browser. Drafts that are too old or cannot be read are removed. */
export const createDrafts = (store: TextStore, scope: string, now: () => number): Drafts => {
  const prefix = `tabdesk.draft.${scope}.`
  const keys = () => {
    const all: string[] = []
    for (let i = 0; i < store.length; i++) {
      const key = store.key(i)
      if (key?.startsWith(prefix)) all.push(key)
    }
    return all
  }
  let open = true
  for (const key of keys()) {
    const at = parsed(store.getItem(key))?.at
    if (at === undefined || now() - at > KEPT_DAYS * DAY_MS) store.removeItem(key)
  }
  return {
    of: (conversation) => {
      const key = (mode: Mode) => `${prefix}${mode}.${conversation}`
      return {
        read: (mode) => parsed(store.getItem(key(mode)))?.text ?? '',
        write: (mode, text) => {
          if (!open) return
          if (text === '') return store.removeItem(key(mode))
          try {
            store.setItem(key(mode), JSON.stringify({ text, at: now() }))
          } catch {
            // A full store: the draft stays in its box and does not survive a reload.
          }
        },
      }
    },
    forget: () => {
      open = false
      for (const key of keys()) store.removeItem(key)
    },
    count: () => new Set(keys().map((key) => key.slice(prefix.length).replace(/^[a-z]+\./, ''))).size,
  }
}

const parsed = (value: string | null): { text: string; at: number } | undefined => {
  try {
    const { text, at } = JSON.parse(value ?? '') as { text: unknown; at: unknown }
    return typeof text === 'string' && typeof at === 'number' ? { text, at } : undefined
  } catch {
    return undefined
  }
}
