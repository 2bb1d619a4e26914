import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { basename, join } from 'node:path'
import { createLibraryFiles } from '../adapters/local/library-files.ts'
import { openProductImports } from '../compose-products.ts'
import { loadConfig } from '../config.ts'
import { Refusal } from '../domain/errors.ts'
import type { ProductReport } from '../domain/product-import.ts'
import { readKnowledgeFolder } from '../knowledge/folder.ts'
import { createTerminal, type Terminal, WrongUse } from './terminal.ts'

export interface ProductOptions {
  dryRun?: boolean
  replace?: boolean
  json?: boolean
  quiet?: boolean
}

/** `knowledge import --products`: each file is a table of products, committed whole or not at all. A running server follows within a second. */
export const importProducts = async (
  files: readonly string[],
  { dryRun = false, replace = false, json = false, quiet = false }: ProductOptions,
): Promise<void> => {
  if (replace && files.length > 1)
    throw new WrongUse('--replace takes each file for the whole catalogue: name one file')
  const { knowledgeDir, dataDir } = loadConfig(process.env)
  const terminal = createTerminal({ quiet })
  const library = createLibraryFiles({ directory: join(dataDir, 'knowledge'), now: () => new Date() })
  const articles = (await library.current())?.articles ?? (await readKnowledgeFolder(knowledgeDir)).articles
  const imports = await openProductImports({ knowledgeDir, dataDir }, { articles: () => articles })
  const reports: ProductReport[] = []
  for (const path of files) {
    terminal.say(`${dryRun ? 'reading' : 'importing'} ${path}`)
    const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      throw new WrongUse(`${path} cannot be read (${error.code}): check the path`)
    })
    const upload = { name: basename(path), bytes, by: userInfo().username, replace }
    try {
      const shown = await imports.upload(upload)
      reports.push(dryRun ? shown : await imports.upload({ ...upload, plan: shown.plan }))
    } catch (error) {
      if (error instanceof Refusal && !['storage', 'storage.full'].includes(error.code))
        throw new WrongUse(error.message)
      throw error
    }
  }
  if (json) terminal.json({ dryRun, files: reports })
  else for (const report of reports) print(terminal, report)
}

const print = (terminal: Terminal, report: ProductReport): void => {
  const { file, version, added, changed, removed, unchanged, refusedCount } = report
  const counts = { added, changed, removed, unchanged, refused: refusedCount }
  const state = version === undefined ? 'would be' : `version ${version}:`
  terminal.out(
    `${file}: ${state} ${Object.entries(counts)
      .map(([name, n]) => `${n} ${name}`)
      .join(', ')}`,
  )
  for (const name of report.unusable)
    terminal.out(`  column ${JSON.stringify(name)}: name it without blanks and dots to use it in answers`)
  for (const { slot, articles } of report.lost) terminal.out(`  nothing fills {{${slot}}} of ${articles.join(', ')}`)
  for (const { kind, sku, name, fields } of report.changes) {
    const cells = fields.map(({ column, before, after }) => ` ${column}: ${before || '–'} → ${after || '–'}`)
    terminal.out(`  ${kind} ${sku} ${name}${cells.join(';')}`)
  }
  if (report.more > 0) terminal.out(`  … and ${report.more} more`)
  for (const { row, reason } of report.refused) terminal.out(`  line ${row} ${reason}`)
  if (refusedCount > report.refused.length) terminal.out(`  … and ${refusedCount - report.refused.length} more`)
}
