import { extname, join } from 'node:path'
import type { Command } from 'commander'
import { createLibraryFiles } from '../adapters/local/library-files.ts'
import { loadConfig } from '../config.ts'
import { readKnowledgeFolder } from '../knowledge/folder.ts'
import { exportCsv } from '../knowledge/import/export.ts'
import { exportArchive } from '../knowledge/import/export-archive.ts'
import { checkOutFile, writeWhole } from './out.ts'
import { createTerminal, WrongUse } from './terminal.ts'

interface ExportOptions {
  format?: string
  out: string
  json?: boolean
  quiet?: boolean
}

const FORMATS: readonly string[] = ['csv', 'zip']

/** `knowledge export`. */
export const addKnowledgeExport = (knowledge: Command): void => {
  knowledge
    .command('export')
    .description('write all articles as CSV or as a zip of Markdown files; importing it again changes nothing')
    .requiredOption('--out <file>', 'where to')
    .option('--format <format>', 'csv or zip; by the ending of the file where absent')
    .option('--json', 'one JSON object on stdout')
    .option('--quiet', 'no progress')
    .addHelpText('after', '\nExample:\n  $ npx tabdesk knowledge export --format zip --out knowledge.zip')
    .action(exportKnowledge)
}

/** The newest version of the library; the knowledge folder where there is none yet. */
const exportKnowledge = async ({ format, out, json, quiet }: ExportOptions): Promise<void> => {
  const chosen = format ?? extname(out).slice(1)
  if (!FORMATS.includes(chosen))
    throw new WrongUse(`--format is ${JSON.stringify(chosen)}: use one of ${FORMATS.join(', ')}`)
  await checkOutFile('--out', out)
  const config = loadConfig(process.env)
  const folder = await readKnowledgeFolder(config.knowledgeDir)
  const store = createLibraryFiles({ directory: join(config.dataDir, 'knowledge'), now: () => new Date() })
  const version = await store.current()
  const articles = version?.articles ?? folder.articles
  const domains = new Map(folder.intents.map(({ intent, domain }) => [intent, domain]))
  const domainOf = (intent: string): string | undefined => domains.get(intent)
  await writeWhole(out, chosen === 'csv' ? exportCsv(articles) : await exportArchive(articles, domainOf))
  const terminal = createTerminal({ quiet: quiet ?? false })
  const told = {
    out,
    format: chosen,
    articles: articles.length,
    ...(version === undefined ? {} : { version: version.n }),
  }
  if (json) terminal.json(told)
  else terminal.say(`${articles.length} articles: ${out}`)
}
