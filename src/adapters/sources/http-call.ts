import { lookup as systemLookup } from 'node:dns'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { rootCertificates } from 'node:tls'
import { kindOfAddress } from '../../lib/inner-address.ts'
import { SourceFault } from './fault.ts'

/** Bytes of one answer: a batch of full orders is a tenth of it. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024
/** Sockets to one host; more calls wait for one. */
const MAX_SOCKETS = 32
/** Milliseconds an idle socket is kept: shorter than servers commonly keep theirs (Node 5 s), so that we do not write into one that closes. */
const IDLE_MS = 4_000

export interface HttpRequest {
  url: URL
  method: 'GET' | 'POST'
  headers: Readonly<Record<string, string>>
  body?: string
}

export interface HttpAnswer {
  status: number
  /** As it came, where it came. */
  retryAfter?: string
  body: string
}

export interface HttpCaller {
  /** Sends one request and reads its answer whole; follows no redirect. @throws SourceFault, or what the signal aborted with */
  call(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>
  close(): void
}

export interface HttpCallerParts {
  /** Whether addresses of this machine and house may be called. */
  allowPrivate: boolean
  /** PEM of an issuer that is trusted besides the public ones. */
  ca?: string
  lookup?: typeof systemLookup
}

/**
 * HTTP to the hosts of one source. What a name resolves to is checked when the socket is opened, and that very address is connected to: a name
 * that changes its mind in between reaches nothing.
 */
export const createHttpCaller = ({ allowPrivate, ca, lookup = systemLookup }: HttpCallerParts): HttpCaller => {
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: IDLE_MS }
  const agents = {
    'http:': new Agent(options),
    'https:': new TlsAgent({ ...options, ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }) }),
  }
  const refuse = (address: string): SourceFault | undefined => {
    const kind = kindOfAddress(address)
    if (kind === 'public' || (kind === 'private' && allowPrivate)) return undefined
    return new SourceFault(
      'unreachable',
      kind === 'private'
        ? 'its host is an address of this machine or house: say allowPrivate: true if it is meant'
        : 'its host is an address that no service has',
    )
  }
  const guarded: LookupFunction = (host, how, done) =>
    lookup(host, { ...how, all: true }, (error, addresses) => {
      if (error !== null) return done(error, '', 4)
      const refused = addresses.map(({ address }) => refuse(address)).find((fault) => fault !== undefined)
      const [first] = addresses
      if (refused !== undefined) return done(refused, '', 4)
      if (first === undefined) return done(new SourceFault('unreachable', 'its host has no address'), '', 4)
      if (how.all) done(null, addresses)
      else done(null, first.address, first.family)
    })

  return {
    call: async ({ url, method, headers, body }, signal) => {
      const bare = url.hostname.replace(/^\[|\]$/g, '')
      // An address in place of a name is never looked up.
      const literal = /^[\d.]+$|:/.test(bare) ? refuse(bare) : undefined
      if (literal !== undefined) throw literal
      const secure = url.protocol === 'https:'
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const sent = (secure ? tlsRequest : httpRequest)(url, {
          method,
          agent: secure ? agents['https:'] : agents['http:'],
          headers: {
            accept: 'application/json',
            'accept-encoding': 'identity',
            ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
            ...headers,
          },
          lookup: guarded,
          signal,
        })
        sent.once('response', resolve)
        sent.once('error', reject)
        sent.end(body)
      }).catch((cause) => Promise.reject(faultOf(cause, signal)))
      const retryAfter = response.headers['retry-after']
      return {
        status: response.statusCode ?? 0,
        ...(retryAfter === undefined ? {} : { retryAfter }),
        body: await readBody(response, signal),
      }
    },
    close: () => {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  }
}

const readBody = async (response: IncomingMessage, signal: AbortSignal): Promise<string> => {
  const pieces: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const piece of response as AsyncIterable<Uint8Array>) {
      bytes += piece.length
      if (bytes > MAX_ANSWER_BYTES)
        throw new SourceFault('invalid', `the answer has more than ${MAX_ANSWER_BYTES} bytes`)
      pieces.push(piece)
    }
  } catch (cause) {
    response.destroy()
    throw faultOf(cause, signal)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** Codes of a connection that was cut: a restart, or an idle socket that closed as we wrote. */
const CUT = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'])

const faultOf = (cause: unknown, signal: AbortSignal): unknown => {
  if (signal.aborted) return signal.reason
  if (cause instanceof SourceFault) return cause
  const { code = '' } = cause as { code?: string }
  if (/CERT|SELF_SIGNED|UNABLE_TO_|TLS|SSL/.test(code))
    return new SourceFault(
      'unreachable',
      `its certificate is not accepted (${code}): renew it, or name the file of its issuer as ca`,
      { cause },
    )
  return new SourceFault('unreachable', `cannot be reached${code === '' ? '' : ` (${code})`}`, {
    passing: CUT.has(code),
    cause,
  })
}
