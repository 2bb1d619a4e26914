import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { createHttpUpstream, type UpstreamCall } from '../../src/adapters/http/upstream.ts'
import { type DemoBehaviour, type DemoServices, startDemoServices } from '../../src/demo/demo-services.ts'
import type { ShopData } from '../../src/demo/records.ts'
import { CATALOGUE, Refusal } from '../../src/domain/errors.ts'
import type { Principal, Role } from '../../src/domain/message.ts'
import { createLoaders, type OpenLoaders } from '../../src/mesh/loaders.ts'
import { registerMesh } from '../../src/mesh/plugin.ts'
import type { Upstream } from '../../src/ports/upstream.ts'

export const NOW = Date.parse('2026-11-21T14:05:00+08:00')
const CALL_DEADLINE_MS = 10_000

interface Answered {
  status: number
  body: {
    data?: unknown
    errors?: { message: string; path?: unknown[]; extensions: Record<string, string> }[]
    code?: string
  }
}

/** The demo services with the mesh in front, over real HTTP; only the tenant `default` has systems. */
export interface MeshUnderTest {
  services: DemoServices
  calls: UpstreamCall[]
  shared: string[]
  open: OpenLoaders
  app: FastifyInstance
  ask(query: string, as?: Partial<Principal>, more?: { variables?: object; operationName?: string }): Promise<Answered>
  post(body: string, headers: Record<string, string>): Promise<Answered>
  upstreamCalls(): number
  close(): Promise<void>
}

export interface MeshSettings {
  data?: ShopData
  behave?: (path: string) => DemoBehaviour | undefined
  introspection?: boolean
  listedOnly?: boolean
  deadlineMs?: number
  callDeadlineMs?: number
  /** In place of the demo services. */
  systems?: Upstream
}

export const startMesh = async (settings: MeshSettings = {}): Promise<MeshUnderTest> => {
  const {
    data,
    behave,
    introspection = false,
    listedOnly = false,
    deadlineMs = CALL_DEADLINE_MS,
    callDeadlineMs = CALL_DEADLINE_MS,
  } = settings
  const services = await startDemoServices({ now: () => NOW, ...(data ? { data } : {}), ...(behave ? { behave } : {}) })
  const calls: UpstreamCall[] = []
  const shared: string[] = []
  const upstream = settings.systems ?? createHttpUpstream({ baseUrl: services.url, onCall: (call) => calls.push(call) })
  const open = createLoaders({
    upstreamOf: (tenant) => (tenant === 'default' ? upstream : undefined),
    callDeadlineMs,
    onShared: (source) => shared.push(source),
  })
  const app = fastify()
  app.setErrorHandler((error, _request, reply) => sendRefusal(error, reply))
  await registerMesh(app, { open, authenticate: readPrincipal, introspection, listedOnly, deadlineMs })
  const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`
  const post = async (body: string, headers: Record<string, string>): Promise<Answered> => {
    const response = await fetch(url, { method: 'POST', headers, body })
    return { status: response.status, body: (await response.json()) as Answered['body'] }
  }
  return {
    services,
    calls,
    shared,
    open,
    app,
    post,
    ask: (query, as = {}, more = {}) =>
      post(JSON.stringify({ query, ...more }), {
        'content-type': 'application/json',
        'x-principal': JSON.stringify(principal(as)),
      }),
    upstreamCalls: () => Object.values(services.requests()).reduce((sum, count) => sum + count, 0),
    close: async () => {
      await app.close()
      await services.close()
    },
  }
}

const principal = (of: Partial<Principal> = {}): Principal => ({
  sub: 'ann',
  role: 'agent' as Role,
  tenant: 'default',
  name: 'Ann',
  exp: 4e9,
  ...of,
})

const readPrincipal = ({ headers }: { headers: Record<string, unknown> }): Principal => {
  const sent = headers['x-principal']
  if (typeof sent !== 'string') throw new Refusal('unauthenticated', 'no token')
  return JSON.parse(sent) as Principal
}

const sendRefusal = (error: unknown, reply: FastifyReply): FastifyReply =>
  error instanceof Refusal
    ? reply.status(CATALOGUE[error.code].status).send({ code: error.code })
    : reply.status(500).send({ code: 'unhandled', message: String(error) })
