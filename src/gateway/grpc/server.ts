import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import {
  type GrpcObject,
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceClientConstructor,
  type sendUnaryData,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js'
import { load } from '@grpc/proto-loader'
import type { z } from 'zod'
import { forCustomer } from '../../domain/customers-view.ts'
import { Refusal } from '../../domain/errors.ts'
import type { Principal, Role } from '../../domain/message.ts'
import type { Durability } from '../../ports/opened-store.ts'
import type { Support } from '../../ports/support.ts'
import { type Tokens, tokenOf } from '../auth.ts'
import type { Limits } from '../limits.ts'
import { MAX_FRAME_BYTES } from '../protocol.ts'
import { toConversation, toEvent } from './messages.ts'
import { REQUESTS, readRequest } from './requests.ts'
import { toServiceError } from './status.ts'
import type { Streams } from './streams.ts'

export const PROTO = fileURLToPath(new URL('../../../proto/tabdesk/v1/support.proto', import.meta.url))

const STAFF: readonly Role[] = ['agent', 'supervisor', 'admin']
const TALKERS: readonly Role[] = ['customer', ...STAFF]
const PARTIES: readonly Role[] = [...TALKERS, 'service']

/** Bytes of an answer: a page of the longest messages, with room. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024
/** Calls at once of one connection. */
const CALLS_OF_CONNECTION = 200
const KEEPALIVE_MS = 30_000
const KEEPALIVE_ANSWER_MS = 10_000
/** Bytes of all headers of a call: a token and little more. */
const METADATA_BYTES = 8 * 1024
/** Milliseconds that calls under way may take when the process ends. */
const SHUTDOWN_MS = 2_000

export interface GrpcParts {
  support: Support
  streams: Streams
  tokens: Pick<Tokens, 'verify'>
  limits: Limits
  durability: Durability
  /** PEM; absent: without TLS. */
  tls?: { cert: string; key: string }
  onError(error: unknown): void
}

export interface GrpcServer {
  /** Resolves with the port. @throws Error where it cannot be taken */
  listen(host: string, port: number): Promise<number>
  close(): Promise<void>
}

type Call = ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>

/** `tabdesk.v1.Support` over gRPC: the calls of the support port, with the tokens, limits and refusals of the other faces. */
export const createGrpcServer = async (parts: GrpcParts): Promise<GrpcServer> => {
  const { support, streams, tokens, limits, durability, tls, onError } = parts
  const server = new Server({
    'grpc.max_receive_message_length': MAX_FRAME_BYTES,
    'grpc.max_send_message_length': MAX_ANSWER_BYTES,
    'grpc.max_concurrent_streams': CALLS_OF_CONNECTION,
    'grpc.max_metadata_size': METADATA_BYTES,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_ANSWER_MS,
  })

  const admit = async (call: Call, roles: readonly Role[]): Promise<Principal> => {
    limits.address(addressOf(call.getPeer()), 'requests')
    const [authorization] = call.metadata.get('authorization')
    const principal = await tokens.verify(tokenOf({ authorization: String(authorization ?? '') }))
    if (!roles.includes(principal.role))
      throw new Refusal('forbidden', `role ${principal.role} may not do this; it takes ${roles.join(' or ')}`, {
        field: 'role',
      })
    return principal
  }
  const unary =
    <Schema extends z.ZodType>(
      roles: readonly Role[],
      schema: Schema,
      answer: (by: Principal, request: z.output<Schema>) => Promise<object>,
      count: (by: Principal) => void = limits.frame,
    ) =>
    (call: ServerUnaryCall<unknown, unknown>, reply: sendUnaryData<unknown>): void => {
      const work = async (): Promise<object> => {
        const by = await admit(call, roles)
        count(by)
        return answer(by, readRequest(schema, call.request))
      }
      work().then(
        (value) => reply(null, value),
        (error: unknown) => reply(toServiceError(error, onError)),
      )
    }

  const implementation: UntypedServiceImplementation = {
    Send: unary(
      PARTIES,
      REQUESTS.send,
      async (by, message) => {
        const { cid } = message
        if (cid === undefined) throw new Refusal('bad_input', 'cid is missing: send a UUID', { field: 'cid' })
        const { event, dup } = await support.send(by, withoutUndefined({ ...message, cid }))
        const { conversation, seq, epoch, at } = event
        return { cid, conversation, seq, epoch, at, dup, durability }
      },
      limits.message,
    ),
    Recall: unary(TALKERS, REQUESTS.recall, async (by, op) => toEvent((await support.recall(by, op)).event)),
    Rollback: unary(STAFF, REQUESTS.rollback, async (by, op) => toEvent((await support.rollback(by, op)).event)),
    History: unary(PARTIES, REQUESTS.history, async (by, { conversation: id, after, limit }) => {
      const { conversation, events } = await support.events(by, id, { after, limit })
      const shown = by.role === 'customer' ? events.map(forCustomer) : events
      return { conversation: id, epoch: conversation.epoch, head: conversation.head, events: shown.map(toEvent) }
    }),
    Conversations: unary(STAFF, REQUESTS.conversations, async (by, { states, after, limit }) => {
      const filter = { limit, ...(after === undefined ? {} : { after }), ...(states.length === 0 ? {} : { states }) }
      const { conversations, next } = await support.list(by, filter)
      return { conversations: conversations.map(toConversation), next }
    }),
    Claim: unary(STAFF, REQUESTS.claim, async (by, { conversation }) =>
      toConversation(await support.move(by, conversation, { type: 'claim', agent: by.sub, agentName: by.name })),
    ),
    Resolve: unary(STAFF, REQUESTS.resolve, async (by, { conversation, outcome }) =>
      toConversation(
        await support.move(by, conversation, { type: 'resolve', ...(outcome === undefined ? {} : { outcome }) }),
      ),
    ),
    Events: (call: ServerWritableStream<unknown, unknown>): void => {
      const work = async (): Promise<void> => {
        const by = await admit(call, PARTIES)
        limits.frame(by)
        await streams.follow(by, readRequest(REQUESTS.events, call.request), call)
      }
      work().then(
        () => call.end(),
        (error: unknown) => call.emit('error', toServiceError(error, onError)),
      )
    },
  }
  const definition = loadPackageDefinition(await load(PROTO, { longs: Number, defaults: false, oneofs: true }))
  const tabdesk = (definition['tabdesk'] as GrpcObject)['v1'] as GrpcObject
  server.addService((tabdesk['Support'] as ServiceClientConstructor).service, implementation)
  const credentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [{ cert_chain: Buffer.from(tls.cert), private_key: Buffer.from(tls.key) }])

  return {
    listen: (host, port) =>
      new Promise((resolve, reject) =>
        server.bindAsync(`${host.includes(':') ? `[${host}]` : host}:${port}`, credentials, (error, bound) =>
          error === null ? resolve(bound) : reject(error),
        ),
      ),
    close: async () => {
      streams.end()
      const shut = new Promise<void>((done) => server.tryShutdown(() => done()))
      const late = setTimeout(() => server.forceShutdown(), SHUTDOWN_MS)
      await shut
      clearTimeout(late)
    },
  }
}

/** PEM files of a certificate and its key. */
export const readTls = async ({
  cert,
  key,
}: {
  cert: string
  key: string
}): Promise<{ cert: string; key: string }> => ({
  cert: await readFile(cert, 'utf8'),
  key: await readFile(key, 'utf8'),
})

/** `ipv4:127.0.0.1:5000`, `127.0.0.1:5000` or `[::1]:5000` without the port. */
const addressOf = (peer: string): string =>
  peer
    .replace(/^ipv[46]:/, '')
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')

/** As a type with exact optional properties wants it. */
const withoutUndefined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as never
