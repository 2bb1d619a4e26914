import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '../../domain/errors.ts'
import { type LiveModels, type ModelVersion, SHIPPED } from '../../domain/model-version.ts'
import { loadHeads } from './model-files.ts'

/** Which version works; replaced as a whole, so a reader sees the old one or the new one. */
const LIVE = 'live.json'
/** Versions to go back to. */
const MOST_BEFORE = 20
/** What a model's folder holds; the vectors only save time. */
const FILES = [
  { name: 'model.json', needed: true },
  { name: 'heads.bin', needed: true },
  { name: 'vectors.bin', needed: false },
]

/** Versions of the heads in a folder of DATA_DIR; a server that runs on it follows what is changed here. */
export interface ModelVersions {
  /** File whose change tells of another version. */
  readonly file: string
  live(): Promise<LiveModels>
  list(): Promise<ModelVersion[]>
  dirOf(version: string): string
  /** Takes a checked model's files in; the same heads are taken once. Returns the version's name. */
  add(dir: string): Promise<string>
  promote(version: string): Promise<LiveModels>
  /** @throws Refusal `not_found` where there is nothing to go back to */
  rollback(): Promise<LiveModels>
  /** Undefined ends the shadow run. */
  shadow(version: string | undefined): Promise<LiveModels>
}

/** Where none was promoted works the model `heads` of `dataDir`/models, and where that is missing the one of `modelsDir`. */
export const createModelVersions = (parts: {
  dataDir: string
  modelsDir: string
  heads: string
  now: () => Date
}): ModelVersions => {
  const { now } = parts
  const directory = join(parts.dataDir, 'models')
  const own = join(directory, parts.heads)
  const shipped = existsSync(own) ? own : join(parts.modelsDir, parts.heads)
  const file = join(directory, LIVE)
  const dirOf = (version: string): string => (version === SHIPPED ? shipped : join(directory, version))

  const live = async (): Promise<LiveModels> => {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    return text === undefined ? { current: SHIPPED, before: [] } : parseLive(text, file)
  }
  const write = async (next: LiveModels): Promise<LiveModels> => {
    const dated = { ...next, at: now().toISOString() }
    await mkdir(directory, { recursive: true })
    const temporary = `${file}.${process.pid}.tmp`
    await writeFile(temporary, `${JSON.stringify(dated, null, 1)}\n`)
    await rename(temporary, file)
    return dated
  }

  return {
    file,
    live,
    dirOf,
    list: async () => {
      const { current, shadow } = await live()
      const names = await readdir(directory).catch(() => [])
      const found: ModelVersion[] = []
      for (const version of [SHIPPED, ...names.filter((name) => !name.endsWith('.tmp')).sort()]) {
        const dir = dirOf(version)
        if (version !== SHIPPED && dir === shipped) continue
        if (version !== SHIPPED && !(await isFile(join(dir, 'model.json')))) continue
        const use = version === current ? 'current' : version === shadow ? 'shadow' : 'kept'
        const read = await loadHeads(dir).then(
          ({ manifest }) => ({ manifest }),
          (error: Error) => ({ fault: error.message }),
        )
        found.push({ version, dir, use, ...read })
      }
      return found
    },
    add: async (dir) => {
      const { fingerprint } = await loadHeads(dir)
      const target = dirOf(fingerprint)
      if (await isFile(join(target, 'model.json'))) return fingerprint
      const temporary = `${target}.${process.pid}.tmp`
      await mkdir(temporary, { recursive: true })
      try {
        for (const { name, needed } of FILES)
          if (needed || (await isFile(join(dir, name)))) await copyFile(join(dir, name), join(temporary, name))
        await rename(temporary, target)
      } catch (error) {
        await rm(temporary, { recursive: true, force: true })
        throw error
      }
      return fingerprint
    },
    promote: async (version) => {
      const { current, before, shadow } = await live()
      const kept = { before: [...before, current].slice(-MOST_BEFORE), ...(shadow === undefined ? {} : { shadow }) }
      if (version === current) return { current, before, ...(shadow === undefined ? {} : { shadow }) }
      // What was watched and is now trusted has nothing left to be compared with.
      return write(shadow === version ? { current: version, before: kept.before } : { current: version, ...kept })
    },
    rollback: async () => {
      const { before, ...rest } = await live()
      const current = before.at(-1)
      if (current === undefined)
        throw new Refusal('not_found', 'there is no model to go back to: none was promoted before this one')
      return write({ ...rest, current, before: before.slice(0, -1) })
    },
    shadow: async (version) => {
      const { shadow: _, ...rest } = await live()
      return write(version === undefined ? rest : { ...rest, shadow: version })
    },
  }
}

const isFile = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined))?.isFile() === true

const parseLive = (text: string, file: string): LiveModels => {
  try {
    const { current, before, shadow, at } = JSON.parse(text) as Partial<LiveModels>
    if (typeof current !== 'string' || !Array.isArray(before)) throw new Error('it has no current or no before')
    return { current, before, ...(shadow === undefined ? {} : { shadow }), ...(at === undefined ? {} : { at }) }
  } catch (error) {
    throw new Refusal(
      'bad_input',
      `${file} cannot be read (${(error as Error).message}): run \`npx tabdesk model promote DIR\` after taking it away`,
    )
  }
}
