import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { english } from '../../domain/english.ts'
import type { ImportReport, Imports, TableChoice, Upload } from '../../domain/knowledge-import.ts'
import { type Said, say } from '../../domain/said.ts'
import type { LibraryStore } from '../../ports/library-store.ts'
import { refusing } from '../refusing.ts'
import { readStarterKit, type StarterKit } from '../starter-kit.ts'
import { createCommittedImports } from './committed.ts'
import { applyPatches, type Difference } from './difference.ts'
import { createKeptDrafts } from './kept-drafts.ts'
import { MOST_REFUSED_LISTED } from './limits.ts'
import { checkChoices } from './map-table.ts'
import { createPreviewing, type PreviewDraft } from './previewing.ts'
import { createKeptUploads, createReader, type UploadedFile } from './reading.ts'
import { refusedCsv } from './refused-csv.ts'
import { retireStarter, STARTER_NAME } from './retire-starter.ts'
import { typeOf } from './type-of.ts'
import type { ReadUpload } from './upload.ts'
import { noPreview, notReady, unknown, type Waiting } from './waiting.ts'

/** Uploads that are remembered while nobody commits them. */
const MOST_WAITING = 8
/** Imports that are listed. */
const MOST_LISTED = 50

export interface ImportParts {
  store: LibraryStore
  now: () => Date
  /** Keys of the shop's facts that answers may use. */
  shop: () => ReadonlySet<string>
  /** IANA name of the shop's time zone; absent: times need an offset. */
  timeZone?: () => string | undefined
  /** Waits until a new version can be found, e.g. `keeper.catchUp`. */
  caughtUp?: () => Promise<void>
  /** Absent: there are no previews. */
  preview?: PreviewDraft
  newId?: () => string
  /** What the product came with. */
  starterKit?: () => Promise<StarterKit>
}

