import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createEvents, type EventsParts, SIGNATURE } from './events.ts'

/** Bytes of one event: three lists of a hundred ids each, with room. */
const BODY_LIMIT_BYTES = 128 * 1024

/** `POST /v1/mesh/events`: what changed in the shop's systems. `admit` counts calls of an address and throws where there are too many. */
export const registerEvents = async (
  app: FastifyInstance,
  { admit, ...parts }: EventsParts & { admit: (request: FastifyRequest) => void },
): Promise<void> => {
  const take = createEvents(parts)
  await app.register(async (scope) => {
    // The signature is over the bytes as they came.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    scope.post('/v1/mesh/events', { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
      admit(request)
      const signature = request.headers[SIGNATURE]
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const accepted = take(typeof signature === 'string' ? signature : undefined, body)
      return reply.status(202).send({ accepted })
    })
  })
}
