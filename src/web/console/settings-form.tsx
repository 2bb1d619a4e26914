import { type ReadonlySignal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { FieldFault } from '../../domain/errors.ts'
import type { SettingsArea, TenantSettings } from '../../domain/settings.ts'
import type { Saved, SettingsBook } from './settings-book.ts'
import { s } from './settings-texts.ts'

/** An area as it is being changed. */
export interface AreaForm<T> {
  readonly value: T
  readonly disabled: boolean
  change(value: T): void
  /** What the server says is wrong at a field, such as `tags.0.name.zh`, or below it. */
  faultsAt(field: string): readonly FieldFault[]
}

/** One area: its form, Save, and what became of it. */
export const SettingsForm = <A extends SettingsArea>(props: {
  book: SettingsBook
  area: A
  canWrite: boolean
  children(form: AreaForm<TenantSettings[A]>): ComponentChildren
}) => {
  const { book, area, canWrite } = props
  const kept = book.answer.value?.settings[area] as TenantSettings[A]
  const result = useSignal<Saved | undefined>(undefined)
  const busy = useSignal(false)
  const base = JSON.stringify(kept)
  const draft = book.drafts.value[area]
  const value = draft === undefined ? kept : (draft.value as TenantSettings[A])
  const isChanged = draft !== undefined
  const isOvertaken = draft !== undefined && draft.base !== base
  const faults = result.value?.ok === false ? result.value.faults : []
  const save = async () => {
    if (!isChanged || isOvertaken || busy.value) return
    busy.value = true
    result.value = await book.save(area, value)
    busy.value = false
  }
  return (
    <form
      class="area-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {props.children({
        value,
        disabled: !canWrite,
        change: (next) => {
          // While a save is under way, what is kept is about to be something else.
          const isKept = JSON.stringify(next) === base && !busy.value
          book.draft(area, isKept ? undefined : { value: next, base: draft?.base ?? base })
          if (result.value?.ok === true) result.value = undefined
        },
        faultsAt: (field) => faults.filter((fault) => fault.field === field || fault.field.startsWith(`${field}.`)),
      })}
      <Outcome
        result={result}
        isOvertaken={isOvertaken}
        onNewest={() => {
          result.value = undefined
          book.draft(area, undefined)
          void book.read()
        }}
      />
      {canWrite && (
        <p class={isChanged ? 'area-save changed' : 'area-save'}>
          <button type="submit" class="button primary" disabled={!isChanged || isOvertaken || busy.value}>
            {s('save')}
          </button>
          {isChanged && (
            <>
              <button
                type="button"
                class="button"
                onClick={() => {
                  book.draft(area, undefined)
                  result.value = undefined
                }}
              >
                {s('undoEdit')}
              </button>
              <span class="muted small">{s('unsaved')}</span>
            </>
          )}
        </p>
      )}
    </form>
  )
}

const OVERTAKEN = { ok: false, conflict: true, faults: [], why: '' } as const

const Outcome = (props: { result: ReadonlySignal<Saved | undefined>; isOvertaken: boolean; onNewest(): void }) => {
  const { isOvertaken, onNewest } = props
  const said = props.result.value ?? (isOvertaken ? OVERTAKEN : undefined)
  if (said === undefined) return null
  if (said.ok) return <p role="status">{s('saved')}</p>
  return (
    <div class="area-failed" role="alert">
      {said.conflict ? (
        <p>
          {s('conflict')}{' '}
          <button type="button" class="link-button" onClick={onNewest}>
            {s('readNewest')}
          </button>
        </p>
      ) : said.faults.length === 0 ? (
        <p>{s('saveFailed', { why: said.why })}</p>
      ) : (
        <>
          <p>{s('faults', { n: said.faults.length })}</p>
          <ul>
            {said.faults.map(({ field, value, fix }) => (
              <li key={`${field}${fix}`}>
                <code>{field}</code> {value}: {fix}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

/** A labelled input; it is marked where the server found something wrong. */
export const Entry = (props: {
  label: string
  hint?: string | undefined
  faults?: readonly FieldFault[]
  class?: string
  children: (marks: { 'aria-invalid': boolean | undefined }) => ComponentChildren
}) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is what the children make
  <label class={`entry ${props.class ?? ''}`}>
    <span>{props.label}</span>
    {props.children({ 'aria-invalid': (props.faults?.length ?? 0) > 0 ? true : undefined })}
    {props.hint !== undefined && <span class="muted small">{props.hint}</span>}
  </label>
)

/** A list with one entry replaced, or removed where `next` is undefined. */
export const replaced = <T,>(list: readonly T[], at: number, next: T | undefined): T[] =>
  list.flatMap((one, place) => (place !== at ? [one] : next === undefined ? [] : [next]))
