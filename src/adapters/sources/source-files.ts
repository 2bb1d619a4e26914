import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Document, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { type SourceDefinition, sourcesFile } from './definition.ts'
import { missingFields } from './mapping.ts'
import { OPERATION_NAMES, OPERATIONS, type OperationName, SHAPES, TYPE_NAMES } from './shapes.ts'

/** One thing that is wrong in a file: where, what, and the fix. */
export interface FileFault {
  /** As the folder was given, then the name. */
  file: string
  /** From 1. */
  line: number
  text: string
}

export interface FoundSource {
  definition: SourceDefinition
  /** Whose names `file:` in it is relative to. */
  folder: string
  file: string
  /** The line of a key below the source: `['handler', 'rest', 'endpoint']`. */
  lineOf(path: readonly PropertyKey[]): number
}

export interface SourceFiles {
  sources: FoundSource[]
  faults: FileFault[]
}

/**
 * Reads `*.yaml` and `*.yml` of a folder; a folder that is not there has none. All faults are told at once. `${NAME}` in a text is taken from
 * `env`, after the file is parsed: a secret can neither break the file nor add to it.
 */
export const readSourceFiles = async (
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<SourceFiles> => {
  const sources: FoundSource[] = []
  const faults: FileFault[] = []
  for (const file of await filesOf(folder)) {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error)
    if (text instanceof Error) {
      faults.push({ file, line: 1, text: `cannot be read (${text.code}): correct its permissions, or remove it` })
      continue
    }
    const found = readSources(file, text, env)
    sources.push(...found.sources)
    faults.push(...found.faults, ...(await Promise.all(found.sources.map(readIssuer))).flat())
  }
  faults.push(...twice(sources))
  return { sources, faults }
}

/** Changes whenever a file is written, added or removed. */
export const markOfFiles = async (folder: string): Promise<string> => {
  const files = await filesOf(folder)
  const marks = files.map(async (file) => {
    const found = await stat(file).catch(() => undefined)
    return `${file} ${found?.ino} ${found?.mtimeMs} ${found?.size}`
  })
  return (await Promise.all(marks)).join('\n')
}

const filesOf = async (folder: string): Promise<string[]> => {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names
    .filter((name) => /^[^.].*\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name))
}

const readSources = (file: string, text: string, env: Readonly<Record<string, string | undefined>>): SourceFiles => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const lineOf = (path: readonly PropertyKey[]): number => lineIn(document, lines, path)
  const [broken] = document.errors
  if (broken !== undefined)
    return {
      sources: [],
      faults: [{ file, line: lines.linePos(broken.pos[0]).line, text: `is not YAML: ${broken.message}` }],
    }
  const faults: FileFault[] = []
  const plain = plainOf(document)
  if (plain instanceof Error) return { sources: [], faults: [{ file, line: 1, text: `is not YAML: ${plain.message}` }] }
  const given = withEnvironment(plain.value, env, (path, text) => faults.push({ file, line: lineOf(path), text }))
  if (faults.length > 0) return { sources: [], faults }
  const parsed = sourcesFile.safeParse(given)
  if (!parsed.success)
    return {
      sources: [],
      faults: parsed.error.issues.map((issue) => ({ file, line: lineOf(issuePath(issue)), text: describe(issue) })),
    }
  const sources = parsed.data.sources.map((definition, at) => ({
    definition,
    folder: resolve(dirname(file)),
    file,
    lineOf: (path: readonly PropertyKey[]) => lineOf(['sources', at, ...path]),
  }))
  return { sources, faults: sources.flatMap(incomplete) }
}

/** Aliases are resolved here: one that names nothing, or a thousand of a thousand, is only found now. */
const plainOf = (document: Document): { value: unknown } | Error => {
  try {
    return { value: document.toJS() }
  } catch (error) {
    return error as Error
  }
}

/** Texts with `${NAME}` filled in. SQL is left as it is: what goes into it goes as a parameter. */
const withEnvironment = (
  given: unknown,
  env: Readonly<Record<string, string | undefined>>,
  fault: (path: PropertyKey[], text: string) => void,
  path: PropertyKey[] = [],
): unknown => {
  if (Array.isArray(given)) return given.map((item, at) => withEnvironment(item, env, fault, [...path, at]))
  if (typeof given === 'object' && given !== null)
    return Object.fromEntries(
      Object.entries(given).map(([key, value]) => [key, withEnvironment(value, env, fault, [...path, key])]),
    )
  if (typeof given !== 'string') return given
  if (path.at(-1) === 'statement') {
    if (/\$\{/.test(given)) fault(path, 'takes nothing from the environment: it has only {id} and {ids}, as parameters')
    return given
  }
  return given.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = env[name]
    if (value === undefined || value === '')
      fault(path, `needs the environment variable ${name}: set it before the start`)
    return value ?? ''
  })
}

