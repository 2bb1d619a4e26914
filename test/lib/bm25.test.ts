import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBm25, type TokenisedDocuments } from '../../src/lib/bm25.ts'

const VOCABULARY = 12
const document = fc.array(fc.integer({ min: 0, max: VOCABULARY - 1 }), { maxLength: 9 })

const pack = (documents: readonly number[][]): TokenisedDocuments => {
  const starts = new Int32Array(documents.length + 1)
  for (const [i, tokens] of documents.entries()) starts[i + 1] = (starts[i] as number) + tokens.length
  return { tokens: Int32Array.from(documents.flat()), starts, vocabulary: VOCABULARY }
}

/** Straight from the formula, no postings. */
const oracle = (documents: readonly number[][], query: readonly number[], d: number): number => {
  const mean = Math.max(1, documents.flat().length) / documents.length
  const tokens = documents[d] as number[]
  return [...new Set(query)].reduce((sum, token) => {
    const n = documents.filter((other) => other.includes(token)).length
    const frequency = tokens.filter((other) => other === token).length
    const idf = Math.log(1 + (documents.length - n + 0.5) / (n + 0.5))
    return sum + (idf * frequency * 2.2) / (frequency + 1.2 * (0.25 + (0.75 * tokens.length) / mean))
  }, 0)
}

describe('BM25', () => {
  it('gives what the formula gives, for every document, again and again', () => {
    fc.assert(
      fc.property(
        fc.array(document, { minLength: 1, maxLength: 20 }),
        fc.array(document, { minLength: 1, maxLength: 4 }),
        (documents, queries) => {
          const bm25 = createBm25(pack(documents))
          for (const query of queries) {
            const { found, scores } = bm25.score(query)
            for (const d of documents.keys()) expect(scores[d]).toBeCloseTo(oracle(documents, query, d), 4)
            const having = documents.flatMap((tokens, d) => (tokens.some((token) => query.includes(token)) ? [d] : []))
            expect([...found].sort((a, b) => a - b)).toEqual(having)
          }
        },
      ),
    )
  })

  it('ignores tokens that it does not know', () => {
    const bm25 = createBm25(pack([[1, 2], [3]]))
    expect(bm25.score([-1, 99]).found).toHaveLength(0)
    expect(bm25.idf(-1)).toBe(bm25.idf(99))
    expect(bm25.idf(99)).toBeGreaterThan(bm25.idf(1))
  })

  it('works without any document', () => {
    expect(createBm25(pack([])).score([1]).found).toHaveLength(0)
  })
})
