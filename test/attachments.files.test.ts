import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAttachmentFiles } from '../src/adapters/local/attachment-files.ts'
import { createScanCommand } from '../src/adapters/local/scan-command.ts'
import { cleanPicture } from '../src/adapters/pictures/clean-picture.ts'
import type { KeptAttachment } from '../src/domain/attachment.ts'
import type { Attachments } from '../src/ports/attachments.ts'
import { expectRefusal } from './contract/store-words.ts'
import { newCid } from './helpers/client.ts'

const MEI = { role: 'customer', sub: 'mei' } as const
const MAX_BYTES = 1024 * 1024

let directory: string
let at = Date.parse('2026-11-22T08:00:00.000Z')
const open = (more: Partial<Parameters<typeof createAttachmentFiles>[0]> = {}): Attachments =>
  createAttachmentFiles({
    directory,
    maxBytes: MAX_BYTES,
    now: () => new Date(at),
    newId: newCid,
    cleanPicture,
    ...more,
  })
let files: Attachments
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tabdesk-files-'))
  files = open()
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const begin = (size: number, name = '发票.pdf', tenant = 'default') =>
  files.begin({ tenant, by: MEI, customer: 'mei', name, size })
async function* pieces(...all: (string | Uint8Array)[]) {
  for (const piece of all) yield Buffer.from(piece as string)
}
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
const PDF = Buffer.from('%PDF-1.7\n退货运费发票\n%%EOF\n')
const left = (): string[] =>
  readdirSync(directory, { recursive: true })
    .map(String)
    .filter((name) => name.includes('.part'))

describe('attachments as files', () => {
  it('[AT1] keeps what came, byte for byte, also for who opens the folder later', async () => {
    const kept = await put(PDF)
    expect(kept).toMatchObject({ name: '发票.pdf', mime: 'application/pdf', size: PDF.length, customer: 'mei' })
    files = open()
    expect(await files.find('default', kept.id)).toEqual(kept)
    expect(await bytesOf(kept.id)).toEqual(PDF)
    expect(left()).toEqual([])
  })

  it('[AT1] what is cut off is not there', async () => {
    const { id } = await begin(PDF.length)
    const cut = async function* () {
      yield PDF.subarray(0, 10)
      throw new Error('connection reset')
    }
    await expect(files.add({ tenant: 'default', by: MEI, id, offset: 0 }, cut())).rejects.toThrow('reset')
    expect(await files.find('default', id)).toBeUndefined()
    expect(await files.read('default', id)).toBeUndefined()
  })

  it('[AT2] another tenant, and what is no id, find nothing', async () => {
    const { id } = await put(PDF)
    expect(await files.find('other', id)).toBeUndefined()
    for (const wrong of ['../../etc/passwd', '', `${id}/..`, `${id}.json`])
      expect(await files.find('default', wrong)).toBeUndefined()
    await expectRefusal(files.unfinished({ tenant: 'default', by: MEI, id: '../x' }), 'not_found')
  })

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

  it('[AT5] a withdrawn file is read by nobody, and stays for the audit', async () => {
    const { id } = await put(PDF)
    await files.withdraw('default', [id])
    expect(await files.read('default', id)).toBeUndefined()
    expect(await files.find('default', id)).toMatchObject({ withdrawn: true })
    await files.reinstate('default', [id])
    expect(await bytesOf(id)).toEqual(PDF)
  })

  it('[AT6] goes on where it was cut off, by its sender alone, after a restart too', async () => {
    const { id } = await begin(PDF.length)
    const to = { tenant: 'default', by: MEI, id }
    expect(await files.add({ ...to, offset: 0 }, pieces(PDF.subarray(0, 7)))).toMatchObject({ offset: 7 })
    files = open()
    expect(await files.unfinished(to)).toEqual({ id, offset: 7, size: PDF.length })
    await expectRefusal(files.unfinished({ ...to, by: { role: 'customer', sub: 'li' } }), 'not_found')
    await expectRefusal(files.add({ ...to, offset: 0 }, pieces(PDF)), 'conflict', /stands at 7/)
    const kept = (await files.add(
      { ...to, offset: 7 },
      pieces(PDF.subarray(7, 20), PDF.subarray(20)),
    )) as KeptAttachment
    expect(await bytesOf(kept.id)).toEqual(PDF)
  })

  it('[AT6] takes no more than was said, and no more than the limit', async () => {
    await expectRefusal(begin(MAX_BYTES + 1), 'too_large', /at most/)
    const { id } = await begin(10)
    await expectRefusal(
      files.add({ tenant: 'default', by: MEI, id, offset: 0 }, pieces(PDF)),
      'too_large',
      /more than the 10/,
    )
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

  it('two that bring bytes of one upload at once do not mix them', async () => {
    const { id } = await begin(PDF.length)
    const to = { tenant: 'default', by: MEI, id, offset: 0 }
    const both = await Promise.allSettled([files.add(to, pieces(PDF)), files.add(to, pieces(PDF))])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await bytesOf(id)).toEqual(PDF)
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
