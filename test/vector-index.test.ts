import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { chooseVectorIndex } from '../src/adapters/hnsw/choose.ts'
import { createHnswIndex, loadHnsw } from '../src/adapters/hnsw/index.ts'
import { createFlatIndex } from '../src/adapters/local/flat-index.ts'
import { createEncoder } from '../src/adapters/onnx/encoder.ts'
import { readKnowledgeFolder } from '../src/knowledge/folder.ts'
import type { CreateVectorIndex } from '../src/ports/vector-index.ts'
import { vectorIndexContract } from './contract/vector-index.ts'

const hnsw = chooseVectorIndex(createFlatIndex)
const modelsDir = new URL('../models', import.meta.url).pathname
const knowledgeDir = new URL('../knowledge', import.meta.url).pathname

vectorIndexContract('flat', createFlatIndex)
if (hnsw.kind === 'hnsw') vectorIndexContract('hnsw', createHnswIndex(loadHnsw()))
else describe.skip('vector index contract: hnsw (hnswlib-node is not built here)', () => it('is not run', () => {}))

describe('choosing a vector index', () => {
  it('falls back to the flat one when the module does not load, and says how to mend it', () => {
    const chosen = chooseVectorIndex(createFlatIndex, () => {
      throw new Error("Cannot find module 'hnswlib-node'\nRequire stack: …")
    })
    expect(chosen.kind).toBe('flat')
    expect(chosen.create).toBe(createFlatIndex)
    expect(chosen.reason).toContain("Cannot find module 'hnswlib-node'")
    expect(chosen.reason).toContain('npm ci')
    expect(chosen.reason).not.toContain('\n')
  })

  it('falls back when the module loads but does not work', () => {
    class HierarchicalNSW {
      initIndex(): void {
        throw new Error('wrong ELF class')
      }
    }
    const chosen = chooseVectorIndex(createFlatIndex, () => ({ HierarchicalNSW }) as never)
    expect(chosen).toMatchObject({ kind: 'flat', reason: expect.stringContaining('wrong ELF class') })
  })

  it('has no reason to give where HNSW works', () => {
    if (hnsw.kind === 'hnsw') expect(hnsw.reason).toBeUndefined()
    else expect(hnsw.reason).toBeDefined()
  })
})

describe.skipIf(!existsSync(modelsDir) || hnsw.kind !== 'hnsw')(
  'on the starter knowledge as the encoder sees it',
  () => {
    it('[VI4] HNSW finds at least 95 % of the ten nearest that the exact scan finds', async () => {
      const { articles } = await readKnowledgeFolder(knowledgeDir)
      const texts = articles.flatMap(({ questions }) => [...questions.zh, ...questions.en]).slice(0, 600)
      const encoder = await createEncoder({ modelsDir, deadlineMs: 60_000, maxQueued: texts.length })
      const vectors = await encoder.embed(texts).finally(() => encoder.close())
      const held = vectors.filter((_, i) => i % 6 === 0)
      const kept = vectors.filter((_, i) => i % 6 !== 0)
      const fill = (create: CreateVectorIndex) => {
        const index = create(encoder.dimensions, kept.length)
        for (const [id, vector] of kept.entries()) index.add(id, vector)
        return index
      }
      const exact = fill(createFlatIndex)
      const graph = fill(hnsw.create)
      let found = 0
      for (const query of held) {
        const near = new Set(exact.search(query, 10).map(({ id }) => id))
        found += graph.search(query, 10).filter(({ id }) => near.has(id)).length
      }
      expect(found / (10 * held.length)).toBeGreaterThanOrEqual(0.95)
    })
  },
)
