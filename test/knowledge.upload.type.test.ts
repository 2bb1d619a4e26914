import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readUploadAside } from '../src/knowledge/import/aside.ts'
import { LARGEST_UPLOAD } from '../src/knowledge/import/limits.ts'
import { readUpload } from '../src/knowledge/import/read.ts'
import { typeOf } from '../src/knowledge/import/type-of.ts'

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const zip = (...names: string[]): Uint8Array => zipSync(Object.fromEntries(names.map((name) => [name, bytes('x')])))
/** The claimed size of the first file. */
const claiming = (archive: Uint8Array, size: number): Uint8Array => {
  const copy = Buffer.from(archive)
  copy.writeUInt32LE(size, copy.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24)
  return copy
}
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const ole = (stream: string): Uint8Array =>
  Buffer.concat([OLE, Buffer.alloc(504), Buffer.from(`${stream}\0`, 'utf16le'), Buffer.alloc(60)])

describe('the type of an upload', () => {
  const codeOf = (name: string, content: Uint8Array): string => {
    try {
      return typeOf(name, content)
    } catch (error) {
      return (error as { code: string }).code
    }
  }

  it.each([
    ['faq.csv', bytes('q,a'), 'table'],
    ['FAQ.TSV', bytes('q\ta'), 'table'],
    ['问答.txt', bytes('问：a'), 'text'],
    ['faq.jsonl', bytes('{}'), 'jsonLines'],
    ['faq.json', bytes('[]'), 'json'],
    ['article.md', bytes('---'), 'article'],
    ['help.htm', bytes('<p>x'), 'page'],
    ['faq.pdf', bytes('%PDF-1.7'), 'pdf'],
    ['faq.xlsx', zip('[Content_Types].xml', 'xl/workbook.xml'), 'workbook'],
    ['faq.docx', zip('[Content_Types].xml', 'word/document.xml'), 'document'],
    ['faq.zip', zip('a.csv', 'b.md'), 'archive'],
    ['old.xls', ole('Workbook'), 'workbook'],
  ])('%s is told by its name and its content', (name, content, expected) => {
    expect(codeOf(name, content)).toBe(expected)
  })

  it.each([
    ['faq.csv', zip('xl/workbook.xml'), 'workbook'],
    ['faq.csv', bytes('%PDF-1.7'), 'pdf'],
    ['export.xls', bytes('<html><table><tr><td>问题'), 'page'],
    ['export.xls', bytes('问题\t答案'), 'table'],
    ['export.csv', bytes('<!DOCTYPE html><p>Sign in'), 'page'],
    ['policy', bytes('%PDF-1.7'), 'pdf'],
  ])('%s with another ending than it has inside is what it is', (name, content, expected) => {
    expect(codeOf(name, content)).toBe(expected)
  })

  it.each([
    ['faq.exe', bytes('MZ'), 'unsupported_type'],
    ['no-ending', bytes('q,a'), 'unsupported_type'],
    ['faq.pdf', bytes('q,a'), 'unsupported_type'],
    ['faq.docx', bytes('q,a'), 'unsupported_type'],
    ['faq.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]), 'unsupported_type'],
    ['macros.xlsm', zip('xl/workbook.xml', 'xl/vbaProject.bin'), 'unsupported_type'],
    ['slides.pptx', zip('ppt/presentation.xml'), 'unsupported_type'],
    ['letter.doc', ole('WordDocument'), 'unsupported_type'],
    ['faq.csv.gz', gzipSync(bytes('q,a')), 'unsupported_type'],
    ['secret.xlsx', ole('EncryptedPackage'), 'unprocessable'],
    ['bomb.zip', claiming(zip('a'), 4_000_000_000), 'unprocessable'],
    ['cut.xlsx', zip('xl/workbook.xml').subarray(0, 40), 'unprocessable'],
    ['bomb.gz', gzipSync(Buffer.alloc(220 * 1_024 * 1_024)), 'unprocessable'],
    ['big.csv', Buffer.alloc(LARGEST_UPLOAD + 1, 'a'), 'too_large'],
  ])('%s is refused', (name, content, code) => {
    expect(codeOf(name, content)).toBe(code)
  })

  it('may have the largest size', () => {
    expect(codeOf('largest.csv', Buffer.alloc(LARGEST_UPLOAD, 'a'))).toBe('table')
  })

  it('says what to do', () => {
    for (const [name, content, fix] of [
      ['macros.xlsm', zip('xl/vbaProject.bin'), 'has macros: save it as .xlsx'],
      ['secret.xlsx', ole('EncryptedPackage'), 'has a password: save it without one'],
      ['faq.exe', bytes('MZ'), 'upload CSV, XLSX'],
    ] as const)
      expect(() => typeOf(name, content)).toThrow(fix)
  })
})

describe('reading aside', () => {
  it('gives what reading at once gives, and says how far it is', async () => {
    const content = bytes(
      `问题,答案\n${Array.from({ length: 1_200 }, (_, i) => `第 ${i} 问,第 ${i} 答`).join('\n')}\n,没有问题`,
    )
    const said: number[] = []
    const progress = (done: number, total: number): void => void said.push(done / total)
    const aside = await readUploadAside({ type: 'table', file: 'faq.csv', bytes: content, shop: [] }, { progress })
    expect(aside).toEqual(await readUpload('table', content, { file: 'faq.csv', shop: new Set() }))
    expect(aside.patches).toHaveLength(1_200)
    expect(said.length).toBeGreaterThan(1)
    expect(said).toEqual(said.toSorted((a, b) => a - b))
  })

  it('ends what takes too long', async () => {
    const order = { type: 'table', file: 'faq.csv', bytes: bytes('q,a\n一,二'), shop: [] } as const
    const result = await readUploadAside(order, { limitMs: 0 })
    expect(result).toMatchObject({ code: 'unprocessable', reason: expect.stringContaining('took longer') })
  })
})
