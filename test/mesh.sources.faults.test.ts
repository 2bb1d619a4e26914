import { readFileSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { LiveSourcesParts } from '../src/adapters/sources/live-sources.ts'
import type { Upstream } from '../src/ports/upstream.ts'
import { openFolder, type Service, type SourcesFolder, send, startService } from './helpers/sources.ts'

/** What card and bot are told when a shop's system misbehaves; each over a real socket. */
describe('faults of a source', () => {
  const closing: (() => unknown)[] = []
  afterEach(async () => {
    vi.useRealTimers()
    for (const close of closing.splice(0).reverse()) await close()
  })
  const file = (url: string, more = 'allowPrivate: true'): string => `
sources:
  - name: crm
    handler:
      rest:
        endpoint: ${url}
        ${more}
        operations: { customers: { path: '/people?ids={ids}', entries: $.people } }
`
  const open = async (
    text: string,
    parts: Partial<LiveSourcesParts> = {},
  ): Promise<SourcesFolder & { upstream: Upstream; state(): string | undefined }> => {
    const files = await openFolder()
    closing.push(files.close)
    await files.put('crm.yaml', text)
    const live = await files.open(parts)
    expect(live.fault()).toBeUndefined()
    return { ...files, upstream: live.upstream, state: () => live.sources()[0]?.state }
  }
  const service = async (answer: Parameters<typeof startService>[0]): Promise<Service> => {
    const started = await startService(answer)
    closing.push(started.close)
    return started
  }
  /** A server that says these bytes and then closes, or stays silent. */
  const raw = async (answer: (socket: Socket, n: number) => void): Promise<string> => {
    const sockets = new Set<Socket>()
    let n = 0
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.once('data', () => {
        n += 1
        answer(socket, n)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const soon = (): AbortSignal => AbortSignal.timeout(30_000)
  const anna = { people: [{ id: 'a', name: 'Anna' }] }

  it('hanging: ends by the deadline that the file gives, as `deadline`', async () => {
    const url = await raw(() => undefined)
    const { upstream, calls } = await open(file(url, 'allowPrivate: true\n        deadlineMs: 40'))
    await expect(upstream.customers(['a'], soon())).rejects.toMatchObject({ source: 'crm', fault: 'deadline' })
    expect(calls).toEqual([{ source: 'crm', outcome: 'deadline' }])
  })

  it('slow: an answer within the deadline is used', async () => {
    const { url } = await service((_request, response) => setTimeout(() => send(response, anna), 60))
    const { upstream } = await open(file(url))
    expect(await upstream.customers(['a'], soon())).toMatchObject([{ name: { en: 'Anna' } }])
  })

  it('slow, byte by byte: the deadline counts until the last byte', async () => {
    const url = await raw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n')
      const timer = setInterval(() => socket.write(' '), 10)
      socket.on('close', () => clearInterval(timer))
    })
    const { upstream } = await open(file(url, 'allowPrivate: true\n        deadlineMs: 80'))
    await expect(upstream.customers(['a'], soon())).rejects.toMatchObject({ fault: 'deadline' })
  })

  it('500: `unreachable`, not tried again, left alone after five in a row and taken back', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    let failing = true
    const { url, asked } = await service((_request, response) => send(response, anna, failing ? 500 : 200))
    const { upstream, state } = await open(file(url))
    for (let n = 0; n < 9; n += 1)
      await expect(upstream.customers(['a'], soon())).rejects.toMatchObject({ fault: 'unreachable' })
    expect(asked).toHaveLength(5)
    expect(state()).toBe('down')
    failing = false
    vi.setSystemTime(Date.now() + 60_000)
    expect(await upstream.customers(['a'], soon())).toMatchObject([{ id: 'a' }])
    expect(state()).toBe('ok')
  })

  it.each([502, 503, 504])('%i once: tried a second time and answered', async (status) => {
    let n = 0
    const { url } = await service((_request, response) => {
      n += 1
      send(response, anna, n === 1 ? status : 200)
    })
    const { upstream, calls } = await open(file(url))
    expect(await upstream.customers(['a'], soon())).toMatchObject([{ id: 'a' }])
    expect(calls).toEqual([{ source: 'crm', outcome: 'ok' }])
    expect(n).toBe(2)
  })

  it('503 always: no more second attempts than the budget has, and none beyond one a call', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { url, asked } = await service((_request, response) => send(response, {}, 503))
    const { upstream } = await open(file(url))
    let calls = 0
    for (let n = 0; n < 60; n += 1) {
      await upstream.customers(['a'], soon()).catch(() => undefined)
      calls += 1
      vi.setSystemTime(Date.now() + 60_000) // the breaker lets each through
    }
    expect(asked.length).toBeGreaterThan(calls)
    expect(asked.length).toBeLessThanOrEqual(calls + 10 + calls / 10)
  })

  it('cut off once, before or within the answer: tried a second time', async () => {
    const whole = JSON.stringify(anna)
    for (const half of ['', `HTTP/1.1 200 OK\r\ncontent-length: ${whole.length}\r\n\r\n${whole.slice(0, 12)}`]) {
      const url = await raw((socket, n) => {
        if (n === 1) socket.end(half)
        else socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${whole.length}\r\n\r\n${whole}`)
      })
      const { upstream } = await open(file(url))
      expect(await upstream.customers(['a'], soon())).toMatchObject([{ id: 'a' }])
    }
  })

  it('half a body, always: `unreachable`, never half an answer', async () => {
    const url = await raw((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{"people":[]}'))
    const { upstream } = await open(file(url))
    await expect(upstream.customers(['a'], soon())).rejects.toMatchObject({ fault: 'unreachable' })
  })

  it('wrong JSON: `invalid`, not tried again', async () => {
    const { url, asked } = await service((_request, response) => response.end('<html>502 Bad Gateway</html>'))
    const { upstream } = await open(file(url))
    await expect(upstream.customers(['a'], soon())).rejects.toMatchObject({
      fault: 'invalid',
      message: 'crm: crm: the answer is not JSON',
    })
    expect(asked).toHaveLength(1)
  })

  it.each([
    [{ id: 'a', name: 7.5 }, 'people.0.name (Customer.name)'],
    [{ id: 'a' }, 'people.0.name (Customer.name) is not there'],
    [{ id: 'a', name: '安娜', points: '好多' }, 'people.0.points (Customer.points)'],
    [
      { id: 'a', name: '安娜', coupons: [{ name: '满减', expires: '明天' }] },
      'people.0.coupons.0.expires (Customer.coupons.expires)',
    ],
    [{ id: 2 ** 60, name: '安娜' }, 'people.0.id (Customer.id) is a number that JSON readers round'],
    [['a', '安娜'], 'people.0 (Customer) is no object'],
  ])('wrong types %j: `invalid`, the field named by its path, the value not', async (person, named) => {
    const { url } = await service((_request, response) => send(response, { people: [person] }))
    const { upstream } = await open(file(url))
    const error = await upstream.customers(['a'], soon()).catch((cause: Error) => cause)
    expect(error).toMatchObject({ fault: 'invalid', message: expect.stringContaining(named) })
    expect(String(error)).not.toMatch(/明天|安娜|好多|7\.5|1152921504606846976/)
  })

  it.each([
    { id: 'a', name: null },
    { id: 'a', name: '' },
  ])('no name, said outright as in %j: a customer all the same', async (person) => {
    const { url } = await service((_request, response) => send(response, { people: [person] }))
    const { upstream } = await open(file(url))
    expect(await upstream.customers(['a'], soon())).toEqual([
      { id: 'a', name: { zh: '顾客', en: 'Customer' }, coupons: [] },
    ])
  })

  it('redirect to another host: refused, and that host is not asked', async () => {
    const other = await service((_request, response) => send(response, anna))
    const { url } = await service((_request, response) => {
      response.writeHead(302, { location: `${other.url}/people` }).end()
    })
    const { upstream } = await open(file(url))
    await expect(upstream.customers(['a'], soon())).rejects.toMatchObject({
      fault: 'unreachable',
      message: expect.stringContaining('redirects are not followed'),
    })
    expect(other.asked).toEqual([])
  })

  it('a body of 50 MB: `invalid` at 4 MB, and the rest is not read', async () => {
    let sent = 0
    let closed: Promise<void> | undefined
    const { url } = await service(async (_request, response) => {
      closed = new Promise((resolve) => response.on('close', resolve))
      response.setMaxListeners(0)
      const piece = Buffer.alloc(256 * 1024, ' ')
      for (let n = 0; n < 200 && !response.destroyed; n += 1) {
        sent += piece.length
        if (!response.write(piece))
          await new Promise((resolve) => response.once('drain', resolve).once('close', resolve))
      }
      response.end()
    })
    const { upstream } = await open(file(url))
    await expect(upstream.customers(['a'], soon())).rejects.toMatchObject({
      fault: 'invalid',
      message: expect.stringContaining('more than 4194304 bytes'),
    })
    await closed
    expect(sent).toBeLessThan(50 * 1024 * 1024)
  })

  describe('certificates', () => {
    const tls = fileURLToPath(new URL('./fixtures/tls/', import.meta.url))
    const start = async (certificate: string): Promise<string> => {
      const pem = (name: string): Buffer => readFileSync(join(tls, name))
      const server = createTlsServer({ key: pem('key.pem'), cert: pem(certificate) }, (_request, response) =>
        send(response, anna),
      )
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      closing.push(() => {
        server.close()
        server.closeAllConnections()
      })
      return `https://localhost:${(server.address() as AddressInfo).port}`
    }
    const trusting = `allowPrivate: true\n        ca: ${join(tls, 'ca.pem')}`

    it('of the house, its issuer named: answered', async () => {
      const { upstream } = await open(file(await start('good.pem'), trusting))
      expect(await upstream.customers(['a'], soon())).toMatchObject([{ id: 'a' }])
    })

    it.each([
      ['expired', 'expired.pem', trusting, 'CERT_HAS_EXPIRED'],
      ['of an unknown issuer', 'good.pem', 'allowPrivate: true', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ])('%s: `unreachable`, and says why', async (_what, certificate, more, code) => {
      const { upstream } = await open(file(await start(certificate), more))
      await expect(upstream.customers(['a'], soon())).rejects.toMatchObject({
        fault: 'unreachable',
        message: expect.stringContaining(`certificate is not accepted (${code})`),
      })
    })
  })

  describe('addresses', () => {
    const resolving = (address: string) =>
      ((_host: string, _how: object, done: (error: null, found: object[]) => void) =>
        done(null, [{ address, family: address.includes(':') ? 6 : 4 }])) as unknown as NonNullable<
        LiveSourcesParts['lookup']
      >

    it.each(['127.0.0.1', '10.1.2.3', '192.168.0.9', '::1', '::ffff:127.0.0.1', 'fd00::1'])(
      'a public name that resolves to %s is not connected to',
      async (address) => {
        const inner = await service((_request, response) => send(response, anna))
        const { upstream } = await open(file(`http://shop.example:${new URL(inner.url).port}`, 'allowPrivate: false'), {
          lookup: resolving(address),
        })
        await expect(upstream.customers(['a'], soon())).rejects.toMatchObject({
          fault: 'unreachable',
          message: expect.stringContaining('allowPrivate'),
        })
        expect(inner.asked).toEqual([])
      },
    )

    it('the same with allowPrivate is asked: the guard was all that stood between', async () => {
      const inner = await service((_request, response) => send(response, anna))
      const { upstream } = await open(file(`http://shop.example:${new URL(inner.url).port}`), {
        lookup: resolving('127.0.0.1'),
      })
      expect(await upstream.customers(['a'], soon())).toMatchObject([{ id: 'a' }])
    })

    it('the metadata service of a cloud is refused even with allowPrivate', async () => {
      const { upstream } = await open(file('http://shop.example:80'), { lookup: resolving('169.254.169.254') })
      await expect(upstream.customers(['a'], soon())).rejects.toMatchObject({
        message: expect.stringContaining('an address that no service has'),
      })
    })
  })
})