/** What a source serves needs its required fields; entries that are asked for one id at a time need not repeat it. */
const incomplete = ({ definition, file, lineOf }: FoundSource): FileFault[] => {
  const served = servedBy(definition)
  return TYPE_NAMES.flatMap((type) => {
    const mapping = definition.transforms[0]?.fields[type]
    const line = lineOf(['transforms', 0, 'fields', type])
    const reads = served.filter((name) => OPERATIONS[name].type === type)
    if (reads.length === 0)
      return mapping === undefined
        ? []
        : [{ file, line, text: `${type} is mapped, but no operation of ${definition.name} reads it` }]
    const isOwned = reads.every((name) => OPERATIONS[name].many && readsOneByOne(definition, name))
    const told = reads.map((name) => OPERATIONS[name].key as string)
    return missingFields(mapping, SHAPES[type])
      .filter((field) => !(isOwned && told.includes(field)))
      .map((field) => ({
        file,
        line,
        text: `${type} has no ${field}: map it, e.g. ${field.split('.').at(-1)}: $.their_name`,
      }))
  })
}

/** The operations that a source serves. */
export const servedBy = ({ handler }: SourceDefinition): OperationName[] => {
  const operations = Object.values(handler)[0]?.operations ?? {}
  return OPERATION_NAMES.filter((name) => Object.hasOwn(operations, name))
}

/** Whether each call of an operation is for one id, so that what it answers is known to be that id's. */
export const readsOneByOne = ({ handler }: SourceDefinition, name: OperationName): boolean => {
  const { rest, graphql, sql } = handler
  const written = rest?.operations[name] ?? graphql?.operations[name] ?? sql?.operations[name]
  return JSON.stringify(written ?? '').includes('{id}')
}

/** The certificate of the issuer in place of its file's name. */
const readIssuer = async ({ definition, folder, file, lineOf }: FoundSource): Promise<FileFault[]> => {
  const [kind = '', handler] = Object.entries(definition.handler)[0] ?? []
  if (handler === undefined || !('ca' in handler) || handler.ca === undefined) return []
  const line = lineOf(['handler', kind, 'ca'])
  const text = await readFile(resolve(folder, handler.ca), 'utf8').catch(() => '')
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    return [{ file, line, text: `ca ${handler.ca} is no file with a PEM certificate: correct its name` }]
  handler.ca = text
  return []
}

/** Names and operations that two sources claim. */
const twice = (sources: readonly FoundSource[]): FileFault[] => {
  const first = new Map<string, FoundSource>()
  return sources.flatMap((source) => {
    const claims = [`the name ${source.definition.name}`, ...servedBy(source.definition)]
    return claims.flatMap((claim) => {
      const other = first.get(claim)
      if (other === undefined) {
        first.set(claim, source)
        return []
      }
      const kind = Object.keys(source.definition.handler)[0] ?? ''
      const line = source.lineOf(claim.startsWith('the name') ? ['name'] : ['handler', kind, 'operations', claim])
      const text = `${claim} is taken by ${other.definition.name} (${other.file}): remove one of the two`
      return [{ file: source.file, line, text }]
    })
  })
}

const issuePath = (issue: z.core.$ZodIssue): PropertyKey[] =>
  issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path

const describe = (issue: z.core.$ZodIssue): string => {
  const path = issue.path.join('.') || 'the file'
  if (issue.code === 'unrecognized_keys')
    return `${path}: ${issue.keys.join(', ')} is no such setting; remove it or correct its name (docs/mesh.md lists them)`
  // The value is not shown: it may be a secret from the environment.
  return `${path}: ${issue.message}`
}

/** Of the key if it is there, else of the nearest thing around it. */
const lineIn = (document: Document, lines: LineCounter, path: readonly PropertyKey[]): number => {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = offsetOf(document, path.slice(0, length))
    if (offset !== undefined) return lines.linePos(offset).line
  }
  return 1
}

const offsetOf = (document: Document, path: readonly PropertyKey[]): number | undefined => {
  const parent = document.getIn(path.slice(0, -1), true) as { items?: unknown[] } | undefined
  const key = path.at(-1)
  const item =
    typeof key === 'number' ? parent?.items?.[key] : parent?.items?.find((pair) => keyOf(pair)?.value === key)
  const node = keyOf(item) ?? (item as Ranged | undefined)
  return node?.range?.[0]
}

interface Ranged {
  value?: unknown
  range?: readonly number[]
}

const keyOf = (pair: unknown): Ranged | undefined => (pair as { key?: Ranged } | undefined)?.key
