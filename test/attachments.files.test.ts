import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createExamine, type ExamineParts } from '../src/adapters/content/examine.ts'
import { createAttachmentFiles } from '../src/adapters/local/attachment-files.ts'
import { createScanCommand } from '../src/adapters/local/scan-command.ts'
import { cleanPicture } from '../src/adapters/pictures/clean-picture.ts'
import type { KeptAttachment } from '../src/domain/attachment.ts'
import type { Attachments } from '../src/ports/attachments.ts'
import { attachmentsContract, MAX_BYTES, MEI, PDF, pieces, SHARE_BYTES } from './contract/attachments.ts'
import { expectRefusal } from './contract/store-words.ts'
import { newCid } from './helpers/client.ts'

let directory: string
let at = Date.parse('2026-11-22T08:00:00.000Z')
const open = (
  { freeBytes, ...examined }: { freeBytes?: () => Promise<number> } & Partial<ExamineParts> = {},
  in_ = directory,
): Attachments =>
  createAttachmentFiles({
    directory: in_,
    maxBytes: MAX_BYTES,
    tenantBytes: SHARE_BYTES,
    now: () => new Date(at),
    newId: newCid,
    examine: createExamine({ cleanPicture, ...examined }),
    ...(freeBytes === undefined ? {} : { freeBytes }),
  })
let files: Attachments
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tabdesk-files-'))
  files = open()
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const begin = (size: number, name = '发票.pdf', tenant = 'default') =>
  files.begin({ tenant, by: MEI, customer: 'mei', name, size })
const put = async (bytes: Uint8Array, name?: string): Promise<KeptAttachment> => {
  const { id } = await begin(bytes.length, name)
  return (await files.add({ tenant: 'default', by: MEI, id, offset: 0 }, pieces(bytes))) as KeptAttachment
}
const bytesOf = async (id: string, tenant = 'default'): Promise<Buffer | undefined> => {
  const read = await files.read(tenant, id)
  if (read === undefined) return undefined
  const chunks: Uint8Array[] = []
  for await (const chunk of read) chunks.push(chunk)
  return Buffer.concat(chunks)
}
const left = (): string[] =>
  readdirSync(directory, { recursive: true })
    .map(String)
    .filter((name) => name.includes('.part'))

attachmentsContract('a folder', {
  fresh: async () => undefined,
  open: () => open(),
  left: (id) =>
    readdirSync(directory, { recursive: true })
      .map(String)
      .filter((name) => name.includes(id)),
})

