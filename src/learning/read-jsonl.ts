import { checkFields } from './check-fields.ts'
import type { ReadOptions, ReadText } from './sourced.ts'

/** One `{"text","intent","lang"?}` a line. */
export const readJsonl = (text: string, path: string, options: ReadOptions): ReadText => {
  const result: ReadText = { examples: [], faults: [] }
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue
    const at = `${path}:${i + 1}`
    try {
      checkFields(JSON.parse(line) as unknown, at, options, result)
    } catch {
      result.faults.push({
        at,
        text: `${JSON.stringify(line.slice(0, 60))} is not JSON; write one {"text","intent"} a line`,
      })
    }
  }
  return result
}
