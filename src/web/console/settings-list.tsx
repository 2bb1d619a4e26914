import type { ComponentChildren } from 'preact'
import type { FieldFault } from '../../domain/errors.ts'
import { Entry, replaced } from './settings-form.tsx'
import { s } from './settings-texts.ts'

/** Entries of a setting, each of which can be changed and removed; `children` makes the fields of one. */
export const EntryList = <T,>(props: {
  list: readonly T[]
  disabled: boolean
  /** What is said where there are none. */
  none: string
  add: string
  fresh: T
  /** What an entry is called on the button that removes it. */
  nameOf(one: T): string
  change(list: T[]): void
  children(one: T, at: number, put: (next: Partial<T>) => void): ComponentChildren
}) => {
  const { list, disabled, change } = props
  return (
    <>
      {list.length === 0 && <p class="muted">{props.none}</p>}
      <ul class="cards-list">
        {list.map((one, at) => (
          <li key={at} class="card-entry">
            {props.children(one, at, (next) => change(replaced(list, at, { ...one, ...next })))}
            {!disabled && (
              <button
                type="button"
                class="link-button"
                aria-label={s('removeOf', { name: props.nameOf(one) })}
                onClick={() => change(replaced(list, at, undefined))}
              >
                {s('remove')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {!disabled && (
        <button type="button" class="button" onClick={() => change([...list, props.fresh])}>
          {props.add}
        </button>
      )}
    </>
  )
}

/** A name in both languages. */
export const NameEntries = (props: {
  name: Record<'zh' | 'en', string>
  disabled: boolean
  label(language: 'zh' | 'en'): string
  faults?(language: 'zh' | 'en'): readonly FieldFault[]
  change(name: Record<'zh' | 'en', string>): void
}) => (
  <>
    {(['zh', 'en'] as const).map((language) => (
      <Entry key={language} label={props.label(language)} faults={props.faults?.(language) ?? []}>
        {(marks) => (
          <input
            {...marks}
            lang={language}
            value={props.name[language]}
            disabled={props.disabled}
            onInput={({ currentTarget }) => props.change({ ...props.name, [language]: currentTarget.value })}
          />
        )}
      </Entry>
    ))}
  </>
)
