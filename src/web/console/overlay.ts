import { signal } from '@preact/signals'

/** What lies over the desk, one thing at a time. */
export type Overlay =
  | { name: 'help' | 'palette' | 'settings' }
  | { name: 'transfer' | 'resolve' | 'snooze' | 'tags' | 'sendLater' | 'merge'; conversation: string }
  /** Takes back one message, or everything above `seq`. */
  | { name: 'recall' | 'rollback'; conversation: string; seq: number }
  /** How the customer's message was understood, and what it was about instead. */
  | { name: 'inspect' | 'correct'; conversation: string; seq: number }

export const overlay = signal<Overlay | undefined>(undefined)
