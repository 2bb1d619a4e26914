import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface FrontDoor {
  url: string
  close(): Promise<void>
}

/**
 * As a proxy before several processes does it: each connection goes to the next of `where` in turn, and on to the one after it where that one
 * refuses. One that takes the call and says nothing is waited for.
 *
 * @param where addresses as `http://127.0.0.1:4601`, asked at each connection
 */
export const createFrontDoor = async (where: () => readonly string[]): Promise<FrontDoor> => {
  const near = new Set<Socket>()
  let turn = 0
  const server = createServer((client) => {
    near.add(client)
    client.on('error', () => client.destroy())
    client.on('close', () => near.delete(client))
    const all = where()
    const first = turn++
    const pass = (tried: number): void => {
      const url = all[(first + tried) % all.length]
      if (url === undefined || tried >= all.length) return void client.destroy()
      const far = connect(Number(new URL(url).port), '127.0.0.1')
      let stands = false
      far.once('connect', () => {
        stands = true
        client.pipe(far)
        far.pipe(client)
      })
      far.on('error', () => (stands ? client.destroy() : pass(tried + 1)))
      far.on('close', () => {
        if (stands) client.destroy()
      })
      client.on('close', () => far.destroy())
    }
    pass(0)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const one of near) one.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
