import { describe, expect, it } from 'vitest'
import { CODE_HOOK, type CodeHookParts, createCodeHook } from '../src/adapters/sources/code-hook.ts'
import type { SourceCall } from '../src/adapters/sources/guard.ts'
import type { OrderCode } from '../src/ports/proof.ts'
import { startEndpoint } from './helpers/endpoint.ts'

const ORDER = '20261118003345'
const CODE = '048215'
const DELIVERY = 'a1b2c3'

describe('the hook that sends codes', () => {
  const hooked = (url: string, more: Partial<CodeHookParts> = {}) => {
    const calls: SourceCall[] = []
    const warnings: string[] = []
    let now = Date.parse('2026-11-21T07:00:00Z')
    const hook = createCodeHook({
      url,
      allowPrivate: true,
      sign: (body) => ({ 'tabdesk-signature': `signed ${body.length}` }),
      now: () => new Date(now),
      onCall: (call) => calls.push(call),
      onWarning: (message) => warnings.push(message),
      ...more,
    })
    const post = () => hook.post(code, DELIVERY)
    const pass = (ms: number): void => {
      now += ms
    }
    return { hook, post, calls, warnings, pass }
  }
  const code: OrderCode = {
    tenant: 'default',
    orderNumber: ORDER,
    code: CODE,
    language: 'zh',
    expiresAt: '2026-11-21T07:10:00.000Z',
  }
  it('gets the order number, the code, the language and when it ends, signed', async () => {
    const endpoint = await startEndpoint()
    const { hook, post, calls } = hooked(endpoint.url)
    await post()
    const [call] = endpoint.heard
    expect(call?.body).toEqual(code)
    expect(call?.headers).toMatchObject({
      'tabdesk-signature': `signed ${call?.raw.length}`,
      'tabdesk-delivery': DELIVERY,
    })
    expect(calls).toMatchObject([{ source: CODE_HOOK, outcome: 'ok' }])
    hook.close()
  })
  it('that answers of the order is taken for one that sends, and whoever runs it is told, without the order', async () => {
    const endpoint = await startEndpoint()
    const { hook, post, warnings } = hooked(endpoint.url)
    endpoint.answer(() => 404)
    await post()
    expect(warnings.join()).toMatch(/answered 404: let it answer 202/)
    expect(warnings.join()).not.toMatch(new RegExp(`${ORDER}|${CODE}`))
    hook.close()
  })
  it.each([500, 503, 401, 429, 302])('that answers %i has sent nothing', async (status) => {
    const endpoint = await startEndpoint()
    const { hook, post } = hooked(endpoint.url)
    endpoint.answer(() => status)
    await expect(post()).rejects.toThrow(`the code hook answered ${status}`)
    expect(endpoint.heard).toHaveLength(1)
    hook.close()
  })
  it('is called a second time, as the same delivery, where the connection was cut', async () => {
    const endpoint = await startEndpoint()
    const { hook, post } = hooked(endpoint.url)
    endpoint.answer(() => (endpoint.heard.length === 0 ? 'drops' : 204))
    await post()
    expect(endpoint.heard.map(({ headers }) => headers['tabdesk-delivery'])).toEqual([DELIVERY, DELIVERY])
    hook.close()
  })
  it('is left alone after failures in a row', async () => {
    const endpoint = await startEndpoint()
    const { hook, post } = hooked(endpoint.url)
    endpoint.answer(() => 500)
    for (let i = 0; i < 6; i++) await post().catch(() => undefined)
    expect(endpoint.heard).toHaveLength(5)
    expect(hook.state()).toBe('down')
    hook.close()
  })
  it('at an address of the house is called only where that is meant', async () => {
    const endpoint = await startEndpoint()
    const { hook, post } = hooked(endpoint.url, { allowPrivate: false })
    await expect(post()).rejects.toThrow(/allowPrivate/)
    expect(endpoint.heard).toEqual([])
    hook.close()
  })
  describe('that says when to come again', () => {
    const asked = async (status: number, retryAfter: string | undefined) => {
      const endpoint = await startEndpoint()
      const parts = hooked(endpoint.url)
      endpoint.answer(() => status)
      endpoint.retryAfter(retryAfter)
      await expect(parts.post()).rejects.toThrow(`answered ${status}`)
      endpoint.answer(() => 202)
      return { ...parts, endpoint }
    }
    it.each([
      [429, '60'],
      [429, 'Sat, 21 Nov 2026 07:01:00 GMT'],
      [503, '60'],
    ])('%i, after %s: is not called before', async (status, retryAfter) => {
      const { hook, post, pass, endpoint } = await asked(status, retryAfter)
      expect(hook.state()).toBe('down')
      pass(59_999)
      await expect(post()).rejects.toThrow('asked to be left alone')
      expect(endpoint.heard).toHaveLength(1)
      pass(1)
      await post()
      expect(endpoint.heard).toHaveLength(2)
      expect(hook.state()).toBe('ok')
      hook.close()
    })
    it.each([
      [429, undefined],
      [429, 'soon'],
      [500, '120'],
    ])('%i, after %s: says nothing that counts', async (status, retryAfter) => {
      const { hook, post, endpoint } = await asked(status, retryAfter)
      await post()
      expect(endpoint.heard).toHaveLength(2)
      hook.close()
    })
    it.each([
      [429, 60_000],
      [503, 60 * 60_000],
    ])('%i is called again after %i ms, whatever it asked for', async (status, longest) => {
      const { hook, post, pass, endpoint } = await asked(status, '86400')
      pass(longest - 1)
      await expect(post()).rejects.toThrow('asked to be left alone')
      pass(1)
      await post()
      expect(endpoint.heard).toHaveLength(2)
      hook.close()
    })
    it('is told of to whoever runs it, once until it takes a code again', async () => {
      const { hook, post, pass, endpoint, warnings } = await asked(429, '30')
      expect(warnings).toEqual([expect.stringMatching(/answered 429 .* 30 s.*never depend on the order/)])
      for (const [status, told] of [
        [429, 1],
        [202, 1],
        [503, 2],
      ] as const) {
        pass(30_000)
        endpoint.answer(() => status)
        await post().catch(() => undefined)
        expect(warnings).toHaveLength(told)
      }
      hook.close()
    })
  })
})
