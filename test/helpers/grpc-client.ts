import {
  ChannelCredentials,
  type GrpcObject,
  loadPackageDefinition,
  Metadata,
  type ServiceClientConstructor,
  type ServiceError,
} from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import { onTestFinished } from 'vitest'

const PROTO = new URL('../../proto/tabdesk/v1/support.proto', import.meta.url).pathname

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers and fail where a field is not there
type Answer = any

export interface Stream {
  events: Answer[]
  /** How it ended. */
  ended: Promise<ServiceError | undefined>
  pause(): void
  resume(): void
  cancel(): void
}

export interface GrpcClient {
  call(method: string, request: object, token?: string): Promise<Answer>
  follow(request: object, token: string): Stream
}

/** A client of `tabdesk.v1.Support` on this port, as another program is one. */
export const grpcClient = (port: number, options: { ca?: Buffer; host?: string } = {}): GrpcClient => {
  const definition = loadPackageDefinition(loadSync(PROTO, { longs: Number, defaults: false, oneofs: true }))
  const { Support } = (definition['tabdesk'] as GrpcObject)['v1'] as { Support: ServiceClientConstructor }
  const credentials =
    options.ca === undefined ? ChannelCredentials.createInsecure() : ChannelCredentials.createSsl(options.ca)
  const client = new Support(`${options.host ?? '127.0.0.1'}:${port}`, credentials) as Answer
  onTestFinished(() => client.close())
  const by = (token: string | undefined): Metadata => {
    const metadata = new Metadata()
    if (token !== undefined) metadata.set('authorization', `Bearer ${token}`)
    return metadata
  }
  return {
    call: (method, request, token) =>
      new Promise((resolve, reject) =>
        client[method](request, by(token), (error: ServiceError | null, answer: Answer) =>
          error === null ? resolve(answer) : reject(error),
        ),
      ),
    follow: (request, token) => {
      const events: Answer[] = []
      const stream = client.Events(request, by(token))
      stream.on('data', (event: Answer) => events.push(event))
      const ended = new Promise<ServiceError | undefined>((resolve) => {
        stream.on('error', resolve)
        stream.on('end', () => resolve(undefined))
      })
      return {
        events,
        ended,
        pause: () => stream.pause(),
        resume: () => stream.resume(),
        cancel: () => stream.cancel(),
      }
    },
  }
}
