import { createHttpUpstream } from './adapters/http/upstream.ts'
import type { Metrics } from './adapters/prometheus/metrics.ts'
import type { Config } from './config.ts'
import { startDemoServices } from './demo/demo-services.ts'
import type { LookUpCard } from './domain/customer.ts'
import { DEFAULT_TENANT, tokenOf } from './gateway/auth.ts'
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

/** The configured systems are the default tenant's; another tenant has none yet, so it sees nobody's orders. */
export const openMesh = async ({ mesh: settings, demo }: Config, releasers: Releasers): Promise<Mesh> => {
  let metrics: Metrics | undefined
  const baseUrl = settings.baseUrl ?? (demo ? await startDemo(releasers) : undefined)
  const upstream =
    baseUrl === undefined
      ? undefined
      : createHttpUpstream({
          baseUrl,
          token: settings.token,
          onCall: ({ source, outcome, ms }) => metrics?.meshRequest(source, outcome, ms / 1000),
        })
  const open = createLoaders({
    upstreamOf: (tenant) => (tenant === DEFAULT_TENANT ? upstream : undefined),
    callDeadlineMs: settings.queryDeadlineMs,
    onShared: () => metrics?.meshShared(),
  })
  return {
    lookUpCard: createLookUpCard({ open, deadlineMs: settings.cardDeadlineMs, now: Date.now }),
    face: (app, { tokens, limits }) =>
      registerMesh(app, {
        open,
        authenticate: async (request) => {
          limits.address(request.ip, 'requests')
          const principal = await tokens.verify(tokenOf(request.headers))
          limits.frame(principal)
          return principal
        },
        introspection: demo,
        deadlineMs: settings.queryDeadlineMs,
      }),
    states: () => {
      if (upstream === undefined)
        return { mesh: { state: 'degraded', reason: 'no upstream systems: set mesh.baseUrl' } }
      const down = Object.entries(upstream.status()).filter(([, state]) => state === 'down')
      return {
        mesh:
          down.length === 0
            ? { state: 'ready' }
            : {
                state: 'degraded',
                reason: `${down.map(([source]) => source).join(', ')} left alone after repeated failures; cards show the last known values`,
              },
      }
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
