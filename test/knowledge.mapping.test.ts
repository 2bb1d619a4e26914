import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLibraryFiles } from '../src/adapters/local/library-files.ts'
import type { Imports } from '../src/domain/knowledge-import.ts'
import { createImports } from '../src/knowledge/import/imports.ts'
import type { LibraryStore } from '../src/ports/library-store.ts'
import { articleOf } from './helpers/articles.ts'
import { type Running, startProduct } from './helpers/product.ts'

const ODD = '昵称,内容一,内容二\n小王,有货不,有的今天发\n小李,便宜点呗,已经最低了哦\n小张,发顺丰,补差价可以发顺丰\n'

describe('columns that a person names', () => {
  let directory: string
  let store: LibraryStore
  let imports: Imports
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mapping-'))
    store = createLibraryFiles({ directory, now: () => new Date() })
    await store.seed('seed', async () => [articleOf('greeting')])
    imports = createImports({ store, now: () => new Date(), shop: () => new Set() })
  })
  afterEach(() => rm(directory, { recursive: true, force: true }))
  const upload = (content: string | Uint8Array, name = 'faq.csv') =>
    imports.upload({ name, bytes: typeof content === 'string' ? Buffer.from(content) : content, by: 'wang' })

  it('are waited for, and then what the upload is read by', async () => {
    const waiting = await upload(ODD)
    expect(waiting).toMatchObject({ state: 'mapping', added: 0, mapping: [{ table: '', unsure: true }] })
    expect(waiting.mapping?.[0]?.columns.map(({ header, as, by }) => [header, as, by])).toEqual([
      ['昵称', undefined, undefined],
      ['内容一', 'question', 'content'],
      ['内容二', 'answer', 'content'],
    ])
    await expect(imports.commit(waiting.id, 'li')).rejects.toMatchObject({ code: 'unprocessable' })
    const read = await imports.map(waiting.id, [{ table: '', columns: [null, 'question', 'answer'] }])
    expect(read).toMatchObject({ id: waiting.id, state: 'ready', added: 3, refusedCount: 0 })
    expect(await imports.commit(waiting.id, 'li')).toMatchObject({ state: 'committed', added: 3 })
    expect((await store.current())?.articles).toHaveLength(4)
  })

  it('may be named again, also where the guess was sure', async () => {
    const ready = await upload('问题,答案,标题\n有货不,有,现货\n退吗,退,退货\n')
    expect(ready).toMatchObject({ state: 'ready', added: 2 })
    const again = await imports.map(ready.id, [{ table: '', columns: [null, 'answer', 'question'] }])
    expect(again).toMatchObject({ state: 'ready', added: 2 })
    await imports.commit(ready.id, 'li')
    const questions = (await store.current())?.articles.flatMap((article) => article.questions.zh)
    expect(questions).toEqual(expect.arrayContaining(['现货', '退货']))
    expect(questions).not.toContain('有货不')
  })

  it('of one table of several leave the others alone', async () => {
    const archive = zipSync({ 'a.csv': Buffer.from('问题,答案\n几号发,今天\n'), 'b.csv': Buffer.from(ODD) })
    const waiting = await upload(archive, 'all.zip')
    expect(waiting.mapping?.map(({ table, unsure }) => [table, unsure])).toEqual([
      ['a.csv', false],
      ['b.csv', true],
    ])
    expect(await imports.map(waiting.id, [{ table: 'b.csv', columns: [null, null, null] }])).toMatchObject({
      state: 'ready',
      added: 1,
    })
    expect(await imports.map(waiting.id, [{ table: 'b.csv', columns: [null, 'question', 'answer'] }])).toMatchObject({
      state: 'ready',
      added: 4,
    })
  })

  it.each([
    ['a table that is not there', [{ table: 'x', columns: ['question', 'answer'] }], 'bad_input'],
    ['a column that is none of ours', [{ table: '', columns: ['question', 'reply by phone', 'answer'] }], 'bad_input'],
    ['no answer', [{ table: '', columns: ['question', null, null] }], 'bad_input'],
  ])('are refused with %s, and nothing changes', async (_name, tables, code) => {
    const waiting = await upload(ODD)
    await expect(imports.map(waiting.id, tables)).rejects.toMatchObject({ code, field: 'tables' })
    expect(await imports.report(waiting.id)).toMatchObject({ state: 'mapping' })
  })

  it('are refused for what has no columns, what is committed and what is unknown', async () => {
    const text = await upload('问：有货不\n答：有\n', 'faq.txt')
    const tables = [{ table: '', columns: ['question', 'answer'] }]
    await expect(imports.map(text.id, tables)).rejects.toMatchObject({ code: 'unprocessable' })
    const ready = await upload('问题,答案\n有货不,有\n')
    await imports.commit(ready.id, 'li')
    await expect(imports.map(ready.id, tables)).rejects.toMatchObject({ code: 'unprocessable' })
    await expect(imports.map('none', tables)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('leave nothing behind where the file is at fault', async () => {
    await expect(upload(new Uint8Array(Buffer.from('%PDF-1.7')), 'a.pdf')).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining('a.pdf cannot be read: the PDF file is broken'),
    })
    expect(await imports.list()).toEqual([])
  })
})

