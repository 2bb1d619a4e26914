import { describe, expect, it } from 'vitest'
import type { Role } from '../src/domain/message.ts'
import { type Running, startProduct } from './helpers/product.ts'

const FAQ = `问题,答案,相似问
门店停车收费吗,门店地下停车场前两小时免费，之后每小时 5 元，凭购物小票再减一小时。,到店停车要钱吗
宠物可以进店吗,导盲犬可以进店，其他宠物请放进宠物包或推车里。,
`

const upload = async ({ url, token }: Running, text: string, name = 'faq.csv', role: Role = 'knowledge') => {
  const form = new FormData()
  form.append('file', new Blob([text]), name)
  const response = await fetch(`${url}/v1/knowledge/imports`, {
    method: 'POST',
    body: form,
    headers: { authorization: `Bearer ${await token(role, 'kim')}` },
  })
  return {
    status: response.status,
    body: (await response.json()) as { id: string; state: string; code?: string } & Record<string, unknown>,
  }
}

describe('knowledge over HTTP', () => {
  it('an uploaded answer is given to customers who put it in other words, and is gone after the rollback', {
    timeout: 120_000,
  }, async () => {
    const running = await startProduct({ models: 'real' })
    const { call } = running
    const understand = async (text: string) => (await call('/v1/understand', { role: 'agent', body: { text } })).body
    const asked = '开车来你们店，停车怎么收费呀'
    expect((await understand(asked)).decision.kind).not.toBe('answer')

    const { status, body } = await upload(running, FAQ)
    expect(status).toBe(201)
    expect(body).toMatchObject({ state: 'ready', added: 2, changed: 0, retired: 0, refused: [] })
    expect((await understand(asked)).decision.kind, 'a dry run changes nothing').not.toBe('answer')
    expect(
      (await call(`/v1/knowledge/imports/${body.id}/commit`, { role: 'knowledge', method: 'POST' })).body.state,
    ).toBe('committed')
    const { decision } = await understand(asked)
    expect(decision).toMatchObject({ kind: 'answer', text: expect.stringContaining('前两小时免费') })
    expect(
      (await call(`/v1/knowledge/search?q=${encodeURIComponent(asked)}`, { role: 'agent' })).body.hits[0].text,
    ).toContain('停车')

    const csv = await call('/v1/knowledge/export?format=csv', { role: 'knowledge' })
    expect(csv.body).toContain('前两小时免费')
    expect(
      (await call(`/v1/knowledge/imports/${body.id}/rollback`, { role: 'knowledge', method: 'POST' })).body.state,
    ).toBe('rolledBack')
    expect((await understand(asked)).decision.kind).not.toBe('answer')
  })

  it('refuses what it cannot read, what is not its role, and rows by number', { timeout: 120_000 }, async () => {
    const running = await startProduct({ models: 'real' })
    expect((await upload(running, FAQ, 'faq.exe')).status).toBe(415)
    expect((await upload(running, FAQ, 'faq.csv', 'agent')).status).toBe(403)
    expect((await upload(running, '问题,答案\n,没有问题的答案\n怎么停车,可以停\n')).body).toMatchObject({
      added: 1,
      refused: [{ row: 2 }],
    })
    expect((await running.call('/v1/knowledge/imports/nothing', { role: 'knowledge' })).status).toBe(404)
    expect((await running.call('/v1/knowledge/imports', { role: 'knowledge', body: {} })).status).toBe(415)
    for (const path of ['/v1/knowledge/export', '/v1/knowledge/search?q=x', '/v1/knowledge/imports/x'])
      expect((await running.call(path, { role: 'admin', tenant: 'other' })).status, path).toBe(404)
    const cutShort = '--B\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nq,a\nx'
    for (const [type, body] of [
      ['multipart/form-data; boundary=B', 'words'],
      ['multipart/form-data', 'words'],
      ['multipart/form-data; boundary=B', cutShort],
    ] as const) {
      const headers = { 'content-type': type, authorization: `Bearer ${await running.token('knowledge', 'kim')}` }
      const response = await fetch(`${running.url}/v1/knowledge/imports`, { method: 'POST', body, headers })
      expect([response.status, await response.json()]).toMatchObject([400, { code: 'bad_input' }])
    }
  })
})
