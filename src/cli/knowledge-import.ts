import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLibraryFiles } from '../adapters/local/library-files.ts'
import { offeredProductSlots } from '../compose-products.ts'
import { loadConfig } from '../config.ts'
import { Refusal } from '../domain/errors.ts'
import type { DraftPreview, ImportReport, Imports } from '../domain/knowledge-import.ts'
import { type KnowledgeFolder, readKnowledgeFolder } from '../knowledge/folder.ts'
import { createImports } from '../knowledge/import/imports.ts'
import type { LibraryStore, LibraryVersion } from '../ports/library-store.ts'
import { choicesOf, describeMapping } from './knowledge-map.ts'
import { openPreviewing, printPreview } from './knowledge-preview.ts'
import { importProducts } from './knowledge-products.ts'
import { createTerminal, type Terminal, WrongUse } from './terminal.ts'

export interface ImportOptions {
  dryRun?: boolean
  /** A dry run that says what would be repeated, contradicted and answered otherwise; takes the encoder. */
  preview?: boolean
  replace?: boolean
  /** Which column is what, where its header does not say it. */
  map?: string
  json?: boolean
  quiet?: boolean
  /** The files are tables of products. */
  products?: boolean
}

/** How often a large file is asked whether it has been read, milliseconds. */
const POLL_MS = 50

/** `knowledge import`: each file like an upload that is committed at once. A running server takes it over within a second. */
export const importKnowledge = async (files: string[], options: ImportOptions): Promise<void> => {
  if (!options.products) return importArticles(files, options)
  if (options.preview || options.map !== undefined)
    throw new WrongUse(
      '--products takes no --preview and no --map: its dry run shows everything, and columns go by their names',
    )
  return importProducts(files, options)
}

const importArticles = (files: string[], options: ImportOptions): Promise<void> =>
  importAll(
    files.map((file) => ({ name: file, begin: (imports, by) => uploadFile(imports, file, by, options) })),
    options,
  )

/** Something that is held against the library like an upload. */
export interface Source {
  name: string
  begin(imports: Imports, by: string): Promise<ImportReport>
}

/** Reports what each source would change; but for a dry run it is committed. @throws WrongUse naming sources that cannot be used */
export const importAll = async (sources: readonly Source[], given: ImportOptions, note?: string): Promise<void> => {
  const options: ImportOptions = given.preview ? { ...given, dryRun: true } : given
  const config = loadConfig(process.env)
  const terminal = createTerminal({ quiet: options.quiet ?? false })
  const folder = await readKnowledgeFolder(config.knowledgeDir)
  const now = (): Date => new Date()
  const stored = createLibraryFiles({ directory: join(config.dataDir, 'knowledge'), now })
  if (!options.dryRun) await stored.seed(folder.hash, async () => folder.articles)
  const store = alone(options.dryRun ? unseeded(stored, folder) : stored)
  const shop = new Set([...Object.keys(folder.facts), ...(await offeredProductSlots(config))])
  const previewing = options.preview ? await openPreviewing(config, folder.facts, terminal.say) : undefined
  const imports = createImports({
    ...{ store, now, shop: () => shop, timeZone: () => folder.facts['timeZone']?.en },
    ...(previewing === undefined ? {} : { preview: previewing.preview }),
  })
  const reports: ImportReport[] = []
  const previews = new Map<string, DraftPreview>()
  try {
    for (const source of sources) {
      terminal.say(`${options.dryRun ? 'reading' : 'importing'} ${source.name}`)
      const report = await take(imports, source, options, note)
      reports.push(report)
      if (options.preview && report.state === 'ready')
        previews.set(report.id, await previewOf(imports, report.id, terminal))
    }
  } finally {
    await previewing?.close()
  }
  if (options.json)
    terminal.json({ ...summary(reports, options), ...(options.preview ? { previews: [...previews.values()] } : {}) })
  else
    for (const report of reports) {
      print(terminal, report)
      const preview = previews.get(report.id)
      if (preview !== undefined) printPreview(terminal, preview)
    }
  const unusable = reports.filter(({ state }) => state === 'failed')
  const unsure = reports.filter(({ state }) => state === 'mapping')
  const wrong = [...unusable.map(({ file, reason }) => `${file}: ${reason}`), ...unsure.map(describeMapping)]
  if (wrong.length > 0) throw new WrongUse(wrong.join('\n'))
}

