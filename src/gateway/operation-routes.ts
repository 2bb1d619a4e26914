import type { FastifyInstance } from 'fastify'
import type { IntentDescription } from '../domain/article.ts'
import { STAFF } from './conversation-routes.ts'
import { protocolSchema } from './protocol.ts'
import type { Router } from './route.ts'

/** How a part of the product is; `degraded` works with less, `down` does not work. */
export interface PartState {
  state: 'ready' | 'degraded' | 'down'
  /** What is wrong and what to do; absent when ready. */
  reason?: string
  [detail: string]: unknown
}

export interface Readiness {
  /** Whether new work may come here: the store takes writes and we are not draining. */
  ready: boolean
  /** What this process does: gateway, worker, model. */
  roles?: readonly string[]
  parts: Record<string, PartState>
}

export interface OperationRouteParts {
  readiness(): Promise<Readiness>
  metrics(): Promise<{ contentType: string; text: string }>
  about: { name: string; version: string; demo: boolean; shop: { zh: string; en: string } }
  intents(): IntentDescription[]
}

/** What every process answers, whatever its roles. */
export const addHealthRoutes = (
  app: FastifyInstance,
  { readiness, metrics }: Pick<OperationRouteParts, 'readiness' | 'metrics'>,
): void => {
  app.get('/livez', async () => ({ live: true }))
  app.get('/readyz', async (_request, reply) => {
    const state = await readiness()
    if (!state.ready) reply.header('retry-after', 1)
    return reply.status(state.ready ? 200 : 503).send(state)
  })
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metrics()
    return reply.type(contentType).send(text)
  })
}

export const addOperationRoutes = (
  app: FastifyInstance,
  router: Router,
  { about, intents }: Pick<OperationRouteParts, 'about' | 'intents'>,
): void => {
  app.get('/v1/openapi.json', async () => router.openapi())
  app.get('/v1/protocol.json', async () => protocolSchema())
  router.add({ method: 'GET', url: '/v1/about', summary: 'What this installation is', answer: () => about })
  router.add({
    method: 'GET',
    url: '/v1/intents',
    summary: 'Intents and their words in both languages',
    roles: [...STAFF, 'knowledge', 'engineer'],
    answer: () => ({ intents: intents() }),
  })
}
