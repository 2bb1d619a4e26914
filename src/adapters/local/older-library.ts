import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Article } from '../../domain/article.ts'
import type { LibraryHistoryEntry, LibraryVersion } from '../../ports/library-store.ts'
import { absent, linesOf } from './whole-file.ts'

const OLDER_NAME = /^library-(\d+)\.jsonl$/

/**
 * Versions as they were written before bodies had files of their own, `library-<n>.jsonl` with a header and all articles: given to `take`,
 * oldest first, and removed once it has them all. One that is not whole is put aside, unless it is the one in force.
 * @throws Error when the version in force is not whole
 */
export const carryOver = async (directory: string, take: (version: LibraryVersion) => Promise<void>): Promise<void> => {
  const numbers = ((await readdir(directory).catch(absent)) ?? []).flatMap((name) => OLDER_NAME.exec(name)?.[1] ?? [])
  const oldestFirst = numbers.map(Number).sort((a, b) => a - b)
  const pathOf = (n: number): string => join(directory, `library-${n}.jsonl`)
  for (const n of oldestFirst) {
    const version = await readOlder(pathOf(n)).catch(async (error: NodeJS.ErrnoException) => {
      // Another process has carried it over meanwhile.
      if (error.code === 'ENOENT') return undefined
      if (n === oldestFirst.at(-1)) throw error
      await rename(pathOf(n), `${pathOf(n)}.broken`).catch(absent)
      return undefined
    })
    if (version !== undefined) await take(version)
  }
  // The newest last: until it is gone, all that is before it can be carried over again.
  for (const n of oldestFirst) await rm(pathOf(n), { force: true })
}

const readOlder = async (path: string): Promise<LibraryVersion> => {
  const articles: Article[] = []
  let header: LibraryHistoryEntry | undefined
  for await (const lines of linesOf(path))
    for (const { line } of lines) {
      const parsed = JSON.parse(line.toString()) as unknown
      if (header === undefined) header = parsed as LibraryHistoryEntry
      else articles.push(parsed as Article)
    }
  if (header === undefined || header.count !== articles.length)
    throw new Error(
      `${path} has ${articles.length} articles of ${header?.count ?? '?'}: restore it from a backup, or delete it to go back one version`,
    )
  const { count: _, ...version } = header
  return { ...version, articles }
}
