import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Suggestion } from '../../domain/record.ts'
import { chooseGhost, cycledGhost, type Ghost, nextWord, type Offer, wholeOf } from '../shared/ghost.ts'
import { language } from '../shared/i18n.ts'
import type { ClientFrame } from '../shared/wire.ts'
import type { Room } from './room.ts'

/** Milliseconds of rest after a keystroke before completions are asked for. */
const ASK_AFTER_MS = 80
const BLANK = /\{\{\s*([\w.]+)\s*\}\}/g

export interface ReplyParts {
  room: Room
  draft: Signal<string>
  post(frame: ClientFrame): boolean
  after(ms: number, then: () => void): () => void
}

/** The agent's reply in the making: the draft, the grey text after it, and what became of the suggestions. */
export interface Reply {
  readonly draft: Signal<string>
  readonly mode: Signal<'reply' | 'note'>
  readonly composing: Signal<boolean>
  /** Caret at the end and nothing selected. */
  readonly caretAtEnd: Signal<boolean>
  /** What is shown after the draft; undefined hides it. */
  readonly ghost: ReadonlySignal<Ghost | undefined>
  /** Slots that the draft still has to be filled in. */
  readonly blanks: ReadonlySignal<string[]>
  /** Text to insert at the caret for Tab, or the next word; the caller inserts it. */
  takeAll(): string
  takeWord(): string
  /** A card was put into the box, in place of the draft. */
  took(suggestion: Suggestion): void
  cycle(step: 1 | -1): void
  dismiss(): void
  /** Asks for completions now, also after a dismissal. */
  ask(): void
  /** The draft was sent as `text`: says what became of the suggestion, and starts afresh. */
  sent(text: string): void
  release(): void
}

export const createReply = ({ room, draft, post, after }: ReplyParts): Reply => {
  const mode = signal<'reply' | 'note'>('reply')
  const composing = signal(false)
  const caretAtEnd = signal(true)
  const suppressed = signal(false)
  const current = signal<string>()
  /** What the draft came from. */
  let origin: Suggestion | undefined
  let cancelAsk = () => {}

  const offers = computed<Offer[]>(() => [
    ...room.completions.value,
    ...(room.suggestion.value?.suggestions ?? []).map((suggestion) => ({ ...suggestion, base: '' })),
  ])
  const choice = computed(() => ({ draft: draft.value, offers: offers.value, current: current.value }))
  const available = computed(() => chooseGhost(choice.value))
  const ghost = computed(() =>
    suppressed.value || composing.value || !caretAtEnd.value || mode.value === 'note' ? undefined : available.value,
  )
  const report = (id: string, result: 'accepted' | 'edited' | 'dismissed' | 'expired', text?: string) =>
    post({ type: 'outcome', suggestion: id, result, ...(text !== undefined && { text }) })
  const take = (text: string) => {
    const offer = ghost.value?.offer
    if (offer !== undefined) origin = suggestionOf(wholeOf(offer)) ?? origin
    return text
  }
  /** Completions may repeat a suggestion; only those count for the statistics. */
  const suggestionOf = (whole: string) => room.suggestion.value?.suggestions.find(({ text }) => text === whole)
  const complete = () => post({ type: 'complete', conversation: room.id, draft: draft.value, revision: room.revision })

  const releases = [
    effect(() => {
      current.value = available.value && wholeOf(available.value.offer)
    }),
    effect(() => {
      if (draft.value === '') origin = undefined
      room.revision += 1
      cancelAsk()
      if (draft.value === '' || mode.value === 'note' || composing.value || suppressed.value) return
      if (available.peek() === undefined) cancelAsk = after(ASK_AFTER_MS, complete)
    }),
    // A new message of the customer: earlier dismissals were about something else.
    effect(() => {
      if (room.suggestion.value !== undefined) suppressed.value = false
    }),
  ]

  return {
    draft,
    mode,
    composing,
    caretAtEnd,
    ghost,
    blanks: computed(() => [...draft.value.matchAll(BLANK)].map(([, slot]) => slot ?? '')),
    takeAll: () => take(ghost.value?.rest ?? ''),
    takeWord: () => take(nextWord(ghost.value?.rest ?? '', language.value)),
    took: (suggestion) => {
      origin = suggestion
    },
    cycle: (step) => {
      current.value = cycledGhost({ ...choice.value, step })
    },
    dismiss: () => {
      const suggestion = ghost.value && suggestionOf(wholeOf(ghost.value.offer))
      suppressed.value = true
      if (suggestion !== undefined) report(suggestion.id, 'dismissed')
    },
    ask: () => {
      suppressed.value = false
      complete()
    },
    sent: (text) => {
      if (mode.value === 'note') {
        draft.value = ''
        return
      }
      const top = room.suggestion.value?.suggestions[0]
      if (origin !== undefined) report(origin.id, text === origin.text ? 'accepted' : 'edited', text)
      else if (top !== undefined && !suppressed.value) report(top.id, 'expired')
      batch(() => {
        draft.value = ''
        suppressed.value = false
        room.suggestion.value = undefined
        room.completions.value = []
      })
    },
    release: () => {
      cancelAsk()
      for (const release of releases) release()
    },
  }
}
