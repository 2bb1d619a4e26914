import { z } from 'zod'
import { parseDatabaseAddress } from '../../lib/database-address.ts'
import { kindOfAddress } from '../../lib/inner-address.ts'
import { jsonPath, typeMappings } from './mapping.ts'
import { OPERATION_NAMES, type OperationName } from './shapes.ts'

/** Longest that one call may take, whatever a file says, milliseconds: nobody waits longer beside a conversation. */
const MAX_DEADLINE_MS = 30_000
/** Ids of one batch at most: the mesh asks for no more at once. */
const MAX_BATCH = 500

const text = z.string().min(1)
const batch = z.int().min(1).max(MAX_BATCH).default(50)
const probe = text.optional()
const deadlineMs = z.int().min(10).max(MAX_DEADLINE_MS).default(2_000)

/** Its host is the only one that the source may call. */
const endpoint = z.string().superRefine((written, context) => {
  const fault = faultOfUrl(written)
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
})

const faultOfUrl = (written: string): string | undefined => {
  const url = URL.canParse(written) ? new URL(written) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) return 'write a URL: https://oms.example.com/api'
  if (url.username !== '' || url.password !== '') return 'names a user: put it into auth.basic'
  if (url.search !== '' || url.hash !== '') return 'has a query: put it into the paths of the operations'
  return undefined
}

const auth = z
  .strictObject({
    bearer: text,
    basic: z.strictObject({ user: text, password: z.string() }),
    apiKey: z
      .strictObject({ header: text, query: text, value: text })
      .partial({ header: true, query: true })
      .refine(
        ({ header, query }) => (header === undefined) !== (query === undefined),
        'say header or query, one of the two',
      ),
    token: z.strictObject({
      url: endpoint,
      headers: z.record(text, z.string()).default({}),
      body: z.record(text, z.string()).default({}),
      as: z.enum(['form', 'json']).default('form'),
      read: jsonPath.default('$.access_token'),
      expiresIn: jsonPath.default('$.expires_in'),
    }),
  })
  .partial()
  .refine((said) => Object.keys(said).length === 1, 'say one of bearer, basic, apiKey, token')

const paging = z
  .strictObject({
    next: jsonPath.optional(),
    cursor: jsonPath.optional(),
    firstPage: z.int().min(0).optional(),
    maxPages: z.int().min(1).max(100).default(10),
  })
  .refine(
    ({ next, cursor, firstPage }) => [next, cursor, firstPage].filter((said) => said !== undefined).length === 1,
    'say next, cursor or firstPage, one of the three',
  )

const restOperation = z
  .strictObject({
    path: z.string().regex(/^\//, 'begins with /: it is put after the endpoint'),
    method: z.enum(['GET', 'POST']).default('GET'),
    body: z.unknown().optional(),
    entries: jsonPath.optional(),
    batch,
    separator: text.max(3).default(','),
    paging: paging.optional(),
    probe,
  })
  .superRefine((operation, context) => {
    const { path, body, paging, method } = operation
    const issue = (key: string, message: string): void => context.addIssue({ code: 'custom', path: [key], message })
    const all = `${path} ${JSON.stringify(body ?? '')}`
    const unknown = /\{(?!ids?\}|page\}|cursor\})\w+\}/.exec(path)
    if (unknown !== null) issue('path', `${unknown[0]} is no placeholder: there are {id}, {ids}, {page}, {cursor}`)
    if (/\{id\}/.test(all) === /\{ids\}/.test(all)) issue('path', 'needs {ids} for a batch, or {id} for one at a time')
    if (paging?.cursor !== undefined && !all.includes('{cursor}')) issue('path', 'needs {cursor}: paging says cursor')
    if (paging?.firstPage !== undefined && !all.includes('{page}')) issue('path', 'needs {page}: paging says firstPage')
    if (body !== undefined && method === 'GET') issue('body', 'is sent with method: POST only')
  })

const graphqlOperation = z
  .strictObject({ query: text, variables: z.record(text, z.unknown()), entries: jsonPath, batch, probe })
  .superRefine(({ query, variables }, context) => {
    if (/^\s*(mutation|subscription)\b/m.test(query))
      context.addIssue({ code: 'custom', path: ['query'], message: 'is no query: sources are only read' })
    const all = JSON.stringify(variables)
    if (all.includes('"{id}"') === all.includes('"{ids}"'))
      context.addIssue({ code: 'custom', path: ['variables'], message: 'need one that is {ids}, or one that is {id}' })
  })

const csvOperation = z.strictObject({ probe })

const sqlOperation = z.strictObject({ statement: text, batch, probe }).superRefine(({ statement }, context) => {
  const fault = faultOfStatement(statement)
  if (fault !== undefined) context.addIssue({ code: 'custom', path: ['statement'], message: fault })
})

