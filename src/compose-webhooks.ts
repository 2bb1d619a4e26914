import { randomBytes, randomUUID } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import type { Metrics } from './adapters/prometheus/metrics.ts'
import { createHttpCaller } from './adapters/sources/http-call.ts'
import type { Config } from './config.ts'
import type { Delivery } from './domain/webhook.ts'
import type { PartState } from './gateway/operation-routes.ts'
import type { Face } from './gateway/server.ts'
import { addWebhookRoutes } from './gateway/webhook-routes.ts'
import type { Releasers } from './lib/releasers.ts'
import type { OpenedStore } from './ports/opened-store.ts'
import { createDeliverer, type DelivererState } from './webhooks/deliverer.ts'
import type { Told } from './webhooks/payload.ts'
import { createRegistry } from './webhooks/registry.ts'

const SECRET_BYTES = 32

export interface WebhookJoining {
  config: Pick<Config, 'webhooks' | 'roles'>
  store: OpenedStore
  metrics: Pick<Metrics, 'webhookCall' | 'webhooks'>
  log: Pick<FastifyBaseLogger, 'error'>
  now(): Date
}

export interface Webhooks {
  face: Face
  /** From now on events go out, where this process runs work. */
  start(): void
  /** Something was published: something may be due. */
  wake(): void
  states(): Record<string, PartState>
}

/** Events that go out to other programs. */
export const openWebhooks = ({ config, store, metrics, log, now }: WebhookJoining, releasers: Releasers): Webhooks => {
  const { allowPrivate } = config.webhooks
  const caller = createHttpCaller({ allowPrivate })
  releasers.add('calls of webhooks', caller.close)
  const clock = (): number => now().getTime()
  const deliverer = createDeliverer({
    book: store,
    me: randomUUID(),
    read: (delivery) => readTold(store, delivery),
    post: (request, signal) => caller.call({ method: 'POST', ...request }, signal),
    now: clock,
    random: Math.random,
    counted: metrics.webhookCall,
    onError: (error) => log.error({ err: error }, 'an event could not be sent to its webhook'),
  })
  releasers.add('webhooks', deliverer.stop)
  metrics.webhooks(() => gaugesOf(deliverer.state()))
  const registry = createRegistry({
    book: store,
    allowPrivate,
    newId: randomUUID,
    newSecret: () => `whsec_${randomBytes(SECRET_BYTES).toString('base64url')}`,
    now: clock,
    wake: deliverer.wake,
  })
  return {
    face: (_app, { router }) => addWebhookRoutes(router, registry),
    start: () => {
      if (config.roles.includes('worker')) deliverer.start()
    },
    wake: deliverer.wake,
    states: () => stateOf(deliverer.state()),
  }
}

/** A move is told from its conversation alone; anything else with its event, as the log has it now. */
const readTold = async (
  store: OpenedStore,
  { tenant, conversation: id, seq, move }: Delivery,
): Promise<Told | undefined> => {
  const page = await store.events(tenant, id, { after: seq - 1, limit: move === undefined ? 1 : 0 })
  if (page === undefined) return undefined
  const { conversation, events } = page
  if (move !== undefined) return { conversation }
  const [event] = events
  return event?.seq === seq ? { conversation, event } : undefined
}

const gaugesOf = ({ webhooks, counts }: DelivererState): { waiting: number; dead: number; paused: number } => ({
  waiting: counts.reduce((sum, { waiting }) => sum + waiting, 0),
  dead: counts.reduce((sum, { dead }) => sum + dead, 0),
  paused: webhooks.filter(({ state }) => state === 'paused').length,
})

/** Nothing where nobody has an endpoint. Ids, never URLs: these may carry what only their owner should know. */
const stateOf = (state: DelivererState): Record<string, PartState> => {
  const { webhooks, leads, fault } = state
  if (webhooks.length === 0 && fault === undefined) return {}
  const details = { endpoints: webhooks.length, leads, ...gaugesOf(state) }
  const paused = webhooks.filter((webhook) => webhook.state === 'paused').map(({ id }) => id)
  const failing = webhooks.filter((webhook) => webhook.state === 'active' && webhook.failingSince !== undefined)
  const reasons = [
    ...(fault === undefined ? [] : [`what is due cannot be read: ${fault}`]),
    ...(paused.length === 0 ? [] : [`paused: ${paused.join(', ')}; mend the endpoint, then PATCH it to active`]),
    ...failing.map(
      ({ id, failingSince }) => `${id} has failed since ${failingSince}: its events wait, look at its deliveries`,
    ),
  ]
  if (reasons.length === 0) return { webhooks: { state: 'ready', ...details } }
  return { webhooks: { state: 'degraded', reason: reasons.join('; '), ...details } }
}
