import { afterEach, describe, expect, it, vi } from 'vitest'
import { ApiError, call } from '../src/web/shared/api.ts'

afterEach(() => vi.unstubAllGlobals())

const answering = (body: () => Promise<unknown>, status = 200) =>
  vi.stubGlobal('fetch', async () => ({ ok: status < 400, status, json: body }))

describe('a call to the server', () => {
  it('that is given up while the answer comes rejects, and is no empty answer', async () => {
    const given = new AbortController()
    answering(async () => {
      given.abort()
      throw new DOMException('aborted', 'AbortError')
    })
    await expect(call('/v1/knowledge/articles', { signal: given.signal })).rejects.toThrow('aborted')
  })
  it('answered without a body is empty, and an error without one has its status', async () => {
    const nothing = async () => {
      throw new SyntaxError('no JSON')
    }
    answering(nothing)
    expect(await call('/v1/x')).toEqual({})
    answering(nothing, 502)
    await expect(call('/v1/x')).rejects.toMatchObject(new ApiError(502, {}))
  })
})
