import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import * as z from 'zod'
import type { EncoderModel } from './encoder-model.ts'
import { readLicence } from './licence.ts'
import type { Pooling } from './pooling.ts'

/** Word pieces where no file says how many. */
const USUAL_TOKENS = 512
/** RoBERTa counts positions from the one after the padding. */
const POSITIONS_NOT_USED = 2

/**
 * An encoder from any folder in the layout of Hugging Face: `onnx/model*.onnx` (or beside the configs), `tokenizer.json`, `config.json`, and
 * from sentence-transformers `modules.json`, `1_Pooling/config.json`, `config_sentence_transformers.json` and `sentence_bert_config.json` where
 * they are. What a network takes and gives is looked up when it is loaded.
 * @throws Error naming the file, what is wrong with it and what to do
 */
export const readEncoderFolder = async (dir: string): Promise<EncoderModel> => {
  if (!(await stat(dir).catch(() => undefined))?.isDirectory())
    throw new Error(
      `There is no encoder ${dir}: put a folder with tokenizer.json and onnx/model.onnx there, or correct its name (\`model.encoder\` in tabdesk.config.yaml, --encoder).`,
    )
  const weights = await findWeights(dir)
  for (const name of ['tokenizer.json', 'tokenizer_config.json'])
    if ((await stat(join(dir, name)).catch(() => undefined)) === undefined)
      throw new Error(
        `${join(dir, name)} is missing: save it with \`AutoTokenizer.from_pretrained(MODEL).save_pretrained(DIR)\`, or copy it from the model's page.`,
      )
  const config = await readJson(dir, 'config.json', Config)
  const modules = await readJson(dir, 'modules.json', Modules)
  const steps = (modules ?? []).map(({ type, path }) => ({ step: type.split('.').at(-1) ?? type, path }))
  const poolingFile = join(steps.find(({ step }) => step === 'Pooling')?.path ?? '1_Pooling', 'config.json')
  const pooled = await readJson(dir, poolingFile, PoolingConfig)
  const pooling = pooled === undefined ? undefined : poolingOf(pooled, join(dir, poolingFile))
  const dimensions = pooled?.word_embedding_dimension ?? config?.hidden_size ?? config?.d_model
  if (dimensions === undefined)
    throw new Error(
      `${join(dir, 'config.json')} has no hidden_size, and ${join(dir, poolingFile)} no word_embedding_dimension: one of them must say how long a vector is.`,
    )
  const { prompts = {} } = (await readJson(dir, 'config_sentence_transformers.json', Prompts)) ?? {}
  const prefixes = { query: prompts['query'] ?? '', passage: prompts['passage'] ?? prompts['document'] ?? '' }
  const maxTokens = await tokensOf(dir, config)
  return {
    name: basename(dir),
    dir,
    weights,
    fingerprint: sha256(
      JSON.stringify([await hashOf(weights), await hashOf(join(dir, 'tokenizer.json')), pooling, prefixes, maxTokens]),
    ).slice(0, 16),
    dimensions,
    ...(pooling === undefined ? {} : { pooling }),
    beyondPooling: steps.map(({ step }) => step).filter((step) => !ORDINARY_STEPS.has(step)),
    prefixes,
    maxTokens,
    licence: await readLicence(dir),
    files: [],
  }
}

/** Normalised is what every vector here is, whether a module says so or not. */
const ORDINARY_STEPS = new Set(['Transformer', 'Pooling', 'Normalize'])

const Config = z.object({
  hidden_size: z.int().positive().optional(),
  d_model: z.int().positive().optional(),
  max_position_embeddings: z.int().positive().optional(),
  model_type: z.string().optional(),
})
const Modules = z.array(z.object({ type: z.string(), path: z.string() }))
const PoolingConfig = z.looseObject({ word_embedding_dimension: z.int().positive().optional() })
const Prompts = z.object({ prompts: z.record(z.string(), z.string()).optional() })
const Limit = z.object({ max_seq_length: z.number().positive().nullish() })
const TokenizerConfig = z.object({ model_max_length: z.number().positive().nullish() })

/** int8 is three times the speed of float32 on a CPU that can; float16 and 4 bits are for others. */
export const findWeights = async (dir: string): Promise<string> => {
  for (const folder of [join(dir, 'onnx'), dir]) {
    const found = (await readdir(folder).catch(() => [])).filter((name) => /^model.*\.onnx$/.test(name))
    const best = found.sort((a, b) => rankOf(a) - rankOf(b) || a.localeCompare(b))[0]
    if (best !== undefined) return join(folder, best)
  }
  throw new Error(
    `There is no ${join(dir, 'onnx', 'model*.onnx')}: export one with \`optimum-cli export onnx --model NAME ${dir}\`, or copy the model's onnx folder there.`,
  )
}

const rankOf = (name: string): number => {
  if (/quantized|int8|uint8/.test(name)) return 0
  if (name === 'model.onnx') return 1
  return /fp16|q4|bnb4/.test(name) ? 3 : 2
}

const POOLING_MODES: Readonly<Record<string, Pooling>> = {
  pooling_mode_cls_token: 'cls',
  pooling_mode_mean_tokens: 'mean',
  pooling_mode_max_tokens: 'max',
  pooling_mode_lasttoken: 'last',
}

const poolingOf = (config: Record<string, unknown>, file: string): Pooling => {
  const modes = Object.keys(config).filter((key) => key.startsWith('pooling_mode') && config[key] === true)
  const pooling = POOLING_MODES[modes[0] ?? '']
  if (modes.length !== 1 || pooling === undefined)
    throw new Error(
      `${file} asks for ${modes.join(' and ') || 'no pooling'}: exactly one of ${Object.keys(POOLING_MODES).join(', ')} must be true; export the network with its pooling (output sentence_embedding) for others.`,
    )
  return pooling
}

const tokensOf = async (dir: string, config: z.infer<typeof Config> | undefined): Promise<number> => {
  const asked = (await readJson(dir, 'sentence_bert_config.json', Limit))?.max_seq_length
  const tokenizer = (await readJson(dir, 'tokenizer_config.json', TokenizerConfig))?.model_max_length
  const positions = config?.max_position_embeddings
  const usable =
    positions !== undefined && /roberta/.test(config?.model_type ?? '') ? positions - POSITIONS_NOT_USED : positions
  return Math.min(asked ?? USUAL_TOKENS, tokenizer ?? USUAL_TOKENS, usable ?? USUAL_TOKENS)
}

/** A file that need not be there; one that is must be right. */
const readJson = async <T>(dir: string, name: string, schema: z.ZodType<T>): Promise<T | undefined> => {
  const file = join(dir, name)
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message
    throw new Error(`${file} is not valid: ${why}. Copy it again from the model's page.`, { cause })
  }
}

/** Of a file and, beside large weights, of what ONNX keeps in `NAME_data` or `NAME.data`. */
const hashOf = async (file: string): Promise<string> => {
  const hash = createHash('sha256')
  for (const part of [file, `${file}_data`, `${file}.data`])
    if ((await stat(part).catch(() => undefined)) !== undefined)
      for await (const chunk of createReadStream(part)) hash.update(chunk)
  return hash.digest('hex')
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
