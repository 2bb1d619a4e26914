import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AutoTokenizer, env } from '@xenova/transformers'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import * as z from 'zod'
import type { RankedIntent } from '../../domain/understanding.ts'
import { softmax } from '../../lib/softmax.ts'
import { findWeights } from './encoder-folder.ts'
import { inputOf } from './model.ts'

/** Word pieces read of a message: some 180 Chinese characters or 90 English words. */
const MOST_TOKENS = 128
const MOST_RANKED = 5

const Config = z.object({
  id2label: z.record(z.string(), z.string()),
  max_position_embeddings: z.int().positive().optional(),
  problem_type: z.string().nullish(),
})

export interface ClassifierModel {
  /** The likeliest labels, which are intents, best first, at most 5. */
  classify(text: string): Promise<RankedIntent[]>
}

/**
 * An intent classifier in the layout of Hugging Face, loaded in this process: `config.json` with `id2label`, `tokenizer.json` and
 * `tokenizer_config.json`, `onnx/model*.onnx` with an output `logits`. A multi-label one says its best label only.
 * @throws Error naming the file, what is wrong with it and what to do
 */
export const loadClassifier = async (dir: string): Promise<ClassifierModel> => {
  const config = await readConfig(dir)
  for (const name of ['tokenizer.json', 'tokenizer_config.json'])
    if ((await stat(join(dir, name)).catch(() => undefined)) === undefined)
      throw new Error(`${name} is missing: copy it from the model's page, or save it with save_pretrained`)
  const weights = await findWeights(dir)
  env.allowRemoteModels = false
  env.localModelPath = dirname(dir)
  const [tokenizer, session] = await Promise.all([
    AutoTokenizer.from_pretrained(basename(dir), { local_files_only: true }),
    InferenceSession.create(weights, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 }),
  ])
  const inputs = session.inputNames.map((name) => ({ name, fill: inputOf(name, weights) }))
  const output = session.outputNames.includes('logits') ? 'logits' : (session.outputNames[0] as string)
  const labels = Object.entries(config.id2label)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, label]) => label)
  const most = Math.min(MOST_TOKENS, config.max_position_embeddings ?? MOST_TOKENS)
  return {
    classify: async (text) => {
      const all = tokenizer.encode(text)
      const ids = all.length <= most ? all : [...all.slice(0, most - 1), all.at(-1) as number]
      if (ids.length === 0) return []
      const feeds = inputs.map(({ name, fill }) => [name, new Tensor('int64', fill(ids), [1, ids.length])])
      const { [output]: logits } = await session.run(Object.fromEntries(feeds), [output])
      if (!(logits?.data instanceof Float32Array) || logits.data.length !== labels.length)
        throw new Error(`${output} has ${logits?.data.length} numbers, config.json names ${labels.length} labels`)
      return rank(Float64Array.from(logits.data), labels, config.problem_type === 'multi_label_classification')
    },
  }
}

const rank = (logits: Float64Array, labels: readonly string[], multiLabel: boolean): RankedIntent[] => {
  if (multiLabel) for (const [i, x] of logits.entries()) logits[i] = 1 / (1 + Math.exp(-x))
  else softmax(logits)
  return [...labels.keys()]
    .sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b)
    .slice(0, multiLabel ? 1 : MOST_RANKED)
    .map((c) => ({ intent: labels[c] as string, confidence: logits[c] as number }))
}

const readConfig = async (dir: string): Promise<z.infer<typeof Config>> => {
  try {
    return Config.parse(JSON.parse(await readFile(join(dir, 'config.json'), 'utf8')))
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause).replaceAll(/\s*\n\s*/g, ' ') : String(cause)
    throw new Error(`config.json cannot be used: ${why}; a classifier's names its intents in id2label`, { cause })
  }
}