describe('uploads over HTTP', () => {
  const post = async (
    { url, token }: Running,
    content: string | Uint8Array<ArrayBuffer>,
    name: string,
    replace?: string,
  ) => {
    const form = new FormData()
    if (replace !== undefined) form.append('replace', replace)
    form.append('file', new Blob([content]), name)
    const headers = { authorization: `Bearer ${await token('knowledge', 'kim')}` }
    const response = await fetch(`${url}/v1/knowledge/imports`, { method: 'POST', body: form, headers })
    const body = (await response.json()) as Record<string, unknown>
    return { status: response.status, type: response.headers.get('content-type'), body }
  }

  it('name columns, offer a template, and take a file for the whole of what it said before', {
    timeout: 120_000,
  }, async () => {
    const running = await startProduct({ models: 'real' })
    const { body } = await post(running, ODD, 'odd.csv')
    expect(body['state']).toBe('mapping')
    const map = (tables: unknown) =>
      running.call(`/v1/knowledge/imports/${body['id']}/mapping`, { role: 'knowledge', body: { tables } })
    expect((await map([{ table: '', columns: [null, 'question', 'answer'] }])).body).toMatchObject({
      state: 'ready',
      added: 3,
    })
    expect((await map([{ table: '', columns: [null, 'nonsense', 'answer'] }])).status).toBe(400)
    expect((await map([])).status).toBe(400)
    const commit = (id: string) =>
      running.call(`/v1/knowledge/imports/${id}/commit`, { role: 'knowledge', method: 'POST', body: {} })
    expect((await commit(String(body['id']))).body.state).toBe('committed')
    const fewer = await post(running, '问题,答案\n有货不,有的今天发\n', 'odd.csv', 'true')
    expect(fewer.body).toMatchObject({ state: 'ready', retired: 2, unchanged: 1 })
    for (const lang of ['zh', 'en']) {
      const template = await running.call(`/v1/knowledge/imports/template.csv?lang=${lang}`, { role: 'knowledge' })
      expect(template.status).toBe(200)
      expect((await post(running, template.body, 'template.csv')).body).toMatchObject({
        state: 'ready',
        added: 1,
        refused: [],
      })
    }
  })

  it('refuse what is at fault on the call itself', { timeout: 120_000 }, async () => {
    const running = await startProduct({ models: 'real' })
    const bomb = zipSync({ 'a.csv': new Uint8Array(30_000_000) }) as Uint8Array<ArrayBuffer>
    for (const [content, name, status, code] of [
      [bomb, 'faq.zip', 422, 'unprocessable'],
      ['%PDF-1.7', 'faq.pdf', 422, 'unprocessable'],
      ['MZ', 'faq.exe', 415, 'unsupported_type'],
      [new Uint8Array(21 * 1_024 * 1_024).fill(97), 'faq.csv', 413, 'too_large'],
    ] as const) {
      const answer = await post(running, content, name)
      expect([name, answer.status, answer.body['code']]).toEqual([name, status, code])
      expect(answer.type).toContain('application/problem+json')
    }
    const { body } = await running.call('/v1/knowledge/imports', { role: 'knowledge' })
    expect(body.imports).toEqual([])
    expect((await running.call('/livez')).status).toBe(200)
  })
})