/** A single SELECT with its ids as parameters; what it reads is all that it can do (the file is opened for reading, too). */
const faultOfStatement = (statement: string): string | undefined => {
  // One pass: a comment may hold a quote, and a text two dashes.
  const bare = statement.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g, (part) => {
    if (!/^['"]/.test(part)) return ' '
    return /\{ids?\}/.test(part) ? '{quoted}' : "''"
  })
  if (bare.includes('{quoted}')) return 'has its placeholder in quotes: write it bare, it is sent as a parameter'
  if (!/^\s*(select|with)\b/i.test(bare)) return 'is no SELECT: sources are only read'
  if (/;\s*\S/.test(bare)) return 'is more than one statement: write a single SELECT'
  const verb =
    /\b(insert|update|delete|replace\s+into|drop|alter|create|attach|detach|pragma|vacuum|truncate|grant|copy|call|merge|into)\b/i.exec(
      bare,
    )
  if (verb !== null) return `says ${verb[0].toUpperCase()}: sources are only read; quote it where it is a name`
  if (/\{id\}/.test(bare) === /\{ids\}/.test(bare)) return 'needs {ids}, as in WHERE order_no IN ({ids}), or {id}'
  return undefined
}

const operationsOf = <T extends z.ZodType>(operation: T) =>
  z
    .strictObject(Object.fromEntries(OPERATION_NAMES.map((name) => [name, operation])) as Record<OperationName, T>)
    .partial()
    .refine(
      (said) => Object.keys(said).length > 0,
      `say what is read here: one or more of ${OPERATION_NAMES.join(', ')}`,
    )

const databaseAddress = (
  written: string,
  context: { addIssue: (issue: { code: 'custom'; message: string }) => void },
): void => {
  try {
    parseDatabaseAddress(written)
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message })
  }
}

const http = {
  endpoint,
  operationHeaders: z.record(text, z.string()).default({}),
  auth: auth.optional(),
  allowPrivate: z.boolean().default(false),
  /** A file with the certificate of the issuer that is trusted here besides the public ones; once read, its text. */
  ca: text.optional(),
  deadlineMs,
}

const innerHosts = <
  T extends { endpoint: string; allowPrivate: boolean; auth?: { token?: { url: string } | undefined } | undefined },
>(
  { endpoint, allowPrivate, auth }: T,
  context: { addIssue: (issue: { code: 'custom'; path: string[]; message: string }) => void },
): void => {
  for (const [path, written] of [
    [['endpoint'], endpoint],
    [['auth', 'token', 'url'], auth?.token?.url],
  ] as const) {
    if (written === undefined || !URL.canParse(written)) continue
    const host = new URL(written).hostname
    const kind = /^[\d.]+$|^\[/.test(host) ? kindOfAddress(host) : host === 'localhost' ? 'private' : 'public'
    if (kind === 'private' && !allowPrivate)
      context.addIssue({
        code: 'custom',
        path: [...path],
        message: 'is an address of this machine or house: say allowPrivate: true if it is meant',
      })
    if (kind === 'never')
      context.addIssue({
        code: 'custom',
        path: [...path],
        message: 'is an address that no service has (link-local, multicast, reserved)',
      })
  }
}

const handlers = {
  rest: z.strictObject({ ...http, operations: operationsOf(restOperation) }).superRefine(innerHosts),
  graphql: z.strictObject({ ...http, operations: operationsOf(graphqlOperation) }).superRefine(innerHosts),
  csv: z.strictObject({
    file: text,
    delimiter: z.string().length(1).optional(),
    operations: operationsOf(csvOperation),
  }),
  sql: z
    .strictObject({
      file: text.optional(),
      connection: z.string().superRefine(databaseAddress).optional(),
      /** In place of one in the address, where a / or an @ would break it. */
      password: z.string().min(1).optional(),
      ca: text.optional(),
      deadlineMs,
      operations: operationsOf(sqlOperation),
    })
    .refine(
      ({ file, connection }) => (file === undefined) !== (connection === undefined),
      'say file (SQLite) or connection (PostgreSQL, MySQL)',
    ),
}

const handlerKinds = Object.keys(handlers) as (keyof typeof handlers)[]

const source = z.strictObject({
  name: z.string().regex(/^[a-z][\w-]{0,39}$/i, 'write letters, digits, - and _, up to 40'),
  handler: z
    .strictObject(handlers)
    .partial()
    .refine((said) => Object.keys(said).length === 1, `say one of ${handlerKinds.join(', ')}`),
  transforms: z
    .array(z.strictObject({ fields: typeMappings }))
    .max(1)
    .default([]),
})

/** One file of `graphql/*.yaml`. */
export const sourcesFile = z.strictObject({ sources: z.array(source).min(1) })

export type SourceDefinition = z.infer<typeof source>
export type HttpSettings = z.infer<typeof handlers.graphql>
export type RestHandler = z.infer<typeof handlers.rest>
export type RestOperation = z.infer<typeof restOperation>
export type GraphqlHandler = z.infer<typeof handlers.graphql>
export type CsvHandler = z.infer<typeof handlers.csv>
export type SqlHandler = z.infer<typeof handlers.sql>
export type Auth = z.infer<typeof auth>
export type TokenFrom = NonNullable<Auth['token']>
