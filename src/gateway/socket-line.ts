import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Line } from './line.ts'
import { framesOf } from './text-frames.ts'

/**
 * A WebSocket as a line that writes once a turn of the event loop: what one commit or one burst has for a client goes out in one buffer and
 * one system call, which is most of what a frame costs. `tcp` is what the WebSocket was made of: frames are whole, so that they may stand
 * between those that `ws` writes itself (pongs, closes).
 */
export const socketLine = (socket: WebSocket, tcp: Duplex): Line => {
  let waiting: string[] = []
  /** UTF-16 units that wait for the end of the turn. */
  let units = 0
  const release = (): void => {
    const texts = waiting
    waiting = []
    units = 0
    if (texts.length > 0 && socket.readyState === socket.OPEN) tcp.write(written(texts))
  }
  return {
    OPEN: socket.OPEN,
    get readyState() {
      return socket.readyState
    },
    get bufferedAmount() {
      return socket.bufferedAmount + units
    },
    send: (text) => {
      if (waiting.push(text) === 1) atTurnsEnd(release)
      units += text.length
    },
    close: (code, reason) => {
      release()
      socket.close(code, reason)
    },
    terminate: () => socket.terminate(),
  }
}

let before = ''
let beforeWritten: Buffer | undefined
/** What a thousand hear in one turn is written into a buffer once. */
const written = (texts: readonly string[]): Buffer => {
  const [text = ''] = texts
  if (texts.length > 1) return framesOf(texts)
  if (beforeWritten === undefined || text !== before) {
    before = text
    beforeWritten = framesOf(texts)
  }
  return beforeWritten
}

let ending: (() => void)[] = []
/** One timer for however many sockets a turn has written to. */
const atTurnsEnd = (then: () => void): void => {
  ending.push(then)
  if (ending.length > 1) return
  setImmediate(() => {
    const all = ending
    ending = []
    for (const one of all) one()
    before = ''
    beforeWritten = undefined
  })
}
