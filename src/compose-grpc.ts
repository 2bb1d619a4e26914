import type { FastifyBaseLogger } from 'fastify'
import type { Config } from './config.ts'
import type { Notice } from './domain/notice.ts'
import type { GrpcParts, GrpcServer } from './gateway/grpc/server.ts'
import { createStreams } from './gateway/grpc/streams.ts'
import type { PartState } from './gateway/operation-routes.ts'
import type { Releasers } from './lib/releasers.ts'

export interface GrpcJoining extends Pick<GrpcParts, 'support' | 'tokens' | 'limits' | 'durability'> {
  config: Pick<Config, 'grpcPort' | 'grpc' | 'host' | 'roles'>
  log: Pick<FastifyBaseLogger, 'error'>
}

export interface Grpc {
  /** @throws Error naming the setting where the port or the certificate cannot be used */
  listen(): Promise<void>
  noticed(notice: Notice): void
  states(): Record<string, PartState>
}

/** The gRPC face, where a port is set for it and this process takes traffic. */
export const openGrpc = (
  { config: { grpcPort, grpc: settings, host, roles }, support, log, ...parts }: GrpcJoining,
  releasers: Releasers,
): Grpc => {
  if (grpcPort === undefined || !roles.includes('gateway'))
    return { listen: async () => undefined, noticed: () => undefined, states: () => ({}) }
  const streams = createStreams({
    events: support.events,
    most: parts.limits.settings.socketsPerPrincipal,
    now: Date.now,
  })
  const { cert, key } = settings
  let server: GrpcServer | undefined
  let port: number | undefined
  releasers.add('grpc', () => server?.close())
  return {
    listen: async () => {
      // Loaded by those who use it.
      const { createGrpcServer, readTls } = await import('./gateway/grpc/server.ts')
      server = await createGrpcServer({
        ...parts,
        support,
        streams,
        ...(cert === undefined || key === undefined ? {} : { tls: await readTls({ cert, key }) }),
        onError: (error) => log.error({ err: error }, 'a gRPC call failed'),
      })
      port = await server.listen(host, grpcPort).catch((cause: Error) => {
        throw new Error(`GRPC_PORT is ${grpcPort}: ${cause.message}; use a port that is free`, { cause })
      })
    },
    noticed: streams.noticed,
    states: () => {
      const details = { port: port ?? grpcPort, tls: cert !== undefined, streams: streams.size() }
      if (port !== undefined) return { grpc: { state: 'ready', ...details } }
      return { grpc: { state: 'down', reason: 'it does not listen yet', ...details } }
    },
  }
}
