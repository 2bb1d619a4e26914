// A server that does nothing but tell everybody: `node bench/peers/broadcast.mjs ws|socket.io|socket.io+redis <messages> <bytes>`. It prints its URL,
// and when a line comes on standard input, sends as many messages as it was told, resting while its first reader is behind. With Redis (`REDIS_URL`)
// another socket.io, which has no sockets, tells the one that has them.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'

const [kind, messages, bytes] = process.argv.slice(2)
const text = 'x'.repeat(Number(bytes))
const BEHIND_BYTES = 256 * 1024
const http = createServer()

const socketIo = async () => {
  const { Server } = await import('socket.io')
  const server = new Server(http, { transports: ['websocket'], perMessageDeflate: false })
  return {
    server,
    behind: () =>
      Object.values(server.engine.clients).some(({ transport }) => transport.socket.bufferedAmount > BEHIND_BYTES),
  }
}

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
    const { server, behind } = await socketIo()
    return { tell: () => server.emit('event', { text }), behind }
  },
  'socket.io+redis': async () => {
    const [{ Server }, { createAdapter }, { Redis }] = await Promise.all([
      import('socket.io'),
      import('@socket.io/redis-adapter'),
      import('ioredis'),
    ])
    const adapter = () => createAdapter(new Redis(process.env.REDIS_URL), new Redis(process.env.REDIS_URL))
    const { server, behind } = await socketIo()
    server.adapter(adapter())
    const teller = new Server({ adapter: adapter() })
    return { tell: () => teller.emit('event', { text }), behind }
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
