import { parseDelimited, sniffDelimiter } from '../lib/delimited.ts'
import { checkFields, FIELDS } from './check-fields.ts'
import { MOST_FAULTS, type ReadOptions, type ReadText } from './sourced.ts'

/** `text,intent[,lang]` with that header, RFC 4180. Columns of other names are left alone, and warned about. */
export const readCsv = (text: string, path: string, options: ReadOptions): ReadText => {
  const result: ReadText = { examples: [], faults: [] }
  const { records, openQuote } = parseDelimited(text, sniffDelimiter(text))
  if (openQuote !== undefined)
    return fault(
      `${path}:${openQuote}`,
      'a quote that opens here is never closed; close it, or double quotes inside a quoted cell',
    )
  const [header, ...body] = records
  if (header === undefined)
    return fault(path, 'the file is empty; give a header and a line for each example, e.g. text,intent')
  const names = header.cells.map((name) => name.trim().toLowerCase())
  const missing = ['text', ...(options.unlabelled ? [] : ['intent'])].filter((name) => !names.includes(name))
  if (missing.length > 0)
    return fault(
      `${path}:1`,
      `the header is ${JSON.stringify(names.join(',').slice(0, LONGEST_HEADER))}; it needs ${missing.join(' and ')}, e.g. text,intent,lang: rename the columns that hold them`,
    )
  const twice = names.find((name, i) => FIELDS.has(name) && names.indexOf(name) !== i)
  if (twice !== undefined) return fault(`${path}:1`, `the header has the column ${twice} twice; rename or remove one`)
  const unread = names.filter((name) => !FIELDS.has(name))
  for (const { line, cells } of body) {
    if (result.faults.length >= MOST_FAULTS) break
    const at = `${path}:${line}`
    if (cells.length !== names.length)
      result.faults.push({
        at,
        text: `has ${cells.length} cells where the header has ${names.length}; put text with commas in quotes`,
      })
    else checkFields(Object.fromEntries(names.map((name, i) => [name, cells[i]])), at, options, result)
  }
  if (unread.length > 0 && result.faults.length === 0)
    options.warn?.(`${path}:1: the columns ${unread.map((name) => JSON.stringify(name)).join(', ')} are not read`)
  return result
}

const LONGEST_HEADER = 200

const fault = (at: string, text: string): ReadText => ({ examples: [], faults: [{ at, text }] })
