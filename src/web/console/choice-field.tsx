import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren, Ref } from 'preact'
import { useRef } from 'preact/hooks'
import { isImeKey } from '../shared/keys.ts'

export interface ChoiceFieldProps<C> {
  /** Ids of the list and of its options. */
  list: string
  option: string
  label: string
  listLabel: string
  query: Signal<string>
  choices: readonly C[]
  keyOf(choice: C): string
  onChoose(choice: C): void
  /** Of choices that are on or off. */
  isOn?(choice: C): boolean
  field?: Ref<HTMLInputElement>
  children(choice: C, place: number): ComponentChildren
}

/** A field and the choices that its letters leave: arrows move, Enter chooses, the focus stays in the field. */
export const ChoiceField = <C,>(props: ChoiceFieldProps<C>) => {
  const { list, option, label, query, choices } = props
  const at = useSignal(0)
  const shown = useRef<HTMLDivElement>(null)
  const chosen = Math.min(at.value, choices.length - 1)
  const choose = (choice: C | undefined) => {
    if (choice === undefined) return
    props.onChoose(choice)
    // Where several are chosen, one after the other, each begins at the top.
    if (props.isOn !== undefined) at.value = 0
  }
  const move = (by: number) => {
    at.value = (chosen + by + choices.length) % Math.max(1, choices.length)
    requestAnimationFrame(() =>
      shown.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
    )
  }
  return (
    <>
      <input
        class="choice-field"
        data-first
        ref={props.field ?? null}
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={chosen >= 0 ? `${option}-${chosen}` : undefined}
        aria-label={label}
        placeholder={label}
        autocomplete="off"
        spellcheck={false}
        value={query.value}
        onInput={({ currentTarget }) => {
          query.value = currentTarget.value
          at.value = 0
        }}
        onKeyDown={(event) => {
          if (isImeKey(event, false)) return
          if (event.key === 'ArrowDown') move(1)
          else if (event.key === 'ArrowUp') move(-1)
          else if (event.key === 'Enter') choose(choices[chosen])
          else return
          event.preventDefault()
        }}
      />
      <div role="listbox" id={list} aria-label={props.listLabel} ref={shown}>
        {choices.map((choice, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys and names the chosen one
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
          <div
            key={props.keyOf(choice)}
            role="option"
            id={`${option}-${place}`}
            aria-selected={place === chosen}
            {...(props.isOn !== undefined && { 'aria-checked': props.isOn(choice) })}
            onClick={() => choose(choice)}
          >
            {props.children(choice, place)}
          </div>
        ))}
      </div>
    </>
  )
}
