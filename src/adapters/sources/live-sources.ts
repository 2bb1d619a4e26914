import { basename } from 'node:path'
import { chosenReads } from '../../ports/chosen-reads.ts'
import type { Upstream } from '../../ports/upstream.ts'
import type { OnCall, Opened } from './asking.ts'
import { openCsv } from './csv.ts'
import type { FileFault, FoundSource } from './found-source.ts'
import { openGraphql } from './graphql.ts'
import type { HttpSourceParts } from './http-source.ts'
import type { TypeMapping } from './mapping.ts'
import { openRest } from './rest.ts'
import { OPERATIONS, type OperationName } from './shapes.ts'
import { markOfFiles, readSourceFiles, servedBy } from './source-files.ts'
import { type OpenSql, openSqlSource } from './sql.ts'
import { createServedUpstream, type Served } from './upstream.ts'

/** How often a change of the files is looked for, milliseconds. */
const POLL_MS = 500
/** Milliseconds until a document that did not come from its address is fetched again. */
const AGAIN_MS = 10_000
/** Milliseconds until a source that was replaced is closed: calls that were under way end by their own deadline before. */
const CLOSE_AFTER_MS = 31_000

export interface LiveSourcesParts {
  folder: string
  env: Readonly<Record<string, string | undefined>>
  openSql: OpenSql
  onCall: OnCall
  /** Told of what changed and of what cannot be used; never a secret. */
  log(message: string): void
  /** Told when other sources are in force than at the start or before. */
  onChange?(): void
  lookup?: HttpSourceParts['lookup']
  pollMs?: number
  /** Milliseconds of a clock that only goes on. */
  now?: () => number
}

export interface LiveSources {
  /** By the files that are in force at each call. */
  upstream: Upstream
  serves(operation: OperationName): boolean
  /** Ids that its source takes in one call: 1 where it is asked with `{id}`; undefined where nothing is said. */
  batchOf(operation: OperationName): number | undefined
  /** Whether there are files at all, broken ones included. */
  exist(): boolean
  /** Each source in force: what it serves and how it is. */
  sources(): { name: string; serves: OperationName[]; state: 'ok' | 'down'; fault?: string }[]
  /** Why the files are not those in force. */
  fault(): string | undefined
  /** Looks for a change now. */
  check(): Promise<void>
  stop(): void
}

/**
 * The sources of a folder, followed as its files change: all of them together or none, so that a broken file leaves everything as it was and
 * is said. A source that did not change keeps its connections and its breaker.
 */
