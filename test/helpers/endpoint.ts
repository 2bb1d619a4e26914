import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A call as it came in. */
export interface Heard {
  headers: Record<string, string>
  raw: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it and fail where a field is not there
  body: any
  answered: number | 'hangs' | 'drops'
}

export interface Endpoint {
  url: string
  /** Everything that came, in the order in which it did. */
  heard: Heard[]
  /** How many calls were under way at once at most. */
  most(): number
  /** From here on. `hangs`: takes the call and says nothing; `drops`: cuts the connection. */
  answer(how: (call: Omit<Heard, 'answered'>) => Heard['answered']): void
  /** Header `retry-after` of its answers from here on. */
  retryAfter(value: string | undefined): void
  close(): Promise<void>
}

/** Somebody else's HTTP server, on loopback; it takes everything until told otherwise. */
export const startEndpoint = async (): Promise<Endpoint> => {
  const heard: Heard[] = []
  let how: (call: Omit<Heard, 'answered'>) => Heard['answered'] = () => 204
  let after: string | undefined
  let now = 0
  let most = 0
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    most = Math.max(most, ++now)
    response.on('close', () => {
      now -= 1
    })
    let raw = ''
    for await (const piece of request.setEncoding('utf8')) raw += piece
    const call = { headers: request.headers as Record<string, string>, raw, body: JSON.parse(raw) }
    const answered = how(call)
    heard.push({ ...call, answered })
    if (answered === 'drops') response.destroy()
    else if (answered !== 'hangs')
      response
        .writeHead(answered, {
          location: `${address}/elsewhere`,
          ...(after === undefined ? {} : { 'retry-after': after }),
        })
        .end()
  }
  const server = createServer((request, response) => void take(request, response).catch(() => response.destroy()))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
  onTestFinished(close)
  return {
    url: `${address}/hooks`,
    heard,
    most: () => most,
    answer: (next) => {
      how = next
    },
    retryAfter: (value) => {
      after = value
    },
    close,
  }
}
