import { z } from 'zod'
import { codeHookSettings, signingSecret } from './config-code-hook.ts'
import { faultSettings } from './demo/fault-settings.ts'
import { SIGHTS } from './domain/personal.ts'

const minutes = z.number().min(0)
const probability = z.number().min(0).max(1)
const sight = z.enum(SIGHTS).default('masked')

/** Seconds by what is read; never more than `freshnessMinutes` allows the bot. */
const cacheTimes = (order: number, parcel: number, customer: number, what: string) =>
  z
    .strictObject({
      order: z.number().min(0).default(order).describe(`seconds ${what}: orders and refunds`),
      parcel: z.number().min(0).default(parcel).describe('the same of parcels'),
      customer: z.number().min(0).default(customer).describe('the same of name, tier and coupons'),
    })
    .prefault({})

/** Everything that is not an environment variable; each setting once. The README's table is made from this. */
export const fileSchema = z.strictObject({
  heartbeatMs: z.int().min(1_000).max(60_000).default(15_000).describe('milliseconds between `beat` frames'),
  drainMs: z.int().min(0).max(60_000).default(10_000).describe('milliseconds that SIGTERM waits for running turns'),
  allowedOrigins: z
    .array(z.url())
    .default([])
    .describe('web origins besides our own that may open a socket; with `*` missing here, pages of other sites cannot'),
  trustedProxies: z
    .array(z.string())
    .default([])
    .describe(
      'addresses or networks of reverse proxies whose `X-Forwarded-For` names the customer; limits per address need it there',
    ),
  widgetAncestors: z.array(z.string()).default(['*']).describe('CSP frame-ancestors of the widget'),
  pictureHosts: z
    .array(
      z
        .string()
        .regex(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/i, 'write a host name: cdn.example.com, *.example.com'),
    )
    .default([])
    .describe(
      'hosts whose pictures answers may show (CSP img-src); others stay away, so that no stranger learns who reads an answer',
    ),
  showTyping: z.boolean().default(true).describe('agents see what a customer is typing before it is sent'),
  prefetch: z
    .boolean()
    .default(true)
    .describe(
      'what a customer is typing is understood ahead, so that the answer is quick; it is neither kept nor logged',
    ),
  recallMinutes: z.number().min(0).default(2).describe('minutes in which an author may take a message back'),
  limits: z
    .strictObject({
      customerPerSecond: z.number().positive().default(5).describe('messages a second of one customer'),
      customerBurst: z.int().positive().default(20).describe('messages at once of one customer'),
      agentPerSecond: z.number().positive().default(20).describe('messages a second of one agent'),
      agentBurst: z.int().positive().default(100).describe('messages at once of one agent'),
      tenantPerSecond: z.number().positive().default(20_000).describe('messages a second of one tenant'),
      requestsPerMinute: z
        .int()
        .positive()
        .default(600)
        .describe('HTTP calls a minute of one address; loopback is spared'),
      visitorsPerMinute: z
        .int()
        .positive()
        .default(60)
        .describe('visitor tokens a minute of one address; loopback is spared'),
      spareLoopback: z.boolean().default(true).describe('limits per address do not count loopback'),
      socketsPerPrincipal: z.int().positive().default(50).describe('open sockets of one person'),
    })
    .prefault({}),
  model: z
    .strictObject({
      encoder: z
        .string()
        .min(1)
        .default('support-encoder-zh-en')
        .describe('folder of the encoder, in DATA_DIR/models or MODELS_DIR; heads must have been trained on it'),
      heads: z.string().default('starter').describe('folder of the trained heads, in DATA_DIR/models or MODELS_DIR'),
      workers: z.int().min(1).max(16).default(1).describe('encoder processes, one thread each'),
      deadlineMs: z.int().min(50).default(1_000).describe('milliseconds for one understanding'),
      voterDeadlineMs: z
        .int()
        .min(1)
        .default(50)
        .describe('milliseconds that voters which came as files may take beside it; later ones are not heard'),
    })
    .prefault({}),
  policy: z
    .strictObject({
      answerAbove: probability
        .optional()
        .describe('answer alone at or above this calibrated confidence; default: what training fitted'),
      suggestAbove: probability.default(0.2).describe('show to an agent at or above'),
      ambiguityGap: probability.default(0.25).describe('ask which of two when the best two are nearer than this'),
      ambiguityMass: probability.default(0.6).describe('and together are at least this likely'),
      outOfScopeAbove: probability
        .optional()
        .describe('reject as out of scope at or above; default: what training fitted'),
      angerAbove: probability.default(0.5).describe('hand over at or above this probability of being angry or furious'),
      missesBeforePerson: z.int().min(1).default(2).describe('answers in a row that miss before a person is offered'),
      forbiddenWords: z.array(z.string().min(1)).default([]).describe('messages with these words go to a person'),
    })
    .prefault({}),
  desk: z
    .strictObject({
      capacity: z.int().min(1).max(100).default(5).describe('chats at once of one agent'),
      handleSeconds: z
        .number()
        .positive()
        .default(240)
        .describe('seconds a chat takes, until the desk has measured it'),
      giveBackMinutes: z
        .number()
        .positive()
        .max(1_440)
        .default(5)
        .describe('minutes an agent may be offline before conversations they have not answered go back to the queue'),
    })
    .prefault({}),
  attachments: z
    .strictObject({
      maxMebibytes: z.int().min(1).max(1_000).default(20).describe('largest file that people may send'),
      perHour: z.int().min(1).default(60).describe('files that one person may send in an hour'),
      tenantMebibytes: z
        .int()
        .min(1)
        .default(10_240)
        .describe('room for all files of one tenant; an upload that would go beyond is refused with what is left'),
      scan: z
        .array(z.string().min(1))
        .default([])
        .describe(
          'command that looks at each file, its path as last argument: exit 0 clean, 1 found something; e.g. `[clamdscan, --no-summary]`',
        ),
    })
    .prefault({}),
  transcription: z
    .strictObject({
      answerAbove: probability
        .default(0.85)
        .describe(
          'how sure a model of speech must be of a voice note for the bot to answer it; below, the transcript is shown and a person answers',
        ),
    })
    .prefault({}),
  retention: z
    .strictObject({
      days: z
        .int()
        .min(1)
        .optional()
        .describe('days after which a resolved conversation is erased for good (docs/retention.md); default: never'),
      tenants: z
        .record(z.string().min(1), z.int().min(1).nullable())
        .default({})
        .describe('the same by tenant, before `days`; `null`: never'),
    })
    .prefault({}),
  mesh: z
    .strictObject({
      baseUrl: z.url().optional().describe('order, CRM and parcel service; default: the demo services'),
      token: z.string().optional().describe('bearer token for it'),
      sources: z
        .string()
        .min(1)
        .default('./graphql')
        .describe('folder whose `*.yaml` describe the shop’s systems (docs/mesh.md); followed while it runs'),
      cardDeadlineMs: z.int().min(10).default(300).describe('milliseconds until the card says what it has'),
      freshnessMinutes: z
        .strictObject({
          order: minutes
            .default(5)
            .describe('minutes that an order may be old for the bot to say anything of it alone'),
          refund: minutes.default(5).describe('the same of a refund'),
          parcel: minutes.default(15).describe('the same of a parcel and its events'),
          coupon: minutes.default(15).describe('the same of coupons'),
          customer: minutes.default(60).describe('the same of name, tier and points'),
        })
        .prefault({}),
      visitorProof: z
        .boolean()
        .default(true)
        .describe(
          'anonymous customers may prove who they are by order number and the last four digits of the phone, or a code (docs/orders.md)',
        ),
      codeHook: codeHookSettings,
      queryDeadlineMs: z.int().min(10).default(2_000).describe('milliseconds for a GraphQL read'),
      callsAtOnce: z
        .int()
        .min(1)
        .max(1_024)
        .default(32)
        .describe('calls that one source gets at once at most; fewer while it is slow'),
      eventSecrets: z
        .array(signingSecret)
        .max(4)
        .default([])
        .describe(
          'secrets that `POST /v1/mesh/events` may be signed with, the new one beside the old one while they change',
        ),
      cache: z
        .strictObject({
          memoryMebibytes: z.int().min(1).max(4_096).default(32).describe('memory for what is known of customers'),
          freshSeconds: cacheTimes(5, 30, 60, 'that something read is shown without asking again'),
          staleSeconds: cacheTimes(30, 120, 600, 'that it is shown, with its age, while it is asked for again'),
          keepHours: z
            .strictObject({
              hot: z.number().positive().default(0.5).describe('hours that orders, parcels and refunds are kept'),
              cold: z.number().positive().default(72).describe('hours that name and tier are kept'),
              vip: z.number().positive().default(168).describe('hours for all that is known of `vipTiers`'),
            })
            .prefault({}),
          vipTiers: z.array(z.string().min(1)).default([]).describe('names of the tiers that are kept longest'),
        })
        .prefault({}),
      introspection: z
        .boolean()
        .optional()
        .describe('clients of `POST /graphql` may read its schema; default: in demo mode only'),
      listedQueriesOnly: z
        .boolean()
        .default(false)
        .describe('customers’ tokens may send only the queries of `graphql/queries` (docs/graphql.md)'),
      personal: z
        .strictObject({
          phone: sight.describe(
            'phone numbers of customers: `masked` until revealed with a reason, `open`, or `hidden` from everybody',
          ),
          email: sight.describe('the same of mail addresses'),
          address: sight.describe('the same of delivery addresses'),
        })
        .prefault({}),
      revealsPerHour: z.int().min(1).default(60).describe('masked fields that one person may reveal in an hour'),
    })
    .prefault({}),
  webhooks: z
    .strictObject({
      allowPrivate: z
        .boolean()
        .default(false)
        .describe('webhooks may be addresses of this machine and house, and go without TLS (docs/webhooks.md)'),
    })
    .prefault({}),
  grpc: z
    .strictObject({
      cert: z
        .string()
        .min(1)
        .optional()
        .describe('PEM file of the certificate of GRPC_PORT, with `key` (docs/grpc.md)'),
      key: z.string().min(1).optional().describe('PEM file of its private key'),
      allowPlain: z
        .boolean()
        .default(false)
        .describe('GRPC_PORT without TLS on an address other than loopback, behind a proxy that has it'),
    })
    .prefault({}),
  demoFaults: faultSettings
    .default({ preset: 'none', seed: 1 })
    .describe('how the demo shop’s systems misbehave, for trials (docs/demo-shop.md)'),
})

export interface SettingDescription {
  key: string
  default: string
  text: string
}

/** Every setting of the file with its default and meaning, for the README. */
export const describeSettings = (): SettingDescription[] => {
  const rows: SettingDescription[] = []
  const walk = (schema: z.ZodType, path: string): void => {
    const inner = schema instanceof z.ZodPrefault ? schema.unwrap() : schema
    if (inner instanceof z.ZodObject) {
      for (const [key, value] of Object.entries(inner.shape)) walk(value as z.ZodType, path ? `${path}.${key}` : key)
      return
    }
    const parsed = schema.safeParse(undefined)
    rows.push({
      key: path,
      default: parsed.success && parsed.data !== undefined ? JSON.stringify(parsed.data) : '–',
      text: schema.description ?? '',
    })
  }
  walk(fileSchema, '')
  return rows
}
