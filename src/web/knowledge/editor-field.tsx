import type { ComponentChildren } from 'preact'
import type { FieldFault } from '../../domain/errors.ts'
import { faultText } from './editor-fault-texts.ts'

/** What ties an input to its hint and faults. */
export interface Described {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': boolean | undefined
}

/** A labelled input with its hint, and what is wrong with it. */
export const Field = (props: {
  id: string
  label: string
  hint?: string | undefined
  faults?: readonly FieldFault[] | undefined
  class?: string
  children(described: Described): ComponentChildren
}) => {
  const { id, label, hint, faults = [] } = props
  const described = [hint !== undefined && `${id}-hint`, faults.length > 0 && `${id}-faults`].filter(Boolean).join(' ')
  return (
    <div class={`entry ${props.class ?? ''}`}>
      <label for={id}>{label}</label>
      {props.children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': faults.length > 0 ? true : undefined,
      })}
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <Faults id={`${id}-faults`} faults={faults} />
    </div>
  )
}

/** What is wrong at a place; nothing where all is well. */
export const Faults = ({ id, faults }: { id?: string; faults: readonly FieldFault[] }) =>
  faults.length === 0 ? null : (
    <ul class="faults" {...(id === undefined ? {} : { id })}>
      {faults.map((fault) => (
        <li key={`${fault.field}${fault.fix}`}>{faultText(fault)}</li>
      ))}
    </ul>
  )

/** Inputs that belong together under one legend. */
export const Group = (props: { legend: string; hint?: string; class?: string; children: ComponentChildren }) => (
  <fieldset class={`group ${props.class ?? ''}`}>
    <legend>{props.legend}</legend>
    {props.hint !== undefined && <p class="hint">{props.hint}</p>}
    {props.children}
  </fieldset>
)
