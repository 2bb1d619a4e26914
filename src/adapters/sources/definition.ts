import { z } from 'zod'
import { batch, deadlineMs, probe, text } from './common-settings.ts'
import { http, innerHosts } from './http-settings.ts'
import { jsonPath, typeMappings } from './mapping.ts'
import { OPERATION_NAMES, type OperationName } from './shapes.ts'
import { databaseAddress, sqlOperation } from './sql-settings.ts'

/** Characters between two ids; where each is sent on its own, as in `&order_no=`, the name of the parameter is among them. */
const MAX_SEPARATOR = 80

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
    separator: text.max(MAX_SEPARATOR).default(','),
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

/** What an operation of a document is asked with; the rest of the call the document says. */
const openapiOperation = z.strictObject({
  operationId: text,
  parameters: z.record(text, z.union([z.string(), z.number(), z.boolean()]).transform(String)).optional(),
  body: z.unknown().optional(),
  entries: jsonPath.optional(),
  batch,
  separator: text.max(MAX_SEPARATOR).optional(),
  paging: paging.optional(),
  probe,
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

const operationsOf = <T extends z.ZodType>(operation: T) =>
  z
    .strictObject(Object.fromEntries(OPERATION_NAMES.map((name) => [name, operation])) as Record<OperationName, T>)
    .partial()
    .refine(
      (said) => Object.keys(said).length > 0,
      `say what is read here: one or more of ${OPERATION_NAMES.join(', ')}`,
    )

export const restHandler = z.strictObject({ ...http, operations: operationsOf(restOperation) }).superRefine(innerHosts)

const handlers = {
  rest: restHandler,
  openapi: z
    .strictObject({
      ...http,
      /** A file beside this one, or an address. */
      source: text,
      endpoint: http.endpoint.optional(),
      operations: operationsOf(openapiOperation),
    })
    .superRefine(innerHosts),
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
    .refine((said) => said.length < 2, 'write one entry: all types under its fields')
    .default([]),
})

/** One file of `graphql/*.yaml`. */
export const sourcesFile = z.strictObject({ sources: z.array(source).min(1) })

export type SourceDefinition = z.infer<typeof source>
export type HttpSettings = z.infer<typeof handlers.graphql>
export type RestHandler = z.infer<typeof handlers.rest>
export type RestOperation = z.infer<typeof restOperation>
export type OpenapiHandler = z.infer<typeof handlers.openapi>
export type OpenapiOperation = z.infer<typeof openapiOperation>
export type GraphqlHandler = z.infer<typeof handlers.graphql>
export type CsvHandler = z.infer<typeof handlers.csv>
export type SqlHandler = z.infer<typeof handlers.sql>
