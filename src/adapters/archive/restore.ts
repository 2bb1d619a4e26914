import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { extract } from 'tar'
import { Refusal } from '../../domain/errors.ts'
import { type BackupManifest, describe, type LogSize, readManifest, STORE, UNPACKED } from './backup.ts'

export interface RestoreParts {
  /** The backup. */
  file: string
  /** Must hold nothing yet. */
  dataDir: string
  /** Checks a snapshot and puts it into a folder, its log with a new epoch. */
  restoreSnapshot: (file: string, dir: string) => Promise<LogSize>
}

/**
 * Puts a backup into an empty DATA_DIR. All is unpacked and compared with the manifest before any of it takes its place, and the
 * store comes last: a DATA_DIR with a store is whole.
 * @throws Refusal `bad_input` where DATA_DIR holds something or the file is no backup, `storage` where the backup is damaged
 */
export const restoreBackup = async ({ file, dataDir, restoreSnapshot }: RestoreParts): Promise<BackupManifest> => {
  if (!existsSync(file)) throw new Refusal('bad_input', `there is no file ${file}`, { field: 'in' })
  await mkdir(dataDir, { recursive: true })
  const held = (await readdir(dataDir)).find((name) => name !== UNPACKED)
  if (held !== undefined)
    throw new Refusal(
      'bad_input',
      `DATA_DIR ${dataDir} holds ${held} already: move what is there away, or restore into another DATA_DIR`,
      { field: 'DATA_DIR' },
    )
  const unpacked = join(dataDir, UNPACKED)
  await rm(unpacked, { recursive: true, force: true })
  await mkdir(unpacked, { mode: 0o700 })
  try {
    await unpack(file, unpacked)
    const manifest = await readManifest(unpacked, file)
    assertOwn(manifest, unpacked, file)
    for (const file of manifest.files) await compare(unpacked, file)
    for (const { path } of manifest.files) {
      if (path === STORE) continue
      await mkdir(dirname(join(dataDir, path)), { recursive: true })
      await rename(join(unpacked, path), join(dataDir, path))
    }
    const store = await restoreSnapshot(join(unpacked, STORE), dataDir)
    return { ...manifest, store }
  } finally {
    await rm(unpacked, { recursive: true, force: true })
  }
}

const unpack = async (file: string, cwd: string): Promise<void> => {
  try {
    // Files alone: a link in an archive may point out of the folder.
    await extract({ file, cwd, strict: true, filter: (_, entry) => 'type' in entry && entry.type === 'File' })
  } catch (error) {
    throw new Refusal('bad_input', `${file} cannot be unpacked: ${(error as Error).message}`, {
      field: 'in',
      cause: error,
    })
  }
}

/** A manifest is somebody's text: it names the store, and files of the backup alone. */
const assertOwn = ({ files }: BackupManifest, root: string, file: string): void => {
  const outside = files.find(({ path }) => relative(root, join(root, path)).split(sep)[0] === '..')
  if (outside === undefined && files.some(({ path }) => path === STORE)) return
  throw new Refusal(
    'bad_input',
    outside === undefined
      ? `${file} names no ${STORE}: give a file made by \`tabdesk backup\``
      : `${file} names ${outside.path}, which is outside of it: use a backup of your own (nothing was restored)`,
    { field: 'in' },
  )
}

const compare = async (root: string, wanted: BackupManifest['files'][number]): Promise<void> => {
  const got = existsSync(join(root, wanted.path)) ? await describe(root, wanted.path) : undefined
  if (got?.sha256 !== wanted.sha256)
    throw new Refusal(
      'storage',
      `the backup is damaged: ${wanted.path} is ${got === undefined ? 'missing' : 'not as it was'}; use another backup (nothing was restored)`,
    )
}
