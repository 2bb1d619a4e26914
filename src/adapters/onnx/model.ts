import { basename, dirname } from 'node:path'
import { AutoTokenizer, env } from '@xenova/transformers'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { normalised } from '../../lib/vectors.ts'
import type { EncoderModel } from './encoder-model.ts'
import { pool } from './pooling.ts'

/** The encoder's tokenizer and network, loaded in this process. */
export interface LoadedModel {
  /** Token ids with the special ones, at most `maxTokens`; the cut keeps the closing one. */
  tokens(text: string, maxTokens: number): number[]
  /** One vector of norm 1 for a text that already has its prefix. Runs one text at a time, blocking this thread. */
  embed(text: string, maxTokens: number): Promise<Float32Array>
}

/**
 * Loads tokenizer and session from local files only. One thread and no arena: the session lives beside a chat gateway
 * on few cores, and a batch of one text needs neither.
 * @throws Error naming the weights when the network takes or gives what is not known here
 */
export const loadModel = async (model: EncoderModel): Promise<LoadedModel> => {
  env.allowRemoteModels = false
  env.localModelPath = dirname(model.dir)
  const [tokenizer, session] = await Promise.all([
    AutoTokenizer.from_pretrained(basename(model.dir), { local_files_only: true }),
    InferenceSession.create(model.weights, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      enableCpuMemArena: false,
      enableMemPattern: false,
      logSeverityLevel: 3,
    }),
  ])
  const inputs = session.inputNames.map((name) => ({ name, fill: inputOf(name, model.weights) }))
  const output = outputOf(session.outputNames, model)
  const tokens = (text: string, maxTokens: number): number[] => {
    const ids = tokenizer.encode(text)
    const most = Math.min(maxTokens, model.maxTokens)
    const last = ids.at(-1)
    return ids.length <= most || last === undefined ? ids : [...ids.slice(0, most - 1), last]
  }
  return {
    tokens,
    embed: async (text, maxTokens) => {
      const ids = tokens(text, maxTokens)
      const shape = [1, ids.length]
      const feeds = Object.fromEntries(inputs.map(({ name, fill }) => [name, new Tensor('int64', fill(ids), shape)]))
      const { [output.name]: given } = await session.run(feeds, [output.name])
      if (!(given?.data instanceof Float32Array))
        throw new Error(`${model.weights} gives ${given?.type} as ${output.name}: export it with float32 outputs.`)
      const vector = output.pooling === undefined ? given.data : pool(output.pooling, given.data, ids.length)
      if (vector.length !== model.dimensions)
        throw new Error(
          `${model.weights} gives vectors of ${vector.length} numbers, its configs say ${model.dimensions}: the files do not belong together.`,
        )
      return isNormalised(vector) ? vector : normalised(vector)
    },
  }
}

type Fill = (ids: readonly number[]) => BigInt64Array

/** What BERT, RoBERTa and their relatives take. */
const INPUTS: Readonly<Record<string, Fill>> = {
  input_ids: (ids) => BigInt64Array.from(ids, BigInt),
  attention_mask: (ids) => new BigInt64Array(ids.length).fill(1n),
  token_type_ids: (ids) => new BigInt64Array(ids.length),
  position_ids: (ids) => BigInt64Array.from(ids, (_, place) => BigInt(place)),
}

export const inputOf = (name: string, weights: string): Fill => {
  const fill = INPUTS[name]
  if (fill === undefined)
    throw new Error(
      `${weights} wants an input ${name}: an encoder takes ${Object.keys(INPUTS).join(', ')}; export it for feature extraction.`,
    )
  return fill
}

/** A vector of the text itself where the network has one, else token vectors to pool. */
const outputOf = (
  names: readonly string[],
  { weights, pooling, beyondPooling, dir }: EncoderModel,
): { name: string; pooling?: EncoderModel['pooling'] } => {
  if (names.includes('sentence_embedding')) return { name: 'sentence_embedding' }
  if (beyondPooling.length > 0)
    throw new Error(
      `${dir}/modules.json has ${beyondPooling.join(' and ')} after the pooling, and ${weights} gives no sentence_embedding: export it as a whole, e.g. with \`optimum-cli export onnx --task feature-extraction --library sentence_transformers\`.`,
    )
  const hidden = ['last_hidden_state', 'token_embeddings'].find((name) => names.includes(name))
  if (hidden !== undefined && pooling !== undefined) return { name: hidden, pooling }
  if (hidden === undefined && names.includes('pooler_output')) return { name: 'pooler_output' }
  throw new Error(
    hidden === undefined
      ? `${weights} gives ${names.join(', ')}: an encoder gives sentence_embedding, last_hidden_state or pooler_output; export it for feature extraction.`
      : `${dir}/1_Pooling/config.json is missing, and ${weights} gives token vectors only: copy it from the model's page, or write {"pooling_mode_mean_tokens": true} there if that is how it was trained.`,
  )
}

const SAME_NORM = 1e-3
/** As it came, bit for bit, where the network normalises itself. */
const isNormalised = (vector: Float32Array): boolean =>
  Math.abs(vector.reduce((sum, x) => sum + x * x, 0) - 1) < SAME_NORM
