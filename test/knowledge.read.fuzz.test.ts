import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { typeOf } from '../src/knowledge/import/type-of.ts'
import type { ReadUpload, UploadType } from '../src/knowledge/import/upload.ts'
import { readAs } from './helpers/uploads.ts'

const isResult = ({ patches, refused, reason }: ReadUpload): boolean =>
  Array.isArray(patches) && Array.isArray(refused) && (reason === undefined || reason !== '')
const fixture = (name: string): Buffer => readFileSync(new URL(`fixtures/knowledge/${name}`, import.meta.url))
/** Lets through what a reader tells of a file. */
const throwing: typeof readAs = async (...upload) => {
  const read = await readAs(...upload)
  if (read.reason !== undefined) throw new TypeError(read.reason)
  return read
}
/** Says that a file cannot be used, and not why. */
const mute: typeof readAs = async (...upload) => {
  const { reason, ...read } = await readAs(...upload)
  return reason === undefined ? read : { ...read, reason: '' }
}
const FAULTS = [
  ['throws', throwing],
  ['does not say why', mute],
] as const
const TEXTS: readonly UploadType[] = ['table', 'text', 'jsonLines', 'json', 'article', 'page']

const piece = fc.constantFrom(
  ...[
    '"',
    ',',
    '\n',
    '\t',
    ';',
    '|',
    '问题',
    '答案',
    'q',
    'a',
    '怎么退？',
    '可以的',
    '# ',
    '## ',
    '- ',
    '---\n',
    'Q: ',
    '答：',
    '1、',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    '"question"',
    '"answer"',
    '<p>',
    '</p>',
    '<h2>',
    '<details>',
    '<summary>',
    '<table><tr><td>',
    '<script>',
    '{{',
    '}}',
    '**',
    '\u202e',
    '\0',
  ],
)
const packed = fc.constantFrom(
  'a.csv',
  'b.html',
  'c.json',
  'd.md',
  'e.txt',
  'f.pdf',
  'g.xlsx',
  'h.zip',
  '../i.csv',
  'j',
)
const DAMAGED = [
  ['taobao-wenda.xlsx', 60],
  ['delivery-guide.docx', 60],
  ['returns-policy.pdf', 25],
] as const

const ofAnyBytes = (read: typeof readAs) =>
  fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...TEXTS), async (content, type) => {
    expect(isResult(await read(type, content))).toBe(true)
  })
const ofPieces = (read: typeof readAs) =>
  fc.asyncProperty(fc.array(piece, { maxLength: 60 }), fc.constantFrom(...TEXTS), async (pieces, type) => {
    expect(isResult(await read(type, pieces.join('')))).toBe(true)
  })
const ofDamaged = (read: typeof readAs, name: string) => {
  const sound = fixture(name)
  return fc.asyncProperty(
    fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
    fc.double({ min: 0.3, max: 1, noNaN: true }),
    async (changes, kept) => {
      const damaged = Buffer.from(sound)
      for (const [at, value] of changes) damaged[at] = value
      const content = new Uint8Array(kept > 0.6 ? damaged : damaged.subarray(0, kept * sound.length))
      let type: UploadType
      try {
        type = typeOf(name, content)
      } catch (error) {
        expect((error as { code: string }).code).toMatch(/^un/)
        return
      }
      expect(isResult(await read(type, content, name))).toBe(true)
    },
  )
}
const ofArchives = (read: typeof readAs) =>
  fc.asyncProperty(fc.dictionary(packed, fc.uint8Array({ maxLength: 80 }), { maxKeys: 5 }), async (files) => {
    expect(isResult(await read('archive', zipSync(files), 'all.zip'))).toBe(true)
  })

describe('any bytes', () => {
  it('are read or refused as text of every kind, never thrown at', async () => {
    await fc.assert(ofAnyBytes(readAs), { numRuns: 400 })
  })
  it('of what such files are made of too', async () => {
    await fc.assert(ofPieces(readAs), { numRuns: 600 })
  })
  it.each(DAMAGED)('that were %s once, and are damaged', { timeout: 120_000 }, async (name, numRuns) => {
    await fc.assert(ofDamaged(readAs, name), { numRuns })
  })
  it('packed as an archive', async () => {
    await fc.assert(ofArchives(readAs), { numRuns: 80 })
  })

  it.each(FAULTS)(
    'negative control: a reader that %s is found by each of these',
    { timeout: 120_000 },
    async (_, faulty) => {
      const once = { endOnFailure: true }
      const found = [
        (await fc.check(ofAnyBytes(faulty), { numRuns: 400, ...once })).failed,
        (await fc.check(ofPieces(faulty), { numRuns: 600, ...once })).failed,
        (await fc.check(ofArchives(faulty), { numRuns: 80, ...once })).failed,
      ]
      for (const [name, numRuns] of DAMAGED)
        found.push((await fc.check(ofDamaged(faulty, name), { numRuns, ...once })).failed)
      expect(found).toEqual(found.map(() => true))
    },
  )
})
