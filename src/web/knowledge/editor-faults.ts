import type { FieldFault } from '../../domain/errors.ts'

/** Fields of the form, as faults are shown beside them. */
export const FORM_FIELDS = [
  'title.zh',
  'title.en',
  'questions.zh',
  'questions.en',
  'answers.zh',
  'answers.en',
  'cards.zh',
  'cards.en',
  'intent',
  'mode',
  'audience',
  'channels',
  'validFrom',
  'validTo',
  'review',
  'orders',
  'source',
  'owner',
  'courtesy',
] as const

export type FormField = (typeof FORM_FIELDS)[number]

/**
 * Which fields of the form a fault belongs to: `questions.zh[2]` to `questions.zh`, `# en when order.status is paid` to
 * `answers.en`, `answers` alone to the answers of both languages; none for what has no field there.
 */
export const formFields = (field: string): FormField[] => {
  const heading = /^#\s*(zh|en)\b/.exec(field)?.[1]
  if (heading !== undefined) return [heading === 'zh' ? 'answers.zh' : 'answers.en']
  return FORM_FIELDS.filter(
    (name) =>
      name === field ||
      field.startsWith(`${name}.`) ||
      field.startsWith(`${name}[`) ||
      name === `${field}.zh` ||
      name === `${field}.en`,
  )
}

/** Faults by the field of the form; those of no field under `other`. */
export const faultsByField = (faults: readonly FieldFault[]): Map<FormField | 'other', FieldFault[]> => {
  const found = new Map<FormField | 'other', FieldFault[]>()
  for (const fault of faults) {
    const names = formFields(fault.field)
    for (const name of names.length === 0 ? (['other'] as const) : names)
      found.set(name, [...(found.get(name) ?? []), fault])
  }
  return found
}

/** The place in its list that a fault speaks of: 2 of `answers.zh[2].when`; undefined where it speaks of all. */
export const faultPlace = ({ field }: FieldFault): number | undefined => {
  const place = /^[^[]*\[(\d+)\]/.exec(field)?.[1]
  return place === undefined ? undefined : Number(place)
}
