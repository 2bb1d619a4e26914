import { basename, dirname } from 'node:path'
import { AutoTokenizer, env } from '@xenova/transformers'
import { InferenceSession, Tensor } from 'onnxruntime-node'

/** The encoder's tokenizer and network, loaded in this process. */
export interface LoadedModel {
  /** Token ids with the two special ones, at most `maxTokens`; the cut keeps the closing one. */
  tokens(text: string, maxTokens: number): number[]
  /** One vector of norm 1 for a text that already has its prefix. Runs one text at a time, blocking this thread. */
  embed(text: string, maxTokens: number): Promise<Float32Array>
}

/**
 * Loads tokenizer and session from local files only. One thread and no arena: the session lives beside a chat gateway
 * on few cores, and a batch of one text needs neither.
 */
export const loadModel = async (files: { dir: string; weights: string }): Promise<LoadedModel> => {
  env.allowRemoteModels = false
  env.localModelPath = dirname(files.dir)
  const [tokenizer, session] = await Promise.all([
    AutoTokenizer.from_pretrained(basename(files.dir), { local_files_only: true }),
    InferenceSession.create(files.weights, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      enableCpuMemArena: false,
      enableMemPattern: false,
      logSeverityLevel: 3,
    }),
  ])
  const tokens = (text: string, maxTokens: number): number[] => {
    const ids = tokenizer.encode(text)
    const last = ids.at(-1)
    return ids.length <= maxTokens || last === undefined ? ids : [...ids.slice(0, maxTokens - 1), last]
  }
  return {
    tokens,
    embed: async (text, maxTokens) => {
      const ids = tokens(text, maxTokens)
      const shape = [1, ids.length]
      const feeds = {
        input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
        attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
      }
      const { sentence_embedding: vector } = await session.run(feeds, ['sentence_embedding'])
      if (!(vector?.data instanceof Float32Array)) throw new Error('the network gave no sentence_embedding')
      return vector.data
    },
  }
}
