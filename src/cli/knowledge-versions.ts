import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { createLibraryFiles } from '../adapters/local/library-files.ts'
import { loadConfig } from '../config.ts'
import { Refusal } from '../domain/errors.ts'
import type { ArticleChange, FieldChange } from '../domain/knowledge-import.ts'
import { createVersions } from '../knowledge/versions.ts'
import type { LibraryHistoryEntry } from '../ports/library-store.ts'
import type { Versions } from '../ports/versions.ts'
import { parseCount } from './count.ts'
import { createTerminal, type Terminal, WrongUse } from './terminal.ts'

interface Options {
  json?: boolean
}

/** Changed articles that `diff` prints. */
const MOST_CHANGES = 200

/** `knowledge versions | diff | rollback`. A running server follows a rollback within a second. */
export const addKnowledgeVersions = (knowledge: Command): void => {
  knowledge
    .command('versions')
    .description('versions of the library, newest first')
    .option('--limit <n>', 'how many', parseCount, 20)
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', '\nExample:\n  $ npx tabdesk knowledge versions --limit 5')
    .action(async ({ limit, json }: Options & { limit: number }) => {
      const versions = await asked((library) => library.history(limit))
      const terminal = createTerminal({ quiet: false })
      if (json) terminal.json({ versions })
      else if (versions.length === 0) terminal.say('there is no library yet: start the server, or import a file')
      else for (const version of versions) terminal.out(lineOf(version))
    })
  knowledge
    .command('diff')
    .description('what changed from version A of the library to version B; 0 is nothing')
    .argument('<a>', 'version', parseCount)
    .argument('<b>', 'version', parseCount)
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', '\nExample:\n  $ npx tabdesk knowledge diff 3 5')
    .action(async (a: number, b: number, { json }: Options) => {
      const difference = await asked((library) => library.changes(b, a, MOST_CHANGES))
      const terminal = createTerminal({ quiet: false })
      if (json) return terminal.json(difference)
      for (const change of difference.changes) printChange(terminal, change)
      if (difference.more > 0) terminal.out(`… and ${difference.more} more articles`)
    })
  knowledge
    .command('rollback')
    .description('make a version that has the articles of version N')
    .argument('<n>', 'version', parseCount)
    .option('--note <note>', 'why')
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', '\nExample:\n  $ npx tabdesk knowledge rollback 3 --note "prices were wrong"')
    .action(async (n: number, { note, json }: Options & { note?: string }) => {
      const version = await asked((library) => library.rollback(n, userInfo().username, note))
      const terminal = createTerminal({ quiet: false })
      if (json) terminal.json(version)
      else terminal.out(lineOf(version))
    })
}

const asked = async <T>(ask: (library: Versions) => Promise<T>): Promise<T> => {
  const { dataDir } = loadConfig(process.env)
  const store = createLibraryFiles({ directory: join(dataDir, 'knowledge'), now: () => new Date() })
  try {
    return await ask(createVersions({ store, caughtUp: async () => {} }))
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') throw new WrongUse(error.message)
    throw error
  }
}

const lineOf = ({ n, at, by, count, note }: LibraryHistoryEntry): string =>
  [n, at, by, `${count} articles`, note].join('\t')

const SIGNS = { added: '+', changed: '~', retired: '-' } as const

const printChange = (terminal: Terminal, { article, kind, title, fields }: ArticleChange): void => {
  terminal.out(`${SIGNS[kind]} ${article}: ${title}`)
  if (kind === 'changed') for (const change of fields) terminal.out(`    ${change.field}: ${wordsOf(change)}`)
}

/** Words that went and came marked as `git diff --word-diff` does; what is the same on both sides is cut to its ends. */
const wordsOf = ({ pieces }: FieldChange): string =>
  pieces
    .map(({ text, kind }) => (kind === 'same' ? shortened(text) : kind === 'added' ? `{+${text}+}` : `[-${text}-]`))
    .join('')

const ENDS = 20

const shortened = (text: string): string => {
  const letters = [...text]
  return letters.length <= 2 * ENDS ? text : `${letters.slice(0, ENDS).join('')}…${letters.slice(-ENDS).join('')}`
}
