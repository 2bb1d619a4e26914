import type { FieldChange } from '../../domain/knowledge-import.ts'

type Pieces = FieldChange['pieces']

/** What stays the same is shown this far around a change, in characters. */
const AROUND = 60
/** A text that is of one piece is shown this far, in characters. */
const LONGEST_WHOLE = 400

/** The same pieces with what nobody needs to read cut out of the long ones. */
export const shortened = (pieces: Pieces): Pieces =>
  pieces.map((piece, at) => {
    const { text, kind } = piece
    if (pieces.length === 1)
      return text.length > LONGEST_WHOLE + AROUND ? { text: `${text.slice(0, LONGEST_WHOLE)}…`, kind } : piece
    if (kind !== 'same') return piece
    if (text.length <= 2 * AROUND + 1) return piece
    const start = at === 0 ? '' : text.slice(0, AROUND)
    const end = at === pieces.length - 1 ? '' : text.slice(-AROUND)
    return { text: `${start}…${end}`, kind }
  })
