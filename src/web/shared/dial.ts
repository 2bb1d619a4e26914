import type { ConnectionParts, Wire } from './connection.ts'
import { dialSocket } from './dial-socket.ts'
import { dialStream } from './dial-stream.ts'

/** Milliseconds until a WebSocket must be open: some proxies let it hang. */
const OPEN_WITHIN_MS = 8_000

/** A WebSocket did not open where plain HTTP did: this page does not try again. */
let blocked = false

/**
 * A line to our own origin: a WebSocket, and where that does not open, plain HTTP. When neither does, the server is away, and the next
 * attempt begins with a WebSocket again.
 */
export const dial: ConnectionParts['dial'] = (token, on) => {
  if (blocked) return dialStream(token, on)
  let opened = false
  let given = false
  let wire: Wire
  const fallBack = () => {
    if (opened || given) return
    given = true
    clearTimeout(timer)
    wire.close(1000, 'another way')
    wire = dialStream(token, {
      ...on,
      opened: () => {
        blocked = true
        on.opened()
      },
    })
  }
  const timer = setTimeout(fallBack, OPEN_WITHIN_MS)
  wire = dialSocket(token, {
    opened: () => {
      if (given) return
      opened = true
      clearTimeout(timer)
      on.opened()
    },
    received: on.received,
    closed: (code) => {
      if (opened) on.closed(code)
      else fallBack()
    },
  })
  return {
    send: (text) => wire.send(text),
    close: (code, reason) => {
      clearTimeout(timer)
      given = true
      wire.close(code, reason)
    },
  }
}
