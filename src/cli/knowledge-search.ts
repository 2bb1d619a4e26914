import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { createEncoder } from '../adapters/onnx/encoder.ts'
import { findEncoder } from '../adapters/onnx/find-encoder.ts'
import { loadConfig } from '../config.ts'
import { createPool } from '../knowledge/pool.ts'
import { createWords } from '../knowledge/words.ts'
import { normalise } from '../pipeline/normalise.ts'
import type { Encoder } from '../ports/encoder.ts'
import { readJsonLinesFile } from './json-lines.ts'
import { ENCODER_WORKERS } from './lab-options.ts'
import { checkOutFile, writeWhole } from './out.ts'
import { createTerminal, WrongUse } from './terminal.ts'

export interface SearchOptions {
  passages: string
  queries: string
  top: string
  out: string
  json?: boolean
  quiet?: boolean
}

/** Texts given to the encoder at once, and the time they may take, milliseconds. */
const BATCH = 64
const BATCH_MS = 60_000
/** Passages above this many characters are texts rather than questions, and embedded as such. */
const LONG_TEXT = 200
const MOST_HITS = 1_000

const id = z.union([z.string(), z.number()])
const queryLine = z.object({ id, text: z.string() })
const passageLine = queryLine.extend({ intent: z.string().optional().catch(undefined) })

/** `knowledge search`: hybrid retrieval over a file of passages; nothing is stored but the result. */
export const searchKnowledge = async (options: SearchOptions): Promise<void> => {
  const top = Number(options.top)
  if (!Number.isInteger(top) || top < 1 || top > MOST_HITS)
    throw new WrongUse(`--top is ${JSON.stringify(options.top)}: use a whole number from 1 to ${MOST_HITS}`)
  const config = loadConfig(process.env)
  const terminal = createTerminal({ quiet: options.quiet ?? false })
  await checkOutFile('--out', options.out, { '--passages': options.passages, '--queries': options.queries })
  const passages = await readJsonLinesFile(options.passages, passageLine)
  const queries = await readJsonLinesFile(options.queries, queryLine)
  const started = performance.now()
  const texts = passages.map(({ text }) => normalise(text))
  const asked = queries.map(({ text }) => normalise(text))
  const encoder = await createEncoder({
    modelsDir: config.modelsDir,
    dir: findEncoder(config.model.encoder, config),
    workers: ENCODER_WORKERS,
    deadlineMs: BATCH_MS,
    log: terminal.say,
  })
  let vectors: Float32Array[]
  let queryVectors: Float32Array[]
  try {
    vectors = await embedAll(encoder, texts, terminal.progress('embedding passages'), prefixOf)
    queryVectors = await embedAll(encoder, asked, terminal.progress('embedding queries'), () => 'query')
  } finally {
    await encoder.close()
  }
  const words = createWords(await readFile(join(config.knowledgeDir, 'words.txt'), 'utf8').catch(() => ''))
  const pool = await createPool(
    passages.map(({ intent }, i) => ({
      text: texts[i] as string,
      vector: vectors[i] as Float32Array,
      ...(intent === undefined ? {} : { intent }),
    })),
    words,
  )
  const found = pool.search(
    asked.map((text, i) => ({ text, vector: queryVectors[i] as Float32Array })),
    top,
  )
  const lines = queries.map((query, i) =>
    JSON.stringify({
      id: query.id,
      hits: found[i]?.map(({ passage, score }) => ({ id: passages[passage]?.id, score: rounded(score) })),
    }),
  )
  await writeWhole(options.out, lines.map((line) => `${line}\n`).join(''))
  const seconds = rounded((performance.now() - started) / 1_000)
  if (options.json)
    terminal.json({ passages: passages.length, queries: queries.length, top, out: options.out, seconds })
  else terminal.say(`${queries.length} queries over ${passages.length} passages in ${seconds} s: ${options.out}`)
}

type Prefix = 'query' | 'passage'

const prefixOf = (text: string): Prefix => (text.length > LONG_TEXT ? 'passage' : 'query')

/** All vectors in order; texts that stand there twice are embedded once. */
const embedAll = async (
  encoder: Encoder,
  texts: readonly string[],
  progress: (done: number, total: number) => void,
  prefix: (text: string) => Prefix,
): Promise<Float32Array[]> => {
  const known = new Map<string, Float32Array>()
  const distinct = [...new Set(texts)].sort((a, b) => Number(prefix(a) === 'query') - Number(prefix(b) === 'query'))
  const longs = distinct.filter((text) => prefix(text) === 'passage').length
  for (const [from, to, kind] of [...batches(0, longs, 'passage'), ...batches(longs, distinct.length, 'query')]) {
    const batch = distinct.slice(from, to)
    const read = await encoder.embed(batch, { prefix: kind })
    for (const [i, text] of batch.entries()) known.set(text, read[i] as Float32Array)
    progress(to, distinct.length)
  }
  return texts.map((text) => known.get(text) as Float32Array)
}

const batches = (from: number, to: number, kind: Prefix): [number, number, Prefix][] =>
  Array.from({ length: Math.ceil((to - from) / BATCH) }, (_, i) => [
    from + i * BATCH,
    Math.min(to, from + (i + 1) * BATCH),
    kind,
  ])

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6
