import { describe, expect, it } from 'vitest'
import { decodePage, decodeText } from '../../src/lib/decode-text.ts'

const LE = (text: string): Buffer => Buffer.from(text, 'utf16le')
const BE = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16()
const QA = '问题,答案\n一件能退吗,一般 7 天内可以\n'

describe('bytes of a text', () => {
  it.each([
    ['UTF-8', Buffer.from(QA), 'utf-8'],
    ['UTF-16 with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), LE(QA)]), 'utf-16le'],
    ['UTF-16 without a mark', LE(QA), 'utf-16le'],
    ['UTF-16, the other way round', BE(QA), 'utf-16be'],
  ])('are read as %s', (_name, bytes, encoding) => {
    expect(decodeText(bytes)).toEqual({ text: QA, encoding })
  })

  it.each([
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13])],
    ['zeros on both sides', Buffer.from([0, 1, 2, 0, 0, 1, 2, 0])],
    ['an odd number of bytes', LE(QA).subarray(1)],
  ])('are none with %s', (_name, bytes) => {
    expect(decodeText(bytes)).toBeUndefined()
  })

  it('of a page are read as it says, where that is true', () => {
    const latin = Buffer.concat([Buffer.from('<meta charset="windows-1252"><p>caf'), Buffer.from([0xe9])])
    expect(decodePage(latin)?.text).toContain('café')
    expect(decodePage(Buffer.from('<meta charset="utf-16"><p>退货'))?.text).toContain('退货')
    expect(decodePage(Buffer.from('<meta charset="none-such"><p>退货'))?.text).toContain('退货')
    expect(
      decodePage(Buffer.concat([Buffer.from('<meta charset="gbk"><p>'), Buffer.from('cecacce2', 'hex')]))?.text,
    ).toContain('问题')
  })
})
