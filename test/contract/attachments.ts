import sharp from 'sharp'
import { beforeEach, describe, expect, it } from 'vitest'
import type { KeptAttachment } from '../../src/domain/attachment.ts'
import type { Attachments } from '../../src/ports/attachments.ts'
import { expectRefusal } from './store-words.ts'

export const MEI = { role: 'customer', sub: 'mei' } as const
export const MAX_BYTES = 1024 * 1024
/** Of a tenant in these tests. */
export const SHARE_BYTES = 2 * MAX_BYTES
export const PDF = Buffer.from('%PDF-1.7\n退货运费发票\n%%EOF\n')

export async function* pieces(...all: (string | Uint8Array)[]) {
  for (const piece of all) yield Buffer.from(piece as string)
}

export const begin = (files: Attachments, size: number, name = '发票.pdf', tenant = 'default') =>
  files.begin({ tenant, by: MEI, customer: 'mei', name, size })

export const put = async (
  files: Attachments,
  bytes: Uint8Array,
  name?: string,
  tenant = 'default',
): Promise<KeptAttachment> => {
  const { id } = await begin(files, bytes.length, name, tenant)
  return (await files.add({ tenant, by: MEI, id, offset: 0 }, pieces(bytes))) as KeptAttachment
}

export const bytesOf = async (files: Attachments, id: string, tenant = 'default'): Promise<Buffer | undefined> => {
  const read = await files.read(tenant, id)
  if (read === undefined) return undefined
  const chunks: Uint8Array[] = []
  for await (const chunk of read) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const unsentIds = async (files: Attachments, before: string): Promise<string[]> => {
  const ids: string[] = []
  for await (const { id } of files.unsent(before)) ids.push(id)
  return ids
}
const LATER = '2999-01-01T00:00:00.000Z'

/** What holds of every place where files lie. `open` twice on the same place is another process, or a restart. */
export const attachmentsContract = (
  name: string,
  { fresh, open, left }: { fresh(): Promise<void>; open(): Attachments; left(id: string): readonly string[] },
): void => {
  describe(`attachments in ${name}`, () => {
    let files: Attachments
    beforeEach(async () => {
      await fresh()
      files = open()
    })

    it('[AT1] keeps what came, byte for byte, also for who opens the place later', async () => {
      const kept = await put(files, PDF)
      expect(kept).toMatchObject({ name: '发票.pdf', mime: 'application/pdf', size: PDF.length, customer: 'mei' })
      files = open()
      expect(await files.find('default', kept.id)).toEqual(kept)
      expect(await bytesOf(files, kept.id)).toEqual(PDF)
    })

    it('[AT1] what is cut off is not there, and its bytes so far are', async () => {
      const { id } = await begin(files, PDF.length)
      const cut = async function* () {
        yield PDF.subarray(0, 10)
        throw new Error('connection reset')
      }
      const to = { tenant: 'default', by: MEI, id }
      await expect(files.add({ ...to, offset: 0 }, cut())).rejects.toThrow('reset')
      expect(await files.find('default', id)).toBeUndefined()
      expect(await files.read('default', id)).toBeUndefined()
      expect(await files.unfinished(to)).toMatchObject({ offset: 10 })
    })

    it('[AT2] another tenant, and what is no id, find nothing', async () => {
      const { id } = await put(files, PDF)
      expect(await files.find('other', id)).toBeUndefined()
      for (const wrong of ['../../etc/passwd', '', `${id}/..`, `${id}.json`])
        expect(await files.find('default', wrong)).toBeUndefined()
      await expectRefusal(files.unfinished({ tenant: 'default', by: MEI, id: '../x' }), 'not_found')
      await files.erase('other', [id])
      await files.withdraw('other', [id])
      expect(await bytesOf(files, id)).toEqual(PDF)
    })

    it.each([
      ['a page that calls itself a picture', 'x.png', Buffer.from('<script>alert(1)</script>'), 'text/plain'],
      ['Chinese text', '清单.txt', Buffer.from('第一行\n第二行'), 'text/plain'],
    ])('[AT3] %s is what its content says', async (_, named, bytes, mime) => {
      expect((await put(files, bytes, named)).mime).toBe(mime)
    })

    it('[AT3] refuses a program, and keeps nothing of it', async () => {
      const { id } = await begin(files, 8, 'photo.jpg')
      const program = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0])
      await expectRefusal(
        files.add({ tenant: 'default', by: MEI, id, offset: 0 }, pieces(program)),
        'unsupported_type',
        /send a picture/,
      )
      expect(left(id)).toEqual([])
    })

    it('[AT4] pictures lose place and device', async () => {
      const photo = await sharp({ create: { width: 60, height: 30, channels: 3, background: '#c33' } })
        .withExif({ IFD0: { Make: 'Phone of Mei' }, IFD3: { GPSLatitude: '30/1 16/1 0/1' } })
        .jpeg()
        .toBuffer()
      expect(photo.includes('Phone of Mei')).toBe(true)
      const kept = await put(files, photo, 'IMG_0001.jpg')
      const clean = (await bytesOf(files, kept.id)) as Buffer
      expect(clean.includes('Phone of Mei')).toBe(false)
      expect(kept).toMatchObject({ size: clean.length, width: 60, height: 30 })
    })

    it('[AT5] a withdrawn file is read by nobody, and stays for the audit', async () => {
      const { id } = await put(files, PDF)
      await files.withdraw('default', [id])
      expect(await files.read('default', id)).toBeUndefined()
      expect(await files.find('default', id)).toMatchObject({ withdrawn: true })
      await files.reinstate('default', [id])
      expect(await bytesOf(files, id)).toEqual(PDF)
    })

    it('[AT6] goes on where it was cut off, by its sender alone, in another process too', async () => {
      const { id } = await begin(files, PDF.length)
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
      expect(await bytesOf(files, kept.id)).toEqual(PDF)
      expect(left(id).filter((path) => path.startsWith('unfinished'))).toEqual([])
    })

    it('[AT6] takes no more than was said, and no more than the limit', async () => {
      await expectRefusal(begin(files, MAX_BYTES + 1), 'too_large', /at most/)
      const { id } = await begin(files, 10)
      await expectRefusal(
        files.add({ tenant: 'default', by: MEI, id, offset: 0 }, pieces(PDF)),
        'too_large',
        /more than the 10/,
      )
    })

    it('[AT6] two that bring bytes of one upload at once do not mix them', async () => {
      const { id } = await begin(files, PDF.length)
      const to = { tenant: 'default', by: MEI, id, offset: 0 }
      const both = await Promise.allSettled([files.add(to, pieces(PDF)), files.add(to, pieces(PDF))])
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(await bytesOf(files, id)).toEqual(PDF)
    })

    it('[AT7] a share counts what is kept and what was begun, says what is left, and is one tenant’s', async () => {
      await put(files, PDF)
      await begin(files, MAX_BYTES)
      const room = SHARE_BYTES - MAX_BYTES - PDF.length
      files = open()
      await expectRefusal(begin(files, room + 1), 'attachments.full', new RegExp(`${room} of the ${SHARE_BYTES}`))
      await begin(files, MAX_BYTES, '发票.pdf', 'other')
      await begin(files, room)
      await expectRefusal(begin(files, 1), 'attachments.full', / 0 of the /)
    })

    it('[AT7] what is erased counts no more', async () => {
      const all = Buffer.concat([PDF, Buffer.alloc(MAX_BYTES - PDF.length, 'x')])
      const { id } = await put(files, all)
      await put(files, all)
      await expectRefusal(begin(files, 1), 'attachments.full')
      await files.erase('default', [id])
      expect(await begin(files, MAX_BYTES)).toMatchObject({ offset: 0 })
    })

    it('[AT8] of what is erased nothing is left, withdrawn or not; another file stays', async () => {
      const [gone, hidden, stays] = [await put(files, PDF), await put(files, PDF), await put(files, PDF)]
      await files.withdraw('default', [hidden.id])
      await files.erase('default', [gone.id, hidden.id, 'no id'])
      for (const { id } of [gone, hidden]) {
        expect(await files.find('default', id)).toBeUndefined()
        expect(left(id)).toEqual([])
      }
      expect(await bytesOf(files, stays.id)).toEqual(PDF)
    })

    it('[AT8] a file is told of until it is said to be sent, also after a restart', async () => {
      const [a, b] = [await put(files, PDF), await put(files, PDF, '发票2.pdf', 'other')]
      expect(await unsentIds(files, a.at)).toEqual([])
      files = open()
      expect((await unsentIds(files, LATER)).sort()).toEqual([a.id, b.id].sort())
      await files.sent('default', [a.id, 'no id'])
      expect(await unsentIds(files, LATER)).toEqual([b.id])
      expect(await bytesOf(files, a.id)).toEqual(PDF)
      await files.erase('other', [b.id])
      expect(await unsentIds(files, LATER)).toEqual([])
    })

    it('[AT9] what was heard in a file is there for who opens the place later, to nobody while it is withdrawn, and the first word stays', async () => {
      const { id } = await put(files, PDF)
      expect(await files.transcription('default', id)).toBeUndefined()
      const heard = { text: '我的货到哪了呀', confidence: 0.91, language: 'zh' } as const
      await files.keepTranscription('default', id, heard)
      await files.keepTranscription('default', id, { why: 'failed' })
      files = open()
      expect(await files.transcription('default', id)).toEqual(heard)
      expect(await files.transcription('other', id)).toBeUndefined()
      await files.withdraw('default', [id])
      expect(await files.transcription('default', id)).toBeUndefined()
      await files.reinstate('default', [id])
      expect(await files.transcription('default', id)).toEqual(heard)
      expect(await bytesOf(files, id)).toEqual(PDF)
    })

    it('[AT9] goes with its file for good, and is not kept for one that is gone', async () => {
      const { id } = await put(files, PDF)
      await files.keepTranscription('default', id, { why: 'silent' })
      await files.erase('default', [id])
      await files.keepTranscription('default', id, { text: '转人工', confidence: 1 })
      for (const none of [id, 'no id', '../x']) expect(await files.transcription('default', none)).toBeUndefined()
      await files.keepTranscription('default', '../../x', { why: 'silent' })
      expect(left(id)).toEqual([])
    })

    it('is there', async () => {
      expect((await files.state()).reason).toBeUndefined()
    })
  })
}
