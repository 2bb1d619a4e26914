import type { IncomingHttpHeaders } from 'node:http'
import { describe, expect, it } from 'vitest'
import { parseCurl } from '../src/adapters/sources/curl-command.ts'
import { sourceFromCurl } from '../src/adapters/sources/from-curl.ts'
import { importCurl } from '../src/cli/mesh-import.ts'
import { shellWords } from '../src/lib/shell-words.ts'
import { send, sourcesOfTests } from './helpers/sources.ts'

describe('mesh import curl', () => {
  const { service, folder, soon } = sourcesOfTests()
  const ORDER = {
    id: 'A-17',
    customer: 'u-17',
    status: 'shipped',
    total: '129.00',
    placedAt: '2026-11-20 21:03:00',
  }

  it.each<[what: string, command: (url: string) => string, id: string, env: Record<string, string>]>([
    [
      'a token',
      (url) => `curl -sSL -H 'Authorization: Bearer t0p-s3cret' '${url}/api/orders/A-17?expand=lines'`,
      'A-17',
      { OMS_TOKEN: 't0p-s3cret' },
    ],
    [
      'a key in a header, over several lines',
      (url) =>
        `curl --location "${url}/orders?ids=A-17,A-18" \\\n  --header "X-Api-Key: t0p-s3cret" \\\n  --header "X-Shop: 杭州"`.replace(
          '杭州',
          'hz',
        ),
      'A-17,A-18',
      { OMS_KEY: 't0p-s3cret' },
    ],
    [
      'a key in the address',
      (url) => `curl "${url}/orders/A-17?access_token=t0p-s3cret"`,
      'A-17',
      { OMS_KEY: 't0p-s3cret' },
    ],
    ['a user', (url) => `curl -u tab:t0p-s3cret ${url}/orders/A-17`, 'A-17', { OMS_PASSWORD: 't0p-s3cret' }],
    ['JSON with a batch', (url) => `curl -X POST ${url}/search --json '{"nos":["A-17"],"page":1}'`, 'A-17', {}],
    [
      'JSON with one id',
      (url) => `curl ${url}/search -H 'Content-Type: application/json' --data-raw $'{"no":"A-17","q":"\\u5f85"}'`,
      'A-17',
      {},
    ],
  ])('%s: the source makes the same call, and has no secret in it', async (_what, command, id, env) => {
    const seen: { method: string | undefined; url: string | undefined; headers: IncomingHttpHeaders; body: string }[] =
      []
    const { url } = await service(({ method, url: path, headers }, response, body) => {
      seen.push({ method, url: path, headers, body })
      send(response, [ORDER])
    })
    const { file, secrets } = sourceFromCurl({ command: command(url), name: 'oms', read: 'orders', id })
    expect(file).not.toContain('t0p-s3cret')
    expect(secrets).toEqual(Object.keys(env))
    const files = await folder()
    await files.put('oms.yaml', file)
    const live = await files.open({ env })
    expect(live.fault()).toBeUndefined()
    expect((await live.upstream.orders(id.split(','), soon()))[0]).toMatchObject({
      id: 'A-17',
      total: { amount: 12_900 },
    })
    const wanted = parseCurl(command(url))
    expect(seen[0]).toMatchObject({ method: wanted.method, url: `${wanted.url.pathname}${wanted.url.search}` })
    for (const [name, value] of wanted.headers) expect(seen[0]?.headers[name]).toBe(value)
    if (wanted.body !== undefined) expect(JSON.parse(seen[0]?.body ?? '')).toEqual(JSON.parse(wanted.body))
  })

  it('only a whole step or a whole value is the id', () => {
    const made = (id: string) =>
      sourceFromCurl({
        command: 'curl https://oms.example.com/v1/orders/1?page=11&of=1',
        name: 'oms',
        read: 'orders',
        id,
      })
    expect(made('1').file).toContain('path: /v1/orders/{id}?page=11&of={id}')
    expect(() => made('v')).toThrow('name with --id')
  })

  it.each([
    ["curl 'https://oms/orders/1", 'never closed'],
    ['wget https://oms/orders/1', 'curl first'],
    ['curl https://oms/orders/2', 'name with --id'],
    ['curl -X DELETE https://oms/orders/1', 'DELETE: sources are only read'],
    ["curl -b 'sid=t0p' https://oms/orders/1", 'a cookie is somebody'],
    ["curl -H 'Cookie: sid=t0p' https://oms/orders/1", 'a cookie is somebody'],
    ['curl -k https://oms/orders/1', 'certificates are always checked'],
    ['curl --frobnicate https://oms/orders/1', '--frobnicate is not known here'],
    ['curl -d a=1 https://oms/orders', 'is no JSON'],
    ['curl ftp://oms/orders/1', 'no http:// or https://'],
    ['curl', 'names no address'],
  ])('%s: %s', (command, says) => {
    expect(() => importCurl(command, { read: 'orders', id: '1', name: 'oms' })).toThrow(says)
    expect(() => importCurl('curl https://oms/1', { read: 'order', id: '1', name: 'oms' })).toThrow(
      'write one of customers',
    )
  })

  it('reads the words of a command as a shell does', () => {
    expect(shellWords(`a 'b c'"d \\"e" f\\ g $'h\\n\\x41\\'' "" \\\n i`)).toEqual([
      'a',
      'b cd "e',
      'f g',
      "h\nA'",
      '',
      'i',
    ])
    expect(shellWords('a "b')).toBeUndefined()
    expect(shellWords('')).toEqual([])
  })
})
