import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { Refusal } from '../domain/errors.ts'
import type { Principal } from '../domain/message.ts'
import { createTurns } from '../lib/turns.ts'
import type { OpenedStore } from '../ports/opened-store.ts'
import type { DeskWork, Support } from '../ports/support.ts'
import { type Tokens, tokenOf } from './auth.ts'
import { type Connection, createConnection } from './connection.ts'
import { createFrames, MAY_SEND, noRoomFrame, refusalFrame } from './frames.ts'
import { createHub, type Hub } from './hub.ts'
import type { Limits } from './limits.ts'
import type { Line } from './line.ts'
import {
  CLOSE,
  type ClientFrame,
  type FrameType,
  MAX_FRAME_BYTES,
  MAX_TEXT,
  parseFrame,
  SUBPROTOCOL,
} from './protocol.ts'
import { readingOn, resume } from './resume.ts'
import { socketLine } from './socket-line.ts'

export interface SocketParts {
  support: Support & DeskWork
  tokens: Tokens
  limits: Limits
  heartbeatMs: number
  /** What an acknowledged message survives, and whether there is room for another. */
  store: Pick<OpenedStore, 'durability' | 'comeBack'>
  /** Unsent text of customers is shown or read ahead. */
  typingText: boolean
  /** Bytes of one file. */
  attachmentBytes: number
  /** Milliseconds in which an author may take a message back. */
  recallMs: number
  allowedOrigins: readonly string[]
  presence: {
    connected(tenant: string, agent: string, name: string): void
    disconnected(tenant: string, agent: string): void
    set(
      tenant: string,
      agent: string,
      name: string,
      change: { status?: 'online' | 'busy' | 'away' | 'offline'; capacity?: number },
    ): void
    changed(tenant: string): void
    agentName(tenant: string, agent: string): string | undefined
  }
  newCid(): string
  onError(error: unknown): void
}

export interface Socket {
  hub: Hub
  /** Somebody over another kind of line: takes their frames as text, and is told when they left. @throws Refusal draining, rate_limited */
  enter(line: Line, principal: Principal): { receive(text: string): void; left(): void }
  attach(server: Server): void
  /** No new sockets; the open ones are asked to come back elsewhere, with jitter. */
  drain(): void
  close(): Promise<void>
}

const PATH = '/v1/socket'
/** A client that does not answer the closing handshake is cut off. */
const CLOSE_TIMEOUT_MS = 2_000
/** Clients whose log is read at once; when everybody comes back together the others wait, and what is sent meanwhile has room in the store. */
const RESUMES_AT_ONCE = 64
const LIMITS_SAID = { frameBytes: MAX_FRAME_BYTES, textUnits: MAX_TEXT }

