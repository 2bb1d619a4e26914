import type { Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { VoterKind } from '../../domain/voter.ts'

/** What a look at the folders finds under one name. */
export interface SeenVoter {
  kind: VoterKind
  path: string
  /** The file, or all files of the folder, sorted. */
  files: string[]
  /** Sizes and times: it changes with every write. */
  signature: string
  /** Why it cannot be a voter. */
  unusable?: string
}

const KINDS: Record<string, VoterKind> = {
  '.yaml': 'rules',
  '.yml': 'rules',
  '.js': 'module',
  '.mjs': 'module',
  '.cjs': 'module',
  '.ts': 'module',
  '.mts': 'module',
}
/** Beside the voters may lie what describes them, and what editors leave. */
const NO_VOTER = /^\.|~$|\.d\.ts$|\.(?:md|txt|tmp|swp|bak|part)$/
const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/
const MOST_VOTERS = 32
const MOST_FILES = 100
const MOST_BYTES = { rules: 1024 * 1024, module: 1024 * 1024, onnx: 1024 * 1024 * 1024 } as const

/** Everything in the folders that is, or was meant to be, a voter, by name; of two with one name the first folder's. */
export const lookAround = async (folders: readonly string[]): Promise<Map<string, SeenVoter>> => {
  const found = new Map<string, SeenVoter>()
  for (const folder of folders)
    for (const entry of (await readdir(folder).catch(absent))?.sort() ?? []) {
      if (NO_VOTER.test(entry)) continue
      const path = join(folder, entry)
      const about = await stat(path).catch(absent)
      if (about === undefined) continue
      const voter = about.isDirectory() ? await folderVoter(path) : fileVoter(path, about)
      const name = about.isDirectory() ? entry : entry.slice(0, entry.length - extname(entry).length)
      if (found.has(name)) continue
      found.set(name, { ...voter, ...faultOf(name, voter, found.size) })
    }
  return found
}

const fileVoter = (path: string, about: Stats): SeenVoter => {
  const kind = KINDS[extname(path)]
  return {
    kind: kind ?? 'rules',
    path,
    files: [path],
    signature: signatureOf(path, about),
    ...faultOfSize(kind ?? 'rules', about.size),
    ...(kind === undefined ? { unusable: `${extname(path) || 'no ending'}: use .yaml, .js, .mjs, .cjs or .ts` } : {}),
  }
}

/** A folder in the layout of Hugging Face. */
const folderVoter = async (path: string): Promise<SeenVoter> => {
  const entries = (await readdir(path, { recursive: true, withFileTypes: true }).catch(absent)) ?? []
  const files = entries
    .filter((entry) => entry.isFile() && !NO_VOTER.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
  const stats = await Promise.all(files.slice(0, MOST_FILES).map((file) => stat(file).catch(absent)))
  const size = stats.reduce((sum, about) => sum + (about?.size ?? 0), 0)
  return {
    kind: 'onnx',
    path,
    files: files.slice(0, MOST_FILES),
    signature: files.map((file, i) => signatureOf(file, stats[i])).join('\n'),
    ...faultOfSize('onnx', size),
    ...(files.length > MOST_FILES ? { unusable: `it has ${files.length} files: ${MOST_FILES} at most` } : {}),
    ...(files.includes(join(path, 'config.json'))
      ? {}
      : { unusable: 'it has no config.json: a classifier has config.json, tokenizer.json and onnx/model.onnx' }),
  }
}

const signatureOf = (path: string, about: Stats | undefined): string =>
  `${path}:${about?.size}:${about?.mtimeMs}:${about?.ino}`

const faultOfSize = (kind: VoterKind, bytes: number): { unusable?: string } =>
  bytes > MOST_BYTES[kind] ? { unusable: `it has ${bytes} bytes: ${MOST_BYTES[kind]} at most` } : {}

const faultOf = (name: string, { unusable }: SeenVoter, others: number): { unusable?: string } => {
  if (!NAME.test(name)) return { unusable: 'its name: use a to z, 0 to 9, - and _, at most 64 of them' }
  if (name in {}) return { unusable: `its name: ${name} is what every object of JavaScript has; use another` }
  if (others >= MOST_VOTERS) return { unusable: `there are ${MOST_VOTERS} voters already, and no more may be` }
  return unusable === undefined ? {} : { unusable }
}

const absent = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
  return undefined
}
