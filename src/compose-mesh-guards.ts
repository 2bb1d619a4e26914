import type { Metrics } from './adapters/prometheus/metrics.ts'
import type { Config } from './config.ts'
import type { SourceName } from './domain/upstream-error.ts'
import type { PartState } from './gateway/operation-routes.ts'
import { createSourceGuard, type SourceGuard, type SourceStatus } from './mesh/source-guard.ts'

/** What stands before each kind of source. */
export interface MeshGuards {
  guardOf(tenant: string, source: SourceName): SourceGuard
  /** The state of the mesh with that of each source that was asked. */
  over(state: PartState): PartState
  /** Of each source that was asked: its limit, and whether it is down. */
  gauges(): { source: string; open: boolean; limit: number }[]
}

/** Milliseconds between two lines of the log about one source: one that fails now and then fills no log. */
const TOLD_EVERY_MS = 10_000

export interface MeshGuardsParts {
  metrics(): Metrics | undefined
  /** Who serves what now, by the shop's own names. */
  servers(): Partial<Record<SourceName, readonly string[]>>
  log: { info(message: string): void; warn(message: string): void }
}

/** One for each source and tenant, made when it is first asked. */
export const createMeshGuards = ({ mesh }: Config, { metrics, servers, log }: MeshGuardsParts): MeshGuards => {
  const guards = new Map<string, { source: SourceName; guard: SourceGuard }>()
  const statuses = (): [source: string, status: SourceStatus & { servedBy: readonly string[] }][] => {
    const by = servers()
    return [...guards.values()].flatMap(({ source, guard }) => {
      const servedBy = by[source]
      return servedBy === undefined ? [] : [[source, { ...guard.status(), servedBy }]]
    })
  }
  /** Each change of a source's state once, with what is wrong; no value is in it. */
  const tellOf = (source: SourceName) => {
    let told: { state: SourceStatus['state']; at: number } = { state: 'ok', at: Number.NEGATIVE_INFINITY }
    return (state: SourceStatus['state'], meaning: string | undefined): void => {
      const at = performance.now()
      if (state === told.state || at - told.at < TOLD_EVERY_MS) return
      told = { state, at }
      if (state === 'ok') log.info(`${source}: answers again`)
      else log.warn(`source ${state}: ${meaning ?? source}`)
    }
  }
  return {
    guardOf: (tenant, source) => {
      const key = JSON.stringify([tenant, source])
      const kept = guards.get(key)
      if (kept !== undefined) return kept.guard
      const guard = createSourceGuard({
        source,
        callsAtOnce: mesh.callsAtOnce,
        slowMs: mesh.cardDeadlineMs,
        clock: () => performance.now(),
        now: Date.now,
        onHedge: () => metrics()?.meshHedge(source),
        onShed: (priority) => metrics()?.meshShed(source, priority),
        onState: tellOf(source),
      })
      guards.set(key, { source, guard })
      return guard
    },
    over: (state) => {
      const all = statuses()
      const asked = Object.fromEntries(all)
      const troubles = all.filter(([, { state }]) => state === 'down' || state === 'invalid')
      if (state.state !== 'ready' || troubles.length === 0) return { ...state, sources: asked }
      const reason = troubles.map(([, { since, meaning }]) => `${meaning}, since ${since}`).join('; ')
      return { ...state, state: 'degraded', reason: `${reason}; cards show the last known values`, sources: asked }
    },
    gauges: () => statuses().map(([source, { state, limit }]) => ({ source, open: state === 'down', limit })),
  }
}
