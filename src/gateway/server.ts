import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Tokens } from './auth.ts'
import { addConversationRoutes, type ConversationRouteParts } from './conversation-routes.ts'
import type { Limits } from './limits.ts'
import { addHealthRoutes, addOperationRoutes, type OperationRouteParts } from './operation-routes.ts'
import { addPages, type PageParts } from './pages.ts'
import { sendFrameworkProblem, useProblems } from './problem.ts'
import { createRouter, type Router } from './route.ts'
import { createSocket, type Socket, type SocketParts } from './socket.ts'
import { addStreamRoutes } from './stream-routes.ts'

export interface ServerParts extends ConversationRouteParts, OperationRouteParts, Omit<SocketParts, 'onError'> {
  log: FastifyBaseLogger
  trustedProxies: readonly string[]
  pages: Omit<PageParts, 'demo'>
  /** Whether sockets and requests are taken; else only what operators ask. */
  isGateway: boolean
  /** Rooms with a face of their own (knowledge, mesh) add it here. */
  faces: Face[]
}

/** Routes of another room, added to the server. */
export type Face = (
  app: FastifyInstance,
  door: { router: Router; tokens: Tokens; limits: Limits },
) => Promise<void> | void

export interface Server {
  app: FastifyInstance
  socket: Socket
}

/** Connections that the system keeps until they are taken (its own limit may be lower): past it clients of a reconnect storm wait for doubling seconds. */
export const WAITING_CONNECTIONS = 4_096
const BODY_LIMIT_BYTES = 256 * 1024
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 15_000

/** Builds the server, not yet listening, so that tests can call it without a port. */
export const createServer = async (parts: ServerParts): Promise<Server> => {
  const app = fastify({
    loggerInstance: parts.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    trustProxy: parts.trustedProxies.length > 0 ? [...parts.trustedProxies] : false,
    frameworkErrors: sendFrameworkProblem,
  })
  // Bodies are JSON, or forms where a route takes them; the framework would take plain text too.
  app.removeContentTypeParser('text/plain')
  app.server.headersTimeout = HEADERS_TIMEOUT_MS
  const onError = (error: unknown): void => parts.log.error({ err: error }, 'request failed')
  useProblems(app, onError)
  const socket = createSocket({ ...parts, onError })
  addHealthRoutes(app, parts)
  if (!parts.isGateway) return { app, socket }
  socket.attach(app.server)
  const router = createRouter(app, { tokens: parts.tokens, limits: parts.limits, version: parts.about.version })
  addConversationRoutes(router, parts)
  addOperationRoutes(app, router, parts)
  addStreamRoutes(router, socket.enter)
  for (const add of parts.faces) await add(app, { router, tokens: parts.tokens, limits: parts.limits })
  await addPages(app, { ...parts.pages, demo: parts.demo })
  return { app, socket }
}
