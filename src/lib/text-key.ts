import { createHash } from 'node:crypto'

const KEY_DIGITS = 16

/** Names a text without saying it: the first 16 hex digits of its sha256. */
export const textKey = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, KEY_DIGITS)
