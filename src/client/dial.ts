import { type ConnectionParts, HELD_BACK, type Wire } from './connection.ts'
import { createSocketDial, type SocketClass } from './dial-socket.ts'

/** Milliseconds until a WebSocket must be open: some proxies let it hang. */
const OPEN_WITHIN_MS = 8_000

/** Milliseconds in which a WebSocket is not tried again that did not open where plain HTTP did. */
const BLOCKED_MS = 5 * 60_000
/**
 * Milliseconds that a line of plain HTTP must stand, or it was no better: its calls may end at different processes, and the WebSocket may have
 * met the one that stood still.
 */
const STOOD_MS = 30_000

type Dial = ConnectionParts['dial']

/** RFC 6455: the line ended without a word. */
const ABNORMAL = 1006

/**
 * Opens lines to the server at `url`: a WebSocket, and where that does not open, plain HTTP, which the next attempts then begin with for some
 * minutes. When neither opens or plain HTTP does not stand either, the next attempt begins with a WebSocket again. Without a `Socket` class it
 * is plain HTTP from the start.
 */
export const createDial = (url: string, Socket: SocketClass | undefined): Dial => {
  const dialStream = createLateStreamDial(url)
  if (Socket === undefined) return dialStream
  const dialSocket = createSocketDial(url, Socket)
  /** On the clock that does not jump. */
  let blockedUntil = 0
  const overHttp: Dial = (token, on) => {
    let openedAt: number | undefined
    const ended = () => {
      if (openedAt === undefined || performance.now() - openedAt < STOOD_MS) blockedUntil = 0
    }
    const wire = dialStream(token, {
      ...on,
      opened: () => {
        openedAt = performance.now()
        on.opened()
      },
      closed: (code) => {
        // It goes on with polling: a WebSocket tried before that would only hang once more.
        if (code !== HELD_BACK) ended()
        on.closed(code)
      },
    })
    return {
      send: wire.send,
      close: (code, reason) => {
        ended()
        wire.close(code, reason)
      },
    }
  }

  return (token, on) => {
    if (performance.now() < blockedUntil) return overHttp(token, on)
    let opened = false
    let given = false
    let wire: Wire
    const fallBack = () => {
      if (opened || given) return
      given = true
      clearTimeout(timer)
      wire.close(1000, 'another way')
      wire = overHttp(token, {
        ...on,
        opened: () => {
          blockedUntil = performance.now() + BLOCKED_MS
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
