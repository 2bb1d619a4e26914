import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { language } from '../shared/i18n.ts'
import { insertText } from '../shared/insert-text.ts'
import { isImeKey } from '../shared/keys.ts'
import { useDesk } from './desk-context.ts'
import { type Pick, picksFor } from './picks.ts'
import type { Seat } from './seats.ts'
import { type Trigger, triggerAt } from './triggers.ts'

export interface Picker {
  readonly open: ReadonlySignal<{ trigger: Trigger; picks: readonly Pick[]; at: number } | undefined>
  /** The text or the caret changed. */
  look(): void
  /** Whether the key was the picker's. */
  pressed(event: KeyboardEvent): boolean
  choose(pick: Pick): void
}

/** Canned answers, slots, colleagues and emoji, chosen while typing. */
export const usePicker = (seat: Seat, box: RefObject<HTMLTextAreaElement | null>): Picker => {
  const desk = useDesk()
  const { reply, room } = seat
  const trigger = useSignal<Trigger | undefined>(undefined)
  const at = useSignal(0)
  /** Where a choice was dismissed with Esc; it stays so until another one begins. */
  const dismissed = useSignal<number | undefined>(undefined)
  const open = useComputed(() => {
    const begun = trigger.value
    if (begun === undefined || begun.from === dismissed.value || reply.composing.value) return undefined
    const picks = picksFor(begun, {
      canned: desk.canned.value,
      card: room.context.value?.card,
      colleagues: desk.colleagues.all.value,
      language: desk.inbox.rows.value.get(room.id)?.language ?? 'zh',
      shown: language.value,
    })
    return picks.length === 0 ? undefined : { trigger: begun, picks, at: Math.min(at.value, picks.length - 1) }
  })
  const look = () => {
    const text = box.current
    const caret = text?.selectionStart ?? 0
    const next =
      text === null || caret !== text.selectionEnd || document.activeElement !== text
        ? undefined
        : triggerAt(text.value, caret, reply.mode.value)
    if (next?.kind === 'canned' && trigger.value?.kind !== 'canned') desk.renewCanned()
    if (next?.from !== trigger.value?.from || next?.query !== trigger.value?.query) {
      at.value = 0
      trigger.value = next
    }
    if (next === undefined) dismissed.value = undefined
  }
  const choose = ({ insert }: Pick) => {
    const text = box.current
    const begun = trigger.value
    if (text === null || begun === undefined) return
    const caret = text.selectionEnd
    text.focus()
    text.setSelectionRange(begun.from, caret)
    insertText(text, insert)
    trigger.value = undefined
  }
  return {
    open,
    look,
    choose,
    pressed: (event) => {
      const now = open.value
      if (now === undefined || isImeKey(event, reply.composing.value)) return false
      if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return false
      const { picks } = now
      if (event.key === 'ArrowDown') at.value = (now.at + 1) % picks.length
      else if (event.key === 'ArrowUp') at.value = (now.at + picks.length - 1) % picks.length
      else if (event.key === 'Escape') dismissed.value = now.trigger.from
      else if (event.key === 'Enter' || event.key === 'Tab') {
        const pick = picks[now.at]
        if (pick !== undefined) choose(pick)
      } else return false
      event.preventDefault()
      return true
    },
  }
}
