import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { createEncoder } from '../adapters/onnx/encoder.ts'
import { withVectorCache } from '../adapters/onnx/vector-cache.ts'
import { keyOf, quantise, writeVectorCache } from '../adapters/onnx/vector-file.ts'
import type { Example } from '../domain/article.ts'
import type { SearchKnowledge } from '../domain/understanding.ts'
import { describeFault } from '../knowledge/faults.ts'
import { readKnowledgeFolder } from '../knowledge/folder.ts'
import { createLibrary } from '../knowledge/library.ts'
import { createWords } from '../knowledge/words.ts'
import type { EmbeddedExample } from '../learning/rows.ts'
import { createKeywordVoter, type KeywordVoter } from '../pipeline/keywords.ts'
import { languageOf } from '../pipeline/language.ts'
import { normalise } from '../pipeline/normalise.ts'
import type { Terminal } from './terminal.ts'

/** Where vectors of known texts lie in a model's folder. */
export const VECTORS = 'vectors.bin'
/** Texts a call to the encoder, and the milliseconds that one call may take. */
const BATCH = 64
const BATCH_DEADLINE_MS = 120_000

/** What the engineer's verbs share: the encoder with its memory, and how texts are read. */
export interface Lab {
  encoder: { fingerprint: string; dimensions: number }
  embed(examples: readonly Example[], label: string): Promise<EmbeddedExample[]>
  /** Vectors of normalised texts, without a word about it. */
  vectorsOf(texts: readonly string[]): Promise<Float32Array[]>
  openKnowledge(folder: string): Promise<LabKnowledge>
  /** Writes the vector of every text that was embedded since the lab was opened: the same texts give the same bytes. */
  saveVectors(file: string): void
  /** Writes everything the lab knows by heart to the first of `vectors`, so that nothing of it is embedded again. */
  saveMemory(): Promise<void>
  close(): Promise<void>
}

export interface LabKnowledge {
  search: SearchKnowledge
  keywords: KeywordVoter
  fingerprint: string
}

/** Opens the encoder; texts whose vectors stand in one of `vectors` are not embedded again. */
export const openLab = async (options: {
  modelsDir: string
  /** Folder of the encoder; by default the one that came with the product. */
  encoder?: string
  vectors: readonly [string, ...string[]]
  workers: number
  terminal: Terminal
}): Promise<Lab> => {
  const { terminal } = options
  const encoder = await createEncoder({
    modelsDir: options.modelsDir,
    ...(options.encoder === undefined ? {} : { dir: options.encoder }),
    workers: options.workers,
    deadlineMs: BATCH_DEADLINE_MS,
    log: terminal.say,
  })
  // With a place to write, new vectors come back as a later start will read them, so that training does not depend on
  // the CPU of the day. What is written is decided in `saveVectors`, and by those who ask for `saveMemory`.
  const memory = withVectorCache(encoder, { files: options.vectors, write: options.vectors[0], log: terminal.say })
  const used = new Map<string, Float32Array>()
  const embedTexts = async (texts: readonly string[]): Promise<Float32Array[]> => {
    const vectors = await memory.embed(texts)
    for (const [i, text] of texts.entries()) used.set(text, vectors[i] as Float32Array)
    return vectors
  }
  return {
    encoder: { fingerprint: encoder.fingerprint, dimensions: encoder.dimensions },
    embed: async (examples, label) => {
      const progress = terminal.progress(label)
      const embedded: EmbeddedExample[] = []
      for (let from = 0; from < examples.length; from += BATCH) {
        const batch = examples.slice(from, from + BATCH)
        const texts = batch.map(({ text }) => normalise(text))
        const vectors = await embedTexts(texts)
        for (const [i, { text, intent, lang }] of batch.entries())
          embedded.push({
            text: texts[i] as string,
            intent,
            language: lang ?? languageOf(text),
            vector: vectors[i] as Float32Array,
          })
        progress(embedded.length, examples.length)
      }
      return embedded
    },
    vectorsOf: embedTexts,
    openKnowledge: async (folder) => {
      const { articles, facts, faults } = await readKnowledgeFolder(folder)
      for (const fault of faults) terminal.say(`left out: ${describeFault(fault)}`)
      const words = createWords(await readFile(join(folder, 'words.txt'), 'utf8').catch(() => ''))
      const library = createLibrary({ words, normalise, embed: embedTexts })
      // Without validity dates: the same data give the same figures tomorrow.
      await library.replace(
        articles.map(({ validFrom: _, validTo: __, ...article }) => article),
        facts,
      )
      await library.settled()
      const { state, reason } = library.status()
      if (state !== 'ready')
        throw new Error(`the knowledge in ${folder} is ${state}${reason === undefined ? '' : `: ${reason}`}`)
      const rules = await readFile(join(folder, 'keywords.yaml'), 'utf8').catch(() => '')
      return { search: library.search, keywords: createKeywordVoter(parse(rules)), fingerprint: library.fingerprint() }
    },
    saveVectors: (file) =>
      writeVectorCache(
        file,
        encoder.fingerprint,
        [...used].map(([text, vector]) => ({ key: keyOf(`query: ${text}`), components: quantise(vector) })),
      ),
    saveMemory: () => memory.save(),
    close: () => encoder.close(),
  }
}
