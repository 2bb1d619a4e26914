import type { ConnectionParts } from './connection.ts'

/** Opens the browser's WebSocket to our own origin; the token travels as a subprotocol, never in the URL. */
export const dialSocket: ConnectionParts['dial'] = (token, on) => {
  const socket = new WebSocket(new URL('/v1/socket', location.href.replace(/^http/, 'ws')), [
    'tabdesk.v1',
    `bearer.${token}`,
  ])
  socket.onopen = on.opened
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') on.received(data)
  }
  socket.onclose = ({ code }) => on.closed(code)
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close: (code, reason) => socket.close(code, reason),
  }
}
