import { z } from 'zod'
import { parseDatabaseAddress } from '../../lib/database-address.ts'
import { batch, probe, text } from './common-settings.ts'

export const sqlOperation = z.strictObject({ statement: text, batch, probe }).superRefine(({ statement }, context) => {
  const fault = faultOfStatement(statement)
  if (fault !== undefined) context.addIssue({ code: 'custom', path: ['statement'], message: fault })
})

/** A single SELECT with its ids as parameters; what it reads is all that it can do (the file is opened for reading, too). */
const faultOfStatement = (statement: string): string | undefined => {
  // One pass: a comment may hold a quote, and a text two dashes.
  const bare = statement.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\//g, (part) => {
    if (!/^['"`]/.test(part)) return ' '
    return /\{ids?\}/.test(part) ? '{quoted}' : "''"
  })
  if (bare.includes('{quoted}')) return 'has its placeholder in quotes: write it bare, it is sent as a parameter'
  if (!/^\s*(select|with)\b/i.test(bare)) return 'is no SELECT: sources are only read'
  if (/;\s*\S/.test(bare)) return 'is more than one statement: write a single SELECT'
  const verb =
    /\b(insert|update|delete|replace\s+into|drop|alter|create|attach|detach|pragma|vacuum|truncate|grant|copy|call|merge|into)\b/i.exec(
      bare,
    )
  if (verb !== null) return `says ${verb[0].toUpperCase()}: sources are only read; quote it where it is a name`
  if (/\{id\}/.test(bare) === /\{ids\}/.test(bare)) return 'needs {ids}, as in WHERE order_no IN ({ids}), or {id}'
  return undefined
}

export const databaseAddress = (
  written: string,
  context: { addIssue: (issue: { code: 'custom'; message: string }) => void },
): void => {
  try {
    parseDatabaseAddress(written)
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message })
  }
}
