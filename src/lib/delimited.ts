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
 */
export const parseDelimited = (text: string, delimiter: string): DelimitedText => {
  const records: TextRecord[] = []
  let line = 1
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  while (at < text.length) {
    const record: TextRecord = { line, cells: [] }
    for (;;) {
      const cell = text[at] === '"' ? readQuoted(text, at, delimiter) : readPlain(text, at, delimiter)
      if (cell === undefined) return { records, openQuote: line }
      record.cells.push(cell.value)
      line += cell.breaks
      at = cell.end
      if (text[at] !== delimiter) break
      at++
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++
    at++
    line++
    if (record.cells.length > 1 || record.cells[0]?.trim() !== '') records.push(record)
  }
  return { records }
}

/** The delimiter of comma, tab and semicolon that divides the first line into most cells. */
export const sniffDelimiter = (text: string): string => {
  const end = text.search(/[\r\n]/)
  const head = end < 0 ? text : text.slice(0, end)
  const counts = [',', '\t', ';'].map((delimiter) => ({ delimiter, count: head.split(delimiter).length }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter
}

/** Quotes a cell where it needs quotes in CSV. */
export const csvCell = (value: string): string =>
  /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value

interface Cell {
  value: string
  /** Index after the cell: of a delimiter, a line break or the end. */
  end: number
  /** Line breaks inside. */
  breaks: number
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
  return { value: value + tail.value.trim(), end: tail.end, breaks: value.split(/\r\n|\r|\n/).length - 1 }
}
