import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type GraphQLFormattedError, NoSchemaIntrospectionCustomRule } from 'graphql'
import mercurius, { type MercuriusError } from 'mercurius'
import { CATALOGUE, Refusal } from '../domain/errors.ts'
import type { Principal } from '../domain/message.ts'
import { requireReader, scopeOf } from './access.ts'
import { type Deadline, startDeadline } from './deadline.ts'
import { formatError, isRequestError, type RaisedError } from './graphql-errors.ts'
import { MAX_TOKENS, queryLimits } from './limits.ts'
import type { OpenLoaders } from './loaders.ts'
import { type MeshContext, resolvers } from './resolvers.ts'

const SCHEMA_FOLDER = fileURLToPath(new URL('../../graphql/', import.meta.url))
/** Bytes of one request: MAX_TOKENS with long names and variables are a quarter of it. */
const BODY_LIMIT_BYTES = 32 * 1024
/** Parsed, checked and compiled queries that are kept; clients send few different ones. */
const KEPT_QUERIES = 256
/** A query is compiled when it comes the second time. */
const COMPILE_AFTER = 1
/** Faults told about one query. */
const MAX_FAULTS = 10

export interface MeshParts {
  open: OpenLoaders
  /** @throws Refusal unauthenticated, rate_limited */
  authenticate: (request: FastifyRequest) => Promise<Principal> | Principal
  /** Whether clients may read the schema; also shows near names in errors. */
  introspection: boolean
  /** Milliseconds for everything that one query reads. */
  deadlineMs: number
}

/**
 * The graph at POST /graphql. Refusals at the door (no token, a role that reads nothing) go to the app's own error handler;
 * what is wrong with a query, or happens in it, is answered as GraphQL clients expect.
 */
export const registerMesh = async (
  app: FastifyInstance,
  { open, authenticate, introspection, deadlineMs }: MeshParts,
): Promise<void> => {
  const readers = new WeakMap<FastifyRequest, Principal>()
  const deadlines = new WeakMap<FastifyRequest, Deadline>()
  const report: Report = (error) =>
    formatError(error, {
      suggestions: introspection,
      onInternal: (cause) => app.log.error({ err: cause }, 'a query failed'),
    })

  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request) => {
      if (request.method !== 'POST')
        throw new Refusal('bad_input', 'send queries as POST with content-type application/json')
      const principal = await authenticate(request)
      requireReader(principal)
      readers.set(request, principal)
    })
    scope.addHook('onResponse', async (request) => deadlines.get(request)?.close())

    await scope.register(mercurius, {
      schema: readSchema(),
      resolvers,
      context: (request): Partial<MeshContext> => {
        const principal = readers.get(request)
        // The error handler asks for a context too, when nobody was let in.
        if (principal === undefined) return {}
        const deadline = startDeadline(deadlineMs)
        deadlines.set(request, deadline)
        return { principal, loaders: open({ tenant: principal.tenant, scope: scopeOf(principal) }, deadline) }
      },
      graphiql: false,
      allowBatchedQueries: false,
      csrfPrevention: true,
      jit: COMPILE_AFTER,
      cache: KEPT_QUERIES,
      graphql: { parseOptions: { maxTokens: MAX_TOKENS }, validateOptions: { maxErrors: MAX_FAULTS } },
      validationRules: introspection ? [queryLimits] : [queryLimits, NoSchemaIntrospectionCustomRule],
      additionalRouteOptions: { bodyLimit: BODY_LIMIT_BYTES },
      errorFormatter: ({ data, errors }) => ({
        statusCode: errors.every(isRequestError) ? CATALOGUE.bad_input.status : 200,
        response: { data: data ?? null, errors: errors.map(report) },
      }),
      errorHandler: (error, _request, reply) => sendError(error, reply, report),
    })
    scope.graphql.addHook('preValidation', async (_schema, _document, { __currentQuery: query }) => {
      // mercurius also takes a syntax tree in JSON for a query, which no parser has bounded.
      if (isJson(query)) throw new BadQuery()
    })
  })
}

type Report = (error: RaisedError) => GraphQLFormattedError

class BadQuery extends Error {
  readonly statusCode = 400

  constructor() {
    super('query is not a GraphQL document')
  }
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const readSchema = (): string[] =>
  readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(`${SCHEMA_FOLDER}${name}`, 'utf8'))

/** Requests that never came to be executed, with their faults; what is no fault of theirs goes to the app's own handler. */
const sendError = (error: MercuriusError | FastifyError | Refusal, reply: FastifyReply, report: Report): void => {
  if (error instanceof Refusal || error.statusCode === undefined || error.statusCode >= 500) throw error
  const faults: RaisedError[] = 'errors' in error && error.errors !== undefined ? error.errors : [error]
  reply.code(error.statusCode).send({ data: null, errors: faults.map(report) })
}
