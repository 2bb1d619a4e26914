import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Refusal } from '../domain/errors.ts'
import type { Principal, Role } from '../domain/message.ts'
import { MAY_SEND } from './frames.ts'
import type { Router } from './route.ts'
import type { Socket } from './socket.ts'
import { createStream, type Stream } from './stream.ts'

/** Milliseconds that a poll waits for a frame: below what proxies allow an answer to take. */
const POLL_WAIT_MS = 20_000
/** Frames of one call. */
const MAX_FRAMES = 32
const EVERYBODY = MAY_SEND.hello as readonly Role[]

interface Open {
  stream: Stream
  principal: Principal
  receive(text: string): void
}

/**
 * The wire without WebSockets: a stream is opened, frames go in by POST and come out as server-sent events or by polling. The frames, their
 * order and their limits are those of the socket.
 */
export const addStreamRoutes = (router: Router, enter: Socket['enter']): void => {
  const open = new Map<string, Open>()

  /** Somebody else's stream does not exist. */
  const find = ({ tenant, role, sub }: Principal, id: string): Open => {
    const found = open.get(id)
    const { principal } = found ?? {}
    if (found === undefined || principal?.tenant !== tenant || principal.role !== role || principal.sub !== sub)
      throw new Refusal('not_found', `there is no stream ${JSON.stringify(id)}: open another and resume`, {
        field: 'id',
      })
    return found
  }

  router.add({
    method: 'POST',
    url: '/v1/streams',
    summary: 'Opens a line for where WebSockets are blocked (docs/protocol.md)',
    roles: EVERYBODY,
    status: 201,
    answer: ({ principal }) => {
      const id = randomUUID()
      let left = (): void => undefined
      const stream = createStream(() => {
        open.delete(id)
        left()
      })
      try {
        const entered = enter(stream, principal)
        left = entered.left
        open.set(id, { stream, principal, receive: entered.receive })
        return { stream: id }
      } catch (error) {
        stream.terminate()
        throw error
      }
    },
  })
  router.add({
    method: 'POST',
    url: '/v1/streams/:id/frames',
    summary: 'Frames of the client, in their order; their answers come out of the stream',
    roles: EVERYBODY,
    status: 202,
    body: z.object({ frames: z.array(z.unknown()).min(1).max(MAX_FRAMES) }),
    answer: ({ principal, params, body: { frames } }) => {
      const { receive } = find(principal, params['id'] ?? '')
      for (const frame of frames) receive(JSON.stringify(frame))
      return { taken: frames.length }
    },
  })
  router.add({
    method: 'GET',
    url: '/v1/streams/:id',
    summary:
      'Frames of the server: server-sent events where `Accept` is text/event-stream, else those above `after` as soon as there are any',
    roles: EVERYBODY,
    query: z.object({ after: z.coerce.number().int().min(0).default(0) }),
    answer: ({ principal, params, query: { after }, request, reply }) => {
      const { stream } = find(principal, params['id'] ?? '')
      if (!request.headers.accept?.includes('text/event-stream')) return stream.poll(after, POLL_WAIT_MS)
      reply.hijack()
      stream.follow(reply.raw)
      return reply
    },
  })
}
