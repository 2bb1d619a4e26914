import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { Refusal } from '../../domain/errors.ts'
import type { ImportReport, Imports, Upload } from '../../domain/knowledge-import.ts'
import type { LibraryStore } from '../../ports/library-store.ts'
import { READ_AT_ONCE, readUploadAside } from './aside.ts'
import { applyPatches, type Difference, takeBack, type Undo, undoOf } from './difference.ts'
import { MOST_REFUSED_LISTED } from './limits.ts'
import type { ArticlePatch } from './patch.ts'
import { readUpload } from './read.ts'
import { typeOf } from './type-of.ts'
import type { ReadUpload } from './upload.ts'

/** Uploads that are remembered while nobody commits them. */
const MOST_WAITING = 8

export interface ImportParts {
  store: LibraryStore
  now: () => Date
  /** Keys of the shop's facts that answers may use. */
  shop: () => ReadonlySet<string>
  /** Waits until a new version can be found, e.g. `keeper.catchUp`. */
  caughtUp?: () => Promise<void>
  newId?: () => string
}

/** Uploads to the library: what is in one is read once, and held against the library when it is reported and again when it is committed. */
export const createImports = (parts: ImportParts): Imports => {
  const { store, now, shop, caughtUp = async () => {}, newId = randomUUID } = parts
  const waiting = new Map<string, Waiting>()

  const forgetOldest = (): void => {
    for (const [id, { report }] of waiting) {
      if (waiting.size < MOST_WAITING) return
      if (report.state !== 'processing') waiting.delete(id)
    }
  }

  const finishReading = async (entry: Waiting, read: ReadUpload): Promise<void> => {
    const { report } = entry
    entry.patches = read.patches
    report.refused = read.refused.slice(0, MOST_REFUSED_LISTED)
    report.refusedCount = read.refused.length
    if (read.reason !== undefined) fail(report, read.reason)
    else {
      const library = (await store.current())?.articles ?? []
      count(report, await applyPatches(library, read.patches, entry))
      report.state = 'ready'
    }
  }

  const begin = (upload: Upload): Waiting => {
    const name = basename(upload.name.replaceAll('\\', '/'))
    const report: ImportReport = {
      ...{ id: newId(), state: 'processing', file: name, by: upload.by, at: now().toISOString() },
      ...{ added: 0, changed: 0, retired: 0, unchanged: 0, refused: [], refusedCount: 0 },
    }
    const entry: Waiting = { report, patches: [], origin: `import:${name}`, replace: upload.replace ?? false }
    forgetOldest()
    waiting.set(report.id, entry)
    return entry
  }

  const stored = async (id: string): Promise<Committed | undefined> =>
    (await store.loadImport(id)) as Committed | undefined

  const report = async (id: string): Promise<ImportReport> => {
    const found = waiting.get(id)?.report ?? (await stored(id))?.report
    if (found === undefined)
      throw new Refusal('not_found', 'there is no such import: upload the file again', { field: 'id' })
    return { ...found }
  }

  const commitWaiting = async (entry: Waiting, by: string): Promise<ImportReport> => {
    let difference: Difference | undefined
    const version = await store.commit(
      async (articles) => {
        difference = await applyPatches(articles, entry.patches, entry)
        return difference.articles
      },
      `import ${entry.report.file}`,
      by,
    )
    const made = difference as Difference
    count(entry.report, made)
    Object.assign(entry.report, { state: 'committed', version: version.n })
    await store.saveImport(entry.report.id, { report: entry.report, undo: undoOf(made) } satisfies Committed)
    waiting.delete(entry.report.id)
    await caughtUp()
    return entry.report
  }

  return {
    upload: async (upload) => {
      const type = typeOf(upload.name, upload.bytes)
      const entry = begin(upload)
      const { file } = entry.report
      if (upload.bytes.length < READ_AT_ONCE)
        await finishReading(entry, readUpload(type, upload.bytes, { file, shop: shop() }))
      else
        void readUploadAside({ type, file, bytes: upload.bytes, shop: [...shop()] })
          .then((read) => finishReading(entry, read))
          .catch((error: Error) => fail(entry.report, error.message))
      return { ...entry.report }
    },
    report,
    commit: async (id, by) => {
      const entry = waiting.get(id)
      if (entry === undefined) return report(id)
      if (entry.report.state !== 'ready')
        throw new Refusal('unprocessable', `this import is ${entry.report.state}: only a ready one can be committed`)
      entry.committing ??= commitWaiting(entry, by).finally(() => {
        delete entry.committing
      })
      return entry.committing
    },
    rollback: async (id, by) => {
      const saved = await stored(id)
      if (saved === undefined) {
        const { state } = await report(id)
        throw new Refusal('unprocessable', `this import is ${state}: only a committed one can be rolled back`)
      }
      if (saved.report.state === 'rolledBack') return saved.report
      const version = await store.commit(
        (articles) => takeBack(articles, saved.undo),
        `take back import ${saved.report.file}`,
        by,
      )
      const rolledBack: ImportReport = { ...saved.report, state: 'rolledBack', version: version.n }
      await store.saveImport(id, { ...saved, report: rolledBack } satisfies Committed)
      await caughtUp()
      return rolledBack
    },
  }
}

/** An upload that was read, or is being read, and not committed. */
interface Waiting {
  report: ImportReport
  patches: ArticlePatch[]
  origin: string
  replace: boolean
  committing?: Promise<ImportReport>
}

/** What the store keeps of a committed import. */
interface Committed {
  report: ImportReport
  undo: Undo
}

const count = (report: ImportReport, { added, changed, retired, unchanged }: Difference): void => {
  Object.assign(report, { added: added.length, changed: changed.length, retired: retired.length, unchanged })
}

const fail = (report: ImportReport, reason: string): void => {
  Object.assign(report, { state: 'failed', reason } satisfies Partial<ImportReport>)
}