describe('attachments as files', () => {
  it.each([
    ['a page that calls itself a picture', 'x.png', Buffer.from('<script>alert(1)</script>'), 'text/plain'],
    ['SVG', 'logo.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'text/plain'],
    ['Chinese text', '清单.txt', Buffer.from('第一行\n第二行'), 'text/plain'],
    ['a sound', 'a.wav', Buffer.concat([Buffer.from('RIFF0000WAVEfmt '), Buffer.alloc(40)]), 'audio/wav'],
  ])('[AT3] %s is what its content says', async (_, name, bytes, mime) => {
    expect((await put(bytes, name)).mime).toBe(mime)
  })

  it.each([
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0])],
    ['half a character and zeros', Buffer.from([0xe4, 0xbd, 0, 0])],
  ])('[AT3] refuses %s, and keeps nothing of it', async (_, bytes) => {
    await expectRefusal(put(bytes, 'photo.jpg'), 'unsupported_type', /send a picture/)
    expect(
      readdirSync(directory, { recursive: true })
        .map(String)
        .filter((name) => name.includes('-')),
    ).toEqual([])
  })

  it('[AT4] pictures lose place and device, keep their upright side, and what hangs behind them', async () => {
    const photo = await sharp({ create: { width: 60, height: 30, channels: 3, background: '#c33' } })
      .withExif({ IFD0: { Make: 'Phone of Mei', Orientation: '6' }, IFD3: { GPSLatitude: '30/1 16/1 0/1' } })
      .jpeg()
      .toBuffer()
    expect(photo.includes('Phone of Mei')).toBe(true)
    const kept = await put(Buffer.concat([photo, Buffer.from('<?php evil')]), 'IMG_0001.jpg')
    const clean = (await bytesOf(kept.id)) as Buffer
    expect(clean.includes('Phone of Mei')).toBe(false)
    expect(clean.includes('evil')).toBe(false)
    expect((await sharp(clean).metadata()).exif).toBeUndefined()
    expect(kept.size).toBe(clean.length)
  })

  it('[AT4] negative control: a picture that is not written anew keeps them', async () => {
    files = open({
      cleanPicture: async (from, to) => {
        const bytes = await readFile(from)
        writeFileSync(to, bytes)
        return { width: 1, height: 1, size: bytes.length }
      },
    })
    const photo = await sharp({ create: { width: 6, height: 3, channels: 3, background: '#c33' } })
      .withExif({ IFD0: { Make: 'Phone of Mei' } })
      .jpeg()
      .toBuffer()
    const kept = await put(photo)
    expect((await bytesOf(kept.id))?.includes('Phone of Mei')).toBe(true)
  })

  it('refuses pictures that are broken, or that decode to more than a screen holds', async () => {
    const whole = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#080' } })
      .png()
      .toBuffer()
    await expectRefusal(put(whole.subarray(0, whole.length - 200)), 'unprocessable', /cannot be read/)
    const bomb = await sharp({ create: { width: 9_000, height: 9_000, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
    expect(bomb.length).toBeLessThan(MAX_BYTES)
    await expectRefusal(put(bomb), 'unprocessable', /too large/)
  })

  it('takes no file where the disk would have too little left for the log', async () => {
    files = open({ freeBytes: async () => 512 * 1024 * 1024 + 9 })
    await begin(9)
    await expectRefusal(begin(10), 'storage.full', /no room/)
  })

  it('pictures are written anew one at a time, and one that cannot be does not hold up the next', async () => {
    const photo = await sharp({ create: { width: 2_000, height: 2_000, channels: 3, background: '#c33' } })
      .png()
      .toBuffer()
    let most = 0
    let going = true
    const watched = (async () => {
      while (going) {
        most = Math.max(most, sharp.counters().process)
        await new Promise(setImmediate)
      }
    })()
    const broken = photo.subarray(0, photo.length - 200)
    const all = await Promise.allSettled([photo, broken, photo, photo].map((bytes) => put(bytes)))
    going = false
    await watched
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    expect(most).toBe(1)
  })

  it('forgets uploads that stood still for a day', async () => {
    const { id } = await begin(10)
    expect(left()).toHaveLength(2)
    at = Date.now() + 25 * 3_600_000
    await begin(10)
    await expectRefusal(files.unfinished({ tenant: 'default', by: MEI, id }), 'not_found')
    expect(left()).toHaveLength(2)
  })

  it('keeps an upload that began long ago and still goes on', async () => {
    const { id } = await begin(10)
    const [said] = left().filter((name) => name.endsWith('.json'))
    const longAgo = new Date(Date.now() - 25 * 3_600_000)
    utimesSync(join(directory, said as string), longAgo, longAgo)
    at = Date.now()
    await begin(10)
    expect(await files.unfinished({ tenant: 'default', by: MEI, id })).toMatchObject({ id, offset: 0 })
  })

  it('keeps what the operator’s scan lets through, and nothing that it could not look at', async () => {
    const script = (code: number): string[] => ['sh', '-c', `test -f "$0" && exit ${code}`]
    files = open({ scan: createScanCommand(script(0)) })
    expect(await put(PDF)).toMatchObject({ size: PDF.length })
    files = open({ scan: createScanCommand(script(1)) })
    await expectRefusal(put(PDF), 'unprocessable', /infected/)
    files = open({ scan: createScanCommand(['/no/such/scanner']) })
    await expectRefusal(put(PDF), 'busy', /could not be scanned/)
    expect(left()).toEqual([])
  })
})
