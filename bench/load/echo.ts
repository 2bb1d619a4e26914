import { WebSocketServer } from 'ws'

/** The ceiling: a bare `ws` server that parses a frame and acknowledges it, without keeping anything. Prints its URL. */
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
server.on('connection', (socket) =>
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as { type: string; cid?: string }
    if (frame.type === 'send') socket.send(JSON.stringify({ type: 'ack', cid: frame.cid }))
  }),
)
server.on('listening', () => console.log(`http://127.0.0.1:${(server.address() as { port: number }).port}`))
