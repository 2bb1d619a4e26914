import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Language } from '../../domain/message.ts'
import { language } from '../shared/i18n.ts'
import { insertText } from '../shared/insert-text.ts'
import { isImeKey } from '../shared/keys.ts'
import { langTag } from './articles-row.tsx'
import type { Described } from './editor-field.tsx'
import { matchingSlots, openSlot, type SlotChoice, withSlot } from './editor-slots.ts'
import { type EditorText, t } from './editor-texts.ts'

/** Slots shown at once; more typing narrows them. */
const SHOWN = 40
const FROM: Record<string, EditorText> = {
  crm: 'slot_crm',
  orders: 'slot_orders',
  parcels: 'slot_parcels',
  shop: 'slot_shop',
  catalogue: 'slot_product',
}

/** The text of an answer. `{{` opens the list of slots: arrows, Enter or Tab pick, Esc closes it. */
export const AnswerBox = (props: {
  described: Described
  lang: Language
  text: string
  slots: readonly SlotChoice[]
  onChange(text: string): void
}) => {
  const { described, slots } = props
  const box = useRef<HTMLTextAreaElement>(null)
  const typed = useSignal<string | undefined>(undefined)
  const at = useSignal(0)
  const found = typed.value === undefined ? [] : matchingSlots(slots, typed.value).slice(0, SHOWN)
  const listId = `${described.id}-slots`
  const look = () => {
    const field = box.current
    if (field === null) return
    const open = field.selectionStart === field.selectionEnd ? openSlot(field.value, field.selectionStart) : undefined
    if (open?.typed !== typed.value) at.value = 0
    typed.value = open?.typed
  }
  const pick = (slot: SlotChoice | undefined) => {
    const field = box.current
    if (field === null || slot === undefined) return
    const start = openSlot(field.value, field.selectionStart)?.start ?? field.selectionStart
    const whole = withSlot(field.value, field.selectionStart, slot.name)
    const end = field.value.length - (whole.text.length - whole.caret)
    field.setSelectionRange(start, end)
    insertText(field, whole.text.slice(start, whole.caret))
    typed.value = undefined
  }
  const pressed = (event: KeyboardEvent) => {
    if (typed.value === undefined || isImeKey(event, false) || event.ctrlKey || event.altKey || event.metaKey) return
    const { key, shiftKey } = event
    if (key === 'Escape') typed.value = undefined
    else if (found.length === 0) return
    else if (key === 'ArrowDown' || key === 'ArrowUp')
      at.value = (at.value + (key === 'ArrowDown' ? 1 : found.length - 1)) % found.length
    else if ((key === 'Enter' || key === 'Tab') && !shiftKey) pick(found[at.value])
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  useEffect(() => {
    if (typed.value !== undefined) document.getElementById(listId)?.scrollIntoView({ block: 'nearest' })
  }, [typed.value === undefined])
  useEffect(() => {
    if (typed.value !== undefined)
      document.getElementById(`${listId}-${at.value}`)?.scrollIntoView({ block: 'nearest' })
  }, [at.value, typed.value])
  const isOpen = typed.value !== undefined
  return (
    <div class="answer-box">
      <textarea
        {...described}
        ref={box}
        rows={4}
        lang={langTag(props.lang)}
        aria-autocomplete="list"
        aria-controls={isOpen ? listId : undefined}
        aria-activedescendant={isOpen && found.length > 0 ? `${listId}-${at.value}` : undefined}
        value={props.text}
        onInput={(event) => {
          props.onChange(event.currentTarget.value)
          look()
        }}
        onClick={look}
        onKeyDown={pressed}
        onBlur={() => {
          typed.value = undefined
        }}
      />
      <button
        type="button"
        class="link-button"
        onClick={() => {
          if (box.current === null) return
          insertText(box.current, '{{')
          look()
        }}
      >
        {t('insertSlot')}
      </button>
      {isOpen && (
        <div class="slot-list" role="listbox" tabIndex={0} id={listId} aria-label={t('slotList')}>
          {found.length === 0 && <div class="muted">{t('noSlot', { typed: typed.value ?? '' })}</div>}
          {found.map((slot, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the text field, which keeps the focus
            // biome-ignore lint/a11y/useFocusableInteractive: as above
            <div
              key={slot.name}
              role="option"
              id={`${listId}-${index}`}
              aria-selected={index === at.value}
              // Keeps the focus in the text.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => pick(slot)}
            >
              <code>{slot.name}</code>
              <span>{slot.example[language.value]}</span>
              <span class="muted small">
                {FROM[slot.from] === undefined ? slot.from : t(FROM[slot.from] as EditorText)}
              </span>
            </div>
          ))}
        </div>
      )}
    </div>
  )
}
