// A server that does nothing but tell everybody: `node bench/peers/broadcast.mjs ws|socket.io <messages> <bytes>`. It prints its URL, and when a line
// comes on standard input, sends as many messages as it was told, resting while its first reader is behind.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'

const [kind, messages, bytes] = process.argv.slice(2)
const text = 'x'.repeat(Number(bytes))
const BEHIND_BYTES = 256 * 1024
const http = createServer()

const open = {
  ws: async () => {
    const { WebSocketServer } = await import('ws')
    const server = new WebSocketServer({ server: http, perMessageDeflate: false })
    server.on('connection', (socket) => socket.on('message', () => socket.send('{"type":"context"}')))
    const frame = Buffer.from(JSON.stringify({ type: 'event', text }))
    return {
      tell: () => {
        for (const socket of server.clients) socket.send(frame, { binary: false })
      },
      behind: () => [...server.clients].some(({ bufferedAmount }) => bufferedAmount > BEHIND_BYTES),
    }
  },
  'socket.io': async () => {
    const { Server } = await import('socket.io')
    const server = new Server(http, { transports: ['websocket'], perMessageDeflate: false })
    return {
      tell: () => server.emit('event', { text }),
      behind: () =>
        [...(server.engine.clients ? Object.values(server.engine.clients) : [])].some(
          ({ transport }) => transport.socket.bufferedAmount > BEHIND_BYTES,
        ),
    }
  },
}[kind]

const { tell, behind } = await open()
http.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${http.address().port}`))
createInterface({ input: process.stdin }).once('line', async () => {
  for (let n = 0; n < Number(messages); n++) {
    tell()
    do await new Promise(setImmediate)
    while (behind())
  }
})
