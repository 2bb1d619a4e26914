import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { SUBPROTOCOL } from '../../src/gateway/protocol.ts'
import type { Frame } from '../helpers/client.ts'

/** What becomes of a frame on its way; `reset` loses it and the line with it, `freeze` loses it and all that follow. */
export type Fate = 'pass' | 'drop' | 'double' | 'reset' | 'freeze' | { delayMs: number }

export interface WireProxy {
  url: string
  /** Frames by what became of them. */
  counts: Record<'pass' | 'drop' | 'double' | 'reset' | 'freeze' | 'delay', number>
  close(): Promise<void>
}

/** Stands between clients and the server at the level of frames. `fate` is asked for each, `up` towards the server. */
export const createWireProxy = async (
  where: () => string | undefined,
  fate: (frame: Frame, way: 'up' | 'down') => Fate,
): Promise<WireProxy> => {
  const counts = { pass: 0, drop: 0, double: 0, reset: 0, freeze: 0, delay: 0 }
  const server = createServer((request, response) => {
    // Pages of history: passed on as they are.
    fetch(`${where()}${request.url}`, { headers: { authorization: String(request.headers.authorization) } })
      .then(async (answer) => response.writeHead(answer.status).end(await answer.text()))
      .catch(() => response.destroy())
  })
  const sockets = new WebSocketServer({ server, handleProtocols: () => SUBPROTOCOL })
  sockets.on('connection', (near, request) => {
    const url = where()
    if (url === undefined) return near.terminate()
    const far = new WebSocket(`${url.replace('http', 'ws')}/v1/socket`, [SUBPROTOCOL], {
      headers: { authorization: String(request.headers.authorization) },
    })
    let frozen = false
    const early: string[] = []
    const reset = (): void => {
      ;(near as unknown as { _socket: Socket })._socket.resetAndDestroy()
      far.terminate()
    }
    const pass = (to: WebSocket, text: string, way: 'up' | 'down'): void => {
      const end = fate(JSON.parse(text), way)
      counts[typeof end === 'object' ? 'delay' : end] += 1
      if (end === 'reset') return reset()
      if (end === 'freeze') frozen = true
      if (frozen || end === 'drop') return
      const send = (): void => {
        if (to.readyState === WebSocket.OPEN) to.send(text)
      }
      if (typeof end === 'object') return void setTimeout(send, end.delayMs)
      send()
      if (end === 'double') send()
    }
    near.on('message', (data) => {
      if (frozen) return
      if (far.readyState === WebSocket.OPEN) pass(far, String(data), 'up')
      else early.push(String(data))
    })
    far.on('open', () => {
      for (const text of early) pass(far, text, 'up')
    })
    far.on('message', (data) => frozen || pass(near, String(data), 'down'))
    near.on('close', () => far.terminate())
    far.on('close', () => frozen || near.terminate())
    for (const one of [near, far]) one.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    close: async () => {
      for (const client of sockets.clients) client.terminate()
      sockets.close()
      server.close()
      server.closeAllConnections()
    },
  }
}
