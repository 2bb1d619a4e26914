import { openQueryServer as openMysql } from './adapters/mysql/query-server.ts'
import { openQueryServer as openPostgres } from './adapters/postgres/query-server.ts'
import { type LiveSources, watchSources } from './adapters/sources/live-sources.ts'
import { NEEDED, OPERATION_NAMES, OPERATIONS } from './adapters/sources/shapes.ts'
import type { OpenSql } from './adapters/sources/sql.ts'
import { openQueryFile } from './adapters/sqlite/query-file.ts'
import type { SourceName } from './domain/upstream-error.ts'
import type { PartState } from './gateway/operation-routes.ts'
import { parseDatabaseAddress } from './lib/database-address.ts'
import type { Releasers } from './lib/releasers.ts'
import { chosenReads } from './ports/chosen-reads.ts'
import type { Upstream } from './ports/upstream.ts'

export interface SourcesParts {
  /** Where the files are. */
  folder: string
  onCall: (call: { source: string; outcome: string; ms: number }) => void
  /** Other sources are in force: what was read of those before is nobody's any more. */
  onChange(): void
  log(message: string): void
}

export interface Sources {
  /** By the files where they serve a read, else by `base`; the demo answers only where there are no files. */
  over(base: Upstream | undefined, isDemo: boolean): Upstream
  /** Ids that the source of a read takes in one call, where a file serves it and says. */
  batchOf(operation: keyof Upstream): number | undefined
  /** Whether there are files, broken ones included. */
  exist(): boolean
  /** Who serves what now: names of the files' sources, else `mesh.baseUrl` or the demo. */
  servers(): Partial<Record<SourceName, readonly string[]>>
  /** Of `/readyz`; none where there are no files. */
  states(): Record<string, PartState>
}

/** The shop's systems as files describe them, followed as the files change. */
export const openSources = async ({ folder, ...parts }: SourcesParts, releasers: Releasers): Promise<Sources> => {
  const live = await watchSources({ folder, env: process.env, openSql: openDatabase, ...parts })
  releasers.add('sources', live.stop)
  let rest: Upstream | undefined
  let behind: { upstream: Upstream; name: string } | undefined
  return {
    exist: live.exist,
    batchOf: live.batchOf,
    over: (base, isDemo) => {
      rest = isDemo ? undefined : base
      behind = base && { upstream: base, name: isDemo ? 'demo' : 'mesh.baseUrl' }
      return mixed(live, base, isDemo)
    },
    servers: () => serversOf(live, rest === undefined && live.exist() ? undefined : behind),
    states: () => statesOf(live, rest !== undefined),
  }
}

/** For the files' `sql` handlers. */
export const openDatabase: OpenSql = (where) => {
  if ('file' in where) return openQueryFile(where.file)
  return parseDatabaseAddress(where.connection).kind === 'mysql' ? openMysql(where) : openPostgres(where)
}

/** Demo data and a shop's own never stand side by side. */
const mixed = (live: LiveSources, base: Upstream | undefined, isDemo: boolean): Upstream => {
  const of = (operation: keyof Upstream): Upstream =>
    live.serves(operation) || base === undefined || (isDemo && live.exist()) ? live.upstream : base
  return chosenReads(of)
}

const serversOf = (
  live: LiveSources,
  behind: { upstream: Upstream; name: string } | undefined,
): ReturnType<Sources['servers']> => {
  const found: Partial<Record<SourceName, readonly string[]>> = {}
  const own = live.sources()
  for (const read of OPERATION_NAMES) {
    const by = own.filter(({ serves }) => serves.includes(read)).map(({ name }) => name)
    const names = by.length === 0 && behind?.upstream[read] !== undefined ? [behind.name] : by
    const { source } = OPERATIONS[read]
    if (names.length > 0) found[source] = [...new Set([...(found[source] ?? []), ...names])]
  }
  return found
}

const statesOf = (live: LiveSources, hasBase: boolean): Record<string, PartState> => {
  if (!live.exist()) return {}
  const fault = live.fault()
  const troubles = live.sources().flatMap(({ name, state, fault }) => {
    if (fault !== undefined) return [`${name}: ${fault}`]
    return state === 'down' ? [`${name} left alone after repeated failures`] : []
  })
  const names = live.sources().map(({ name }) => name)
  const meanwhile = names.length > 0 ? 'the sources before it work on' : 'nobody is asked until it is mended'
  const reasons = [
    ...(fault === undefined ? [] : [`${fault}; ${meanwhile}`]),
    ...troubles,
    ...NEEDED.flatMap((name) => (hasBase || live.serves(name) ? [] : [`no source serves ${name}`])),
  ]
  return {
    sources:
      reasons.length === 0
        ? { state: 'ready', inForce: names }
        : { state: 'degraded', inForce: names, reason: reasons.join('; ') },
  }
}
