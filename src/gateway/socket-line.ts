import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Line } from './line.ts'

/**
 * A WebSocket as a line that writes once a turn of the event loop: what one commit or one burst has for a client goes out in one system
 * call, which is most of what a frame costs. `tcp` is what the WebSocket was made of.
 */
export const socketLine = (socket: WebSocket, tcp: Duplex): Line => {
  let gathering = false
  const release = (): void => {
    gathering = false
    tcp.uncork()
  }
  return {
    OPEN: socket.OPEN,
    get readyState() {
      return socket.readyState
    },
    get bufferedAmount() {
      return socket.bufferedAmount
    },
    send: (text) => {
      if (!gathering) {
        gathering = true
        tcp.cork()
        atTurnsEnd(release)
      }
      socket.send(text)
    },
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
  }
}

let waiting: (() => void)[] = []
/** One timer for however many sockets a turn has written to. */
const atTurnsEnd = (then: () => void): void => {
  waiting.push(then)
  if (waiting.length > 1) return
  setImmediate(() => {
    const all = waiting
    waiting = []
    for (const one of all) one()
  })
}
