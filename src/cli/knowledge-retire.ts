import { join } from 'node:path'
import type { Command } from 'commander'
import { createLibraryFiles } from '../adapters/local/library-files.ts'
import { loadConfig } from '../config.ts'
import { readKnowledgeFolder } from '../knowledge/folder.ts'
import { STARTER_NAME } from '../knowledge/import/retire-starter.ts'
import { readStarterKit } from '../knowledge/starter-kit.ts'
import { type ImportOptions, importAll } from './knowledge-import.ts'
import { createTerminal, type Terminal, WrongUse } from './terminal.ts'

type RetireOptions = Pick<ImportOptions, 'dryRun' | 'preview' | 'json' | 'quiet'> & { starter?: boolean; note?: string }

/** `knowledge retire --starter`. A running server follows within a second. */
export const addKnowledgeRetire = (knowledge: Command): void => {
  knowledge
    .command('retire')
    .description('take the articles that the product came with out of the library; one that people edited stays')
    .option('--starter', 'all articles of the starter kit')
    .option('--dry-run', 'list them, and change nothing')
    .option('--preview', 'a dry run that also says which questions of customers would be answered otherwise')
    .option('--note <note>', 'why')
    .option('--json', 'one JSON object on stdout')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx tabdesk knowledge retire --starter --dry-run\n  $ npx tabdesk knowledge retire --starter --note "our own articles are in"\n\nIt is one version: `npx tabdesk knowledge rollback N` brings them back.',
    )
    .action(retire)
}

const retire = async ({ starter, note, ...options }: RetireOptions): Promise<void> => {
  if (!starter)
    throw new WrongUse('nothing is named: write --starter, or retire an article on its page at /knowledge#/articles')
  const terminal = createTerminal({ quiet: options.quiet ?? false })
  if ((options.dryRun || options.preview) && !options.json) await list(terminal)
  await importAll([{ name: STARTER_NAME, begin: (imports, by) => imports.retireStarter(by) }], options, note)
}

/** What would go, and what somebody made his own. */
const list = async (terminal: Terminal): Promise<void> => {
  const { dataDir, knowledgeDir } = loadConfig(process.env)
  const store = createLibraryFiles({ directory: join(dataDir, 'knowledge'), now: () => new Date() })
  const articles = (await store.current())?.articles ?? (await readKnowledgeFolder(knowledgeDir)).articles
  const kit = await readStarterKit()
  for (const article of articles) {
    const kind = kit.of(article)
    if (kind !== undefined)
      terminal.out(
        `${kind === 'shipped' ? '-' : '='} ${article.id}: ${article.title.zh}${kind === 'edited' ? ' (edited, stays)' : ''}`,
      )
  }
}
