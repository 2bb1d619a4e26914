import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { constants, copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { VoterBook, VoterKind } from '../../domain/voter.ts'
import type { FoundVoter, KeptVoter, VoterFiles } from '../../ports/voters.ts'
import { lookAround, type SeenVoter } from './voter-folder.ts'
import { writeNew } from './whole-file.ts'

const BOOKS_KEPT = 30
const BOOK_NAME = /^book-(\d+)\.json$/
const SHA_DIGITS = 16
const EMPTY: VoterBook = { n: 0, voters: {}, broken: {} }

/**
 * Voters of one tenant in `folders`, the first of which wins where two have one of the same name. What is decided about them and every
 * version that was taken in lie in `directory`, in folders with a dot that nobody looks into for voters. The book is a file a change,
 * `book-<n>.json`: two programs that change it at once meet at the next name, and the second starts again from the first one's (PV6).
 */
export const createVoterFiles = (parts: { folders: readonly string[]; directory: string }): VoterFiles => {
  const { folders, directory } = parts
  const books = join(directory, '.state')
  const pathOf = (n: number): string => join(books, `book-${n}.json`)
  let cached: VoterBook | undefined
  let seen = new Map<string, Seen>()

  const book = async (): Promise<VoterBook> => {
    const [n] = await numbersIn(books)
    if (n === undefined) return EMPTY
    if (cached?.n !== n) cached = JSON.parse(await readFile(pathOf(n), 'utf8')) as VoterBook
    return cached
  }

  return {
    scan: async () => {
      const now: Map<string, Seen> = await lookAround(folders)
      const found: FoundVoter[] = []
      for (const [name, voter] of now) {
        const before = seen.get(name)
        // What looks alike twice is taken to be written to its end.
        if (before?.signature !== voter.signature) continue
        const sha = before.sha ?? (await shaOf(voter.files, voter.path).catch(absent))
        if (sha === undefined) continue
        now.set(name, { ...voter, sha })
        const { kind, path, unusable } = voter
        found.push({ name, kind, path, sha, ...(unusable === undefined ? {} : { unusable }) })
      }
      seen = now
      return found
    },
    keep: async ({ name, kind, path }) => {
      const { files } = seen.get(name) ?? { files: [] }
      const aside = join(directory, '.versions', name, `${randomUUID()}.tmp`)
      try {
        for (const file of files) {
          const to = join(aside, keptName(file, path))
          await mkdir(join(to, '..'), { recursive: true })
          await copyFile(file, to, constants.COPYFILE_FICLONE)
        }
        const sha = await shaOf(files, path, aside)
        const kept = keptAt(directory, name, sha, kind, files[0] ?? path)
        await rename(aside, join(directory, '.versions', name, sha)).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
        })
        return kept
      } finally {
        await rm(aside, { recursive: true, force: true })
      }
    },
    kept: async (name, sha, kind) => {
      const [file] = await readdir(join(directory, '.versions', name, sha)).catch(() => [])
      if (file === undefined) throw new Error(`version ${sha} of voter ${name} is not in ${directory} any more`)
      return keptAt(directory, name, sha, kind, file)
    },
    forget: (name, sha) => rm(join(directory, '.versions', name, sha), { recursive: true, force: true }),
    book,
    change: async (next) => {
      await mkdir(books, { recursive: true })
      for (;;) {
        const before = await book()
        const after = next(before)
        if (after === before) return before
        const written: VoterBook = { ...after, n: before.n + 1 }
        if (!(await writeNew(pathOf(written.n), (file) => file.writeFile(JSON.stringify(written))))) continue
        for (const old of (await numbersIn(books)).slice(BOOKS_KEPT)) await rm(pathOf(old), { force: true })
        return written
      }
    },
  }
}

type Seen = SeenVoter & { sha?: string }

/** Newest first. */
const numbersIn = async (directory: string): Promise<number[]> => {
  const names = (await readdir(directory).catch(absent)) ?? []
  return names
    .flatMap((name) => BOOK_NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a)
}

const keptAt = (directory: string, name: string, sha: string, kind: VoterKind, file: string): KeptVoter => {
  const folder = join(directory, '.versions', name, sha)
  return { name, kind, sha, path: kind === 'onnx' ? folder : join(folder, keptName(file, file)) }
}

/** Relative to its voter. Node reads `.js` one way or the other by the nearest package.json; kept far from it, `.mjs` says which. */
const keptName = (file: string, path: string): string => {
  if (file !== path) return file.slice(path.length + 1)
  return extname(file) === '.js' ? `${basename(file, '.js')}.mjs` : basename(file)
}

/** sha256 of the files' names and contents, read where they are or where they were copied to. */
const shaOf = async (files: readonly string[], path: string, copiedTo?: string): Promise<string> => {
  const hash = createHash('sha256')
  for (const file of files) {
    const name = keptName(file, path)
    hash.update(`\0${name}\0`)
    for await (const chunk of createReadStream(copiedTo === undefined ? file : join(copiedTo, name))) hash.update(chunk)
  }
  return hash.digest('hex').slice(0, SHA_DIGITS)
}

const absent = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw error
  return undefined
}
