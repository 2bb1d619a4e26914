import { z } from 'zod'
import type { ContextCard } from '../domain/customer.ts'
import type { LogEvent, Principal } from '../domain/message.ts'
import type { ConversationSummary, StatusNote } from '../domain/notice.ts'
import type { Suggestion } from '../domain/record.ts'
import { isSeen } from '../domain/written-text.ts'
import type { Completion } from '../ports/support.ts'

/** The wire, version 1: docs/protocol.md as schemas. Fields are added, never renamed. */
export const SUBPROTOCOL = 'tabdesk.v1'
export const MAX_FRAME_BYTES = 64 * 1024
/** Code points; a longer text is a document and belongs into an attachment. */
export const MAX_TEXT = 8_000
export const MAX_RESUMES = 200

const id = z.string().min(1).max(128)
const seq = z.int().min(0).max(Number.MAX_SAFE_INTEGER)
/** Counted as people count them, and as JSON Schema's `maxLength` does: an emoji is one character, not two units of UTF-16. */
const text = z
  .string()
  .refine((value) => value.length <= MAX_TEXT || (value.length <= 2 * MAX_TEXT && [...value].length <= MAX_TEXT), {
    message: `Too big: expected string to have <=${MAX_TEXT} characters`,
  })
  .meta({ maxLength: MAX_TEXT })
/**
 * What people are called: something that can be seen; no control characters, which some stores refuse and no screen shows, none that turn the
 * text around, which would show the name and what stands beside it as another, and no half of a character, which no header takes.
 */
export const personName = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(
      /^[^\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]*$/u,
      'take the control characters out, also those that turn text around, and halves of surrogate pairs',
    )
    .refine(isSeen, 'has nothing that can be seen: write a name')
/** Any UUID: version 7 is what clients should make, others are as unique. */
const cid = z.guid()

export const attachmentSchema = z.object({
  name: z.string().min(1).max(255),
  mime: z.string().min(1).max(127),
  size: z.int().min(0),
  url: z
    .string()
    .max(2048)
    .regex(/^(https?:\/\/|\/(?![/\\]))/i, 'write an http(s) URL, or a path on this server'),
})

export const messageFields = {
  cid,
  conversation: id.optional(),
  kind: z.enum(['text', 'note', 'image', 'audio', 'file']).default('text'),
  text: text.optional(),
  attachment: attachmentSchema.optional(),
}

const hasBody = (message: { kind: string; text?: string | undefined; attachment?: unknown }): boolean =>
  message.kind === 'text' || message.kind === 'note' ? isSeen(message.text ?? '') : message.attachment !== undefined
const BODY_RULE = {
  message: 'kinds text and note need a text that is not blank, the others an attachment',
  path: ['text'],
}

export const messageSchema = z.object(messageFields).refine(hasBody, BODY_RULE)
export const postedMessageSchema = z
  .object({
    ...messageFields,
    /** May be left out where an `Idempotency-Key` comes along. */
    cid: cid.optional(),
    customer: z.object({ id, name: personName(128) }).optional(),
    channel: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'use lower-case letters, digits, - and _: wechat')
      .optional(),
  })
  .refine(hasBody, BODY_RULE)

const moment = z.iso.datetime({ offset: true })
/** Tags of one frame, and characters of one before it is brought into form. */
const MAX_TAGS_AT_ONCE = 20
const MAX_RAW_TAG = 128
const tags = z.array(z.string().min(1).max(MAX_RAW_TAG)).max(MAX_TAGS_AT_ONCE)

const transferTarget = z.union([z.object({ agent: id }), z.object({ group: id }), z.object({ bot: z.literal(true) })])

/** Client to server, by `type`. */
export const CLIENT_FRAMES = {
  hello: z.object({
    device: id,
    resume: z
      .array(z.object({ conversation: id, epoch: id, seq }))
      .max(MAX_RESUMES)
      .optional(),
  }),
  send: messageSchema,
  typing: z.object({ conversation: id.optional(), text: text.optional() }),
  received: z.object({ conversation: id, seq }),
  read: z.object({ conversation: id, seq }),
  recall: z.object({ conversation: id, seq: seq.min(1), opId: id }),
  rollback: z.object({ conversation: id, toSeq: seq, opId: id }),
  watch: z.object({ conversation: id }),
  unwatch: z.object({ conversation: id }),
  claim: z.object({ conversation: id }),
  transfer: z.object({ conversation: id, to: transferTarget, note: text.optional() }),
  resolve: z.object({ conversation: id, outcome: z.string().max(64).optional() }),
  presence: z.object({
    status: z.enum(['online', 'busy', 'away', 'offline']),
    capacity: z.int().min(0).max(100).optional(),
  }),
  snooze: z.object({ conversation: id, until: moment.optional() }),
  tag: z.object({ conversation: id, add: tags.optional(), remove: tags.optional() }),
  sendLater: z.object({ conversation: id, cid, text, at: moment }),
  cancelLater: z.object({ conversation: id, cid }),
  merge: z.object({ conversation: id, into: id }),
  unmerge: z.object({ conversation: id }),
  complete: z.object({ conversation: id, draft: text, revision: z.int().min(0) }),
  outcome: z.object({
    suggestion: id,
    result: z.enum(['accepted', 'edited', 'dismissed', 'expired']),
    text: text.optional(),
  }),
} as const

