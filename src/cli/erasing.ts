import type { Command } from 'commander'
import { openReadOnly } from '../adapters/sqlite/read-only.ts'
import { openFiles } from '../compose-attachments.ts'
import { openStore } from '../compose-store.ts'
import { retain } from '../compose-upkeep.ts'
import { type Config, loadConfig } from '../config.ts'
import { type Erased, type ErasingParts, eraseAll } from '../conversation/erasing.ts'
import type { Attachments } from '../ports/attachments.ts'
import type { Erasable, Erasure } from '../ports/erasure.ts'
import type { Store } from '../ports/store.ts'
import { createTerminal, EXIT, type Terminal } from './terminal.ts'

const DEFAULT_TENANT = 'default'
/** Whoever has the machine; the audit trail has nobody's name for that. */
const OPERATOR = { role: 'admin', id: 'command-line', name: 'Command line' } as const

const STOPPED =
  '\nOn the embedded store the product must be stopped, which holds DATA_DIR, but for --dry-run; while it runs use `POST /v1/erasures`. Backups made before still hold what is erased: see docs/retention.md.'

/** `retention run` and `erase`: what was said is removed for good. */
export const addErasing = (program: Command): void => {
  program
    .command('retention')
    .description('erase conversations that were resolved longer ago than `retention.days`')
    .command('run')
    .description('once now; the running product does it daily')
    .option('--dry-run', 'only say what would be erased')
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', `\nExamples:\n  $ npx tabdesk retention run --dry-run\n${STOPPED}`)
    .action(({ dryRun = false, json }: { dryRun?: boolean; json?: boolean }) =>
      withStore(dryRun, async (config, store, attachments) => {
        const terminal = createTerminal({ quiet: false })
        const parts = { config, store, attachments, now: () => new Date(), failed: failedTo(terminal) }
        const tell = (tenant: string, found: Erasable & { files: number }): void => {
          if (json !== true) terminal.out(line(tenant, found))
        }
        const erased = await retain(parts, { dryRun, tell })
        if (json) terminal.json({ dryRun, ...erased })
        else terminal.out(inWords(erased, dryRun))
        if (erased.failed !== undefined) process.exitCode = EXIT.broke
      }),
    )
  program
    .command('erase')
    .description('erase everything that one customer said and was told')
    .requiredOption('--customer <sub>', 'who, as their token says')
    .requiredOption('--reason <text>', 'goes to the audit trail')
    .option('--tenant <name>', 'of which tenant', DEFAULT_TENANT)
    .option('--dry-run', 'only say what would be erased')
    .option('--json', 'one JSON object on stdout')
    .addHelpText(
      'after',
      `\nExamples:\n  $ npx tabdesk erase --customer lin --reason "request of 2026-11-22"\n${STOPPED}`,
    )
    .action((options: { customer: string; reason: string; tenant: string; dryRun?: boolean; json?: boolean }) =>
      withStore(options.dryRun === true, async (_config, store, attachments) => {
        const { customer, reason, tenant, dryRun = false, json } = options
        const terminal = createTerminal({ quiet: false })
        const erased = await eraseAll(
          { store, attachments, now: () => new Date(), failed: failedTo(terminal) },
          {
            tenant,
            which: { customer },
            because: { by: OPERATOR, reason },
            dryRun,
            tell: (found) => {
              if (json !== true) terminal.out(line(tenant, found))
            },
          },
        )
        if (json) terminal.json({ dryRun, ...erased })
        else terminal.out(inWords(erased, dryRun))
        if (erased.failed !== undefined) process.exitCode = EXIT.broke
      }),
    )
}

const failedTo =
  (terminal: Terminal): NonNullable<ErasingParts['failed']> =>
  (tenant, conversation, reason) =>
    terminal.say(`${tenant} ${conversation} could not be erased: ${reason}`)

type Erasing = Erasure & Pick<Store, 'tenants'> & { close(): Promise<void> }

/** What is only looked at may be looked at while the product runs. */
const openErasing = async (config: Config, readOnly: boolean): Promise<Erasing> => {
  if (!readOnly || config.databaseUrl !== undefined) return openStore(config)
  const reads = await openReadOnly(config.dataDir)
  return {
    tenants: async () => reads.tenants(),
    erasable: async (...args) => reads.erasable(...args),
    attachedIn: async (...args) => reads.attachedIn(...args),
    erase: async () => ({ events: 0 }),
    close: async () => reads.close(),
  }
}

const withStore = async (
  readOnly: boolean,
  work: (config: Config, store: Erasing, attachments: Attachments) => Promise<void>,
): Promise<void> => {
  const config = loadConfig(process.env)
  const store = await openErasing(config, readOnly)
  try {
    await work(config, store, await openFiles(config, () => new Date()))
  } finally {
    await store.close()
  }
}

const line = (
  tenant: string,
  { conversation, state, updatedAt, events, files }: Erasable & { files: number },
): string => `${tenant} ${conversation} ${state} ${updatedAt.slice(0, 10)} ${events} events, ${files} files`

const inWords = ({ conversations, events, files, failed }: Erased, dryRun: boolean): string =>
  `${dryRun ? 'would erase' : 'erased'} ${conversations} conversations, ${events} events, ${files} files; backups made before still hold them${failed === undefined ? '' : `; ${failed} could not be erased: run it again`}`
