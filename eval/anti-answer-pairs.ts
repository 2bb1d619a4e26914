import { readFileSync } from 'node:fs'
import { loadHeads } from '../src/adapters/local/model-files.ts'
import { createEncoder } from '../src/adapters/onnx/encoder.ts'
import { withVectorCache } from '../src/adapters/onnx/vector-cache.ts'
import type { Language } from '../src/domain/message.ts'
import { centred } from '../src/lib/vectors.ts'
import { normalise } from '../src/pipeline/normalise.ts'

/** Something forbidden, the article that it must not get, and questions that the article is for. */
export interface Pair {
  id: string
  lang: Language
  title: string
  /** How customers ask for what the article is for. */
  article: string[]
  answer: string
  /** What is forbidden. */
  questions: string[]
  paraphrases: string[]
  innocent: string[]
}

const BATCH = 32
const root = (path: string): string => new URL(`../${path}`, import.meta.url).pathname

/** The starter's encoder and its mean, each text embedded once. `read`: a path as from the repository. */
export const openPairs = async () => {
  const encoder = await createEncoder({ modelsDir: root('models'), deadlineMs: 600_000 })
  const { mean } = await loadHeads(root('models/starter'))
  const cached = withVectorCache(encoder, { files: [root('models/starter/vectors.bin')] })
  const known = new Map<string, Float32Array>()
  const embed = async (texts: readonly string[]): Promise<Float32Array[]> => {
    const missing = [...new Set(texts)].filter((text) => !known.has(text))
    for (let from = 0; from < missing.length; from += BATCH) {
      const batch = missing.slice(from, from + BATCH)
      for (const [i, vector] of (await cached.embed(batch)).entries()) known.set(batch[i] as string, vector)
    }
    return texts.map((text) => known.get(text) as Float32Array)
  }
  return {
    mean,
    embed,
    normalise,
    fingerprint: encoder.fingerprint,
    read: (path: string): Pair[] =>
      readFileSync(path.startsWith('/') ? path : root(path), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Pair),
    /** Centred vectors of texts as they are written. */
    centredOf: async (groups: readonly { trouble: readonly string[]; calm: readonly string[] }[]) => {
      const texts = [...new Set(groups.flatMap(({ trouble, calm }) => [...trouble, ...calm]))]
      const vectors = await embed(texts.map(normalise))
      const own = new Map(texts.map((text, i) => [text, centred(vectors[i] as Float32Array, mean)]))
      return (text: string): Float32Array => own.get(text) as Float32Array
    },
    close: () => encoder.close(),
  }
}