export type FrameType = keyof typeof CLIENT_FRAMES
export type ClientFrame<T extends FrameType> = z.infer<(typeof CLIENT_FRAMES)[T]>

/** Server to client. */
export type ServerFrame =
  | {
      type: 'welcome'
      /** The server's time, for clocks that are wrong. */
      at: string
      principal: Omit<Principal, 'exp'>
      heartbeatMs: number
      limits: Record<string, number>
      /** Unsent text of customers is wanted in `typing`. */
      typingText: boolean
      conversations: ResumeAnswer[]
    }
  | {
      type: 'ack'
      cid: string
      conversation: string
      seq: number
      epoch: string
      at: string
      dup?: true
      durability: 'local' | 'shared'
    }
  | {
      type: 'nack'
      cid?: string
      code: string
      message: string
      retryable: boolean
      retryAfterMs?: number
      field?: string
      re?: string
    }
  | ({ type: 'event' } & LogEvent)
  | { type: 'suggestion'; conversation: string; messageSeq: number; suggestions: Suggestion[] }
  | { type: 'completion'; conversation: string; revision: number; items: Completion[] }
  | { type: 'context'; conversation: string; card: ContextCard }
  | ({ type: 'status'; conversation: string; summary?: ConversationSummary } & StatusNote)
  | { type: 'typing'; conversation: string; by: { role: string; id: string; name: string }; text?: string }
  | { type: 'receipt'; conversation: string; by: string; delivered: number; read: number }
  | { type: 'beat' }

export interface ResumeAnswer {
  conversation: string
  epoch: string
  head: number
  recovered: boolean
}

/** Close codes and what they mean to a client. */
export const CLOSE = {
  policy: 1008,
  tooBig: 1009,
  tokenExpired: 4401,
  forbidden: 4403,
  tooSlow: 4408,
  tooMany: 4429,
  draining: 4503,
} as const

export type ParsedFrame =
  | { ok: true; type: FrameType; frame: unknown }
  | { ok: false; code: 'bad_frame' | 'unknown_type'; message: string; field?: string; cid?: string; re?: string }

/** Text of a frame to a checked frame, or to what is wrong with it: which field, what was got, what to do. */
export const parseFrame = (raw: string): ParsedFrame => {
  let value: unknown
  try {
    value = JSON.parse(raw)
  } catch (error) {
    return {
      ok: false,
      code: 'bad_frame',
      message: `the frame is not JSON (${(error as Error).message}); send one JSON object per frame`,
    }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, code: 'bad_frame', message: 'a frame is one JSON object with a `type`' }
  const { type, cid } = value as Record<string, unknown>
  const echo = typeof cid === 'string' ? { cid: cid.slice(0, 64) } : {}
  if (typeof type !== 'string' || !Object.hasOwn(CLIENT_FRAMES, type)) {
    const got = typeof type === 'string' ? JSON.stringify(type.slice(0, 64)) : 'nothing usable'
    return {
      ok: false,
      code: 'unknown_type',
      field: 'type',
      message: `type is ${got}; use one of ${Object.keys(CLIENT_FRAMES).join(', ')}`,
      ...echo,
    }
  }
  const parsed = CLIENT_FRAMES[type as FrameType].safeParse(value)
  if (parsed.success) return { ok: true, type: type as FrameType, frame: parsed.data }
  const issue = parsed.error.issues[0]
  const field = issue?.path.join('.') ?? ''
  return {
    ok: false,
    code: 'bad_frame',
    field,
    message: `${type}.${field}: ${issue?.message ?? 'cannot be used'}`,
    re: type,
    ...echo,
  }
}

/** JSON Schema of the wire, as served at /v1/protocol.json. */
export const protocolSchema = (): object => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: SUBPROTOCOL,
  maxFrameBytes: MAX_FRAME_BYTES,
  closeCodes: CLOSE,
  client: Object.fromEntries(
    Object.entries(CLIENT_FRAMES).map(([type, schema]) => [type, z.toJSONSchema(schema, { io: 'input' })]),
  ),
})
