import type { ConnectionParts, Wire } from './connection.ts'
import { createSocketDial, type SocketClass } from './dial-socket.ts'

/** Milliseconds until a WebSocket must be open: some proxies let it hang. */
const OPEN_WITHIN_MS = 8_000

type Dial = ConnectionParts['dial']

/** RFC 6455: the line ended without a word. */
const ABNORMAL = 1006

/**
 * Opens lines to the server at `url`: a WebSocket, and where that does not open, plain HTTP. When neither does, the server is away, and
 * the next attempt begins with a WebSocket again. Without a `Socket` class it is plain HTTP from the start.
 */
export const createDial = (url: string, Socket: SocketClass | undefined): Dial => {
  const dialStream = createLateStreamDial(url)
  if (Socket === undefined) return dialStream
  const dialSocket = createSocketDial(url, Socket)
  /** A WebSocket did not open where plain HTTP did: it is not tried again. */
  let blocked = false

  return (token, on) => {
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
}

/** Where WebSockets work, which is nearly everywhere, what speaks plain HTTP is never fetched. */
const createLateStreamDial = (url: string): Dial => {
  let dial: Promise<Dial> | undefined
  return (token, on) => {
    let wire: Wire | undefined
    let given = false
    dial ??= import('./dial-stream.ts').then(({ createStreamDial }) => createStreamDial(url))
    dial.then(
      (dialStream) => {
        if (!given) wire = dialStream(token, on)
      },
      () => {
        dial = undefined
        if (!given) on.closed(ABNORMAL)
      },
    )
    return {
      send: (text) => wire?.send(text),
      close: (code, reason) => {
        given = true
        wire?.close(code, reason)
      },
    }
  }
}
