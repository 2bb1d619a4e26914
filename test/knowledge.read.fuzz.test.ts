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
const TEXTS: readonly UploadType[] = ['table', 'text', 'jsonLines', 'json', 'article', 'page']

describe('any bytes', () => {
  it('are read or refused as text of every kind, never thrown at', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...TEXTS), async (content, type) => {
        expect(isResult(await readAs(type, content))).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  it('of what such files are made of too', async () => {
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
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), fc.constantFrom(...TEXTS), async (pieces, type) => {
        expect(isResult(await readAs(type, pieces.join('')))).toBe(true)
      }),
      { numRuns: 600 },
    )
  })

  it.each([
    ['taobao-wenda.xlsx', 60],
    ['delivery-guide.docx', 60],
    ['returns-policy.pdf', 25],
  ])('that were %s once, and are damaged', { timeout: 120_000 }, async (name, numRuns) => {
    const sound = fixture(name)
    await fc.assert(
      fc.asyncProperty(
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
          expect(isResult(await readAs(type, content, name))).toBe(true)
        },
      ),
      { numRuns },
    )
  })

  it('packed as an archive', async () => {
    const name = fc.constantFrom(
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
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, fc.uint8Array({ maxLength: 80 }), { maxKeys: 5 }), async (files) => {
        expect(isResult(await readAs('archive', zipSync(files), 'all.zip'))).toBe(true)
      }),
      { numRuns: 80 },
    )
  })
})
