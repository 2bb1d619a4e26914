import { createHttpUpstream } from './adapters/http/upstream.ts'
import type { Metrics } from './adapters/prometheus/metrics.ts'
import type { Config } from './config.ts'
import { startDemoServices } from './demo/demo-services.ts'
import type { LookUpCard } from './domain/customer.ts'
import { tokenOf } from './gateway/auth.ts'
import type { PartState } from './gateway/operation-routes.ts'
import type { Face } from './gateway/server.ts'
import type { Releasers } from './lib/releasers.ts'
import { createLookUpCard } from './mesh/card.ts'
import { createLoaders } from './mesh/loaders.ts'
import { registerMesh } from './mesh/plugin.ts'

/** The switchboard to the shop's own systems. */
export interface Mesh {
  lookUpCard: LookUpCard
  face: Face
  states(): Record<string, PartState>
  /** From now on calls are counted there. */
  observe(metrics: Metrics): void
}

/** One set of upstream systems serves every tenant of this installation until sources are configured per tenant. */
export const openMesh = async ({ mesh: settings, demo }: Config, releasers: Releasers): Promise<Mesh> => {
  let metrics: Metrics | undefined
  const baseUrl = settings.baseUrl ?? (demo ? await startDemo(releasers) : undefined)
  const upstream =
    baseUrl === undefined
      ? undefined
      : createHttpUpstream({ baseUrl, token: settings.token, onCall: ({ source, outcome, ms }) => metrics?.meshRequest(source, outcome, ms / 1000) })
  const open = createLoaders({ upstreamOf: () => upstream, callDeadlineMs: settings.queryDeadlineMs, onShared: () => metrics?.meshShared() })
  return {
    lookUpCard: createLookUpCard({ open, deadlineMs: settings.cardDeadlineMs, now: Date.now }),
    face: (app, _router, tokens) => registerMesh(app, { open, authenticate: (request) => tokens.verify(tokenOf(request.headers)), introspection: demo, deadlineMs: settings.queryDeadlineMs }),
    states: () => {
      if (upstream === undefined) return { mesh: { state: 'degraded', reason: 'no upstream systems: set mesh.baseUrl' } }
      const down = Object.entries(upstream.status()).filter(([, state]) => state === 'down')
      return { mesh: down.length === 0 ? { state: 'ready' } : { state: 'degraded', reason: `${down.map(([source]) => source).join(', ')} left alone after repeated failures; cards show the last known values` } }
    },
    observe: (to) => {
      metrics = to
    },
  }
}

const startDemo = async (releasers: Releasers): Promise<string> => {
  const services = await startDemoServices({ now: Date.now })
  releasers.add('demo services', services.close)
  return services.url
}
