import fc from 'fast-check'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { BadZip, isZip, openZip } from '../../src/lib/zip.ts'

const LIMITS = { entries: 100, bytes: 1_000_000, ratio: 100 }
const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const whyOf = (act: () => unknown): string | undefined => {
  try {
    act()
  } catch (error) {
    return error instanceof BadZip ? error.why : `other: ${error}`
  }
  return undefined
}
/** The archive with a field of its first directory entry overwritten. */
const withField = (zip: Uint8Array, offset: number, value: number): Uint8Array => {
  const copy = Buffer.from(zip)
  copy.writeUInt32LE(value, copy.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + offset)
  return copy
}
const SIZE = 24

describe('a ZIP archive', () => {
  it('gives back what another program packed, stored or deflated', () => {
    const content = fc.dictionary(fc.stringMatching(/^[a-z问答]{1,8}\.txt$/), fc.uint8Array({ maxLength: 400 }), {
      maxKeys: 6,
    })
    fc.assert(
      fc.property(content, fc.constantFrom(0, 6) as fc.Arbitrary<0 | 6>, (files, level) => {
        const packed = zipSync(files, { level })
        const zip = openZip(packed, LIMITS)
        for (const [name, bytes] of Object.entries(files))
          expect(Buffer.from(zip.read(name))).toEqual(Buffer.from(bytes))
        expect(isZip(packed)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('reads names that Chinese Windows packed in GB18030', () => {
    const packed = Buffer.from(zipSync({ 'abcd.txt': text('好') }))
    const name = Buffer.from('cecacce2', 'hex') // 问题
    for (let at = packed.indexOf('abcd'); at >= 0; at = packed.indexOf('abcd')) name.copy(packed, at)
    expect(openZip(packed, LIMITS).entries.map((entry) => entry.name)).toEqual(['问题.txt'])
  })

  it('is refused when it claims more than the limits, before anything is unpacked', () => {
    const packed = zipSync({ a: text('x') })
    expect(whyOf(() => openZip(withField(packed, SIZE, 2_000_000), LIMITS))).toBe('too_much')
    expect(whyOf(() => openZip(zipSync({ a: text('x'), b: text('y') }), { ...LIMITS, entries: 1 }))).toBe('too_much')
    expect(whyOf(() => openZip(packed, LIMITS))).toBeUndefined()
  })

  it('is refused when it expands a hundred times, unless it is small', () => {
    const zeros = new Uint8Array(8 * 1_024 * 1_024)
    const large = { ...LIMITS, bytes: 100_000_000 }
    expect(whyOf(() => openZip(zipSync({ zeros }), large))).toBe('too_much')
    expect(whyOf(() => openZip(zipSync({ zeros: zeros.subarray(0, 1_000_000) }), large))).toBeUndefined()
  })

  it('never unpacks more than its directory claims', () => {
    const lying = withField(zipSync({ a: new Uint8Array(500_000) }), SIZE, 10)
    const zip = openZip(lying, LIMITS)
    expect(whyOf(() => zip.read('a'))).toBe('too_much')
  })

  it('is refused where entries share bytes', () => {
    const packed = Buffer.from(zipSync({ a: text('x'.repeat(50)), b: text('y'.repeat(50)) }, { level: 0 }))
    const second = packed.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    packed.writeUInt32LE(0, second + 42)
    expect(whyOf(() => openZip(packed, LIMITS))).toBe('too_much')
  })

  it('is refused where two entries have one name: reading each would unpack the larger one twice', () => {
    const packed = Buffer.from(zipSync({ 'a.csv': text('x'), 'b.csv': text('y'.repeat(50_000)) }))
    expect(whyOf(() => openZip(packed, LIMITS))).toBeUndefined()
    for (let at = packed.indexOf('b.csv'); at >= 0; at = packed.indexOf('b.csv')) packed.write('a', at)
    expect(whyOf(() => openZip(packed, LIMITS))).toBe('broken')
  })

  it.each([
    ['cut short', (zip: Buffer) => zip.subarray(0, zip.length - 30), 'broken'],
    ['with a password', (zip: Buffer) => withField(zip, 8, 1 | (8 << 16)), 'encrypted'],
    ['larger than 4 GB', (zip: Buffer) => withField(zip, SIZE, 0xffffffff), 'too_much'],
    ['that points outside', (zip: Buffer) => withField(zip, 42, 0x00ffffff), 'broken'],
  ])('is refused %s', (_name, spoil, why) => {
    const packed = Buffer.from(zipSync({ a: text('hello'.repeat(40)) }))
    expect(whyOf(() => openZip(spoil(packed), LIMITS))).toBe(why)
  })

  it('tells damaged bytes', () => {
    const packed = Buffer.from(zipSync({ a: text('hello'.repeat(40)) }, { level: 0 }))
    packed[40] = (packed[40] ?? 0) ^ 0xff
    expect(whyOf(() => openZip(packed, LIMITS).read('a'))).toBe('broken')
  })

  it('of any bytes throws nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(60), (noise, at) => {
        const packed = Buffer.from(zipSync({ a: text('hello') }))
        Buffer.from(noise).copy(packed, at)
        expect(['broken', 'encrypted', 'too_much', undefined]).toContain(whyOf(() => openZip(packed, LIMITS).read('a')))
      }),
    )
  })
})
