import { open } from 'node:fs/promises'
import { Refusal } from '../domain/errors.ts'
import { decodeText } from '../lib/decode-text.ts'
import type { ReadOptions } from './sourced.ts'

/** Bytes of one file of examples. 15,000 examples are some 2 MB; more than this is a log or the wrong file. */
export const LARGEST_FILE = 64 * 1024 * 1024

/**
 * Text of a file in UTF-8, UTF-16 with a byte order mark, or GB18030, which is warned about.
 * @throws Refusal bad_input naming the file, the line where it can be told, and the fix
 */
export const readTextOf = async (path: string, { warn }: ReadOptions): Promise<string> => {
  const bytes = await readBytes(path)
  const decoded = decodeText(bytes)
  if (decoded === undefined) throw new Refusal('bad_input', describeBytes(path, bytes))
  if (decoded.encoding === 'gb18030')
    warn?.(`${path} is not UTF-8: it was read as GB18030; save it as UTF-8 to be sure`)
  return decoded.text
}

const readBytes = async (path: string): Promise<Buffer> => {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal('bad_input', `${path} cannot be read (${error.code}); check the path and its permissions`)
  })
  try {
    const { size } = await file.stat()
    if (size > LARGEST_FILE)
      throw new Refusal(
        'bad_input',
        `${path} has ${megabytes(size)} MB; at most ${megabytes(LARGEST_FILE)} MB are read: split it, or take a sample`,
      )
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** What stands in the way of reading the bytes as text. */
const describeBytes = (path: string, bytes: Buffer): string => {
  const nul = bytes.indexOf(0)
  if (nul < 0) return `${path} is neither UTF-8 nor GB18030; save it as UTF-8`
  let line = 1
  for (let at = bytes.indexOf(LINE_FEED); at >= 0 && at < nul; at = bytes.indexOf(LINE_FEED, at + 1)) line++
  return `${path}:${line}: a NUL byte: this is no text file, or it was damaged; save it as UTF-8 text, or take the byte out`
}

const LINE_FEED = 10
const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024)
