import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CATALOGUE, type ErrorCode, Refusal } from '../domain/errors.ts'

/** Errors as application/problem+json with a code of the catalogue; nothing of our insides gets out. */
export const useProblems = (app: FastifyInstance, onError: (error: unknown) => void): void => {
  app.setErrorHandler((error: FastifyError | Refusal, _request: FastifyRequest, reply: FastifyReply) => {
    const refusal = error instanceof Refusal ? error : fromFramework(error, onError)
    return sendProblem(reply, refusal)
  })
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, new Refusal('not_found', `there is nothing at ${request.method} ${request.url.split('?')[0]}`)),
  )
}

/** A URL that the router cannot read never gets as far as a route: no answer of ours has such a path. */
export const sendFrameworkProblem = (error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void => {
  const code = error.statusCode === CATALOGUE.bad_input.status ? 'bad_input' : 'not_found'
  sendProblem(reply, new Refusal(code, code === 'bad_input' ? 'the URL is not well-formed' : 'there is nothing there'))
}

export const sendProblem = (reply: FastifyReply, refusal: Refusal): FastifyReply => {
  const retryAfterMs = refusal.retryAfterMs ?? (refusal.retryable && refusal.status !== 500 ? 1_000 : undefined)
  if (retryAfterMs !== undefined) reply.header('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1000)))
  return reply
    .status(refusal.status)
    .type('application/problem+json')
    .send({
      type: 'about:blank',
      title: refusal.code.replaceAll(/[._]/g, ' '),
      status: refusal.status,
      code: refusal.code,
      detail: refusal.message,
      ...(refusal.field === undefined ? {} : { field: refusal.field }),
      ...(refusal.faults === undefined ? {} : { faults: refusal.faults }),
      ...(refusal.said === undefined ? {} : { said: refusal.said }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    })
}

/** Fastify's own errors (body too large, wrong media type, bad JSON) in our words. */
const fromFramework = (error: FastifyError, onError: (error: unknown) => void): Refusal => {
  const code = BY_STATUS[error.statusCode ?? 500]
  if (code !== undefined) return new Refusal(code, error.message)
  onError(error)
  return new Refusal('internal', 'something broke on our side; try again')
}

const BY_STATUS: Record<number, ErrorCode> = Object.fromEntries(
  (
    [
      'bad_input',
      'unauthenticated',
      'forbidden',
      'not_found',
      'too_large',
      'unsupported_type',
      'unprocessable',
      'rate_limited',
    ] as const
  ).map((code) => [CATALOGUE[code].status, code]),
)
