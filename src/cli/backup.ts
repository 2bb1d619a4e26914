import { stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { type BackupManifest, takeBackup } from '../adapters/archive/backup.ts'
import { restoreBackup } from '../adapters/archive/restore.ts'
import { restoreSnapshot, takeSnapshot } from '../adapters/sqlite/snapshot.ts'
import { loadConfig } from '../config.ts'
import { assertEmbedded } from './embedded-only.ts'
import { createTerminal } from './terminal.ts'

const MEBIBYTE = 1024 * 1024

/** `backup` and `restore`: DATA_DIR as one file and back. */
export const addBackup = (program: Command): void => {
  program
    .command('backup')
    .description('everything in DATA_DIR as one file, also while the product runs; read back before it gets its name')
    .requiredOption('--out <file>', 'where it goes; .tar, or .tar.gz to compress')
    .option('--json', 'one JSON object on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx tabdesk backup --out /backups/tabdesk-2026-11-22.tar.gz\n\nThe file holds what customers said and the secret that signs tokens: keep it as carefully as DATA_DIR.',
    )
    .action(async ({ out, json }: { out: string; json?: boolean }) => {
      const config = loadConfig(process.env)
      assertEmbedded(config, 'backup', 'back up the database with pg_dump, and copy DATA_DIR (docs/postgresql.md)')
      const { dataDir } = config
      const manifest = await takeBackup({
        dataDir,
        out,
        version: program.version() ?? '',
        now: () => new Date(),
        takeSnapshot,
      })
      const { size } = await stat(out)
      if (json) createTerminal({ quiet: false }).json({ out, bytes: size, ...summary(manifest) })
      else
        createTerminal({ quiet: false }).out(
          `${out}: ${inWords(manifest)}, ${(size / MEBIBYTE).toFixed(1)} MiB, read back and sound`,
        )
    })
  program
    .command('restore')
    .description('put a backup into an empty DATA_DIR')
    .requiredOption('--in <file>', 'made by backup')
    .option('--json', 'one JSON object on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  $ DATA_DIR=/srv/tabdesk npx tabdesk restore --in /backups/tabdesk-2026-11-22.tar.gz\n\nThe log gets a new epoch: clients that saw more than the backup holds are told so, and send again what was not kept.',
    )
    .action(async ({ in: file, json }: { in: string; json?: boolean }) => {
      const config = loadConfig(process.env)
      assertEmbedded(
        config,
        'restore',
        'restore the database with pg_restore, and DATA_DIR beside it (docs/postgresql.md)',
      )
      const { dataDir } = config
      const manifest = await restoreBackup({ file, dataDir, restoreSnapshot })
      if (json) createTerminal({ quiet: false }).json({ dataDir, ...summary(manifest) })
      else
        createTerminal({ quiet: false }).out(
          `${dataDir}: ${inWords(manifest)} as of ${manifest.takenAt}; start the product on it`,
        )
    })
}

const summary = ({ takenAt, version, store, files }: BackupManifest) => ({
  takenAt,
  version,
  ...store,
  files: files.length,
})

const inWords = ({ store, files }: BackupManifest): string =>
  `${store.conversations} conversations, ${store.events} events, ${files.length} files`
