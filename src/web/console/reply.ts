import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { ClientFrame } from '../../client/wire.ts'
import type { Suggestion } from '../../domain/record.ts'
import { chooseGhost, cycledGhost, type Ghost, nextWord, type Offer, wholeOf } from '../shared/ghost.ts'
import { language } from '../shared/i18n.ts'
import type { Room } from './room.ts'

/** Milliseconds of rest after a keystroke before completions are asked for. */
const ASK_AFTER_MS = 80
const BLANK = /\{\{\s*([\w.]+)\s*\}\}/g

export interface ReplyParts {
  room: Room
  /** What was written before, by mode; told of every change. */
  drafts: { read(mode: Mode): string; write(mode: Mode, text: string): void }
  post(frame: ClientFrame): boolean
  after(ms: number, then: () => void): () => void
}

export type Mode = 'reply' | 'note'

/** A draft that went out and may come back. */
export interface Sent {
  /** It is on its way for good: says what became of the suggestion. */
  report(): void
  /** It is taken back: the box as it was, in front of what was written since. */
  restore(): void
}

/** The agent's reply in the making: the draft, the grey text after it, and what became of the suggestions. */
export interface Reply {
  readonly draft: Signal<string>
  /** Each mode has a draft of its own. */
  readonly mode: Signal<Mode>
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
  /** The draft goes out as `text`: the box starts afresh. */
  sent(text: string): Sent
  release(): void
}

export const createReply = ({ room, drafts, post, after }: ReplyParts): Reply => {
  const mode = signal<Mode>('reply')
  const draft = signal(drafts.read('reply'))
  let shownMode: Mode = 'reply'
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
      if (mode.value === shownMode) return
      shownMode = mode.value
      draft.value = drafts.read(shownMode)
    }),
    effect(() => drafts.write(shownMode, draft.value)),
    effect(() => {
      current.value = available.value && wholeOf(available.value.offer)
    }),
    effect(() => {
      if (draft.value === '' && shownMode === 'reply') origin = undefined
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
      const sentMode = mode.value
      const before = { origin, suggestion: room.suggestion.value, suppressed: suppressed.value }
      const top = before.suggestion?.suggestions[0]
      batch(() => {
        draft.value = ''
        if (sentMode === 'note') return
        suppressed.value = false
        room.suggestion.value = undefined
        room.completions.value = []
      })
      return {
        report: () => {
          if (sentMode === 'note') return
          if (before.origin !== undefined)
            report(before.origin.id, text === before.origin.text ? 'accepted' : 'edited', text)
          else if (top !== undefined && !before.suppressed) report(top.id, 'expired')
        },
        restore: () => {
          mode.value = sentMode
          batch(() => {
            draft.value = draft.value.trim() === '' ? text : `${text}\n${draft.value}`
            room.suggestion.value ??= before.suggestion
          })
          origin = before.origin
        },
      }
    },
    release: () => {
      cancelAsk()
      for (const release of releases) release()
    },
  }
}
