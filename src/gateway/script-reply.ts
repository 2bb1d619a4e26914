import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'

/** Scripts that stay compressed: each is a look of a tenant's, and most have one. */
const MAX_KEPT = 200

interface Script {
  etag: string
  /** Compressed once each, when first asked for. */
  br?: Promise<Buffer>
  gzip?: Promise<Buffer>
}

/** Sends a script that is made here: compressed as its browser takes it, and not at all to one that has it (ETag). */
export type SendScript = (request: FastifyRequest, reply: FastifyReply, text: string) => Promise<FastifyReply>

export const createSendScript = (): SendScript => {
  const kept = new LRUCache<string, Script>({
    max: MAX_KEPT,
    memoMethod: (text) => ({ etag: `W/"${createHash('sha256').update(text).digest('base64url')}"` }),
  })
  return async ({ headers }, reply, text) => {
    const script = kept.memo(text)
    reply.header('cache-control', 'no-cache').header('vary', 'accept-encoding').header('etag', script.etag)
    if (hasIt(headers['if-none-match'], script.etag)) return reply.code(304).send()
    reply.type('text/javascript; charset=utf-8')
    const taken = String(headers['accept-encoding'] ?? '')
    if (takes(taken, 'br')) {
      script.br ??= promisify(brotliCompress)(text)
      return reply.header('content-encoding', 'br').send(await script.br)
    }
    if (takes(taken, 'gzip')) {
      script.gzip ??= promisify(gzip)(text)
      return reply.header('content-encoding', 'gzip').send(await script.gzip)
    }
    return reply.send(text)
  }
}

/** A proxy that compressed anew may have made a strong tag weak. */
const hasIt = (tags: string | undefined, etag: string): boolean =>
  (tags ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag.slice(2))

/** Whether `accept-encoding` names it, and not with `q=0`. */
const takes = (taken: string, encoding: string): boolean =>
  taken.split(',').some((one) => {
    const [name, ...rest] = one.split(';').map((part) => part.trim().toLowerCase())
    return name === encoding && !rest.some((part) => /^q=0(?:\.0*)?$/.test(part))
  })
