import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { decodeText } from '../lib/decode-text.ts'
import { WrongUse } from './terminal.ts'

/**
 * A file of JSON objects, one a line; empty lines are skipped.
 * @throws WrongUse naming file, line, field and what is wrong
 */
export const readJsonLinesFile = async <T>(path: string, schema: z.ZodType<T>): Promise<T[]> => {
  const text = await readTextFile(path)
  const values: T[] = []
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const parsed = schema.safeParse(parseJson(line, `${path}:${i + 1}`))
    if (parsed.success) values.push(parsed.data)
    else {
      const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'line'}: ${issue.message}`)
      throw new WrongUse(`${path}:${i + 1}: ${faults.join('; ')}`)
    }
  }
  return values
}

/** @throws WrongUse when there is no such file, or it is no text */
export const readTextFile = async (path: string): Promise<string> => {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new WrongUse(`${path} cannot be read (${error.code}): check the path`)
  })
  const decoded = decodeText(bytes)
  if (decoded === undefined)
    throw new WrongUse(`${path} is no text in UTF-8, UTF-16 with a byte order mark, or GB18030: save it as UTF-8`)
  return decoded.text
}

const parseJson = (line: string, at: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    throw new WrongUse(`${at}: not JSON; write one object a line`)
  }
}
