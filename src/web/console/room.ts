import { type Signal, signal } from '@preact/signals'
import type { CompletionItem, EventsPage, ServerFrame, StatusFrame, SuggestionFrame } from '../../client/wire.ts'
import type { ContextCard } from '../../domain/customer.ts'
import type { Author } from '../../domain/message.ts'
import { wholeOf } from '../shared/ghost.ts'
import { createHistory, type History } from '../shared/history.ts'

/** Milliseconds that a typing sign stays without another. */
const TYPING_MS = 6_000
/** Completions kept for a conversation; their bases make them a prefix cache. */
const MAX_COMPLETIONS = 50

/** Everything that the desk knows of one conversation that it follows. */
export interface Room {
  readonly id: string
  readonly history: History
  readonly status: Signal<StatusFrame | undefined>
  readonly suggestion: Signal<SuggestionFrame | undefined>
  /** Newest first. */
  readonly completions: Signal<readonly CompletionItem[]>
  readonly context: Signal<{ card: ContextCard; at: number } | undefined>
  /** Cursors of each side. */
  readonly receipts: Signal<Partial<Record<Author['role'], { delivered: number; read: number }>>>
  /** Unix milliseconds until which the customer counts as typing. */
  readonly typingUntil: Signal<number>
  /** Colleagues who write a reply here, by their id; `until` is Unix milliseconds. */
  readonly writers: Signal<ReadonlyMap<string, { name: string; until: number }>>
  /** Counts the changes of the draft; an answer for an older one is too late. */
  revision: number
  receive(frame: ServerFrame & { conversation: string }, now: number): void
}

export const createRoom = (
  id: string,
  fetchPage: (after: number, limit: number) => Promise<EventsPage>,
  /** `sub` of the agent: their own typing comes back to them. */
  me: () => string | undefined,
): Room => {
  const history = createHistory(id, fetchPage)
  const status = signal<StatusFrame>()
  const suggestion = signal<SuggestionFrame>()
  const completions = signal<readonly CompletionItem[]>([])
  const context = signal<{ card: ContextCard; at: number }>()
  const receipts = signal<Room['receipts']['value']>({})
  const typingUntil = signal(0)
  const writers = signal<Room['writers']['value']>(new Map())

  const room: Room = {
    id,
    history,
    status,
    suggestion,
    completions,
    context,
    receipts,
    typingUntil,
    writers,
    revision: 0,
    receive: (frame, now) => {
      switch (frame.type) {
        case 'event': {
          history.add([frame])
          if (frame.from.role === 'customer') typingUntil.value = 0
          if (writers.value.has(frame.from.id)) {
            writers.value = new Map([...writers.value].filter(([writer]) => writer !== frame.from.id))
          }
          // What was offered was for the conversation as it stood: a reply that was given needs no suggestion.
          if (frame.from.role === 'agent' && frame.kind !== 'note') suggestion.value = undefined
          if (frame.kind !== 'note') completions.value = []
          return
        }
        case 'status':
          status.value = frame
          return
        case 'suggestion':
          suggestion.value = frame.suggestions.length > 0 ? frame : undefined
          return
        case 'completion': {
          if (frame.revision !== room.revision) return
          const fresh = new Set(frame.items.map(wholeOf))
          const older = completions.value.filter((item) => !fresh.has(wholeOf(item)))
          completions.value = [...frame.items, ...older].slice(0, MAX_COMPLETIONS)
          return
        }
        case 'context':
          context.value = { card: frame.card, at: now }
          return
        case 'typing':
          if (frame.by.role === 'customer') typingUntil.value = now + TYPING_MS
          else if (frame.by.role === 'agent' && frame.by.id !== me())
            writers.value = new Map(writers.value).set(frame.by.id, { name: frame.by.name, until: now + TYPING_MS })
          return
        case 'receipt':
          receipts.value = { ...receipts.value, [frame.by]: { delivered: frame.delivered, read: frame.read } }
          return
        default:
      }
    },
  }
  return room
}
