import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Article } from '../src/domain/article.ts'
import { sourcesOf } from '../src/domain/joined-draft.ts'
import { startProduct } from './helpers/product.ts'

const LONG = { timeout: 240_000 }
const knowledge = { role: 'knowledge', sub: 'kim' } as const

describe('versions over HTTP', () => {
  it(
    '[LB5] [LB6] a recorded turn says which article version it rested on, after an edit, a rollback and an erasure',
    LONG,
    async () => {
      const running = await startProduct({ models: 'real' })
      const { call } = running
      const customer = await running.client('customer', 'demo')
      const { conversation } = await customer.say('怎么开发票呀')
      await customer.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
      const [record] = await running.product.store.records('default', { conversation, limit: 1 })
      if (record?.decision.kind !== 'answer') throw new Error(`the turn was not answered: ${record?.decision.kind}`)
      const [source] = sourcesOf(record.decision.draft)
      if (source === undefined) throw new Error('the answer names no article')
      const then = `/v1/knowledge/articles/${source.article}/versions/${source.version}`
      const asAgent = async () => (await call(then, { role: 'agent' })).body as Article & { erased?: object }

      const atFirst = await asAgent()
      expect(atFirst).toMatchObject({ id: source.article, version: source.version, title: { zh: source.title } })
      const { id, version, origin: _, ...fields } = atFirst
      const answers = { ...fields.answers, zh: [{ text: '电子发票开好后发到您的邮箱。' }] }
      const edited = await call(`/v1/knowledge/articles/${id}`, {
        ...knowledge,
        method: 'PUT',
        body: { ...fields, answers, from: version, note: '改了开票方式' },
      })
      expect(edited.status, JSON.stringify(edited.body)).toBe(200)
      expect(edited.body.article.version).not.toBe(version)
      expect(await asAgent(), 'after the edit').toEqual(atFirst)

      const { changes } = (await call('/v1/knowledge/versions/2/changes', { role: 'agent' })).body
      expect(changes).toMatchObject([{ article: id, kind: 'changed' }])
      const pieces = changes[0].fields.find(({ field }: { field: string }) => field === 'answers.zh').pieces as {
        kind: string
        text: string
      }[]
      const without = (gone: string) =>
        pieces
          .filter(({ kind }) => kind !== gone)
          .map(({ text }) => text)
          .join('')
      expect(without('removed')).toBe(answers.zh[0]?.text)

      const back = await call('/v1/knowledge/versions/1/rollback', { ...knowledge, body: { note: '还是原来的' } })
      expect(back.body).toMatchObject({ n: 3, by: 'kim', note: '还是原来的' })
      const { versions } = (await call('/v1/knowledge/versions', { role: 'agent' })).body
      expect(versions).toMatchObject([
        { n: 3, note: '还是原来的' },
        { n: 2, by: 'kim', note: '改了开票方式' },
        { n: 1, by: 'system' },
      ])
      expect(await asAgent(), 'after the rollback').toEqual(atFirst)
      expect(
        (await call(`/v1/knowledge/articles/${id}/versions/${edited.body.article.version}`, { role: 'agent' })).body,
      ).toMatchObject({ answers })

      const restored = await call(`/v1/knowledge/articles/${id}/versions/${edited.body.article.version}/restore`, {
        ...knowledge,
        body: {},
      })
      expect(restored.body).toMatchObject({ n: 4, by: 'kim' })
      expect((await call(`/v1/knowledge/articles/${id}`, { role: 'agent' })).body.article).toMatchObject({ answers })
      expect((await call(`/v1/knowledge/articles/${id}/history`, { role: 'agent' })).body.versions).toMatchObject([
        { n: 4, kind: 'changed', version: edited.body.article.version },
        { n: 3, kind: 'changed', version },
        { n: 2, kind: 'changed', version: edited.body.article.version, by: 'kim', note: '改了开票方式' },
        { n: 1, kind: 'added', version },
      ])

      const index = join(running.dataDir, 'index')
      await mkdir(index, { recursive: true })
      await writeFile(join(index, 'words.bin'), 'how the texts of a large library are cut')
      const erased = await call(`/v1/knowledge/articles/${id}/erase`, { ...knowledge, body: { reason: '内容涉密' } })
      expect(erased.body).toMatchObject({ n: 5, by: 'kim' })
      expect(await readdir(index)).not.toContain('words.bin')
      expect((await call(`/v1/knowledge/articles/${id}`, { role: 'agent' })).status).toBe(404)
      const note = { id, version, erased: { at: expect.any(String), by: 'kim', reason: '内容涉密' } }
      expect(await asAgent(), 'after the erasure').toEqual(note)
      await call('/v1/knowledge/versions/1/rollback', { ...knowledge, body: {} })
      expect((await call(`/v1/knowledge/articles/${id}`, { role: 'agent' })).status).toBe(404)
      const again = await running.restart()
      expect((await again.call(then, { role: 'agent' })).body).toEqual(note)
      expect((await again.product.store.record('default', record.id))?.decision).toEqual(record.decision)
    },
  )

  it('refuses what is not there, not a number, or not for this role', LONG, async () => {
    const { call } = await startProduct({ models: 'real' })
    const status = async (path: string, more: Parameters<typeof call>[1]) => (await call(path, more)).status
    expect(await status('/v1/knowledge/versions/99/changes', { role: 'agent' })).toBe(404)
    expect(await status('/v1/knowledge/versions/1/changes?against=99', { role: 'agent' })).toBe(404)
    expect(await status('/v1/knowledge/versions/one/changes', { role: 'agent' })).toBe(400)
    expect(await status('/v1/knowledge/versions?limit=0', { role: 'agent' })).toBe(400)
    expect(await status('/v1/knowledge/versions/99/rollback', { ...knowledge, body: {} })).toBe(404)
    expect(await status('/v1/knowledge/articles/none/history', { role: 'agent' })).toBe(404)
    expect(await status('/v1/knowledge/articles/none/versions/abc', { role: 'agent' })).toBe(404)
    expect(await status('/v1/knowledge/articles/none/erase', { ...knowledge, body: { reason: 'x' } })).toBe(404)
    expect(await status('/v1/knowledge/articles/none/erase', { ...knowledge, body: { reason: ' ' } })).toBe(400)
    for (const path of ['versions/1/rollback', 'articles/none/erase', 'articles/none/versions/abc/restore'])
      expect(await status(`/v1/knowledge/${path}`, { role: 'supervisor', body: { reason: 'x' } }), path).toBe(403)
    expect(await status('/v1/knowledge/versions', { role: 'customer' })).toBe(403)
    expect(await status('/v1/knowledge/versions', { role: 'admin', tenant: 'other' })).toBe(404)
  })
})
