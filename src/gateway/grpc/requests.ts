import { z } from 'zod'
import { Refusal } from '../../domain/errors.ts'
import { CLIENT_FRAMES, postedMessageSchema } from '../protocol.ts'

const MAX_PAGE = 500
const INBOX_PAGE = 200
const MAX_CURSOR = 256
const conversation = z.string().min(1).max(128)
const seq = z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(0)
const page = (usual: number) => z.int().min(1).max(MAX_PAGE).default(usual)

/** What each call may say, checked by the rules of the frames and of the HTTP face. A number that is 0 is absent on the wire. */
export const REQUESTS = {
  send: postedMessageSchema,
  recall: CLIENT_FRAMES.recall,
  rollback: z.object({ ...CLIENT_FRAMES.rollback.shape, toSeq: seq }),
  history: z.object({ conversation, after: seq, limit: page(MAX_PAGE) }),
  events: z.object({ conversation, after: seq, epoch: z.string().min(1).max(128).optional() }),
  conversations: z.object({
    states: z.array(z.enum(['bot', 'queued', 'assigned', 'resolved'])).default([]),
    after: z.string().max(MAX_CURSOR).optional(),
    limit: page(INBOX_PAGE),
  }),
  claim: CLIENT_FRAMES.claim,
  resolve: CLIENT_FRAMES.resolve,
} as const

/**
 * A request as its schema has it.
 * @throws Refusal bad_input naming the field
 */
export const readRequest = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') || 'request'
  throw new Refusal('bad_input', `${field}: ${issue?.message ?? 'cannot be used'}`, { field })
}
