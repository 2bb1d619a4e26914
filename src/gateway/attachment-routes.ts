import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { KeptAttachment, Unfinished } from '../domain/attachment.ts'
import { Refusal } from '../domain/errors.ts'
import type { Attachment, Principal, Role } from '../domain/message.ts'
import { HEARD_WITHIN_MS, type HeardNote } from '../domain/transcript.ts'
import { createTokenBuckets } from '../lib/token-bucket.ts'
import type { Attachments } from '../ports/attachments.ts'
import { type Tokens, tokenOf } from './auth.ts'
import { personName } from './protocol.ts'
import type { Router } from './route.ts'

/** Opens one file until then, milliseconds since 1970. */
export interface Link {
  tenant: string
  id: string
  expires: number
}

export interface AttachmentRouteParts {
  attachments: Attachments
  tokens: Tokens
  /** Bytes of one file. */
  maxBytes: number
  /** Uploads of one person in an hour. */
  perHour: number
  /** Customer of a conversation that this principal may see. @throws Refusal not_found */
  customerOf(by: Principal, conversation: string): Promise<string>
  /** What a message says of the file. */
  reference(kept: KeptAttachment): Attachment
  /** Of a link that works without a token. */
  signLink(of: Link): string
  isSigned(of: Link, signature: string): boolean
  /** Whether voice notes of a tenant are written down. */
  isHeard(tenant: string): boolean
  /** Confidence below which what was heard is doubtful. */
  sureAbove: number
  /** Milliseconds since 1970. */
  now(): number
}

const STAFF: readonly Role[] = ['agent', 'supervisor', 'admin']
const SENDERS: readonly Role[] = ['customer', ...STAFF, 'service']
/** Seconds that a link works: time to open it, not to pass it on. */
const LINK_SECONDS = 900
/** Bytes that one call should bring on a slow line, which has 15 s: the rest comes with the next. */
const PIECE_BYTES = 512 * 1024
/** Shown in the page; everything else is saved. */
const SHOWN = /^(image|audio)\//

