import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '../../domain/errors.ts'
import type { LibraryHistoryEntry, LibraryStore, LibraryVersion, Seeded } from '../../ports/library-store.ts'
import { readHeader, readVersion, writeNew, writeOver, writeVersion } from './library-file.ts'

/** Versions that are kept; older ones are deleted. */
const VERSIONS_KEPT = 30
/** How often commits of other processes are looked for, milliseconds. */
const POLL_MS = 1_000

/** Age at which a half-written file is nobody's, milliseconds. */
const LEFTOVER_MS = 3_600_000

const VERSION_NAME = /^library-(\d+)\.jsonl$/
const IMPORT_ID = /^[A-Za-z0-9-]{1,64}$/

/**
 * The library as files in `directory`: `library-<n>.jsonl`, of which the highest is the one in force; there is no pointer that
 * could disagree. Two processes that commit at once meet at the name of the next version: the second one starts again from it.
 */
export const createLibraryFiles = (parts: { directory: string; now: () => Date; pollMs?: number }): LibraryStore => {
  const { directory, now, pollMs = POLL_MS } = parts
  const listeners = new Set<(n: number) => void>()
  let cached: LibraryVersion | undefined
  const pathOf = (n: number): string => join(directory, `library-${n}.jsonl`)
  const importPath = (id: string): string => join(directory, 'imports', `${checkedId(id)}.json`)

  const current = async (): Promise<LibraryVersion | undefined> => {
    const [newest] = await versionsIn(directory)
    if (newest === undefined) return undefined
    if (cached?.n !== newest) cached = await readVersion(pathOf(newest))
    return cached
  }

  /** Writes what `next` makes of the newest version; undefined: nothing, which it says only where there is one. */
  const append = async (next: Next): Promise<LibraryVersion> => {
    await mkdir(directory, { recursive: true })
    for (;;) {
      const before = await current()
      const content = await next(before)
      if (content === undefined) return before as LibraryVersion
      const version = { n: (before?.n ?? 0) + 1, at: now().toISOString(), ...content }
      if (!(await writeNew(pathOf(version.n), (file) => writeVersion(file, version)))) continue
      cached = version
      for (const old of (await versionsIn(directory)).slice(VERSIONS_KEPT)) await rm(pathOf(old), { force: true })
      for (const tell of listeners) tell(version.n)
      return version
    }
  }

  return {
    current,
    commit: (change, note, by) =>
      append(async (before) => {
        const articles = await change(before?.articles ?? [])
        if (articles === before?.articles) return undefined
        return { by, note, edited: true, seed: before?.seed ?? '', articles }
      }),
    rollbackTo: async (n, by) => {
      if (!(await versionsIn(directory)).includes(n))
        throw new Refusal('not_found', `there is no version ${n} of the library: see its history`, { field: 'n' })
      const { articles, edited, seed } = await readVersion(pathOf(n))
      return append(async () => ({ by, note: `back to version ${n}`, edited, seed, articles }))
    },
    history: async () => {
      const entries: LibraryHistoryEntry[] = []
      for (const n of await versionsIn(directory)) entries.push(await readHeader(pathOf(n)))
      return entries
    },
    seed: async (hash, articles) => {
      await removeLeftovers(directory, now())
      let outcome: Seeded['outcome'] = 'unchanged'
      const version = await append(async (before) => {
        outcome = seedOutcome(hash, before)
        if (outcome === 'unchanged' || outcome === 'edits_kept') return undefined
        return {
          by: 'system',
          note: 'from the knowledge folder',
          edited: false,
          seed: hash,
          articles: await articles(),
        }
      })
      return { outcome, version }
    },
    watch: (onChange) => {
      let seen = cached?.n ?? 0
      const tell = (n: number): void => {
        if (n <= seen) return
        seen = n
        onChange(n)
      }
      listeners.add(tell)
      const timer = setInterval(() => void versionsIn(directory).then(([newest]) => tell(newest ?? 0), ignore), pollMs)
      timer.unref()
      return () => {
        clearInterval(timer)
        listeners.delete(tell)
      }
    },
    saveImport: async (id, value) => {
      const path = importPath(id)
      await mkdir(join(directory, 'imports'), { recursive: true })
      await writeOver(path, async (file) => void (await file.write(JSON.stringify(value))))
    },
    loadImport: async (id) => {
      const text = await readFile(importPath(id), 'utf8').catch(absent)
      return text === undefined ? undefined : (JSON.parse(text) as unknown)
    },
  }
}

type Content = Omit<LibraryVersion, 'n' | 'at'>
type Next = (before: LibraryVersion | undefined) => Promise<Content | undefined>

/** Newest first. */
const versionsIn = async (directory: string): Promise<number[]> => {
  const names = (await readdir(directory).catch(absent)) ?? []
  const numbers = names.flatMap((name) => VERSION_NAME.exec(name)?.[1] ?? [])
  return numbers.map(Number).sort((a, b) => b - a)
}

/** What a process that was killed left half written; a younger one may still be written by somebody. */
const removeLeftovers = async (directory: string, now: Date): Promise<void> => {
  for (const name of (await readdir(directory).catch(absent)) ?? []) {
    if (!name.endsWith('.tmp')) continue
    const written = await stat(join(directory, name)).catch(absent)
    const age = now.getTime() - (written?.mtimeMs ?? Number.POSITIVE_INFINITY)
    if (age > LEFTOVER_MS) await rm(join(directory, name), { force: true })
  }
}

const seedOutcome = (hash: string, before: LibraryVersion | undefined): Seeded['outcome'] => {
  if (before === undefined) return 'seeded'
  if (before.seed === hash) return 'unchanged'
  return before.edited ? 'edits_kept' : 'reseeded'
}

/** A folder that cannot be read now is looked at again at the next poll; who reads the library is told why. */
const ignore = (): void => {}

const checkedId = (id: string): string => {
  if (IMPORT_ID.test(id)) return id
  throw new Refusal('not_found', 'there is no such import', { field: 'id' })
}

const absent = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw error
  return undefined
}
