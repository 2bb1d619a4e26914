import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProductVersion } from '../../domain/product-import.ts'
import { createBreathe } from '../../lib/breathe.ts'
import type { ProductStore, StoredProducts } from '../../ports/product-store.ts'
import { absent, linesOf, writeLines, writeNew } from './whole-file.ts'

/** Versions that are kept. */
const KEPT_VERSIONS = 30
const NAME = /^([1-9]\d*)\.jsonl$/

/** First line of a file; a row a line follows. */
interface Head extends ProductVersion {
  format: typeof FORMAT
  columns?: readonly string[]
}

const FORMAT = 'tabdesk-products-1'

/** Versions of the catalogue as files of a folder, `<n>.jsonl`. */
export const createProductFiles = (directory: string): ProductStore => {
  const pathOf = (n: number): string => join(directory, `${n}.jsonl`)
  /** Descending. */
  const numbers = async (): Promise<number[]> =>
    ((await readdir(directory).catch(absent)) ?? [])
      .flatMap((name) => Number(NAME.exec(name)?.[1] ?? []))
      .filter((n) => n > 0)
      .sort((a, b) => b - a)
  const newest = async (): Promise<number> => (await numbers())[0] ?? 0
  return {
    newest,
    version: async (n) => {
      if (!(await numbers()).includes(n)) return undefined
      try {
        return await readWhole(pathOf(n))
      } catch (cause) {
        throw new Error(
          `${pathOf(n)} cannot be used: ${(cause as Error).message}; restore it from a backup, or remove it`,
          {
            cause,
          },
        )
      }
    },
    history: async () => {
      const heads = await Promise.all((await numbers()).map((n) => readHead(pathOf(n))))
      return heads.flatMap((head) => (head === undefined ? [] : [versionOf(head)]))
    },
    add: async ({ table, ...version }) => {
      await mkdir(directory, { recursive: true })
      // A number that was pruned meanwhile is taken, too.
      if ((await newest()) >= version.n) return false
      const head: Head = { format: FORMAT, ...version, ...(table === undefined ? {} : { columns: table.columns }) }
      const isOurs = await writeNew(pathOf(version.n), (file) => writeLines(file, linesFor(head, table?.rows ?? [])))
      if (isOurs) for (const old of (await numbers()).slice(KEPT_VERSIONS)) await rm(pathOf(old), { force: true })
      return isOurs
    },
  }
}

function* linesFor(head: Head, rows: Iterable<readonly string[]>): Generator<string> {
  yield JSON.stringify(head)
  for (const row of rows) yield JSON.stringify(row)
}

const readWhole = async (path: string): Promise<StoredProducts> => {
  const breathe = createBreathe()
  let head: Head | undefined
  const rows: string[][] = []
  for await (const lines of linesOf(path))
    for (const { line } of lines) {
      const value = JSON.parse(line.toString('utf8')) as unknown
      if (head === undefined) head = headOf(value)
      else rows.push(rowOf(value, head))
      await breathe()
    }
  if (head === undefined) throw new Error('it is empty')
  const isOwn = head.columns !== undefined
  if (isOwn && rows.length !== head.count) throw new Error(`it has ${rows.length} products, not ${head.count}`)
  return { ...versionOf(head), ...(head.columns === undefined ? {} : { table: { columns: head.columns, rows } }) }
}

const readHead = async (path: string): Promise<Head | undefined> => {
  try {
    for await (const [first] of linesOf(path)) if (first !== undefined) return headOf(JSON.parse(first.line.toString()))
  } catch {
    // One that is pruned or broken is no place to go back to.
  }
  return undefined
}

const headOf = (value: unknown): Head => {
  const head = value as Partial<Head> | null
  if (head?.format !== FORMAT || !Number.isSafeInteger(head.n) || !Number.isSafeInteger(head.count))
    throw new Error(`its first line is no head of ${FORMAT}`)
  return head as Head
}

const rowOf = (value: unknown, { columns = [] }: Head): string[] => {
  if (!Array.isArray(value) || value.length !== columns.length || value.some((cell) => typeof cell !== 'string'))
    throw new Error(`a row does not have its ${columns.length} cells`)
  return value
}

const versionOf = ({ format: _, columns: __, ...version }: Head): ProductVersion => version
