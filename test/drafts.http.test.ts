import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DraftPreview, ImportReport } from '../src/domain/knowledge-import.ts'
import type { Role } from '../src/domain/message.ts'
import { type Running, startProduct } from './helpers/product.ts'

const LIMIT = { timeout: 300_000 }
const FAQ = `问题,答案,状态
邮费要多少呀,全国统一运费 12 元，有事找张经理 13812345678,
门店停车收费吗,门店地下停车场前两小时免费。,
=cmd|' /C calc'!A0,,
`

const upload = async ({ url, token }: Running, text: string, name = 'faq.csv'): Promise<ImportReport> => {
  const form = new FormData()
  form.append('file', new Blob([text]), name)
  const headers = { authorization: `Bearer ${await token('knowledge', 'kim')}` }
  const response = await fetch(`${url}/v1/knowledge/imports`, { method: 'POST', body: form, headers })
  return (await response.json()) as ImportReport
}

const previewOf = async ({ call }: Running, id: string): Promise<DraftPreview> => {
  for (;;) {
    const { status, body } = await call(`/v1/knowledge/imports/${id}/preview`, { role: 'knowledge' })
    expect(status).toBe(200)
    if (body.state !== 'processing') return body
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

describe('a draft over HTTP', () => {
  it(
    'is previewed, committed with a note, listed and taken back, also by the process after this one',
    LIMIT,
    async () => {
      const running = await startProduct({ models: 'real' })
      const { call } = running
      const as = (role: Role) => ({ role, sub: 'kim' })
      const { id, refusedCount } = await upload(running, FAQ)
      expect(refusedCount).toBe(1)
      expect((await call(`/v1/knowledge/imports/${id}/preview`, as('agent'))).status).toBe(403)

      const before = (await call('/v1/knowledge/versions', as('knowledge'))).body.versions.length
      const preview = await previewOf(running, id)
      expect(preview).toMatchObject({
        state: 'ready',
        against: 1,
        duplicates: [],
        effects: { from: 'examples', tried: 200 },
      })
      expect(preview.changes.map(({ kind, title }) => [kind, title])).toEqual([
        ['added', '邮费要多少呀'],
        ['added', '门店停车收费吗'],
      ])
      expect(preview.contradictions).toMatchObject([
        { other: 'shipping-cost', kind: 'number', values: ['12 元', expect.any(String)] },
      ])
      expect(preview.personal).toMatchObject([{ type: 'phone', shown: '138***5678' }])
      expect((await call('/v1/knowledge/versions', as('knowledge'))).body.versions).toHaveLength(before)
      expect((await call(`/v1/knowledge/imports/${id}`, as('knowledge'))).body.progress).toBeUndefined()

      const csv = await call(`/v1/knowledge/imports/${id}/refused.csv`, as('knowledge'))
      expect(csv.headers.get('content-type')).toContain('text/csv')
      expect(csv.body.replace('\uFEFF', '').split('\r\n')[0]).toBe('table,row,column,reason')
      expect(csv.body).toMatch(/,4,/)

      const long = await call(`/v1/knowledge/imports/${id}/commit`, {
        ...as('knowledge'),
        body: { note: 'x'.repeat(501) },
      })
      expect(long).toMatchObject({ status: 400, body: { code: 'bad_input', field: 'note' } })
      const committed = await call(`/v1/knowledge/imports/${id}/commit`, {
        ...as('knowledge'),
        body: { note: '大促前的运费' },
      })
      expect(committed.body).toMatchObject({ id, state: 'committed', added: 2, note: '大促前的运费', version: 2 })
      expect((await call(`/v1/knowledge/imports/${id}/preview`, as('knowledge'))).body).toMatchObject({
        code: 'unprocessable',
      })
      expect((await call(`/v1/knowledge/imports/${id}`, { ...as('knowledge'), method: 'DELETE' })).body).toMatchObject({
        code: 'unprocessable',
      })
      const waits = await upload(running, '问题,答案\n营业到几点,晚上九点')
      const listed = (await call('/v1/knowledge/imports', as('knowledge'))).body.imports as ImportReport[]
      expect(listed.map((report) => [report.id, report.state])).toEqual([
        [waits.id, 'ready'],
        [id, 'committed'],
      ])

      const again = await running.restart()
      const back = await again.call(`/v1/knowledge/imports/${id}/rollback`, { ...as('knowledge'), method: 'POST' })
      expect(back.body).toMatchObject({ id, state: 'rolledBack', version: 3 })
      const after = (await again.call('/v1/knowledge/imports', as('knowledge'))).body.imports as ImportReport[]
      expect(after.find((report) => report.id === id)).toMatchObject({ state: 'rolledBack' })
    },
  )

  it(
    'is previewed anew when the library has moved on, and forgotten when it is discarded while that runs',
    LIMIT,
    async () => {
      const running = await startProduct({ models: 'real' })
      const { call } = running
      const keeper = { role: 'knowledge', sub: 'kim' } as const
      const first = await upload(running, '问题,答案\n宠物能进店吗,导盲犬可以进店')
      expect(await previewOf(running, first.id)).toMatchObject({ against: 1 })
      const other = await upload(running, '问题,答案\n宠物可以进店不,所有宠物都不可以进店', 'other.csv')
      await call(`/v1/knowledge/imports/${other.id}/commit`, { ...keeper, method: 'POST' })
      const anew = await previewOf(running, first.id)
      expect(anew.against).toBe(2)
      expect(anew.changes).toHaveLength(1)

      const third = await upload(
        running,
        `问题,答案\n${Array.from({ length: 300 }, (_, i) => `第${i}个问题呢,答案${i}`).join('\n')}`,
      )
      const begun = await call(`/v1/knowledge/imports/${third.id}/preview`, keeper)
      expect(begun.body).toMatchObject({ state: 'processing', changes: [] })
      const gone = await call(`/v1/knowledge/imports/${third.id}`, { ...keeper, method: 'DELETE' })
      expect(gone.status).toBe(204)
      for (const path of ['', '/preview', '/refused.csv'])
        expect((await call(`/v1/knowledge/imports/${third.id}${path}`, keeper)).status).toBe(404)
      const discarded = await call(`/v1/knowledge/imports/${third.id}`, { ...keeper, method: 'DELETE' })
      expect(discarded).toMatchObject({ status: 404, body: { code: 'not_found' } })
      // Who comes next does not wait for what nobody wants any more.
      expect(await previewOf(running, first.id)).toMatchObject({ state: 'ready', against: 2 })
      expect((await readdir(join(running.dataDir, 'knowledge'))).filter((name) => name.endsWith('.tmp'))).toEqual([])
    },
  )
})
