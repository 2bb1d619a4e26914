import { describe, expect, it } from 'vitest'
import { countNgrams } from '../../src/lib/ngrams.ts'
import { createVectoriser, learnVocabulary } from '../../src/lib/tf-idf.ts'

const shared = (a: string, b: string): number => {
  const other = countNgrams(b)
  return [...countNgrams(a).keys()].filter((key) => other.has(key)).length
}

describe('n-grams', () => {
  it('cuts Chinese into 1 to 4 characters', () => {
    expect(countNgrams('退款').size).toBe(3)
    expect(countNgrams('退款到账').size).toBe(10)
  })

  it('cuts English into words, pairs of words and parts of words', () => {
    expect(shared('refund status', 'the status')).toBeGreaterThan(3)
    expect(shared('refund', 'refunds')).toBeGreaterThan(3)
    expect(shared('refund', 'invoice')).toBe(0)
  })

  it('takes all long numbers for one', () => {
    expect(countNgrams('order 20261203003345')).toEqual(countNgrams('order 8842'))
  })

  it('gives nothing for a text without letters', () => {
    expect(countNgrams('…?!').size).toBe(0)
    expect(createVectoriser(learnVocabulary(['退款'], 1, 10))('???')).toEqual({
      features: new Int32Array(),
      values: new Float32Array(),
      known: 0,
    })
  })
})

describe('tf-idf', () => {
  it('keeps what is frequent enough, and no more than wanted', () => {
    const texts = ['退款', '退货', '发票']
    const all = learnVocabulary(texts, 1, 100)
    expect(all.keys.length).toBe(8)
    expect(learnVocabulary(texts, 2, 100).keys.length).toBe(1)
    expect(learnVocabulary(texts, 1, 3).keys.length).toBe(3)
    expect([...all.keys]).toEqual([...all.keys].toSorted((a, b) => a - b))
  })

  it('gives rows of length 1 in which the rare weighs more', () => {
    const vectorise = createVectoriser(learnVocabulary(['退款', '退货', '发票'], 1, 100))
    const { values, known } = vectorise('退款')
    expect(Math.hypot(...values)).toBeCloseTo(1, 6)
    expect(Math.max(...values)).toBeGreaterThan(Math.min(...values))
    expect(known).toBe(1)
  })
})
