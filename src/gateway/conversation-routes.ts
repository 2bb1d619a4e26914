import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { ADDRESS_TAG_LENGTH, VISITOR_PREFIX } from '../domain/conversation.ts'
import { forCustomer } from '../domain/customers-view.ts'
import { Refusal } from '../domain/errors.ts'
import type { Role } from '../domain/message.ts'
import type { DeskWork, Support } from '../ports/support.ts'
import { DEFAULT_TENANT, MAX_TENANT, ROLES, type Tokens } from './auth.ts'
import { type CidOfKey, IDEMPOTENCY_KEY } from './idempotency.ts'
import type { Limits } from './limits.ts'
import { MAX_TEXT, personName, postedMessageSchema } from './protocol.ts'
import type { Router } from './route.ts'

export const STAFF: readonly Role[] = ['agent', 'supervisor', 'admin']
const PARTIES: readonly Role[] = ['customer', ...STAFF, 'service']
const UNDERSTANDERS: readonly Role[] = [...STAFF, 'knowledge', 'engineer', 'service']

const MAX_EVENTS = 500
const MAX_LISTED = 500
const MAX_CURSOR = 256
/** UTF-16 units of what is looked for in the inbox. */
const MAX_WORDS = 200
const VISITOR_TOKEN_SECONDS = 30 * 24 * 3600
const DEMO_TOKEN_SECONDS = 12 * 3600
const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1']
const LOCAL_NAMES = ['127.0.0.1', 'localhost', '[::1]']
/** What proxies add: behind one on this machine everybody comes from loopback. */
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']

/** Asked on this machine, by its own name: neither through a proxy nor by a page whose name was pointed here. */
const isFromHere = ({ ip, hostname, headers }: FastifyRequest): boolean =>
  LOOPBACK.includes(ip) && LOCAL_NAMES.includes(hostname) && PROXY_HEADERS.every((name) => headers[name] === undefined)

/** Of this process only: what is kept of an address says nothing by itself. */
const TAG_KEY = randomBytes(32)
/** Groups of an IPv6 address that one customer has to themselves behind it. */
const NETWORK_GROUPS = 4

/** Visitors of one address are known to share it, and nobody can tell which it is. */
const tagOf = (ip: string): string => {
  const network = ip.startsWith('::') || !ip.includes(':') ? ip : ip.split(':').slice(0, NETWORK_GROUPS).join(':')
  return createHmac('sha256', TAG_KEY).update(network).digest('hex').slice(0, ADDRESS_TAG_LENGTH)
}

/** Characters of an id by which agents tell visitors apart. */
const VISITOR_MARK = 4
const visitorName = (id: string): string => `Visitor ${id.slice(-VISITOR_MARK).toUpperCase()}`

const pageQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(MAX_EVENTS).default(MAX_EVENTS),
})
const states = z.enum(['bot', 'queued', 'assigned', 'resolved'])

export interface ConversationRouteParts {
  support: Support & DeskWork
  tokens: Tokens
  limits: Limits
  cidOfKey: CidOfKey
  demo: boolean
  /** `sub` and name of the demo customer. */
  demoCustomer: { sub: string; name: string }
  /** Whether there is a tenant of this name: anybody may ask to be its visitor. */
  isTenant(name: string): Promise<boolean>
}

