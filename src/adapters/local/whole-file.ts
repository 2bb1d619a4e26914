import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, link, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Refusal } from '../../domain/errors.ts'
import { createBreathe } from '../../lib/breathe.ts'

/** Characters written at once. */
const CHUNK = 64 * 1_024
const NEWLINE = 0x0a

/**
 * Writes a file whole: aside, synced, then under its name, which must not exist yet. False when it does: somebody was first.
 * @throws Refusal storage.full
 */
export const writeNew = (path: string, write: (file: FileHandle) => Promise<void>): Promise<boolean> =>
  writeAside(path, write, async (aside) => {
    try {
      await link(aside, path)
      return true
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false
      throw error
    }
  })

/** Writes a file whole: aside, synced, then over the one of its name. */
export const writeOver = async (path: string, write: (file: FileHandle) => Promise<void>): Promise<void> => {
  await writeAside(path, write, async (aside) => {
    await rename(aside, path)
    return true
  })
}

/** Removes what was begun of a file and is not under its name, also by somebody who is at it: that fails for them. */
export const removeUnfinished = async (path: string): Promise<void> => {
  for (const name of (await readdir(dirname(path)).catch(absent)) ?? [])
    if (name.startsWith(`${basename(path)}.`) && name.endsWith('.tmp'))
      await rm(join(dirname(path), name), { force: true })
}

/**
 * Lines, each ended by a line break, without holding the event loop however many they are. By `writeFile`, which goes on from where
 * the file is and does not stop at half of what it was given, as one `write` to a disk that gets full does without an error.
 */
export const writeLines = async (file: FileHandle, lines: Iterable<string>): Promise<void> => {
  const breathe = createBreathe()
  let pending = ''
  for (const line of lines) {
    pending += `${line}\n`
    if (pending.length > CHUNK) {
      await file.writeFile(pending)
      pending = ''
    }
    await breathe()
  }
  await file.writeFile(pending)
}

/** A line and the byte of the file where it begins. */
export interface PlacedLine {
  at: number
  line: Buffer
}

/**
 * The lines of a file as they are read, some at a time, so that others come in between. Not node:readline, which also breaks
 * lines at U+2028, that JSON leaves as it is.
 */
export async function* linesOf(path: string): AsyncIterable<PlacedLine[]> {
  let rest: Buffer[] = []
  let at = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const lines: PlacedLine[] = []
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      const line = Buffer.concat([...rest, chunk.subarray(from, end)])
      lines.push({ at, line })
      at += line.length + 1
      rest = []
      from = end + 1
    }
    rest.push(chunk.subarray(from))
    if (lines.length > 0) yield lines
  }
  const line = Buffer.concat(rest)
  if (line.length > 0) yield [{ at, line }]
}

/** For `catch`: a file that is not there is undefined, everything else goes on. */
export const absent = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw error
  return undefined
}

const writeAside = async (
  path: string,
  write: (file: FileHandle) => Promise<void>,
  place: (aside: string) => Promise<boolean>,
): Promise<boolean> => {
  const aside = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(aside, 'wx')
    try {
      await write(file)
      await file.sync()
    } finally {
      await file.close()
    }
    const placed = await place(aside)
    await syncDirectory(dirname(path))
    return placed
  } catch (error) {
    if (codeOf(error) !== 'ENOSPC') throw error
    throw new Refusal('storage.full', `the disk is full: make room for ${dirname(path)}`, { cause: error })
  } finally {
    await rm(aside, { force: true })
  }
}

/** The name itself survives a power cut only when its directory is synced. */
const syncDirectory = async (path: string): Promise<void> => {
  const directory = await open(path, 'r')
  await directory.sync().finally(() => directory.close())
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code