/** The door: token and origin are checked in the upgrade, then each frame is parsed, allowed, limited and handed on. */
export const createSocket = (parts: SocketParts): Socket => {
  const { support, tokens, limits, presence } = parts
  const hub = createHub()
  const inTurn = createTurns(RESUMES_AT_ONCE)
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    skipUTF8Validation: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })
  const frames = createFrames({
    support,
    hub,
    newCid: parts.newCid,
    durability: parts.store.durability,
    agentName: presence.agentName,
    hello: (connection, frame) => greet(connection, frame),
    presence: ({ principal: { tenant, sub, name } }, { status, capacity }) => {
      presence.set(tenant, sub, name, { status, ...(capacity === undefined ? {} : { capacity }) })
      presence.changed(tenant)
    },
  })
  const greet = (connection: Connection, frame: ClientFrame<'hello'>): Promise<void> => {
    const { exp: _, ...principal } = connection.principal
    return resume({ connection, support, hub, inTurn }, frame, (conversations) =>
      connection.send({
        type: 'welcome',
        at: new Date().toISOString(),
        principal,
        heartbeatMs: parts.heartbeatMs,
        limits: { ...LIMITS_SAID, attachmentBytes: parts.attachmentBytes, recallMs: parts.recallMs },
        typingText: parts.typingText,
        conversations,
      }),
    ).catch((error: unknown) => {
      // What was held cannot be told from what was missed.
      connection.send(refusalFrame(error, undefined, 'hello'))
      connection.close(CLOSE.draining, 'the log cannot be read now: reconnect and resume')
      throw error
    })
  }
  let draining = false

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    destroyOnError(socket)
    if (request.url?.split('?')[0] !== PATH) return refuseUpgrade(socket, 404, 'Not Found')
    if (draining) return refuseUpgrade(socket, 503, 'Service Unavailable', 'Retry-After: 1\r\n')
    if (!originAllowed(request, parts.allowedOrigins)) return refuseUpgrade(socket, 403, 'Forbidden')
    tokens.verify(tokenOf(request.headers)).then(
      (principal) => server.handleUpgrade(request, socket, head, (open) => onOpen(open, socket, principal)),
      () => refuseUpgrade(socket, 401, 'Unauthorized', 'WWW-Authenticate: Bearer\r\n'),
    )
  }

  const onOpen = (socket: WebSocket, tcp: Duplex, principal: Principal): void => {
    socket.on('error', () => socket.terminate())
    if (isFull(principal)) return socket.close(CLOSE.tooMany, 'too many open sockets')
    const { receive, left } = join(socketLine(socket, tcp), principal)
    socket.on('message', (data, binary) => receive(binary ? undefined : data.toString()))
    socket.on('close', left)
  }

  const isFull = (principal: Principal): boolean => hub.count(principal) >= limits.settings.socketsPerPrincipal

  const join = (line: Line, principal: Principal) => {
    const staff = MAY_SEND.watch.includes(principal.role)
    const connection = createConnection(line, principal, staff, readingOn(support, { principal, staff }))
    connection.mute()
    hub.join(connection)
    if (staff) presence.connected(principal.tenant, principal.sub, principal.name)
    if (staff) presence.changed(principal.tenant)
    return {
      receive: (text: string | undefined) => onMessage(connection, text),
      left: () => {
        hub.leave(connection)
        if (!staff) return
        presence.disconnected(principal.tenant, principal.sub)
        presence.changed(principal.tenant)
      },
    }
  }

  /** `text` undefined: the frame was binary. */
  const onMessage = (connection: Connection, text: string | undefined): void => {
    connection.listen()
    const parsed = parseFrame(text ?? '')
    if (!parsed.ok) {
      const { ok: _, ...wrong } = parsed
      return connection.send({
        type: 'nack',
        retryable: false,
        ...wrong,
        message: text === undefined ? 'frames are text, not binary; send JSON' : wrong.message,
      })
    }
    const cid = (parsed.frame as { cid?: string }).cid
    const refused = (error: unknown): void => {
      if (!(error instanceof Refusal)) parts.onError(error)
      connection.send(refusalFrame(error, cid, parsed.type))
    }
    try {
      allow(connection.principal, parsed.type)
      const retryAfterMs = parsed.type === 'send' ? parts.store.comeBack?.() : undefined
      if (retryAfterMs !== undefined) return connection.send(noRoomFrame(cid, retryAfterMs))
      const handler = frames[parsed.type] as (connection: Connection, frame: unknown) => Promise<void> | void
      Promise.resolve(handler(connection, parsed.frame)).catch(refused)
    } catch (error) {
      refused(error)
    }
  }

  const allow = (principal: Principal, type: FrameType): void => {
    if (!MAY_SEND[type].includes(principal.role))
      throw new Refusal('forbidden', `role ${principal.role} may not send ${type}`, { field: 'type' })
    if (type === 'send') limits.message(principal)
    else limits.frame(principal)
  }

  const heartbeat = setInterval(() => {
    const now = Date.now() / 1000
    for (const connection of hub.all()) {
      if (connection.principal.exp <= now) connection.close(CLOSE.tokenExpired, 'token expired')
      else connection.send({ type: 'beat' })
    }
  }, parts.heartbeatMs)
  heartbeat.unref()

  const drain = (): void => {
    draining = true
    for (const connection of hub.all()) connection.close(CLOSE.draining, 'draining: reconnect with jitter')
  }

  return {
    hub,
    enter: (line, principal) => {
      if (draining) throw new Refusal('draining', 'this process is going: come back', { retryAfterMs: 1_000 })
      if (isFull(principal)) throw new Refusal('rate_limited', 'too many open sockets; close one')
      return join(line, principal)
    },
    attach: (http) => void http.on('upgrade', onUpgrade),
    drain,
    close: async () => {
      clearInterval(heartbeat)
      drain()
      const gone = new Promise<void>((resolve) => {
        const started = Date.now()
        const check = setInterval(() => {
          if (server.clients.size > 0 && Date.now() - started < CLOSE_TIMEOUT_MS) return
          clearInterval(check)
          resolve()
        }, 10)
      })
      await gone
      for (const client of server.clients) client.terminate()
      server.close()
    },
  }
}

/** Browsers name the page's origin; other programs name none. Our own pages and the configured sites may connect (S02). */
const originAllowed = ({ headers }: IncomingMessage, allowed: readonly string[]): boolean => {
  const { origin, host } = headers
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}` || allowed.includes(origin)
}

/** From the upgrade on the socket is ours: nobody else hears that its peer is gone. Out here, so that what listens keeps nothing of the request. */
const destroyOnError = (socket: Duplex): void => void socket.on('error', () => socket.destroy())

const refuseUpgrade = (socket: Duplex, status: number, reason: string, headers = ''): void => {
  // No timeout of the server's covers it any more: who keeps their half open would keep ours.
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n${headers}\r\n`)
}
