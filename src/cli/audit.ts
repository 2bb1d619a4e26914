import type { Command } from 'commander'
import { createPostgresStore } from '../adapters/postgres/store.ts'
import { openReadOnly } from '../adapters/sqlite/read-only.ts'
import { type Config, loadConfig } from '../config.ts'
import type { AuditChain } from '../ports/audit-chain.ts'
import { createTerminal, EXIT, WrongUse } from './terminal.ts'
import { type TrailReport, verifyTrail } from './verify-trail.ts'

/** `audit verify`: whether anybody changed what the trail says. */
export const addAudit = (program: Command): void => {
  program
    .command('audit')
    .description('who did what with customers’ data')
    .command('verify')
    .description('walk the chain of hashes of each tenant’s trail and name the first entry that does not fit')
    .option('--tenant <name>', 'one tenant instead of all')
    .option('--known <hash>', 'a hash that verify printed earlier: it must still be in the trail; with --tenant')
    .option('--json', 'one JSON object on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx tabdesk audit verify\n  $ npx tabdesk audit verify --tenant default --known 5f1c…\n\nAlso while the product runs. Exit code 1 when an entry does not fit. Keep what it prints somewhere else: who can write the database can write a whole trail anew, and only a hash noted before tells.',
    )
    .action(async ({ tenant, known, json }: { tenant?: string; known?: string; json?: boolean }) => {
      if (known !== undefined && tenant === undefined)
        throw new WrongUse('--known is a hash of one trail: name its --tenant, too')
      const terminal = createTerminal({ quiet: false })
      const reports = await verifyTrails(loadConfig(process.env), tenant, known)
      const broken = reports.some((report) => report.broken !== undefined)
      if (json) terminal.json({ intact: !broken, tenants: reports })
      else for (const report of reports) terminal.out(inWords(report))
      if (!json && reports.length === 0) terminal.out('no trail has an entry')
      if (broken) process.exitCode = EXIT.broke
    })
}

/** One line for people. */
export const inWords = ({ tenant, entries, hash, broken }: TrailReport): string =>
  broken === undefined
    ? `intact  ${tenant}: ${entries} entries, last hash ${hash || 'none'}`
    : `BROKEN  ${tenant}: entry ${broken.id ?? '–'}: ${broken.reason}`

/** Walks the trail of one tenant, or of each. */
export const verifyTrails = (config: Config, tenant?: string, known?: string): Promise<TrailReport[]> =>
  withChain(config, async (chain) => {
    const found: TrailReport[] = []
    for (const name of tenant === undefined ? await chain.auditTenants() : [tenant])
      found.push(await verifyTrail(chain, name, known))
    return found
  })

const withChain = async <T>({ databaseUrl, dataDir }: Config, work: (chain: AuditChain) => Promise<T>): Promise<T> => {
  if (databaseUrl !== undefined) {
    const store = await createPostgresStore({ url: databaseUrl })
    return work(store).finally(store.close)
  }
  const { close, ...reads } = await openReadOnly(dataDir)
  const chain: AuditChain = {
    auditChain: async (...args) => reads.auditChain(...args),
    auditHead: async (name) => reads.auditHead(name),
    auditTenants: async () => reads.auditTenants(),
  }
  return work(chain).finally(close)
}
