import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBm25 } from '../../src/lib/bm25.ts'

const VOCABULARY = 12
const document = fc.array(fc.integer({ min: 0, max: VOCABULARY - 1 }), { maxLength: 9 })

/** Straight from the formula, no postings. */
const oracle = (documents: readonly number[][], query: readonly number[], tokens: readonly number[]): number => {
  const mean = Math.max(1, documents.flat().length) / documents.length
  return [...new Set(query)].reduce((sum, token) => {
    const n = documents.filter((other) => other.includes(token)).length
    const frequency = tokens.filter((other) => other === token).length
    const idf = Math.log(1 + (documents.length - n + 0.5) / (n + 0.5))
    return sum + (idf * frequency * 2.2) / (frequency + 1.2 * (0.25 + (0.75 * tokens.length) / mean))
  }, 0)
}

const indexOf = async (documents: readonly number[][]) => {
  const bm25 = createBm25()
  const numbers = documents.map((tokens) => bm25.append(tokens))
  await bm25.pack()
  bm25.turn(numbers, [])
  return bm25
}

describe('BM25', () => {
  it('gives what the formula gives, for every document, again and again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { minLength: 1, maxLength: 20 }),
        fc.array(document, { minLength: 1, maxLength: 4 }),
        async (documents, queries) => {
          const bm25 = await indexOf(documents)
          for (const query of queries) {
            const { found, scores } = bm25.score(query)
            for (const [d, tokens] of documents.entries())
              expect(scores[d]).toBeCloseTo(oracle(documents, query, tokens), 4)
            const having = documents.flatMap((tokens, d) => (tokens.some((token) => query.includes(token)) ? [d] : []))
            expect([...found].sort((a, b) => a - b)).toEqual(having)
          }
        },
      ),
    )
  })

  it('is, after documents came and went, what an index made afresh is, bit for bit', async () => {
    const round = fc.record({
      added: fc.array(document, { maxLength: 6 }),
      dropped: fc.array(fc.nat(99), { maxLength: 5 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { maxLength: 10 }),
        fc.array(round, { minLength: 1, maxLength: 6 }),
        document,
        async (first, rounds, query) => {
          const bm25 = await indexOf(first)
          const all = [...first]
          let live = [...first.keys()]
          for (const { added, dropped } of rounds) {
            const on = added.map((tokens) => bm25.append(tokens))
            all.push(...added)
            const off = new Set(dropped.flatMap((n) => (live.length === 0 ? [] : [live[n % live.length] as number])))
            bm25.turn(on, off)
            live = [...live.filter((d) => !off.has(d)), ...on]
            const fresh = await indexOf(live.map((d) => all[d] as number[]))
            const there = bm25.score(query)
            const afresh = fresh.score(query)
            // One by one, though something else was scored meanwhile.
            const asked = bm25.ask(query)
            const scores = [...there.scores]
            bm25.score([0, 3])
            expect(all.map((_, d) => asked(d))).toEqual(scores.slice(0, all.length))
            bm25.score(query)
            expect([...there.found].sort((a, b) => a - b)).toEqual(
              [...afresh.found].map((d) => live[d]).sort((a, b) => (a as number) - (b as number)),
            )
            expect(live.map((d) => there.scores[d])).toEqual([...live.keys()].map((d) => afresh.scores[d]))
            expect(bm25.documents).toBe(live.length)
            for (let token = -1; token <= VOCABULARY; token++) expect(bm25.idf(token)).toBe(fresh.idf(token))
          }
        },
      ),
    )
  })

  it('neither finds nor counts what was added but not turned on', async () => {
    const bm25 = await indexOf([[1, 2], [3]])
    const before = [...bm25.score([1]).scores]
    const added = bm25.append([1, 1, 4])
    expect([...bm25.score([1, 4]).found]).toEqual([0])
    expect([...bm25.score([1]).scores].slice(0, 2)).toEqual(before)
    bm25.turn([added], [])
    expect([...bm25.score([1, 4]).found].sort()).toEqual([0, added])
  })

  it('ignores tokens that it does not know', async () => {
    const bm25 = await indexOf([[1, 2], [3]])
    expect(bm25.score([-1, 99]).found).toHaveLength(0)
    expect(bm25.idf(-1)).toBe(bm25.idf(99))
    expect(bm25.idf(99)).toBeGreaterThan(bm25.idf(1))
  })

  it('works without any document', async () => {
    expect((await indexOf([])).score([1]).found).toHaveLength(0)
    expect(createBm25().score([1]).found).toHaveLength(0)
  })
})
