import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LibraryEntry, LibraryHistoryEntry } from '../../ports/library-store.ts'
import { absent, linesOf, writeLines, writeNew } from './whole-file.ts'

/** At least every so many versions one lists all its articles; those between say only what they changed. */
const WHOLE_EVERY = 50

const VERSION_NAME = /^version-(\d+)\.jsonl$/

/** An article that a version added, changed or retired; of a retired one, the version that went. */
export interface EntryChange {
  kind: 'added' | 'changed' | 'retired'
  entry: LibraryEntry
}

export interface Manifests {
  /** Newest first. */
  numbers(): Promise<number[]>
  /** Undefined when the version is not there, or not any more. */
  header(n: number): Promise<LibraryHistoryEntry | undefined>
  changes(n: number): Promise<EntryChange[] | undefined>
  entries(n: number): Promise<LibraryEntry[] | undefined>
  /**
   * Writes a version that follows on the one before it by `changes` (of `changesBetween`), or stands alone where there is none before;
   * false when there is one of this number.
   */
  write(
    header: LibraryHistoryEntry,
    changes: readonly EntryChange[],
    before: readonly LibraryEntry[] | undefined,
    after: readonly LibraryEntry[],
  ): Promise<boolean>
  /** The oldest version that has to stay so that the newest `kept` can be read. */
  oldestNeeded(kept: number): Promise<number | undefined>
  remove(n: number): Promise<void>
}

/**
 * Versions of the library in `directory`, a file each, `version-<n>.jsonl`, of which the highest is the one in force; there is no pointer
 * that could disagree. A file says who made it and what it changed; every fiftieth, and one that puts articles in another order, lists all.
 */
export const createManifests = (directory: string): Manifests => {
  const headers = new Map<number, Header>()
  /** Entries that were read last: the next version is mostly the one after. */
  let last: { n: number; entries: LibraryEntry[] } | undefined
  const pathOf = (n: number): string => join(directory, `version-${n}.jsonl`)

  const numbers = async (): Promise<number[]> => {
    const names = (await readdir(directory).catch(absent)) ?? []
    const found = names.flatMap((name) => VERSION_NAME.exec(name)?.[1] ?? [])
    return found.map(Number).sort((a, b) => b - a)
  }

  const read = async (n: number): Promise<Manifest | undefined> => {
    const manifest = await readManifest(pathOf(n)).catch(absent)
    if (manifest !== undefined) headers.set(n, manifest.header)
    return manifest
  }

  const header = async (n: number): Promise<Header | undefined> => {
    const known = headers.get(n)
    if (known !== undefined) return known
    const first = await firstLine(pathOf(n)).catch(absent)
    if (first === undefined) return undefined
    headers.set(n, first)
    return first
  }

  const entries = async (n: number): Promise<LibraryEntry[] | undefined> => {
    const later: EntryChange[][] = []
    for (let at = n; ; at--) {
      const base = last?.n === at ? last.entries : undefined
      const manifest = base === undefined ? await read(at) : undefined
      if (base === undefined && manifest === undefined) return undefined
      const start = base ?? manifest?.entries
      if (start !== undefined) {
        const found = later.reduceRight<LibraryEntry[]>(applied, start)
        last = { n, entries: found }
        return found
      }
      later.push(manifest?.changes ?? [])
    }
  }

  return {
    numbers,
    header: async (n) => {
      const found = await header(n)
      if (found === undefined) return undefined
      const { base: _, changes: __, ...entry } = found
      return entry
    },
    changes: async (n) => (await read(n))?.changes,
    entries,
    write: async (entry, changes, before, after) => {
      const base = before === undefined ? undefined : (await header(entry.n - 1))?.base
      const whole =
        before === undefined || base === undefined || entry.n - base >= WHOLE_EVERY || !follows(before, changes, after)
      const first: Header = { ...entry, base: whole ? entry.n : base, changes: changes.length }
      const written = await writeNew(pathOf(entry.n), (file) =>
        writeLines(file, linesFor(first, changes, whole ? after : [])),
      )
      if (!written) return false
      headers.set(entry.n, first)
      last = { n: entry.n, entries: [...after] }
      return true
    },
    oldestNeeded: async (kept) => {
      const found = await numbers()
      const oldest = found[Math.min(kept, found.length) - 1]
      return oldest === undefined ? undefined : (await header(oldest))?.base
    },
    remove: async (n) => {
      await rm(pathOf(n), { force: true })
      headers.delete(n)
    },
  }
}

