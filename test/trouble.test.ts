import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createTrouble, parseTrouble, trouble } from '../src/knowledge/trouble.ts'
import { normalise } from '../src/pipeline/normalise.ts'

const shipped = readFileSync(new URL('../knowledge/trouble.json', import.meta.url), 'utf8')

describe('what tells trouble', () => {
  it('is kept as a file that gives the same weights', () => {
    const weights = parseTrouble(shipped)
    expect(trouble(weights)).toBe(shipped)
    expect(weights.axis).toHaveLength(384)
    expect(Math.log2(weights.ngrams.length) % 1, 'a power of two').toBe(0)
  })
  it('hears it in the words alone, in both languages', () => {
    const { axis, ...words } = parseTrouble(shipped)
    const tell = createTrouble({ ...words, axis: axis.fill(0) })
    const of = (text: string): number => tell(normalise(text), new Float32Array(384))
    expect(of('猫砂盆送来就裂了，猫还被划伤了，你们怎么赔')).toBeGreaterThan(of('猫砂盆多久清洗一次合适呢'))
    expect(of('your ladder snapped and i broke my ankle')).toBeGreaterThan(of('how do i fold the ladder'))
  })
  it('reads the vector beside them', () => {
    const weights = { fingerprint: 'f', axis: new Float32Array([2, 0]), ngrams: new Int8Array(8), unit: 1 }
    expect(createTrouble(weights)('x', new Float32Array([3, 9]))).toBe(6)
  })
  it('names what is wrong in a file', () => {
    expect(() => parseTrouble('{"fingerprint":"f","axis":"AAAA"}')).toThrow(/ngrams/)
  })
})
