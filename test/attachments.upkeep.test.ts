import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFiles } from '../src/compose-attachments.ts'
import { loadConfig } from '../src/config.ts'
import { removeUnsent } from '../src/conversation/unsent-files.ts'
import type { KeptAttachment } from '../src/domain/attachment.ts'
import { PDF, pieces } from './contract/attachments.ts'
import { startProduct } from './helpers/product.ts'
import { S3_KEYS, type S3Server, startS3Server } from './helpers/s3-server.ts'

let server: S3Server
beforeAll(async () => {
  server = await startS3Server()
})
afterAll(() => server.close())

const DAY_MS = 24 * 3_600_000

describe('files that were never sent', () => {
  it.each(['a folder', 'a bucket'])(
    'are removed after a day from %s; those that a message names, or named, stay',
    async (place) => {
      const s3 = place === 'a bucket' ? { url: server.url, bucket: server.bucket, ...S3_KEYS } : undefined
      const running = await startProduct({ config: { s3 } })
      const { store } = running.product
      const token = await running.token('customer', 'mei')
      const upload = async (name: string) => {
        const headers = { authorization: `Bearer ${token}` }
        const begun = (await (
          await fetch(`${running.url}/v1/attachments`, {
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/json' },
            body: JSON.stringify({ name, size: PDF.length }),
          })
        ).json()) as { id: string }
        const put = await fetch(`${running.url}/v1/attachments/${begun.id}?offset=0`, {
          method: 'PUT',
          headers: { ...headers, 'content-type': 'application/octet-stream' },
          body: new Uint8Array(PDF),
        })
        const { id, mime, size, url } = (await put.json()) as KeptAttachment & { url: string }
        return { id, attachment: { name, mime, size, url } }
      }
      const [sent, recalled, forgotten] = [
        await upload('发票.pdf'),
        await upload('身份证.pdf'),
        await upload('草稿.pdf'),
      ]
      const socket = await running.client('customer', 'mei')
      const say = (attachment: object) => socket.say('', { kind: 'file', text: undefined, attachment })
      await say(sent.attachment)
      const { conversation, seq } = await say(recalled.attachment)
      socket.send({ type: 'recall', conversation, seq, opId: 'op-1' })
      await socket.next((frame) => frame.type === 'event' && frame.kind === 'recall')

      const files = await openFiles(running.config, () => new Date())
      const sweep = (after: number) =>
        removeUnsent({ attachments: files, store, now: () => new Date(Date.now() + after) })
      expect(await sweep(DAY_MS - 60_000)).toBe(0)
      expect(await files.find('default', forgotten.id)).toBeDefined()
      expect(await sweep(DAY_MS + 60_000)).toBe(1)
      expect(await files.find('default', forgotten.id)).toBeUndefined()
      expect(await files.find('default', sent.id)).toBeDefined()
      expect(await files.find('default', recalled.id)).toMatchObject({ withdrawn: true })
      const unsent = []
      for await (const { id } of files.unsent('2999-01-01T00:00:00.000Z')) unsent.push(id)
      expect(unsent).toEqual([])
      const ready = await running.call('/readyz')
      expect(ready.body.parts.attachments).toMatchObject({ state: 'ready', kind: s3 === undefined ? 'folder' : 's3' })
      expect(server.objects.has([...server.objects.keys()].find((key) => key.includes(sent.id)) ?? '')).toBe(
        s3 !== undefined,
      )
    },
  )

  it('negative control: a log that is not asked loses a file that was sent', async () => {
    const running = await startProduct()
    const files = await openFiles(running.config, () => new Date())
    const of = { tenant: 'default', by: { role: 'customer', sub: 'mei' } as const }
    const { id } = await files.begin({ ...of, customer: 'mei', name: 'a.pdf', size: PDF.length })
    await files.add({ ...of, id, offset: 0 }, pieces(PDF))
    const now = () => new Date(Date.now() + 2 * DAY_MS)
    const named = {
      conversations: async () => [{ id: 'c' }],
      events: async () => ({ events: [{ seq: 1, attachment: { url: `/v1/attachments/${id}?seal=x` } }] }),
    }
    const forgets = { ...named, conversations: async () => [] }
    const { sent, erase } = files
    const erased: string[] = []
    const watched = {
      unsent: files.unsent,
      sent,
      erase: async (_: string, ids: readonly string[]) => void erased.push(...ids),
    }
    await removeUnsent({ attachments: watched, store: forgets as never, now })
    expect(erased).toEqual([id])
    await removeUnsent({ attachments: { ...watched, erase }, store: named as never, now })
    expect(await files.find('default', id)).toBeDefined()
  })
})

describe('settings of the bucket', () => {
  const S3 = {
    S3_URL: 'https://s3.example.com',
    S3_BUCKET: 'tabdesk-files',
    S3_ACCESS_KEY_ID: 'A',
    S3_SECRET_ACCESS_KEY: 'B',
  }
  const folder = mkdtempSync(join(tmpdir(), 'tabdesk-config-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  it('are all or none, and wrong ones are named without the secret', () => {
    expect(loadConfig(S3, folder).s3).toMatchObject({ bucket: 'tabdesk-files', region: 'us-east-1' })
    expect(loadConfig({}, folder).s3).toBeUndefined()
    expect(() => loadConfig({ S3_URL: S3.S3_URL, S3_BUCKET: 'x-files' }, folder)).toThrow(
      /S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY must/,
    )
    expect(() => loadConfig({ ...S3, S3_URL: 's3://bucket' }, folder)).toThrow(/S3_URL is no address/)
    expect(() => loadConfig({ ...S3, S3_BUCKET: 'Two Words' }, folder)).toThrow(/S3_BUCKET is "Two Words"/)
  })
})
