import type { EntityType } from '../../domain/understanding.ts'

/** Something found at `start`; of two that overlap the longer stays, of two alike the one found by the earlier finder. */
export interface Found {
  type: EntityType
  start: number
  end: number
  value: string
  slots?: Record<string, string>
}

/** What a reader makes of a match: its value, or its value with more; undefined where it is none. */
export type Read = string | undefined | (Pick<Found, 'value'> & Partial<Pick<Found, 'type' | 'slots'>>)

/**
 * All matches that `read` makes something of; a group called `number` is the entity and the rest of the match its label.
 * `read` gets the match and what stands before and after it.
 */
export const findAll = (
  type: EntityType,
  text: string,
  pattern: RegExp,
  read: (match: RegExpExecArray, before: string, after: string) => Read,
): Found[] =>
  [...text.matchAll(pattern)].flatMap((match) => {
    const at = match.index
    const end = at + match[0].length
    const made = read(match, text.slice(Math.max(0, at - SIDE), at), text.slice(end, end + SIDE))
    if (made === undefined) return []
    const number = match.groups?.['number']
    const start = number === undefined ? at : at + match[0].lastIndexOf(number)
    const span = { start, end: number === undefined ? end : start + number.length }
    return [typeof made === 'string' ? { type, ...span, value: made } : { type, ...span, ...made }]
  })

/** Characters either side that a finder may look at. */
const SIDE = 32
