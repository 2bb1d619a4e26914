import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Refusal } from '../domain/errors.ts'
import type { Principal, Role } from '../domain/message.ts'
import { type Tokens, tokenOf } from './auth.ts'
import type { Limits } from './limits.ts'

export interface Route<Body extends z.ZodType, Query extends z.ZodType> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  summary: string
  /** Absent: everybody, without a token. */
  roles?: readonly Role[]
  /** For principals of this tenant only; for others there is no such route. */
  tenant?: string
  body?: Body
  query?: Query
  /** Bytes of a body, where the server's limit is not the right one. */
  bodyLimit?: number
  /** Status of the answer where it is not 200. */
  status?: number
  /** What the limit per address counts; `requests` where absent. */
  counts?: 'requests' | 'visitors'
  answer(call: {
    principal: Principal
    body: z.output<Body>
    query: z.output<Query>
    params: Record<string, string>
    request: FastifyRequest
    reply: FastifyReply
  }): unknown
}

export interface Router {
  add<Body extends z.ZodType = z.ZodUndefined, Query extends z.ZodType = z.ZodUndefined>(
    route: Route<Body, Query>,
  ): void
  openapi(): object
}

const NOBODY: Principal = { sub: '', role: 'customer', tenant: '', name: '', exp: 0 }

/** Routes of the HTTP face: limit, token, role and input are checked here, once; the OpenAPI document is made of the same rows. */
export const createRouter = (
  app: FastifyInstance,
  { tokens, limits, version }: { tokens: Tokens; limits: Limits; version: string },
): Router => {
  const paths: Record<string, Record<string, object>> = {}
  return {
    add: (route) => {
      describe(paths, route as unknown as Route<z.ZodType, z.ZodType>)
      app.route({
        method: route.method,
        url: route.url,
        ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
        handler: async (request, reply) => {
          limits.address(request.ip, route.counts ?? 'requests')
          const principal = route.roles === undefined ? NOBODY : await authenticate(tokens, request, route.roles)
          if (route.tenant !== undefined && principal.tenant !== route.tenant)
            throw new Refusal('not_found', `there is nothing at ${request.method} ${route.url} for this tenant`)
          const body = parse(route.body, request.body, 'body') as never
          const query = parse(route.query, request.query, 'query') as never
          if (route.status !== undefined) reply.status(route.status)
          return route.answer({
            principal,
            body,
            query,
            params: request.params as Record<string, string>,
            request,
            reply,
          })
        },
      })
    },
    openapi: () => ({
      openapi: '3.1.0',
      info: { title: 'Tabdesk', version },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
      paths,
    }),
  }
}

/** Token to principal; a role that is not in the list is forbidden. */
export const authenticate = async (
  tokens: Tokens,
  request: FastifyRequest,
  roles: readonly Role[],
): Promise<Principal> => {
  const principal = await tokens.verify(tokenOf(request.headers))
  if (!roles.includes(principal.role))
    throw new Refusal('forbidden', `role ${principal.role} may not do this; it takes ${roles.join(' or ')}`, {
      field: 'role',
    })
  return principal
}

const parse = (schema: z.ZodType | undefined, value: unknown, where: string): unknown => {
  if (schema === undefined) return undefined
  const parsed = schema.safeParse(value ?? {})
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = issue?.path.join('.') || where
  throw new Refusal('bad_input', `${field}: ${issue?.message ?? 'cannot be used'}`, { field })
}

const describe = (paths: Record<string, Record<string, object>>, route: Route<z.ZodType, z.ZodType>): void => {
  const path = route.url.replaceAll(/:(\w+)/g, '{$1}')
  const inPath = [...route.url.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const query =
    route.query === undefined
      ? []
      : Object.entries(
          (z.toJSONSchema(route.query, { io: 'input' }) as { properties?: Record<string, object> }).properties ?? {},
        ).map(([name, schema]) => ({ name, in: 'query', schema }))
  const operations = paths[path] ?? {}
  paths[path] = operations
  operations[route.method.toLowerCase()] = {
    summary: route.summary,
    ...(route.roles === undefined ? {} : { security: [{ token: [] }], 'x-roles': route.roles }),
    parameters: [...inPath, ...query],
    ...(route.body === undefined
      ? {}
      : { requestBody: { content: { 'application/json': { schema: z.toJSONSchema(route.body, { io: 'input' }) } } } }),
    responses: {
      [route.status ?? 200]: { description: 'good' },
      default: { description: 'problem', content: { 'application/problem+json': {} } },
    },
  }
}
