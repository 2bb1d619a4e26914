import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createExamine } from '../src/adapters/content/examine.ts'
import { cleanPicture } from '../src/adapters/pictures/clean-picture.ts'
import { createAttachmentObjects } from '../src/adapters/s3/attachment-objects.ts'
import { type BucketSettings, createBucket } from '../src/adapters/s3/bucket.ts'
import type { Attachments } from '../src/ports/attachments.ts'
import {
  attachmentsContract,
  begin,
  bytesOf,
  MAX_BYTES,
  MEI,
  PDF,
  pieces,
  put,
  SHARE_BYTES,
} from './contract/attachments.ts'
import { expectRefusal } from './contract/store-words.ts'
import { newCid } from './helpers/client.ts'
import { S3_KEYS, type S3Server, startS3Server } from './helpers/s3-server.ts'

let server: S3Server
let spool: string
beforeAll(async () => {
  server = await startS3Server()
  spool = mkdtempSync(join(tmpdir(), 'tabdesk-spool-'))
})
afterAll(async () => {
  await server.close()
  rmSync(spool, { recursive: true, force: true })
})

let offset = 0
const open = (more: Partial<BucketSettings> = {}): Attachments =>
  createAttachmentObjects({
    bucket: createBucket({ url: server.url, bucket: server.bucket, ...S3_KEYS, ...more }),
    spool,
    maxBytes: MAX_BYTES,
    tenantBytes: SHARE_BYTES,
    now: () => new Date(Date.now() + offset),
    newId: newCid,
    examine: createExamine({ cleanPicture }),
  })
const left = (id: string): string[] => [...server.objects.keys()].filter((key) => key.includes(id))
const fresh = async (): Promise<void> => {
  server.objects.clear()
  Object.assign(server.faults, { failing: 0, silent: false, full: false })
  offset = 0
}

attachmentsContract('a bucket', { fresh, open, left })

describe('a bucket', () => {
  beforeEach(fresh)

  it('negative control: the test’s server refuses wrong keys, and the message says what to correct', async () => {
    for (const wrong of [
      { secretAccessKey: 'guessed' },
      { accessKeyId: 'OTHER' },
      { region: 'us-east-1', secretAccessKey: 'x' },
    ])
      await expectRefusal(put(open(wrong), PDF), 'storage', /refuses our keys .*S3_SECRET_ACCESS_KEY/)
    expect(server.objects.size).toBe(0)
  })

  it('negative control: a body that was changed on its way is refused', async () => {
    const files = open({
      fetch: async (url, init) =>
        fetch(
          url,
          init?.method === 'PUT' && String(url).endsWith('.json') ? { ...init, body: 'something else' } : init,
        ),
    })
    await expectRefusal(put(files, PDF), 'storage', /XAmzContentSHA256Mismatch/)
  })

  it('a bucket that is not there is named', async () => {
    await expectRefusal(open({ bucket: 'nowhere' }).find('default', newCid()), 'storage', /nowhere, is not there/)
    await expectRefusal(put(open({ bucket: 'nowhere' }), PDF), 'storage', /S3_BUCKET/)
  })

  it('passes over a service that fails for a moment, and keeps nothing half when it goes on failing', async () => {
    const files = open()
    server.faults.failing = 2
    expect(await bytesOf(files, (await put(files, PDF)).id)).toEqual(PDF)
    const { id } = await begin(files, PDF.length)
    const to = { tenant: 'default', by: MEI, id }
    await files.add({ ...to, offset: 0 }, pieces(PDF.subarray(0, 5)))
    server.faults.failing = 1_000
    await expectRefusal(files.add({ ...to, offset: 5 }, pieces(PDF.subarray(5))), 'storage', /503/)
    server.faults.failing = 0
    expect(await files.unfinished(to)).toMatchObject({ offset: 5 })
    await files.add({ ...to, offset: 5 }, pieces(PDF.subarray(5)))
    expect(await bytesOf(files, id)).toEqual(PDF)
  })

  it('a piece that came whole before the service failed is made a file by the next call, without its bytes again', async () => {
    const files = open()
    const { id } = await begin(files, PDF.length)
    const to = { tenant: 'default', by: MEI, id }
    server.faults.full = false
    const putting = open({
      fetch: async (url, init) => {
        if (init?.method === 'PUT' && String(url).includes('/files/')) return new Response('', { status: 503 })
        return fetch(url, init)
      },
    })
    await expectRefusal(putting.add({ ...to, offset: 0 }, pieces(PDF)), 'storage')
    expect(await files.find('default', id)).toBeUndefined()
    expect(await files.unfinished(to)).toMatchObject({ offset: PDF.length })
    await files.add({ ...to, offset: PDF.length }, pieces())
    expect(await bytesOf(files, id)).toEqual(PDF)
  })

  it('says that it is full, and that it says nothing, and since when', async () => {
    const files = open({ deadlineMs: 100 })
    server.faults.full = true
    await expectRefusal(put(files, PDF), 'storage.full')
    server.faults.full = false
    server.faults.silent = true
    const state = await files.state()
    expect(state).toMatchObject({ kind: 's3', reason: expect.stringMatching(/says nothing/) })
    offset = 60_000
    expect((await files.state()).since).toBe(state.since)
    server.faults.silent = false
    offset = 120_000
    expect(await files.state()).toEqual({ kind: 's3' })
  })

  it('a service that hangs keeps nobody waiting who asks how it is: one call is under way, the last known state is said', async () => {
    server.faults.silent = true
    const unknown = open()
    const before = server.calls()
    const states = await Promise.all([unknown.state(), unknown.state()])
    expect(states[0]).toMatchObject({ since: expect.any(String), reason: expect.stringMatching(/says nothing/) })
    expect(states[1]).toEqual(states[0])
    // The first try of three: nobody waited for its end.
    expect(server.calls() - before).toBe(1)
    server.faults.silent = false
    const known = open()
    expect(await known.state()).toEqual({ kind: 's3' })
    server.faults.silent = true
    offset = 60_000
    const after = server.calls()
    expect(await known.state()).toEqual({ kind: 's3' })
    expect(server.calls() - after).toBe(1)
  })

  it('forgets uploads that stood still for a day, and what a crash left of files', async () => {
    const files = open()
    const { id } = await begin(files, 10)
    const whole = await put(files, PDF)
    for (const key of left(whole.id)) if (key.endsWith('.json')) server.objects.delete(key)
    offset = 25 * 3_600_000
    await begin(files, 10)
    expect(left(id)).toEqual([])
    for await (const _ of files.unsent(new Date(Date.now() + offset).toISOString())) expect.unreachable()
    expect(left(whole.id)).toEqual([])
  })

  it('leaves nothing on this disk', () => {
    expect(readdirSync(spool)).toEqual([])
  })
})
