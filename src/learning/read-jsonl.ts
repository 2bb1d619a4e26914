import { checkFields, FIELDS } from './check-fields.ts'
import { MOST_FAULTS, type ReadOptions, type ReadText } from './sourced.ts'

/** One `{"text","intent","lang"?}` a line. */
export const readJsonl = (text: string, path: string, options: ReadOptions): ReadText => {
  const result: ReadText = { examples: [], faults: [] }
  const unread = new Set<string>()
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    if (result.faults.length >= MOST_FAULTS) break
    const at = `${path}:${i + 1}`
    let row: unknown
    try {
      row = JSON.parse(line)
    } catch {
      const shown = JSON.stringify(line.slice(0, 60))
      result.faults.push({ at, text: `${shown} is not JSON; write one {"text","intent"} a line` })
      continue
    }
    checkFields(row, at, options, result)
    if (unread.size < MOST_NAMED) for (const name of Object.keys(Object(row))) if (!FIELDS.has(name)) unread.add(name)
  }
  if (unread.size > 0 && result.faults.length === 0)
    options.warn?.(`${path}: the fields ${[...unread].slice(0, MOST_NAMED).join(', ')} are not read`)
  return result
}

const MOST_NAMED = 10
