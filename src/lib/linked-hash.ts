import { createHash } from 'node:crypto'

/**
 * The next hash of a chain: sha256, hexadecimal, over the hash before and the fields, each with its length in bytes before it, so that
 * nothing can move from one to another. The first one comes after an empty text.
 */
export const linkedHash = (before: string, fields: readonly (string | number | null)[]): string => {
  const hash = createHash('sha256').update(before)
  for (const field of fields) {
    const text = field === null ? '-' : String(field)
    hash.update(field === null ? text : `${Buffer.byteLength(text)}:${text}`)
  }
  return hash.digest('hex')
}