/** Uploads to the library: what is in one is read once, and held against the library when it is reported and again when it is committed. */
export const createImports = (parts: ImportParts): Imports => {
  const { store, now, shop, caughtUp = async () => {}, newId = randomUUID } = parts
  const { starterKit = readStarterKit } = parts
  const committed = createCommittedImports(store)
  const drafts = createKeptDrafts(store)
  const waiting = new Map<string, Waiting>()
  const uploads = createKeptUploads()
  const startReading = createReader()
  const openPreview = createPreviewing(parts.preview ?? noPreview)

  const forget = async (id: string, { previewing }: Waiting): Promise<void> => {
    waiting.delete(id)
    uploads.forget(id)
    previewing.stop()
    await drafts.remove(id)
  }
  const forgetOldest = async (): Promise<void> => {
    for (const [id, entry] of waiting) {
      if (waiting.size < MOST_WAITING) return
      if (entry.report.state !== 'processing') await forget(id, entry)
    }
  }

  /** Those that waited when the process before this one ended, but for those that it committed. */
  const reopen = async (): Promise<void> => {
    for (const { report, file, ...draft } of await drafts.load()) {
      if ((await committed.report(report.id)) === undefined) waiting.set(report.id, entryOf(report, draft))
      else await drafts.remove(report.id)
      if (file !== undefined && waiting.has(report.id)) uploads.keep(report.id, file)
    }
  }
  let reopened: Promise<void> | undefined
  const waitingOnes = async (): Promise<ReadonlyMap<string, Waiting>> => {
    reopened ??= reopen().catch((error) => {
      reopened = undefined
      throw error
    })
    await reopened
    return waiting
  }

  /** Discarded while it was being read: what is read then must not be kept. */
  const isForgotten = (entry: Waiting): boolean => waiting.get(entry.report.id) !== entry

  /** Reads, waits for small files, and lets large ones go on behind; a file that is at fault is forgotten. */
  const readInto = async (
    entry: Waiting,
    file: UploadedFile,
    mapping?: readonly TableChoice[],
  ): Promise<ImportReport> => {
    const { report } = entry
    const timeZone = parts.timeZone?.()
    const known = {
      shop: shop(),
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(mapping === undefined ? {} : { mapping }),
    }
    const { sound, read } = startReading(file, known, (done, total) => {
      report.progress = { step: 'reading', done, total }
    })
    let isRead = false
    const finished = read
      .then(async (result) => {
        isRead = true
        if (isForgotten(entry)) return
        if (result.mapping !== undefined) uploads.keep(report.id, file)
        await finishReading(entry, result)
      })
      .catch((error: Error) => fail(report, error.message))
    try {
      await sound
    } catch (error) {
      await forget(report.id, entry)
      throw error
    }
    if (isRead) await finished
    return { ...report }
  }

  const finishReading = async (entry: Waiting, read: ReadUpload): Promise<void> => {
    const { report } = entry
    entry.previewing.stop()
    entry.patches = read.patches
    entry.refused = read.refused
    delete report.progress
    if (read.mapping !== undefined) report.mapping = read.mapping
    takeNotices(report, read)
    report.refused = read.refused.slice(0, MOST_REFUSED_LISTED)
    report.refusedCount = read.refused.length
    if (read.reason !== undefined) fail(report, read.reason, read.said)
    else {
      const state = read.mapping?.some(({ unsure }) => unsure) ? 'mapping' : 'ready'
      const library = (await store.current())?.articles ?? []
      if (state === 'ready') count(report, await applyPatches(library, read.patches, entry))
      const { origin, replace, patches, refused } = entry
      const file = uploads.of(report.id)
      const draft = { report: { ...report, state }, origin, replace, patches, refused } as const
      await drafts.save(file === undefined ? draft : { ...draft, file })
      if (isForgotten(entry)) await drafts.remove(report.id)
      report.state = state
    }
  }

  const entryOf = (
    report: ImportReport,
    draft: Pick<Waiting, 'patches' | 'refused' | 'origin' | 'replace'>,
  ): Waiting => {
    const previewing = openPreview((progress) => {
      if (progress === undefined) delete report.progress
      else report.progress = progress
    })
    return { report, previewing, ...draft }
  }

  const begin = async (upload: Omit<Upload, 'bytes'>): Promise<Waiting> => {
    const name = basename(upload.name.replaceAll('\\', '/'))
    const report: ImportReport = {
      ...{ id: newId(), state: 'processing', file: name, by: upload.by, at: now().toISOString() },
      ...{ added: 0, changed: 0, retired: 0, unchanged: 0, refused: [], refusedCount: 0 },
    }
    const replace = upload.replace ?? false
    const entry = entryOf(report, { patches: [], refused: [], origin: `import:${name}`, replace })
    await waitingOnes()
    await forgetOldest()
    waiting.set(report.id, entry)
    return entry
  }

  const report = async (id: string): Promise<ImportReport> => {
    const found = (await waitingOnes()).get(id)?.report ?? (await committed.report(id))
    if (found === undefined) throw unknown()
    return { ...found }
  }

  const commitWaiting = async (entry: Waiting, by: string, note: string | undefined): Promise<ImportReport> => {
    const { id, file, starter } = entry.report
    const did = starter === undefined ? say('did_import', { file }) : say('did_retire_starter')
    let difference: Difference | undefined
    const version = await store.commit(
      async (articles) => {
        difference = await applyPatches(articles, entry.patches, entry)
        return difference.articles
      },
      note ?? english(did),
      by,
      { import: id, ...(note === undefined && { did }) },
    )
    const report: ImportReport = { ...entry.report, state: 'committed', version: version.n }
    delete report.progress
    if (note !== undefined) report.note = note
    count(report, difference as Difference)
    await committed.save(report)
    await forget(id, entry)
    await caughtUp()
    return report
  }

  return {
    upload: async (upload) => {
      const type = typeOf(upload.name, upload.bytes)
      const entry = await begin(upload)
      return readInto(entry, { type, file: entry.report.file, bytes: upload.bytes })
    },
    map: async (id, tables) => {
      const entry = (await waitingOnes()).get(id)
      if (entry === undefined || entry.report.state === 'processing') throw notReady((await report(id)).state, 'mapped')
      if (entry.committing !== undefined) throw refusing('unprocessable', say('import_committing'))
      const file = uploads.of(id)
      if (file === undefined) throw refusing('unprocessable', say('import_file_gone'))
      checkChoices(tables, entry.report.mapping ?? [])
      entry.previewing.stop()
      const { patches, refused, origin, replace } = entry
      const again = entryOf(entry.report, { patches, refused, origin, replace })
      waiting.set(id, again)
      again.report.state = 'processing'
      return readInto(again, file, tables)
    },
    retireStarter: async (by) => {
      const { patches, edited } = retireStarter((await store.current())?.articles ?? [], await starterKit())
      const begun = [...(await waitingOnes()).values()].find(({ report, committing }) => report.starter && !committing)
      const entry = begun ?? (await begin({ name: STARTER_NAME, by }))
      entry.report.starter = { edited }
      await finishReading(entry, { patches, refused: [] })
      return { ...entry.report }
    },
    report,
    list: async () => {
      const reports = [
        ...[...(await waitingOnes()).values()].map((entry) => ({ ...entry.report })),
        ...(await committed.list(MOST_LISTED)),
      ]
      return reports.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, MOST_LISTED)
    },
    preview: async (id) => {
      const entry = (await waitingOnes()).get(id)
      if (entry?.report.state !== 'ready') throw notReady((await report(id)).state, 'previewed')
      const version = await store.current()
      const before = version?.articles ?? []
      return entry.previewing.of(version?.n ?? 0, async () => ({
        before,
        after: (await applyPatches(before, entry.patches, entry)).articles,
      }))
    },
    refusedCsv: async (id) => refusedCsv((await waitingOnes()).get(id)?.refused ?? (await report(id)).refused),
    commit: async (id, by, note) => {
      const entry = (await waitingOnes()).get(id)
      if (entry === undefined) return report(id)
      if (entry.report.state !== 'ready') throw notReady(entry.report.state, 'committed')
      entry.committing ??= commitWaiting(entry, by, note).finally(() => {
        delete entry.committing
      })
      return entry.committing
    },
    rollback: async (id, by) => {
      const entry = (await waitingOnes()).get(id)
      if (entry !== undefined)
        throw refusing('unprocessable', say('import_not_committed', { state: entry.report.state }))
      const rolledBack = await committed.takeBack(id, by)
      await caughtUp()
      return rolledBack
    },
    discard: async (id) => {
      const entry = (await waitingOnes()).get(id)
      if (entry === undefined) {
        const { state } = await report(id)
        throw refusing('unprocessable', say('import_done', { state }))
      }
      if (entry.committing !== undefined) throw refusing('unprocessable', say('import_committing_discard'))
      await forget(id, entry)
    },
  }
}

const count = (report: ImportReport, { added, changed, retired, unchanged }: Difference): void => {
  Object.assign(report, { added: added.length, changed: changed.length, retired: retired.length, unchanged })
}

const fail = (report: ImportReport, reason: string, said?: Said): void => {
  Object.assign(report, { state: 'failed', reason, ...(said && { said }) } satisfies Partial<ImportReport>)
}

const takeNotices = (report: ImportReport, { notices, saidNotices }: ReadUpload): void => {
  delete report.notices
  delete report.saidNotices
  Object.assign(report, { ...(notices && { notices }), ...(saidNotices && { saidNotices }) })
}