export const addConversationRoutes = (
  router: Router,
  { support, tokens, limits, cidOfKey, demo, demoCustomer, isTenant }: ConversationRouteParts,
): void => {
  router.add({
    method: 'POST',
    url: '/v1/visitors',
    summary:
      'A token for an anonymous customer of a tenant, bound to this browser; in demo mode {"demo": true} gives the demo customer',
    counts: 'visitors',
    status: 201,
    body: z.object({
      demo: z.boolean().default(false),
      name: personName(64).optional(),
      tenant: z.string().min(1).max(MAX_TENANT).default(DEFAULT_TENANT),
    }),
    answer: async ({ body, request }) => {
      if (body.demo && !demo)
        throw new Refusal('forbidden', 'the demo customer exists in demo mode only; start with DEMO=true', {
          field: 'demo',
        })
      const tenant = body.demo ? DEFAULT_TENANT : body.tenant
      if (tenant !== DEFAULT_TENANT && !(await isTenant(tenant)))
        throw new Refusal(
          'bad_input',
          `there is no tenant ${JSON.stringify(tenant)}: write its name as its tokens do; a new one is there once it has saved something under Shop settings`,
          { field: 'tenant' },
        )
      const own = randomUUID()
      const who = body.demo
        ? demoCustomer
        : { sub: `${VISITOR_PREFIX}${tagOf(request.ip)}-${own}`, name: body.name ?? visitorName(own) }
      return { token: await tokens.sign({ ...who, role: 'customer', tenant }, VISITOR_TOKEN_SECONDS) }
    },
  })
  if (demo)
    router.add({
      method: 'POST',
      url: '/v1/demo/tokens',
      summary: 'Demo mode only, from this machine only: a token of any role',
      status: 201,
      counts: 'visitors',
      body: z.object({
        role: z.enum(ROLES),
        sub: z.string().min(1).max(128).default('ann'),
        name: personName(64).optional(),
      }),
      answer: async ({ body, request }) => {
        if (!isFromHere(request))
          throw new Refusal('forbidden', 'demo tokens are given to this machine only; use `npx tabdesk token`')
        return {
          token: await tokens.sign(
            { sub: body.sub, name: body.name ?? body.sub, role: body.role, tenant: DEFAULT_TENANT },
            DEMO_TOKEN_SECONDS,
          ),
        }
      },
    })
  router.add({
    method: 'POST',
    url: '/v1/messages',
    summary:
      'Sends a message, as the frame `send` does; 202 once it is durable. With an `Idempotency-Key` it is sent once, however often it is asked for',
    roles: ['customer', 'service'],
    status: 202,
    body: postedMessageSchema,
    answer: async ({ principal, body, request }) => {
      limits.message(principal)
      const cid = await cidOfKey(principal, request.headers[IDEMPOTENCY_KEY], body)
      if (cid === undefined)
        throw new Refusal('bad_input', 'cid is missing: send a UUID, or an Idempotency-Key', { field: 'cid' })
      const { conversation, text, attachment, customer, channel, ...rest } = { ...body, cid }
      const { event } = await support.send(principal, {
        ...rest,
        ...(conversation === undefined ? {} : { conversation }),
        ...(text === undefined ? {} : { text }),
        ...(attachment === undefined ? {} : { attachment }),
        ...(customer === undefined ? {} : { customer }),
        ...(channel === undefined ? {} : { channel }),
      })
      return { cid: rest.cid, conversation: event.conversation, seq: event.seq }
    },
  })
  router.add({
    method: 'GET',
    url: '/v1/conversations',
    summary:
      'The inbox: conversations of the tenant, newest activity first; `state` is a comma-separated list, `after` the `next` of the page before; `words` only those whose name or last message says them all (a page may be short then, and go on)',
    roles: STAFF,
    query: z.object({
      state: z.string().optional(),
      after: z.string().max(MAX_CURSOR).optional(),
      words: z.string().max(MAX_WORDS).optional(),
      limit: z.coerce.number().int().min(1).max(MAX_LISTED).default(200),
    }),
    answer: async ({ principal, query }) => {
      const wanted = query.state === undefined ? undefined : z.array(states).safeParse(query.state.split(','))
      if (wanted?.success === false)
        throw new Refusal(
          'bad_input',
          `state is ${JSON.stringify(query.state)}; use a list of ${states.options.join(', ')}`,
          { field: 'state' },
        )
      return support.list(principal, {
        limit: query.limit,
        ...(query.after === undefined ? {} : { after: query.after }),
        ...(query.words === undefined ? {} : { words: query.words }),
        ...(wanted === undefined ? {} : { states: wanted.data }),
      })
    },
  })
  router.add({
    method: 'GET',
    url: '/v1/conversations/:id/events',
    summary: 'The log of a conversation, ascending, `seq > after`',
    roles: PARTIES,
    query: pageQuery,
    answer: async ({ principal, query, params }) => {
      const { conversation, events } = await support.events(principal, params['id'] ?? '', query)
      return {
        conversation: conversation.id,
        epoch: conversation.epoch,
        head: conversation.head,
        events: principal.role === 'customer' ? events.map(forCustomer) : events,
        ...(conversation.outcome === 'merged' && { merged: true }),
      }
    },
  })
  router.add({
    method: 'GET',
    url: '/v1/conversations/:id/continuation',
    summary: 'The log of where a merged conversation goes on, for its customer who is signed in: `seq > after`',
    roles: ['customer'],
    query: pageQuery,
    answer: async ({ principal, query, params }) => {
      const { conversation, events } = await support.continuation(principal, params['id'] ?? '', query)
      return {
        conversation: conversation.id,
        epoch: conversation.epoch,
        head: conversation.head,
        events: events.map(forCustomer),
      }
    },
  })
  router.add({
    method: 'POST',
    url: '/v1/understand',
    summary: 'The whole understanding of a text and what would be decided; no side effect',
    roles: UNDERSTANDERS,
    body: z.object({ text: z.string().min(1).max(MAX_TEXT), conversation: z.string().min(1).max(128).optional() }),
    answer: async ({ principal, body: { text, conversation } }) => {
      const { understanding, decision } = await support.understand(principal, {
        text,
        ...(conversation === undefined ? {} : { conversation }),
      })
      const draft = decision.kind === 'answer' ? decision.draft : decision.suggestions[0]
      return {
        understanding,
        decision: {
          kind: decision.kind,
          reason: decision.reason,
          ...(draft === undefined ? {} : { text: draft.text, missing: draft.missing, source: draft.source }),
        },
      }
    },
  })
}