/** Files into conversations: begun, brought in pieces, read by those who may see the conversation. */
export const addAttachmentRoutes = (app: FastifyInstance, router: Router, parts: AttachmentRouteParts): void => {
  const { attachments, tokens, maxBytes, perHour, now } = parts
  const uploads = createTokenBuckets(now)
  app.addContentTypeParser('application/octet-stream', (_request, body, done) => done(null, body))

  const find = async (by: Principal, id: string): Promise<KeptAttachment> => {
    const kept = await attachments.find(by.tenant, id)
    const may =
      STAFF.includes(by.role) || by.role === 'service' || (by.role === 'customer' && kept?.customer === by.sub)
    if (kept === undefined || kept.withdrawn || !may) throw missing(id)
    return kept
  }

  router.add({
    method: 'POST',
    url: '/v1/attachments',
    summary: 'Begins an upload: its bytes follow with PUT, in pieces if need be',
    roles: SENDERS,
    status: 201,
    body: z.object({
      name: personName(255),
      size: z.int().min(1),
      conversation: z.string().max(128).optional(),
      customer: z.string().min(1).max(128).optional(),
    }),
    answer: async ({ principal, body: { name, size, conversation, customer } }) => {
      const { tenant, role, sub } = principal
      const wait = uploads.take([
        { key: `${tenant}/${role}/${sub}`, rate: { perSecond: perHour / 3600, burst: perHour } },
      ])
      if (wait > 0)
        throw new Refusal('rate_limited', `more than ${perHour} files an hour; wait ${wait} ms`, { retryAfterMs: wait })
      const begun = await attachments.begin({
        tenant,
        by: { role, sub },
        customer: await ownerOf(principal, { conversation, customer }, parts),
        // Whoever else names one sends into their own all the same, and a seal for another place would fit nowhere.
        ...(conversation === undefined || !STAFF.includes(role) ? {} : { conversation }),
        name: name.split(/[/\\]/).at(-1) || 'file',
        size,
      })
      return { ...begun, pieceBytes: PIECE_BYTES }
    },
  })
  router.add({
    method: 'PUT',
    url: '/v1/attachments/:id',
    summary: 'Bytes of an upload from `offset` on (application/octet-stream); 201 with the attachment once it is whole',
    roles: SENDERS,
    bodyLimit: maxBytes,
    query: z.object({ offset: z.coerce.number().int().min(0).default(0) }),
    answer: async ({ principal, params, query: { offset }, request, reply }) => {
      const bytes = request.body
      if (!(bytes instanceof Readable))
        throw new Refusal('bad_input', 'send the bytes as application/octet-stream', { field: 'body' })
      const { tenant, role, sub } = principal
      const added = await attachments.add({ tenant, by: { role, sub }, id: params['id'] ?? '', offset }, bytes)
      if (isUnfinished(added)) return added
      const { id, sha256, width, height } = added
      const picture = width === undefined ? {} : { width, height }
      return reply.status(201).send({ id, sha256, ...picture, ...parts.reference(added) })
    },
  })
  router.add({
    method: 'GET',
    url: '/v1/attachments/:id/upload',
    summary: 'How far an upload has come, to go on after a cut',
    roles: SENDERS,
    answer: ({ principal: { tenant, role, sub }, params }) =>
      attachments.unfinished({ tenant, by: { role, sub }, id: params['id'] ?? '' }),
  })
  router.add({
    method: 'POST',
    url: '/v1/attachments/:id/link',
    summary: `A link to the file that works without a token for ${LINK_SECONDS} seconds`,
    roles: SENDERS,
    answer: async ({ principal, params }) => {
      const { tenant, id } = await find(principal, params['id'] ?? '')
      const expires = now() + LINK_SECONDS * 1000
      const query = new URLSearchParams({
        tenant,
        expires: String(expires),
        signature: parts.signLink({ tenant, id, expires }),
      })
      return { url: `/v1/attachments/${id}?${query}`, expiresAt: new Date(expires).toISOString() }
    },
  })
  router.add({
    method: 'GET',
    url: '/v1/attachments/:id/transcript',
    summary:
      'What a model heard in a voice note: `state` `there` with the text, `pending`, `missing` with `why`, or `none` where no model listens',
    roles: SENDERS,
    answer: async ({ principal, params }): Promise<HeardNote> => {
      const { tenant, id, at, mime } = await find(principal, params['id'] ?? '')
      const heard = await attachments.transcription(tenant, id)
      if (heard === undefined) {
        const mayCome = mime.startsWith('audio/') && parts.isHeard(tenant) && now() - Date.parse(at) < HEARD_WITHIN_MS
        return { state: mayCome ? 'pending' : 'none' }
      }
      if ('why' in heard) return { state: 'missing', why: heard.why }
      return { state: 'there', ...heard, doubtful: heard.confidence < parts.sureAbove }
    },
  })
  router.add({
    method: 'GET',
    url: '/v1/attachments/:id',
    summary: 'The file itself, for those who may see its conversation, or by a link that has not expired',
    query: z.object({
      tenant: z.string().optional(),
      expires: z.coerce.number().optional(),
      signature: z.string().optional(),
    }),
    answer: async ({ params, query: { tenant, expires, signature }, request, reply }) => {
      const id = params['id'] ?? ''
      const signed = tenant !== undefined && expires !== undefined && signature !== undefined
      if (signed && (expires < now() || !parts.isSigned({ tenant, id, expires }, signature)))
        throw new Refusal('forbidden', 'the link has expired or was changed: ask for another', { field: 'signature' })
      const kept = signed
        ? await attachments.find(tenant, id)
        : await find(await tokens.verify(tokenOf(request.headers)), id)
      const bytes = kept === undefined ? undefined : await attachments.read(kept.tenant, id)
      if (kept === undefined || bytes === undefined) throw missing(id)
      if (request.headers['if-none-match'] === etag(kept)) return described(reply, kept).status(304).send()
      return described(reply, kept).header('content-length', kept.size).send(bytes)
    },
  })
}

const missing = (id: string): Refusal =>
  new Refusal('not_found', `there is no attachment ${JSON.stringify(id)}`, { field: 'id' })

const isUnfinished = (added: Unfinished | KeptAttachment): added is Unfinished => 'offset' in added

const etag = ({ sha256 }: KeptAttachment): string => `"${sha256}"`

/** Asked for again each time: a file that was taken back is not shown from a browser's memory. */
const described = (reply: FastifyReply, kept: KeptAttachment): FastifyReply =>
  reply
    .type(kept.mime === 'text/plain' ? 'text/plain; charset=utf-8' : kept.mime)
    .header('etag', etag(kept))
    .header('cache-control', 'private, no-cache')
    .header(
      'content-disposition',
      `${SHOWN.test(kept.mime) ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(kept.name)}`,
    )

/** Staff and services say for whom; a customer sends their own. */
const ownerOf = async (
  by: Principal,
  { conversation, customer }: { conversation: string | undefined; customer: string | undefined },
  { customerOf }: AttachmentRouteParts,
): Promise<string> => {
  if (by.role === 'customer') return by.sub
  if (by.role === 'service') {
    if (customer === undefined)
      throw new Refusal('bad_input', 'a service says for whom it sends: give customer', { field: 'customer' })
    return customer
  }
  if (conversation === undefined)
    throw new Refusal('bad_input', 'an agent names the conversation', { field: 'conversation' })
  return customerOf(by, conversation)
}
