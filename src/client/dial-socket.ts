import type { ConnectionParts } from './connection.ts'

/** A socket as browsers have it; package `ws` has the same. */
export interface SocketLike {
  readonly readyState: number
  onopen: ((event: never) => unknown) | null
  onmessage: ((event: never) => unknown) | null
  onclose: ((event: never) => unknown) | null
  onerror: ((event: never) => unknown) | null
  send(text: string): void
  close(code?: number, reason?: string): void
}

export type SocketClass = new (url: string, protocols: string[]) => SocketLike

const OPEN = 1

/** Opens WebSockets to the server at `url`; the token travels as a subprotocol, never in the URL. */
export const createSocketDial =
  (url: string, Socket: SocketClass): ConnectionParts['dial'] =>
  (token, on) => {
    const socket = new Socket(new URL('/v1/socket', url.replace(/^http/, 'ws')).href, ['tabdesk.v1', `bearer.${token}`])
    socket.onopen = () => on.opened()
    socket.onmessage = ({ data }: { data: unknown }) => {
      if (typeof data === 'string') on.received(data)
    }
    // The close that follows says it; unheard, it would end a process of Node.
    socket.onerror = () => {}
    socket.onclose = ({ code }: { code: number }) => on.closed(code)
    return {
      send: (text) => {
        if (socket.readyState === OPEN) socket.send(text)
      },
      close: (code, reason) => socket.close(code, reason),
    }
  }
