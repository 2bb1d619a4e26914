import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { parseDatabaseAddress } from '../../lib/database-address.ts'
import { type SourceDefinition, sourcesFile } from './definition.ts'
import { withDocuments } from './documents.ts'
import type { FileFault, FoundSource } from './found-source.ts'
import type { HttpCallerParts } from './http-call.ts'
import { foreignPlaceholder, wordsOfUnknown } from './known-names.ts'
import { missingFields } from './mapping.ts'
import { OPERATION_NAMES, OPERATIONS, type OperationName, SHAPES, TYPE_NAMES } from './shapes.ts'
import { lineIn, plainOf } from './yaml-lines.ts'

export interface SourceFiles {
  sources: FoundSource[]
  faults: FileFault[]
  /** Files that they name: documents, certificates. */
  documents: string[]
  /** A document at an address did not come: it may the next time. */
  isPassing: boolean
}

/**
 * Reads `*.yaml` and `*.yml` of a folder; a folder that is not there has none. All faults are told at once. `${NAME}` in a text is taken from
 * `env`, after the file is parsed: a secret can neither break the file nor add to it.
 */
export const readSourceFiles = async (
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  lookup?: HttpCallerParts['lookup'],
): Promise<SourceFiles> => {
  const written: FoundSource[] = []
  const faults: FileFault[] = []
  for (const file of await filesOf(folder)) {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error)
    if (text instanceof Error) {
      faults.push({ file, line: 1, text: `cannot be read (${text.code}): correct its permissions, or remove it` })
      continue
    }
    const found = readSources(file, text, env)
    written.push(...found.sources)
    faults.push(...found.faults)
  }
  const made = await Promise.all(written.map((source) => withDocuments(source, lookup)))
  const sources = made.map(({ source }) => source)
  faults.push(
    ...made.flatMap((one) => (one.faults.length > 0 ? one.faults : incomplete(one.source))),
    ...twice(sources),
  )
  return {
    sources,
    faults,
    documents: made.flatMap(({ files }) => files),
    isPassing: made.some(({ isPassing }) => isPassing),
  }
}

/** Changes whenever a file, or a document that one names, is written, added or removed. */
export const markOfFiles = async (folder: string, documents: readonly string[]): Promise<string> => {
  const files = [...(await filesOf(folder)), ...documents]
  const marks = files.map(async (file) => {
    const found = await stat(file).catch(() => undefined)
    return `${file} ${found?.ino} ${found?.mtimeMs} ${found?.size}`
  })
  return (await Promise.all(marks)).join('\n')
}

/** Names of what sources are described by, and are not: they may lie beside them. */
const DOCUMENT = /\.openapi\.ya?ml$/

const filesOf = async (folder: string): Promise<string[]> => {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names
    .filter((name) => /^(?:[^.].*|\.meshrc)\.ya?ml$/.test(name) && !DOCUMENT.test(name))
    .sort()
    .map((name) => join(folder, name))
}

const readSources = (
  file: string,
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): Pick<SourceFiles, 'sources' | 'faults'> => {
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
  if (Object.hasOwn(Object(plain.value), 'openapi')) {
    const name = basename(file).replace(/\.ya?ml$/, '.openapi.yaml')
    const text = `is an OpenAPI document: call it ${name}, and name it as source of an openapi handler`
    return { sources: [], faults: [{ file, line: 1, text }] }
  }
  const given = withEnvironment(plain.value, env, (path, text) => faults.push({ file, line: lineOf(path), text }))
  if (faults.length > 0) return { sources: [], faults }
  const parsed = sourcesFile.safeParse(given)
  if (!parsed.success)
    return {
      sources: [],
      faults: parsed.error.issues.flatMap(described).map(({ path, text }) => ({ file, line: lineOf(path), text })),
    }
  const sources = parsed.data.sources.map((definition, at) => ({
    definition,
    folder: resolve(dirname(file)),
    file,
    lineOf: (path: readonly PropertyKey[]) => lineOf(['sources', at, ...asWritten(definition, path)]),
  }))
  return { sources, faults: [] }
}

/** What a document was made into is looked for where the document is named. */
const asWritten = ({ handler }: SourceDefinition, path: readonly PropertyKey[]): readonly PropertyKey[] =>
  handler.openapi !== undefined && path[0] === 'handler' && path[1] === 'rest'
    ? ['handler', 'openapi', ...path.slice(2)]
    : path

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
  const foreign = foreignPlaceholder(given)
  if (foreign !== undefined) fault(path, foreign)
  return given.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = env[name]
    if (value === undefined || value === '')
      fault(path, `needs the environment variable ${name}: set it before the start`)
    return value ?? ''
  })
}

/**
 * What a source serves needs its required fields; entries that are asked for one id at a time need not repeat it. But of MySQL: it reads a text that
 * is compared with a number as far as it is one, so that `buyer_id = 'visitor-1'` finds the orders of 0, who is nobody in many shops.
 */
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
    const isOwned =
      !isMysql(definition) && reads.every((name) => OPERATIONS[name].many && readsOneByOne(definition, name))
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

const isMysql = ({ handler: { sql } }: SourceDefinition): boolean =>
  sql?.connection !== undefined && parseDatabaseAddress(sql.connection).kind === 'mysql'

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

const described = (issue: z.core.$ZodIssue): { path: readonly PropertyKey[]; text: string }[] => {
  const place = issue.path.join('.') || 'the file'
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...issue.path, key], text: `${place}: ${wordsOfUnknown(key)}` }))
  // The value is not shown: it may be a secret from the environment.
  return [{ path: issue.path, text: `${place}: ${issue.message}` }]
}
