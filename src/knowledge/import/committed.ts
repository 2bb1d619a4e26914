import type { Article } from '../../domain/article.ts'
import { english } from '../../domain/english.ts'
import type { ImportReport } from '../../domain/knowledge-import.ts'
import { say } from '../../domain/said.ts'
import type { LibraryEntry, LibraryHistoryEntry, LibraryStore, LibraryVersion } from '../../ports/library-store.ts'
import { refusing } from '../refusing.ts'
import { takeBack, type Undo } from './difference.ts'
import { unknown } from './waiting.ts'

/** What the store keeps of a committed import. */
interface Kept {
  report: ImportReport
  /** Imports of before versions said what they were made for. */
  undo?: Undo
}

/** Imports that are in the library, or were. A version says which import it is, so a crash between commit and report loses nothing. */
export interface CommittedImports {
  /** Undefined where there is none. */
  report(id: string): Promise<ImportReport | undefined>
  /** Newest first, those that changed something. */
  list(most: number): Promise<ImportReport[]>
  save(report: ImportReport): Promise<void>
  /** A version without what the import did; articles that were changed again since stay as they are. */
  takeBack(id: string, by: string): Promise<ImportReport>
}

export const createCommittedImports = (store: LibraryStore): CommittedImports => {
  const kept = async (id: string): Promise<Kept | undefined> => (await store.loadImport(id)) as Kept | undefined

  /** The versions that an import made, newest first. */
  const versionsOf = async (id: string): Promise<LibraryHistoryEntry[]> =>
    (await store.history()).filter((entry) => entry.import === id || entry.takesBack === id)

  const report = async (id: string): Promise<ImportReport | undefined> => {
    const saved = await kept(id)
    if (saved?.report.state === 'rolledBack') return saved.report
    const versions = await versionsOf(id)
    const made = versions.find((entry) => entry.import === id)
    const known = saved?.report ?? (made === undefined ? undefined : await reportOf(id, made))
    const undone = versions.find((entry) => entry.takesBack === id)
    return known === undefined || undone === undefined ? known : { ...known, state: 'rolledBack', version: undone.n }
  }

  /** What is known of an import whose report a crash swallowed. */
  const reportOf = async (id: string, { n, by, at, note }: LibraryHistoryEntry): Promise<ImportReport> => {
    const { added, changed, retired } = await changedIn(n)
    return {
      ...{ id, state: 'committed', file: note, by, at, version: n, refused: [], refusedCount: 0 },
      ...{ added: added.length, changed: changed.length, retired: retired.length, unchanged: 0 },
    }
  }

  const changedIn = async (n: number) => {
    const [before, after] = await Promise.all([store.entries(n - 1), store.entries(n)])
    if (before === undefined || after === undefined) throw refusing('unprocessable', say('import_versions_gone', { n }))
    const was = new Map(before.map((entry) => [entry.id, entry]))
    const is = new Set(after.map(({ id }) => id))
    return {
      added: after.filter(({ id }) => !was.has(id)),
      changed: after.filter(({ id, version }) => was.has(id) && was.get(id)?.version !== version),
      retired: before.filter(({ id }) => !is.has(id)),
      was,
    }
  }

  const undoOf = async (id: string): Promise<Undo> => {
    const made = (await versionsOf(id)).find((entry) => entry.import === id)
    if (made === undefined) return (await kept(id))?.undo ?? { made: [], before: [] }
    const { added, changed, retired, was } = await changedIn(made.n)
    const before = [...changed.map((entry) => was.get(entry.id) as LibraryEntry), ...retired]
    return { made: [...added, ...changed], before: await store.articles(before) }
  }

  return {
    report,
    list: async (most) => {
      const ids = (await store.history()).flatMap((entry) => entry.import ?? [])
      const reports = await Promise.all(ids.slice(0, most).map(report))
      return reports.flatMap((one) => one ?? [])
    },
    save: (report) => store.saveImport(report.id, { report } satisfies Kept),
    takeBack: async (id, by) => {
      const known = await report(id)
      if (known === undefined) throw unknown()
      if (known.state === 'rolledBack') return known
      const did = say('did_take_back', { file: known.starter === undefined ? known.file : say('starter_kit') })
      const version: LibraryVersion = await store.commit(
        async (articles: readonly Article[]) => takeBack(articles, await undoOf(id)),
        english(did),
        by,
        { takesBack: id, did },
      )
      const rolledBack: ImportReport = { ...known, state: 'rolledBack', version: version.n }
      await store.saveImport(id, { report: rolledBack } satisfies Kept)
      return rolledBack
    },
  }
}
