/** A piece of text as a page places it: lower left corner and size in points, from the page's lower left corner. */
export interface PdfPiece {
  text: string
  x: number
  y: number
  width: number
  size: number
  /** The page's own name of the font. */
  font: string
}

/** One line of a page, in reading order. */
export interface PdfLine {
  text: string
  page: number
  x: number
  /** Where it ends. */
  right: number
  y: number
  size: number
  /** The font of most of its characters. */
  font: string
  /** Pieces with wide gaps between them: cells of a table. */
  cells: number
  /** It stands where heads and feet of pages do. */
  margin?: 'top' | 'foot'
  /** Distance to the line above in the same column, points; undefined for the first. */
  gap?: number
}

/** Pieces whose feet differ by less than this share of their size are on one line. */
const SAME_LINE = 0.5
/** A gap wider than so many sizes of type divides columns, or cells. */
const WIDE_GAP = 2
/** A gap wider than this share of the size is a space. */
const SPACE = 0.18
/** Heads and feet stand within so many points of the edge. */
const MARGIN = 62
/** Share of a page's lines that a column needs on its side of the gutter. */
const COLUMN_SHARE = 0.25

/** The lines of one page: pieces on the same height are joined, columns are read one after the other, each from its top. `height`: of the page, points. */
export const linesOf = (pieces: readonly PdfPiece[], page: number, height: number): PdfLine[] => {
  const rows = rowsOf(pieces.filter(({ text }) => text.trim() !== ''))
  const segments = rows.flatMap((row) => segmentsOf(row))
  const gutter = findGutter(segments)
  const ordered = gutter === undefined ? rows.flatMap((row) => [row.flat()]) : inColumns(segments, gutter)
  return ordered.map((row, i) => {
    const line = lineOf(row, page)
    const above = i > 0 ? lineOf(ordered[i - 1] ?? [], page) : undefined
    const margin = line.y < MARGIN ? 'foot' : line.y > height - MARGIN ? 'top' : undefined
    return {
      ...line,
      ...(margin === undefined ? {} : { margin }),
      ...(above === undefined || above.y <= line.y ? {} : { gap: above.y - line.y }),
    }
  })
}

type Segment = PdfPiece[]

const rowsOf = (pieces: readonly PdfPiece[]): Segment[] => {
  const rows: Segment[] = []
  for (const piece of pieces.toSorted((a, b) => b.y - a.y)) {
    const last = rows.at(-1)
    const first = last?.[0]
    if (last !== undefined && first !== undefined && first.y - piece.y < SAME_LINE * Math.max(piece.size, first.size))
      last.push(piece)
    else rows.push([piece])
  }
  for (const row of rows) row.sort((a, b) => a.x - b.x)
  return rows
}

const segmentsOf = (row: Segment): Segment[] => {
  const segments: Segment[] = []
  for (const piece of row) {
    const last = segments.at(-1)?.at(-1)
    if (last !== undefined && piece.x - (last.x + last.width) < WIDE_GAP * piece.size) segments.at(-1)?.push(piece)
    else segments.push([piece])
  }
  return segments
}

const leftOf = (segment: Segment): number => segment[0]?.x ?? 0
const rightOf = (segment: Segment): number => Math.max(...segment.map(({ x, width }) => x + width))

/** The middle of an upright band that hardly any line crosses, with enough lines on both of its sides. */
const findGutter = (segments: readonly Segment[]): number | undefined => {
  if (segments.length < 8) return undefined
  const left = Math.min(...segments.map(leftOf))
  const right = Math.max(...segments.map(rightOf))
  for (let share = 0.35; share <= 0.65; share += 0.01) {
    const at = left + share * (right - left)
    const before = segments.filter((segment) => rightOf(segment) < at - 4)
    const behind = segments.filter((segment) => leftOf(segment) > at + 4)
    const enough = Math.min(before.length, behind.length) >= COLUMN_SHARE * segments.length
    // columns of a table are short; those of a page fill their width
    const wide = before.filter((segment) => rightOf(segment) - leftOf(segment) > 0.6 * (at - left)).length
    if (enough && wide >= before.length / 2) return at
  }
  return undefined
}

/** Segments that cross the gutter divide the page into bands; in each, the left column goes before the right one. */
const inColumns = (segments: readonly Segment[], gutter: number): Segment[] => {
  const ordered: Segment[] = []
  let left: Segment[] = []
  let right: Segment[] = []
  const flush = (): void => {
    ordered.push(...left, ...right)
    left = []
    right = []
  }
  for (const segment of segments) {
    if (rightOf(segment) < gutter) left.push(segment)
    else if (leftOf(segment) > gutter) right.push(segment)
    else {
      flush()
      ordered.push(segment)
    }
  }
  flush()
  return ordered
}

const lineOf = (pieces: Segment, page: number): PdfLine => {
  let text = ''
  let cells = 1
  let end = Number.NEGATIVE_INFINITY
  for (const piece of pieces) {
    const gap = piece.x - end
    const isCell = text !== '' && gap > WIDE_GAP * piece.size
    if (isCell) {
      text += ' | '
      cells++
    } else if (text !== '' && gap > SPACE * piece.size && !/\s$/.test(text) && !/^\s/.test(piece.text)) text += ' '
    text += piece.text
    end = piece.x + piece.width
  }
  const characters = pieces.reduce((sum, piece) => sum + piece.text.length, 0)
  const share = (of: (piece: PdfPiece) => number): number =>
    pieces.reduce((sum, piece) => sum + of(piece) * piece.text.length, 0) / Math.max(characters, 1)
  return {
    text: withoutGaps(text),
    page,
    x: leftOf(pieces),
    right: end,
    y: Math.min(...pieces.map(({ y }) => y)),
    size: share(({ size }) => size),
    font: pieces.reduce((one, piece) => (piece.text.length > one.text.length ? piece : one)).font,
    cells,
  }
}

/** What numbers a line keeps its space. */
const NUMBER_BEFORE = /^\s*(?:\d{1,3}(?:\.\d{1,3})+[.、．]?|\d{1,3}[.、．)）]|第\S{1,5}[章节条部分])\s/u

/**
 * Word processors put thin spaces between Han characters and letters or digits, browsers do not, and a page does not tell them from
 * typed ones: without any, the same text is the same whoever printed it.
 */
const withoutGaps = (text: string): string => {
  const number = NUMBER_BEFORE.exec(text)?.[0] ?? ''
  const rest = text
    .slice(number.length)
    .replaceAll(/(?<=\p{Script=Han})\s+(?=[\p{Script=Han}\p{L}\p{N}])|(?<=[\p{L}\p{N}])\s+(?=\p{Script=Han})/gu, '')
  return `${number}${rest}`.replaceAll(/\s+/g, ' ').trim()
}
