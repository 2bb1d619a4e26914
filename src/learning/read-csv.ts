import { parseDelimited, sniffDelimiter } from '../lib/delimited.ts'
import { checkFields } from './check-fields.ts'
import type { ReadOptions, ReadText } from './sourced.ts'

/** `text,intent[,lang]` with that header, RFC 4180. Columns of other names are ignored. */
export const readCsv = (text: string, path: string, options: ReadOptions): ReadText => {
  const result: ReadText = { examples: [], faults: [] }
  const { records, openQuote } = parseDelimited(text, sniffDelimiter(text))
  if (openQuote !== undefined)
    return fault(
      `${path}:${openQuote}`,
      'a quote that opens here is never closed; close it, or double quotes inside a quoted cell',
    )
  const [header, ...body] = records
  const names = header?.cells.map((name) => name.trim().toLowerCase()) ?? []
  const missing = ['text', ...(options.unlabelled ? [] : ['intent'])].filter((name) => !names.includes(name))
  if (missing.length > 0)
    return fault(
      `${path}:1`,
      `the header is ${JSON.stringify(names.join(','))}; it needs ${missing.join(' and ')}, e.g. text,intent,lang`,
    )
  for (const { line, cells } of body) {
    const at = `${path}:${line}`
    if (cells.length !== names.length)
      result.faults.push({
        at,
        text: `has ${cells.length} cells where the header has ${names.length}; put text with commas in quotes`,
      })
    else checkFields(Object.fromEntries(names.map((name, i) => [name, cells[i]])), at, options, result)
  }
  return result
}

const fault = (at: string, text: string): ReadText => ({ examples: [], faults: [{ at, text }] })
