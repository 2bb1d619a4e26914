import { describe, expect, it } from 'vitest'
import { send, sourcesOfTests } from './helpers/sources.ts'

describe('how sources know us', () => {
  const { service, folder, soon } = sourcesOfTests()

  it('fetches a token once for all, anew when it is refused, and puts up with one refusal only', async () => {
    let current = 0
    let accepts = true
    const oms = await service((request, response, body) => {
      if (request.url === '/token') {
        expect(new URLSearchParams(body).get('client_secret')).toBe('s3cret')
        current += 1
        return send(response, { access_token: `t-${current}`, expires_in: 3_600 })
      }
      if (!accepts || request.headers.authorization !== `Bearer t-${current}`) return send(response, {}, 401)
      return send(response, { people: [{ id: 'a', name: 'Anna' }] })
    })
    const files = await folder()
    await files.put(
      'crm.yaml',
      `
sources:
  - name: crm
    handler:
      rest:
        endpoint: ${oms.url}
        allowPrivate: true
        auth:
          token:
            url: ${oms.url}/token
            body: { grant_type: client_credentials, client_secret: '\${CRM_SECRET}' }
        operations:
          customers: { path: '/people?ids={ids}', entries: $.people }
`,
    )
    const { upstream } = await files.open({ env: { CRM_SECRET: 's3cret' } })
    await Promise.all(Array.from({ length: 8 }, () => upstream.customers(['a'], soon())))
    expect(current).toBe(1)
    current += 1 // as if the service had ended the token itself
    await Promise.all(Array.from({ length: 8 }, () => upstream.customers(['a'], soon())))
    expect(current).toBe(3)
    accepts = false
    const before = oms.asked.length
    await expect(upstream.customers(['a'], soon())).rejects.toMatchObject({
      message: expect.stringContaining('answered 401'),
    })
    expect(oms.asked.slice(before)).toEqual(['GET /people?ids=a', 'POST /token', 'GET /people?ids=a'])
    expect(files.logged.join()).not.toContain('s3cret')
  })

  it('a token that is slow to come is for all who wait, whoever gives up first', async () => {
    let answer = (): void => undefined
    const crm = await service(async (request, response) => {
      if (request.url !== '/token') return send(response, { people: [{ id: 'a', name: '安娜' }] })
      await new Promise<void>((resolve) => {
        answer = resolve
      })
      send(response, { access_token: 't' })
    })
    const files = await folder()
    await files.put(
      'crm.yaml',
      `
sources:
  - name: crm
    handler:
      rest:
        endpoint: ${crm.url}
        allowPrivate: true
        deadlineMs: 20000
        auth: { token: { url: '${crm.url}/token' } }
        operations: { customers: { path: '/people?ids={ids}', entries: $.people } }
`,
    )
    const { upstream } = await files.open()
    const first = upstream.customers(['a'], AbortSignal.timeout(30))
    const second = upstream.customers(['a'], soon())
    await expect(first).rejects.toMatchObject({ fault: 'deadline' })
    answer()
    expect(await second).toMatchObject([{ id: 'a' }])
    expect(crm.asked).toEqual(['POST /token', 'GET /people?ids=a'])
  })

  it.each([
    ['basic: { user: tab, password: p }', { authorization: 'Basic dGFiOnA=' }, '/people?ids=a'],
    ['bearer: b', { authorization: 'Bearer b' }, '/people?ids=a'],
    ['apiKey: { header: X-Key, value: k }', { 'x-key': 'k' }, '/people?ids=a'],
    ['apiKey: { query: key, value: k }', {}, '/people?ids=a&key=k'],
  ])('proves itself by %s', async (auth, headers, url) => {
    const seen: unknown[] = []
    const crm = await service((request, response) => {
      seen.push(request.headers, request.url)
      send(response, { people: [] })
    })
    const files = await folder()
    await files.put(
      'crm.yaml',
      `
sources:
  - name: crm
    handler:
      rest:
        endpoint: ${crm.url}
        allowPrivate: true
        auth: { ${auth} }
        operations: { customers: { path: '/people?ids={ids}', entries: $.people } }
`,
    )
    const { upstream } = await files.open()
    await upstream.customers(['a'], soon())
    expect(seen).toEqual([expect.objectContaining(headers), url])
  })
})
