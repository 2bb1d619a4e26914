import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { create, list } from 'tar'
import { Refusal } from '../../domain/errors.ts'

/** How much the log of a store holds. */
export interface LogSize {
  conversations: number
  events: number
}

/** The first entry of a backup: what else is in it. */
export interface BackupManifest {
  format: typeof FORMAT
  /** Of the program that took it. */
  version: string
  takenAt: string
  store: LogSize
  files: { path: string; bytes: number; sha256: string }[]
}

export interface BackupParts {
  dataDir: string
  /** Where the backup goes; gzip where it ends in `gz`. */
  out: string
  version: string
  now: () => Date
  /** Copies the store of a folder into a file, also while it is written to, and checks the copy. */
  takeSnapshot: (dir: string, file: string) => Promise<LogSize>
  copy?: (from: string, to: string) => Promise<void>
}

export const MANIFEST = 'manifest.json'
export const STORE = 'store.db'
/** Where `restore` unpacks, in the DATA_DIR itself: moving within one file system is a rename. */
export const UNPACKED = 'restoring'
const FORMAT = 1
/** The store is in the backup by its snapshot; the rest is nobody's any more, or an upload that has not come whole. */
const LEFT_OUT = /^store\.(db|lock)(-\w+)?$|\.tmp$|\.part(\.json|\.clean)?$/
/** Times that a folder is read again because a file went away meanwhile. */
const ATTEMPTS = 5
/** Owner only: a backup holds the secret that signs tokens, and everything that customers said. */
const PRIVATE = 0o600

/**
 * One file with everything that DATA_DIR holds, taken beside the process that writes it and read back before it gets its name.
 * The store comes first, so that the library has every article that a turn of the store rested on.
 * @throws Refusal `bad_input` where `out` is taken or inside DATA_DIR, `not_found` without a store, `storage` where what was written does not read back the same
 */
export const takeBackup = async ({
  dataDir,
  out,
  version,
  now,
  takeSnapshot,
  copy = copyFile,
}: BackupParts): Promise<BackupManifest> => {
  const target = resolve(out)
  if (existsSync(target)) throw new Refusal('bad_input', `${out} exists: choose another name`, { field: 'out' })
  if (!relative(resolve(dataDir), target).startsWith('..'))
    throw new Refusal(
      'bad_input',
      `${out} is inside DATA_DIR ${dataDir}: choose a place outside, best on another disk`,
      {
        field: 'out',
      },
    )
  await mkdir(dirname(target), { recursive: true })
  const aside = `${target}.${randomUUID()}.tmp`
  const staged = `${aside}.d`
  try {
    await mkdir(staged, { mode: 0o700 })
    const store = await takeSnapshot(dataDir, join(staged, STORE))
    await copyFolder(dataDir, staged, copy)
    const files: BackupManifest['files'] = []
    for (const path of await filesOf(staged)) files.push(await describe(staged, path))
    const manifest: BackupManifest = { format: FORMAT, version, takenAt: now().toISOString(), store, files }
    await writeFile(join(staged, MANIFEST), `${JSON.stringify(manifest, undefined, 1)}\n`)
    await create(
      {
        file: aside,
        cwd: staged,
        portable: true,
        gzip: target.endsWith('gz'),
        mode: PRIVATE,
        strict: true,
        noDirRecurse: true,
      },
      [MANIFEST, ...files.map(({ path }) => path)],
    )
    await readBack(aside, manifest)
    await placeSynced(aside, target)
    return manifest
  } finally {
    await rm(staged, { recursive: true, force: true })
    await rm(aside, { force: true })
  }
}

/** Files of a folder before those of its subfolders: a version of the library is written after its texts, so it is copied before them. */
const copyFolder = async (
  from: string,
  to: string,
  copy: (from: string, to: string) => Promise<void>,
): Promise<void> => {
  await mkdir(to, { recursive: true })
  for (let attempt = 1; ; attempt++) {
    const entries = (await readdir(from, { withFileTypes: true })).filter(({ name }) => !LEFT_OUT.test(name))
    try {
      for (const { name } of entries.filter((entry) => entry.isFile())) await copy(join(from, name), join(to, name))
      for (const { name } of entries.filter((entry) => entry.isDirectory() && entry.name !== UNPACKED))
        await copyFolder(join(from, name), join(to, name), copy)
      return
    } catch (error) {
      // Tidied up meanwhile: what it held is in another file now, which the next look finds.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === ATTEMPTS) throw error
    }
  }
}

const filesOf = async (root: string): Promise<string[]> =>
  (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()

/** Size in bytes and what it is, read without holding it whole. */
export const describe = async (root: string, path: string): Promise<BackupManifest['files'][number]> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(join(root, path))) hash.update(chunk as Buffer)
  return { path, bytes: (await stat(join(root, path))).size, sha256: hash.digest('hex') }
}

/** @throws Refusal `storage` naming the first file that is not in the archive as it was */
const readBack = async (file: string, manifest: BackupManifest): Promise<void> => {
  const found = new Map<string, string>()
  await list({
    file,
    strict: true,
    onReadEntry: (entry) => {
      const hash = createHash('sha256')
      entry.on('data', (chunk) => hash.update(chunk))
      entry.on('end', () => found.set(entry.path, hash.digest('hex')))
    },
  })
  const wrong = manifest.files.find(({ path, sha256 }) => found.get(path) !== sha256)
  if (wrong !== undefined || !found.has(MANIFEST))
    throw new Refusal(
      'storage',
      `${file} does not read back as it was written (${wrong?.path ?? MANIFEST}): check the disk`,
    )
}

const placeSynced = async (aside: string, target: string): Promise<void> => {
  const file = await open(aside, 'r+')
  await file.chmod(PRIVATE)
  await file.sync().finally(() => file.close())
  await rename(aside, target)
  const folder = await open(dirname(target), 'r')
  await folder.sync().finally(() => folder.close())
}

const parsed = (text: string): Partial<BackupManifest> => {
  try {
    return (JSON.parse(text) ?? {}) as Partial<BackupManifest>
  } catch {
    return {}
  }
}

/** @throws Refusal `bad_input` where the file is no backup, or one of a newer program */
export const readManifest = async (root: string, file: string): Promise<BackupManifest> => {
  const written = await readFile(join(root, MANIFEST), 'utf8').catch(() => '{}')
  const manifest = parsed(written)
  if (manifest.format === FORMAT && manifest.store !== undefined && Array.isArray(manifest.files))
    return manifest as BackupManifest
  throw new Refusal(
    'bad_input',
    manifest.format === undefined
      ? `${file} is no backup of Tabdesk: give a file made by \`tabdesk backup\``
      : `${file} has format ${manifest.format}, this program reads ${FORMAT}: restore it with the program that took it, or a newer one`,
    { field: 'in' },
  )
}
