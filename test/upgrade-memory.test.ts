import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { Principal } from '../src/domain/message.ts'
import { createSocket, type SocketParts } from '../src/gateway/socket.ts'

const principal: Principal = { tenant: 'default', sub: 'c1', role: 'customer', name: 'c1', exp: 4_000_000_000 }
const parts = {
  tokens: { verify: async () => principal },
  presence: {},
  store: { durability: 'local' },
  limits: { settings: { socketsPerPrincipal: 8 } },
  heartbeatMs: 60_000,
  allowedOrigins: [],
} as unknown as SocketParts

it('an open socket keeps nothing of the request that it began with', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const http = createServer().listen(0, '127.0.0.1')
  await once(http, 'listening')
  const socket = createSocket(parts)
  let request: WeakRef<IncomingMessage> | undefined
  http.on('upgrade', (one: IncomingMessage) => {
    request = new WeakRef(one)
  })
  socket.attach(http)
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/v1/socket`)
  onTestFinished(async () => {
    client.terminate()
    await socket.close()
    http.close()
  })
  await once(client, 'open')
  expect(socket.hub.size()).toBe(1)
  await expect
    .poll(() => {
      collect()
      return request?.deref()
    })
    .toBeUndefined()
  expect(client.readyState, 'it is open all the while').toBe(WebSocket.OPEN)
})
