/** One record of a delimited text and the line that it starts on, from 1. */
export interface TextRecord {
  line: number
  cells: string[]
}

export interface DelimitedText {
  records: TextRecord[]
  /** Line of a quote that is never closed; the records before it are whole. */
  openQuote?: number
}

/**
 * RFC 4180 with any delimiter: quoted cells may hold delimiters, line breaks and doubled quotes; lines end in CRLF, LF or CR.
 * A quote inside an unquoted cell is a character like any other. A byte order mark and empty lines are left out.
 * `onBadQuote`: a record with a quote that is never closed, or is closed lines later in the middle of a cell, is told by the line
 * of the quote and left out, and reading goes on with the next line; without it the text ends at a quote that is never closed.
 */
export const parseDelimited = (text: string, delimiter: string, onBadQuote?: (line: number) => void): DelimitedText => {
  const records: TextRecord[] = []
  const reading = readDelimited(text, delimiter, onBadQuote)
  for (;;) {
    const { done, value } = reading.next()
    if (done) return value === undefined ? { records } : { records, openQuote: value }
    records.push(value)
  }
}

/** The same record by record, for who rests between them; returned is the line of a quote that is never closed. */
export function* readDelimited(
  text: string,
  delimiter: string,
  onBadQuote?: (line: number) => void,
): Generator<TextRecord, number | undefined> {
  let line = 1
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  let bad = 0
  while (at < text.length) {
    const record: TextRecord = { line, cells: [] }
    for (;;) {
      const cell = text[at] === '"' ? readQuoted(text, at, delimiter) : readPlain(text, at, delimiter)
      if (cell === undefined || (onBadQuote !== undefined && cell.stray === true)) {
        if (onBadQuote === undefined || ++bad > MOST_BAD_QUOTES) return line
        onBadQuote(line)
        at = readPlain(text, at, '\n').end
        record.cells = ['']
        break
      }
      record.cells.push(cell.value)
      line += cell.breaks
      at = cell.end
      if (text[at] !== delimiter) break
      at++
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++
    at++
    line++
    if (record.cells.length > 1 || record.cells[0]?.trim() !== '') yield record
  }
  return undefined
}

/** The delimiter of comma, tab, semicolon and bar that divides the first line that has one into most cells. */
export const sniffDelimiter = (text: string): string => {
  for (const line of text.slice(0, SNIFFED).split(/[\r\n]+/, LINES_SNIFFED)) {
    const counts = [',', '\t', ';', '|'].map((delimiter) => ({ delimiter, count: line.split(delimiter).length }))
    const best = counts.reduce((one, next) => (next.count > one.count ? next : one))
    if (best.count > 1) return best.delimiter
  }
  return ','
}

/** Characters and lines that the delimiter is told from. */
const SNIFFED = 64 * 1_024
const LINES_SNIFFED = 20
/** Bad quotes after which a text is taken for something else than a table: each may be looked for to the end. */
const MOST_BAD_QUOTES = 1_000

/** Quotes a cell where it needs quotes in CSV. */
export const csvCell = (value: string): string =>
  /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value

interface Cell {
  value: string
  /** Index after the cell: of a delimiter, a line break or the end. */
  end: number
  /** Line breaks inside. */
  breaks: number
  /** It has lines, and text after its closing quote: that quote opened another cell. */
  stray?: boolean
}

const readPlain = (text: string, start: number, delimiter: string): Cell => {
  let end = start
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++
  return { value: text.slice(start, end), end, breaks: 0 }
}

/** Text between a closing quote and the next delimiter is kept: spreadsheets write none, people do. */
const readQuoted = (text: string, start: number, delimiter: string): Cell | undefined => {
  let close = text.indexOf('"', start + 1)
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
  if (close < 0) return undefined
  const value = text.slice(start + 1, close).replaceAll('""', '"')
  const tail = readPlain(text, close + 1, delimiter)
  const breaks = value.split(/\r\n|\r|\n/).length - 1
  const after = tail.value.trim()
  return { value: value + after, end: tail.end, breaks, stray: breaks > 0 && after !== '' }
}