export const watchSources = async (parts: LiveSourcesParts): Promise<LiveSources> => {
  const { folder, env, log, lookup, pollMs = POLL_MS, now = () => performance.now() } = parts
  let inForce = new Map<string, InForce>()
  let current: Partial<Record<OperationName, Served>> = {}
  let upstream = createServedUpstream(current)
  let fault: string | undefined
  let found = false
  let seen: string | undefined
  let documents: readonly string[] = []
  let again = Number.POSITIVE_INFINITY
  let isOpen = false
  const closing = new Map<NodeJS.Timeout, Opened>()

  const closeLater = ({ opened }: InForce): void => {
    const timer = setTimeout(() => {
      closing.delete(timer)
      opened.close()
    }, CLOSE_AFTER_MS)
    timer.unref()
    closing.set(timer, opened)
  }
  const follow = async (): Promise<void> => {
    const { sources, faults, ...read } = await readSourceFiles(folder, env, lookup)
    documents = read.documents
    again = read.isPassing ? now() + AGAIN_MS : Number.POSITIVE_INFINITY
    found = sources.length > 0 || faults.length > 0
    if (faults.length > 0) {
      const [{ file, line, text }] = faults as [FileFault]
      const more = faults.length > 1 ? ` (and ${faults.length - 1} more: npx tabdesk mesh check)` : ''
      fault = `${basename(file)}:${line} ${text}${more}`
      log(`sources not changed: ${fault}`)
      return
    }
    const isMended = fault !== undefined
    fault = undefined
    const before = inForce
    inForce = new Map(
      sources.map((source) => {
        const key = JSON.stringify([source.folder, source.definition])
        return [key, before.get(key) ?? { source, opened: openSource(source, parts) }]
      }),
    )
    current = servedOf(inForce.values())
    upstream = createServedUpstream(current)
    for (const [key, old] of before) if (!inForce.has(key)) closeLater(old)
    const isOther = String([...before.keys()]) !== String([...inForce.keys()])
    if (isOther && isOpen) parts.onChange?.()
    if (isMended || isOther)
      log(`sources in force: ${sources.map(({ definition }) => definition.name).join(', ') || 'none'}`)
  }
  const check = async (): Promise<void> => {
    const mark = await markOfFiles(folder, documents)
    if (mark === seen && now() < again) return
    const marked = documents
    await follow()
    // Documents that are newly named were not in the mark: another look, so that no change in between is missed.
    seen = String(marked) === String(documents) ? mark : undefined
  }

  const look = (): Promise<void> =>
    check().catch((error: Error) => {
      if (fault !== error.message) log(error.message)
      fault = error.message
    })

  await look()
  isOpen = true
  let checking = false
  const timer = setInterval(() => {
    if (checking) return
    checking = true
    void look().finally(() => {
      checking = false
    })
  }, pollMs)
  timer.unref()
  return {
    upstream: chosenReads(() => upstream),
    serves: (operation) => current[operation] !== undefined,
    batchOf: (operation) => {
      const name = current[operation]?.name
      const { handler } =
        [...inForce.values()].find((one) => one.source.definition.name === name)?.source.definition ?? {}
      const asked = (handler?.rest ?? handler?.graphql ?? handler?.sql ?? handler?.openapi)?.operations[operation]
      return JSON.stringify(asked ?? {}).includes('{id}') ? 1 : asked?.batch
    },
    exist: () => found || fault !== undefined,
    sources: () =>
      [...inForce.values()].map(({ source, opened }) => {
        const fault = opened.fault?.()
        const { name } = source.definition
        return {
          name,
          serves: servedBy(source.definition),
          state: opened.state(),
          ...(fault === undefined ? {} : { fault }),
        }
      }),
    fault: () => fault,
    check,
    stop: () => {
      clearInterval(timer)
      for (const [later, opened] of closing) {
        clearTimeout(later)
        opened.close()
      }
      for (const { opened } of inForce.values()) opened.close()
    },
  }
}

interface InForce {
  source: FoundSource
  opened: Opened
}

/** Opens one source; nothing is sent yet. */
export const openSource = (
  { definition, folder }: FoundSource,
  parts: Pick<LiveSourcesParts, 'openSql' | 'onCall' | 'lookup'>,
): Opened => {
  const { name, handler, transforms } = definition
  const mappings = transforms[0]?.fields ?? {}
  const { onCall, openSql, lookup } = parts
  const http = { onCall, ...(lookup === undefined ? {} : { lookup }) }
  if (handler.rest !== undefined) return openRest(name, handler.rest, http)
  if (handler.graphql !== undefined) return openGraphql(name, handler.graphql, http)
  if (handler.csv !== undefined) return openCsv({ name, handler: handler.csv, folder, mappings, onCall })
  if (handler.sql !== undefined) return openSqlSource({ name, handler: handler.sql, folder, mappings, openSql, onCall })
  throw new Error(`source ${name} has no handler`)
}

/** Which source serves what. */
export const servedOf = (all: Iterable<InForce>): Partial<Record<OperationName, Served>> => {
  const served: Partial<Record<OperationName, Served>> = {}
  for (const { source, opened } of all)
    for (const operation of servedBy(source.definition)) {
      const mapping: TypeMapping | undefined = source.definition.transforms[0]?.fields[OPERATIONS[operation].type]
      served[operation] = { name: source.definition.name, opened, mapping }
    }
  return served
}
