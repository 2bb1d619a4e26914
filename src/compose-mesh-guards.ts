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

/** One for each source and tenant, made when it is first asked. */
export const createMeshGuards = ({ mesh }: Config, metrics: () => Metrics | undefined): MeshGuards => {
  const guards = new Map<string, { source: SourceName; guard: SourceGuard }>()
  const statuses = (): [source: string, status: SourceStatus][] =>
    [...guards.values()].map(({ source, guard }) => [source, guard.status()])
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
