import type { EntityType } from '../../domain/understanding.ts'

/** Something found at `start`; of two that overlap the longer stays, of two alike the one found by the earlier finder. */
export interface Found {
  type: EntityType
  start: number
  end: number
  value: string
}

/**
 * All matches whose `value` is defined; a group called `number` is the entity and the rest of the match its label.
 * `read` gets the match and what stands before and after it.
 */
export const findAll = (
  type: EntityType,
  text: string,
  pattern: RegExp,
  read: (match: RegExpExecArray, before: string, after: string) => string | undefined,
): Found[] =>
  [...text.matchAll(pattern)].flatMap((match) => {
    const start = match.index
    const end = start + match[0].length
    const value = read(match, text.slice(Math.max(0, start - SIDE), start), text.slice(end, end + SIDE))
    if (value === undefined) return []
    const number = match.groups?.['number']
    if (number === undefined) return [{ type, start, end, value }]
    const inner = start + match[0].lastIndexOf(number)
    return [{ type, start: inner, end: inner + number.length, value }]
  })

/** Characters either side that a finder may look at. */
const SIDE = 24