const uploadFile = async (
  imports: Imports,
  file: string,
  by: string,
  { replace = false, map }: ImportOptions,
): Promise<ImportReport> => {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new WrongUse(`${file} cannot be read (${error.code}): check the path`)
  })
  const report = await read(imports, await imports.upload({ name: basename(file), bytes, by, replace }))
  if (map === undefined) return report
  return read(imports, await imports.map(report.id, choicesOf(map, report.mapping ?? [])))
}

const take = async (
  imports: Imports,
  source: Source,
  { dryRun }: ImportOptions,
  note: string | undefined,
): Promise<ImportReport> => {
  const by = userInfo().username
  try {
    const report = await source.begin(imports, by)
    return report.state === 'ready' && !dryRun ? await imports.commit(report.id, by, note) : report
  } catch (error) {
    if (error instanceof Refusal && !['storage', 'storage.full'].includes(error.code)) throw new WrongUse(error.message)
    throw error
  }
}

/** Waits for the preview of a file. @throws Error when it cannot be worked out */
const previewOf = async (imports: Imports, id: string, terminal: Terminal): Promise<DraftPreview> => {
  const progress = terminal.progress('looking at what it would do')
  for (;;) {
    const preview = await imports.preview(id)
    if (preview.state === 'failed') throw new Error(preview.reason ?? 'the preview could not be worked out')
    if (preview.state === 'ready') return preview
    const { progress: far } = await imports.report(id)
    if (far !== undefined && far.total > 0) progress(far.done, far.total)
    await sleep(POLL_MS)
  }
}

/** Waits for a large file. */
const read = async (imports: Imports, begun: ImportReport): Promise<ImportReport> => {
  let report = begun
  while (report.state === 'processing') {
    await sleep(POLL_MS)
    report = await imports.report(report.id)
  }
  return report
}

/** The store without uploads that wait: those of a running server are not ours to forget, and ours never wait. */
const alone = (store: LibraryStore): LibraryStore => ({
  ...store,
  draftIds: async () => [],
  saveDraft: async () => {},
  removeDraft: async () => {},
})

/** The store as it would be after its first seed, for a dry run that writes nothing. */
const unseeded = (store: LibraryStore, { articles, hash }: KnowledgeFolder): LibraryStore => {
  const seed: LibraryVersion = { n: 0, at: '', by: 'system', note: '', edited: false, seed: hash, articles }
  return { ...store, current: async () => (await store.current()) ?? seed }
}

const summary = (reports: readonly ImportReport[], { dryRun }: ImportOptions) => {
  const sum = (key: 'added' | 'changed' | 'retired' | 'unchanged' | 'refusedCount'): number =>
    reports.reduce((total, report) => total + report[key], 0)
  return {
    dryRun: dryRun ?? false,
    added: sum('added'),
    changed: sum('changed'),
    retired: sum('retired'),
    unchanged: sum('unchanged'),
    refused: reports.flatMap(({ file, refused }) => refused.map((row) => ({ file, ...row }))),
    refusedCount: sum('refusedCount'),
    files: reports,
  }
}

const print = (terminal: Terminal, report: ImportReport): void => {
  const { file, state, added, changed, retired, unchanged, refused, refusedCount } = report
  const counts = { added, changed, retired, unchanged, refused: refusedCount }
  terminal.out(
    `${file}: ${state}, ${Object.entries(counts)
      .map(([name, n]) => `${n} ${name}`)
      .join(', ')}`,
  )
  for (const notice of report.notices ?? []) terminal.out(`  ${notice}`)
  for (const { row, column, reason, table } of refused)
    terminal.out(
      `  ${table === undefined ? '' : `${table}, `}line ${row}${column === undefined ? '' : `, ${column}`}: ${reason}`,
    )
  if (refusedCount > refused.length) terminal.out(`  … and ${refusedCount - refused.length} more`)
}
