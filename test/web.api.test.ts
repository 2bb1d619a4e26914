import { afterEach, describe, expect, it, vi } from 'vitest'
import { ApiError, call } from '../src/web/shared/api.ts'

afterEach(() => vi.unstubAllGlobals())

const answering = (text: () => Promise<string>, status = 200) =>
  vi.stubGlobal('fetch', async () => ({ ok: status < 400, status, text }))

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
    const nothing = async () => ''
    answering(nothing)
    expect(await call('/v1/x')).toEqual({})
    answering(nothing, 502)
    await expect(call('/v1/x')).rejects.toMatchObject(new ApiError(502, {}))
  })
  it('answered with something else than JSON has failed, whatever its status says', async () => {
    for (const page of ['<!doctype html>', 'null', '7']) {
      answering(async () => page)
      await expect(call('/v1/x')).rejects.toMatchObject(new ApiError(200, {}))
    }
    answering(async () => '{"ok":1}')
    expect(await call('/v1/x')).toEqual({ ok: 1 })
  })
})
