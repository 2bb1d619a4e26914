import { z } from 'zod'
import type { Role } from '../domain/message.ts'
import type { Delivery, DeliveryState, ReplayOf, WebhookKind } from '../domain/webhook.ts'
import { WEBHOOK_KINDS } from '../domain/webhook.ts'
import type { Router } from './route.ts'

export interface WebhookRouteParts {
  list(tenant: string): Promise<object[]>
  create(tenant: string, wish: { url: string; kinds: WebhookKind[]; content: boolean }): Promise<object>
  change(
    tenant: string,
    id: string,
    wish: {
      url?: string
      kinds?: WebhookKind[]
      content?: boolean
      state?: 'active' | 'paused' | undefined
      rotate?: boolean | undefined
    },
  ): Promise<object>
  remove(tenant: string, id: string): Promise<void>
  deliveries(
    tenant: string,
    id: string,
    page: { state?: DeliveryState; before?: number; limit: number },
  ): Promise<Delivery[]>
  replay(tenant: string, id: string, of: ReplayOf): Promise<number>
}

/** They decide where customers' words go. */
const KEEPERS: readonly Role[] = ['admin']
const MAX_URL = 2_048
const MAX_IDS = 500
const MAX_LISTED = 500
const LISTED = 100

const url = z.string().min(1).max(MAX_URL)
const kinds = z.array(z.enum(WEBHOOK_KINDS)).min(1, `name at least one of ${WEBHOOK_KINDS.join(', ')}`)
const time = z.iso.datetime({ offset: true })
const deliveryId = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

/** Endpoints of a tenant, what is on its way to them, and sending it again: docs/webhooks.md. */
export const addWebhookRoutes = (router: Router, webhooks: WebhookRouteParts): void => {
  router.add({
    method: 'GET',
    url: '/v1/webhooks',
    summary: 'Where this tenant’s events are sent, and how that goes',
    roles: KEEPERS,
    answer: async ({ principal }) => ({ webhooks: await webhooks.list(principal.tenant) }),
  })
  router.add({
    method: 'POST',
    url: '/v1/webhooks',
    summary: 'Adds an endpoint; its secret is shown in this answer and never again',
    roles: KEEPERS,
    status: 201,
    body: z.strictObject({ url, kinds, content: z.boolean().default(true) }),
    answer: ({ principal, body, reply }) => {
      reply.header('cache-control', 'no-store')
      return webhooks.create(principal.tenant, body)
    },
  })
  router.add({
    method: 'PATCH',
    url: '/v1/webhooks/:id',
    summary:
      'Changes an endpoint, pauses it or takes it out of its pause; {"rotate": true} makes another secret, the one before signs for a day',
    roles: KEEPERS,
    body: z.strictObject({
      url: url.optional(),
      kinds: kinds.optional(),
      content: z.boolean().optional(),
      state: z.enum(['active', 'paused']).optional(),
      rotate: z.boolean().optional(),
    }),
    answer: ({ principal, params, body: { url, kinds, content, ...rest }, reply }) => {
      reply.header('cache-control', 'no-store')
      return webhooks.change(principal.tenant, params['id'] ?? '', {
        ...rest,
        ...(url === undefined ? {} : { url }),
        ...(kinds === undefined ? {} : { kinds }),
        ...(content === undefined ? {} : { content }),
      })
    },
  })
  router.add({
    method: 'DELETE',
    url: '/v1/webhooks/:id',
    summary: 'Removes an endpoint and what is on its way to it',
    roles: KEEPERS,
    answer: async ({ principal, params }) => {
      await webhooks.remove(principal.tenant, params['id'] ?? '')
      return { removed: true }
    },
  })
  router.add({
    method: 'GET',
    url: '/v1/webhooks/:id/deliveries',
    summary: 'What waits, was delivered or died, newest first; `before` is the id where a page ended',
    roles: KEEPERS,
    query: z.object({
      state: z.enum(['waiting', 'delivered', 'dead']).optional(),
      before: deliveryId.optional(),
      limit: z.coerce.number().int().min(1).max(MAX_LISTED).default(LISTED),
    }),
    answer: async ({ principal, params, query: { state, before, limit } }) => {
      const found = await webhooks.deliveries(principal.tenant, params['id'] ?? '', {
        limit,
        ...(state === undefined ? {} : { state }),
        ...(before === undefined ? {} : { before }),
      })
      return { deliveries: found.map(({ tenant: _t, webhook: _w, ...delivery }) => delivery) }
    },
  })
  router.add({
    method: 'POST',
    url: '/v1/webhooks/:id/replay',
    summary: 'Sends again what was delivered or died: by ids, or what happened from a time until before another',
    roles: KEEPERS,
    status: 202,
    body: z.union([
      z.strictObject({ ids: z.array(deliveryId).min(1).max(MAX_IDS) }),
      z.strictObject({ from: time, to: time, state: z.enum(['delivered', 'dead']).optional() }),
    ]),
    answer: async ({ principal, params, body }) => {
      const of: ReplayOf =
        'ids' in body
          ? body
          : { from: body.from, to: body.to, ...(body.state === undefined ? {} : { state: body.state }) }
      return { replayed: await webhooks.replay(principal.tenant, params['id'] ?? '', of) }
    },
  })
}