/** First line of a file. `base`: the version from which on the changes lead here; its own number where it lists all. */
type Header = LibraryHistoryEntry & { base: number; changes: number }

interface Manifest {
  header: Header
  changes: EntryChange[]
  /** Where the file lists all. */
  entries?: LibraryEntry[]
}

const KINDS = { '+': 'added', '~': 'changed', '-': 'retired' } as const
const MARKS = { added: '+', changed: '~', retired: '-' } as const

function* linesFor(header: Header, changes: readonly EntryChange[], all: readonly LibraryEntry[]): Iterable<string> {
  yield JSON.stringify(header)
  for (const { kind, entry } of changes) yield lineOf(MARKS[kind], entry)
  for (const entry of all) yield lineOf('=', entry)
}

const lineOf = (mark: string, { id, version, origin }: LibraryEntry): string =>
  JSON.stringify([mark, id, version, ...(origin === undefined ? [] : [origin])])

/** @throws Error when the file is not whole */
const readManifest = async (path: string): Promise<Manifest> => {
  let header: Header | undefined
  const changes: EntryChange[] = []
  const entries: LibraryEntry[] = []
  for await (const lines of linesOf(path))
    for (const { line } of lines) {
      const parsed = parsedLine(line)
      if (parsed === undefined) break
      if (header === undefined) {
        header = parsed as Header
        continue
      }
      const [mark, id, version, origin] = parsed as ['=' | keyof typeof KINDS, string, string, string?]
      const entry = { id, version, ...(origin === undefined ? {} : { origin }) }
      if (mark === '=') entries.push(entry)
      else changes.push({ kind: KINDS[mark], entry })
    }
  const whole = header?.base === header?.n
  if (header === undefined || changes.length !== header.changes || (whole && entries.length !== header.count))
    throw new Error(
      `${path} has ${changes.length} changes of ${header?.changes ?? '?'} and ${entries.length} articles of ${header?.count ?? '?'}: restore it from a backup, or delete it to go back one version`,
    )
  return { header, changes, ...(whole ? { entries } : {}) }
}

/** Undefined for a line that was cut off: what is missing after it is told by its file. */
const parsedLine = (line: Buffer): unknown => {
  try {
    return JSON.parse(line.toString())
  } catch {
    return undefined
  }
}

const firstLine = async (path: string): Promise<Header> => {
  for await (const [first] of linesOf(path)) {
    const header = first === undefined ? undefined : (parsedLine(first.line) as Header | undefined)
    if (header !== undefined) return header
  }
  throw new Error(`${path} does not begin with a header: restore it from a backup, or delete it to go back one version`)
}

/** What leads from one list of articles to another. */
export const changesBetween = (before: readonly LibraryEntry[], after: readonly LibraryEntry[]): EntryChange[] => {
  const was = new Map(before.map((entry) => [entry.id, entry]))
  const is = new Set(after.map(({ id }) => id))
  if (is.size < after.length) throw new Error('two articles of the library have one id: give each its own')
  const changes = before.filter(({ id }) => !is.has(id)).map((entry): EntryChange => ({ kind: 'retired', entry }))
  for (const entry of after) {
    const old = was.get(entry.id)
    if (old === undefined) changes.push({ kind: 'added', entry })
    else if (old.version !== entry.version || old.origin !== entry.origin) changes.push({ kind: 'changed', entry })
  }
  return changes
}

/** Changed articles keep their place, added ones come last. */
const applied = (before: readonly LibraryEntry[], changes: readonly EntryChange[]): LibraryEntry[] => {
  const after = new Map(before.map((entry) => [entry.id, entry]))
  for (const { kind, entry } of changes) {
    if (kind === 'retired') after.delete(entry.id)
    else after.set(entry.id, entry)
  }
  return [...after.values()]
}

/** Whether the changes alone lead to this order: what stays in its old one, then what was added. */
const follows = (
  before: readonly LibraryEntry[],
  changes: readonly EntryChange[],
  after: readonly LibraryEntry[],
): boolean => {
  const retired = new Set(changes.flatMap(({ kind, entry }) => (kind === 'retired' ? entry.id : [])))
  let place = 0
  for (const { id } of before) if (!retired.has(id) && after[place++]?.id !== id) return false
  return true
}
