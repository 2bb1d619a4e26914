import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NoSchemaIntrospectionCustomRule } from 'graphql'
import mercurius, { type MercuriusError } from 'mercurius'
import { CATALOGUE, Refusal } from '../domain/errors.ts'
import type { Principal } from '../domain/message.ts'
import { requireReader, scopeOf } from './access.ts'
import { addCardStream, type CardStreams } from './card-stream.ts'
import { type Deadline, startDeadline } from './deadline.ts'
import { formatError, isRequestError, type RaisedError, type Report } from './graphql-errors.ts'
import { MAX_TOKENS, queryLimits, subscriptionLimits } from './limits.ts'
import { fromListed, hashOf, type ListedQuery, readListedQueries } from './listed-queries.ts'
import type { Loaders, OpenLoaders } from './loaders.ts'
import { type MeshContext, resolvers } from './resolvers.ts'
import { readSchema } from './schema.ts'

/** Where cards are followed: mercurius would take over every upgrade of the server, and with it the socket that we speak on. */
const STREAM = '/graphql/stream'
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
  /** The same for a token that is looked at again while a card is followed: no call is counted for that. `authenticate` where absent. */
  verify?: (request: FastifyRequest) => Promise<Principal> | Principal
  /** Whether clients may read the schema; also shows near names in errors. */
  introspection: boolean
  /** Customers may send only the documents that are listed. */
  listedOnly?: boolean
  /** Where cards can be followed; absent: nowhere. */
  cards?: CardStreams
  /** Milliseconds for everything that one query reads. */
  deadlineMs: number
}

/**
 * The graph at POST /graphql. Refusals at the door (no token, a role that reads nothing) go to the app's own error handler;
 * what is wrong with a query, or happens in it, is answered as GraphQL clients expect.
 */
export const registerMesh = async (
  app: FastifyInstance,
  { open, authenticate, verify = authenticate, introspection, listedOnly = false, cards, deadlineMs }: MeshParts,
): Promise<void> => {
  const readers = new WeakMap<FastifyRequest, Principal>()
  const deadlines = new WeakMap<FastifyRequest, Deadline>()
  const listed = new Map(readListedQueries().map((query) => [query.hash, query]))
  const report: Report = (error) =>
    formatError(error, {
      suggestions: introspection,
      onInternal: (cause) => app.log.error({ err: cause }, 'a query failed'),
    })

  const closed = introspection ? [] : [NoSchemaIntrospectionCustomRule]
  const openFor = (principal: Principal, deadline: Deadline): Loaders =>
    open({ tenant: principal.tenant, scope: scopeOf(principal) }, deadline)

  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request) => {
      if (request.method !== 'POST' && request.routeOptions.url !== STREAM)
        throw new Refusal('bad_input', 'send queries as POST with content-type application/json')
      const principal = await authenticate(request)
      requireReader(principal)
      readers.set(request, principal)
    })
    scope.addHook('preHandler', async (request) => {
      if (listedOnly && readers.get(request)?.role === 'customer') requireListed(request.body, listed)
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
        return { principal, loaders: openFor(principal, deadline) }
      },
      graphiql: false,
      allowBatchedQueries: false,
      csrfPrevention: true,
      jit: COMPILE_AFTER,
      cache: KEPT_QUERIES,
      graphql: { parseOptions: { maxTokens: MAX_TOKENS }, validateOptions: { maxErrors: MAX_FAULTS } },
      persistedQueryProvider: fromListed(listed),
      validationRules: [queryLimits, ...closed],
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
    if (cards !== undefined)
      addCardStream(scope, STREAM, {
        ...cards,
        schema: scope.graphql.schema,
        rules: [subscriptionLimits, ...closed],
        principalOf: (request) => readers.get(request) as Principal,
        verify,
        openReads: (principal) => {
          const deadline = startDeadline(deadlineMs)
          return { loaders: openFor(principal, deadline), close: deadline.close }
        },
        report,
        now: Date.now,
      })
  })
}

const requireListed = (body: unknown, listed: ReadonlyMap<string, ListedQuery>): void => {
  const { query } = (body ?? {}) as { query?: unknown }
  if (typeof query !== 'string' || listed.has(hashOf(query))) return
  throw new Refusal('forbidden', 'customers may send only the listed queries (mesh.listedQueriesOnly)', {
    field: 'query',
  })
}

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

/** Requests that never came to be executed, with their faults; what is no fault of theirs goes to the app's own handler. */
const sendError = (error: MercuriusError | FastifyError | Refusal, reply: FastifyReply, report: Report): void => {
  if (error instanceof Refusal || error.statusCode === undefined || error.statusCode >= 500) throw error
  const faults: RaisedError[] = 'errors' in error && error.errors !== undefined ? error.errors : [error]
  reply.code(error.statusCode).send({ data: null, errors: faults.map(report) })
}
