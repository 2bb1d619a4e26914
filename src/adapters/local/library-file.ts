import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Article } from '../../domain/article.ts'
import { Refusal } from '../../domain/errors.ts'
import { createBreathe } from '../../lib/breathe.ts'
import type { LibraryHistoryEntry, LibraryVersion } from '../../ports/library-store.ts'

/** Characters written at once. */
const CHUNK = 64 * 1_024

/** A version as JSON lines: its header, then an article a line. Neither way holds the event loop, however large it is. */
export const writeVersion = async (file: FileHandle, { articles, ...rest }: LibraryVersion): Promise<void> => {
  const header: LibraryHistoryEntry = { ...rest, count: articles.length }
  const breathe = createBreathe()
  let pending = `${JSON.stringify(header)}\n`
  for (const article of articles) {
    pending += `${JSON.stringify(article)}\n`
    if (pending.length > CHUNK) {
      await file.write(pending)
      pending = ''
    }
    await breathe()
  }
  await file.write(pending)
}

/** @throws Error when the file is not whole */
export const readVersion = async (path: string): Promise<LibraryVersion> => {
  const articles: Article[] = []
  let header: LibraryHistoryEntry | undefined
  for await (const line of linesOf(path)) {
    if (header === undefined) header = JSON.parse(line) as LibraryHistoryEntry
    else articles.push(JSON.parse(line) as Article)
  }
  if (header === undefined || header.count !== articles.length)
    throw new Error(
      `${path} has ${articles.length} articles of ${header?.count ?? '?'}: restore it from a backup, or delete it to go back one version`,
    )
  const { count: _, ...version } = header
  return { ...version, articles }
}

/** The first line alone. */
export const readHeader = async (path: string): Promise<LibraryHistoryEntry> => {
  for await (const line of linesOf(path)) return JSON.parse(line) as LibraryHistoryEntry
  throw new Error(`${path} is empty: restore it from a backup, or delete it to go back one version`)
}

/** Not node:readline, which also breaks lines at U+2028, that JSON leaves as it is. */
async function* linesOf(path: string): AsyncIterable<string> {
  let rest = ''
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

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
