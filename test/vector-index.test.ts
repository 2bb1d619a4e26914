import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { chooseVectorIndex } from '../src/adapters/hnsw/choose.ts'
import { createGraphs } from '../src/adapters/hnsw/graphs.ts'
import { dequantise, readVectorCache } from '../src/adapters/onnx/vector-file.ts'
import { createSemantic } from '../src/knowledge/semantic.ts'
import { createRandom } from '../src/lib/random.ts'
import { dot, normalised } from '../src/lib/vectors.ts'
import type { VectorGraph, VectorGraphs } from '../src/ports/vector-index.ts'

const root = mkdtempSync(join(tmpdir(), 'graphs-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const hnsw = chooseVectorIndex(root)

const together = (vectors: readonly Float32Array[]): Float32Array<SharedArrayBuffer> => {
  const width = vectors[0]?.length ?? 0
  const all = new Float32Array(new SharedArrayBuffer(vectors.length * width * 4))
  for (const [i, vector] of vectors.entries()) all.set(vector, i * width)
  return all
}
const best = (vectors: readonly Float32Array[], query: Float32Array, k: number): number[] => {
  const products = vectors.map((vector) => dot(vector, 0, query))
  return [...vectors.keys()].sort((a, b) => (products[b] as number) - (products[a] as number)).slice(0, k)
}

describe('choosing a vector index', () => {
  it('does without graphs when the module does not load, and says how to mend it', () => {
    const chosen = chooseVectorIndex(root, () => {
      throw new Error("Cannot find module 'hnswlib-node'\nRequire stack: …")
    })
    expect(chosen.kind).toBe('flat')
    expect(chosen.graphs).toBeUndefined()
    expect(chosen.reason).toContain("Cannot find module 'hnswlib-node'")
    expect(chosen.reason).toContain('npm ci')
    expect(chosen.reason).not.toContain('\n')
  })

  it('does without them when the module loads but does not work', () => {
    class HierarchicalNSW {
      initIndex(): void {
        throw new Error('wrong ELF class')
      }
    }
    const chosen = chooseVectorIndex(root, () => ({ HierarchicalNSW }) as never)
    expect(chosen).toMatchObject({ kind: 'flat', reason: expect.stringContaining('wrong ELF class') })
  })
})

describe.skipIf(hnsw.kind !== 'hnsw')('a graph of vectors', () => {
  const VECTORS = 'models/starter/vectors.bin'

  it.skipIf(!existsSync(VECTORS))(
    '[VI1] [VI2] [VI4] finds on real embeddings what the exact scan finds, 99 of 100, and only what is allowed',
    async () => {
      const all = readVectorCache(VECTORS).entries.map(({ components }) => dequantise(components))
      const [kept, held] = [all.filter((_, i) => i % 8 !== 0).slice(0, 3_000), all.filter((_, i) => i % 160 === 0)]
      const graph = await createGraphs(join(root, 'real')).build(together(kept), 384)
      expect(graph.size).toBe(kept.length)
      for (let i = 0; i < kept.length; i += 300) {
        const [first] = graph.near(kept[i] as Float32Array, 1)
        expect(dot(kept[first as number] as Float32Array, 0, kept[i] as Float32Array)).toBeCloseTo(1, 4)
      }
      let found = 0
      for (const query of held) {
        const near = graph.near(query, 10)
        expect(near).toHaveLength(10)
        const exact = best(kept, query, 10)
        found += near.filter((place) => exact.includes(place)).length
        const odd = graph.near(query, 10, (place) => place % 2 === 1)
        expect(odd).toHaveLength(10)
        expect(odd.every((place) => place % 2 === 1)).toBe(true)
      }
      expect(found / (10 * held.length)).toBeGreaterThanOrEqual(0.99)
    },
  )

  it('[VI3] reads the same vectors back, builds again what is damaged, keeps one file, and discards it', async () => {
    const random = createRandom(4)
    const some = (count: number) =>
      Array.from({ length: count }, () => normalised(Float32Array.from({ length: 16 }, () => random.next() - 0.5)))
    const directory = join(root, 'kept')
    const graphs = createGraphs(directory)
    const [first, second] = [some(200), some(300)]
    const query = first[7] as Float32Array
    const before = (await graphs.build(together(first), 16)).near(query, 5)
    const [name] = readdirSync(directory) as [string]
    const written = statSync(join(directory, name)).mtimeMs
    expect((await graphs.build(together(first), 16)).near(query, 5)).toEqual(before)
    expect(statSync(join(directory, name)).mtimeMs).toBe(written)
    for (const damage of [readFileSync(join(directory, name)).subarray(0, 700), Buffer.from('nothing')]) {
      writeFileSync(join(directory, name), damage)
      expect((await graphs.build(together(first), 16)).near(query, 5)).toEqual(before)
    }
    await graphs.build(together(second), 16)
    expect(readdirSync(directory)).toHaveLength(1)
    expect(readdirSync(directory)).not.toContain(name)
    await graphs.discard()
    expect(readdirSync(directory)).toEqual([])
    await createGraphs(join(root, 'never made')).discard()
  })
})

describe('texts with a graph', () => {
  const random = createRandom(12)
  const vectors = Array.from({ length: 8_100 }, () =>
    normalised(Float32Array.from({ length: 24 }, () => random.next() - 0.5)),
  )
  /** Exact, so that what goes wrong is not the graph's. */
  const exact = () => {
    const made: number[] = []
    const asked: (number | undefined)[] = []
    const graphs: VectorGraphs = {
      worthwhile: 8_001,
      build: async (all, dimensions): Promise<VectorGraph> => {
        const rows = Array.from({ length: all.length / dimensions }, (_, i) =>
          all.slice(i * dimensions, (i + 1) * dimensions),
        )
        made.push(rows.length)
        return {
          size: rows.length,
          near: (query, k, allowed = () => true) => {
            asked.push(k)
            return best(rows, query, rows.length).filter(allowed).slice(0, k)
          },
        }
      },
      discard: async () => void made.push(0),
    }
    return { graphs, made, asked }
  }

  it('are found in the graph and beside it, never those that were taken off, and without it for narrow filters', async () => {
    const { graphs, made, asked } = exact()
    const semantic = createSemantic((text) => text, graphs)
    const put = async (from: number, to: number, off: number[] = []) => {
      for (let text = from; text < to; text++) semantic.set(text, vectors[text] as Float32Array)
      const on = Array.from({ length: to - from }, (_, i) => from + i)
      ;(await semantic.turn(on, off))()
    }
    const all = new Uint8Array(vectors.length).fill(1)
    const nearest = (text: number, allowed = all) =>
      semantic.ask(vectors[text] as Float32Array)?.near(3, allowed.slice()) as number[]
    await put(0, 8_000)
    expect(made).toEqual([0])
    await put(8_000, 8_050)
    await expect.poll(() => made).toEqual([0, 8_050])
    const searches = () => {
      nearest(5)
      return asked.length
    }
    await expect.poll(searches).toBeGreaterThan(0)
    expect(nearest(5)[0]).toBe(5)
    // Added later, in the place of one that went: beside the graph.
    await put(8_050, 8_060, [5, 6])
    expect(made).toEqual([0, 8_050])
    expect(nearest(8_055)[0]).toBe(8_055)
    expect(nearest(5)).not.toContain(5)
    expect(nearest(7)[0]).toBe(7)
    const before = asked.length
    const few = Uint8Array.from(all, (_, text) => (text % 12 === 7 ? 1 : 0))
    expect(nearest(7, few)).toHaveLength(3)
    expect(nearest(7, few).every((text) => text % 12 === 7)).toBe(true)
    expect(asked).toHaveLength(before)
  })
})
