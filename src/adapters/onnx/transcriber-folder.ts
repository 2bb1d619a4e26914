import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { Language } from '../../domain/message.ts'
import { VOICE_HZ } from '../../domain/transcript.ts'
import { findWeights } from './encoder-folder.ts'

/** What a folder with a model of speech says of itself. */
export interface TranscriberFolder {
  weights: string
  /** What is written for each output of the network; specials are empty. */
  tokens: readonly string[]
  /** The output that says nothing. */
  blank: number
  /** Samples are brought to mean 0 and variance 1. */
  normalises: boolean
  /** What it hears; absent: several languages, or nothing is said of it. */
  language?: Language
}

const Config = z.object({
  model_type: z.string(),
  is_encoder_decoder: z.boolean().optional(),
  pad_token_id: z.int().min(0).nullish(),
  language: z.string().optional(),
})
const Preprocessor = z.object({
  feature_extractor_type: z.string().optional(),
  do_normalize: z.boolean().default(true),
  sampling_rate: z.number().default(VOICE_HZ),
})
const Vocabulary = z.record(z.string(), z.int().min(0))
const TokenizerConfig = z.object({ word_delimiter_token: z.string().default('|') })

/** Between words, where `tokenizer_config.json` does not say so. */
const DELIMITER = '|'
/** `<s>`, `[UNK]`: of the tokenizer, never said. */
const SPECIAL = /^(<.+>|\[.+\])$/
/** What takes the samples themselves. */
const RAW = 'Wav2Vec2FeatureExtractor'
const EXPORT = 'export one with `optimum-cli export onnx --task automatic-speech-recognition`'

/**
 * A model of speech in the layout of Hugging Face: one that is trained with CTC on raw samples (wav2vec2, HuBERT, WavLM, data2vec).
 * @throws Error naming the file, what is wrong with it and what to do
 */
export const readTranscriberFolder = async (dir: string): Promise<TranscriberFolder> => {
  const config = await read(dir, 'config.json', Config)
  if (config.is_encoder_decoder === true || config.model_type === 'whisper')
    throw new Error(
      `config.json says model_type ${config.model_type}, which writes word after word: only CTC models are taken (wav2vec2, HuBERT, WavLM); ${EXPORT}`,
    )
  const preprocessor = await read(dir, 'preprocessor_config.json', Preprocessor)
  const { feature_extractor_type: extractor = RAW, do_normalize: normalises, sampling_rate: hz } = preprocessor
  if (extractor !== RAW)
    throw new Error(
      `preprocessor_config.json says feature_extractor_type ${extractor}: only models of raw samples (${RAW}) are taken; ${EXPORT}`,
    )
  if (hz !== VOICE_HZ)
    throw new Error(
      `preprocessor_config.json says sampling_rate ${hz}: voice notes have ${VOICE_HZ}; take another model`,
    )
  const vocabulary = await read(dir, 'vocab.json', Vocabulary)
  const delimiter = (await read(dir, 'tokenizer_config.json', TokenizerConfig, {})).word_delimiter_token ?? DELIMITER
  const tokens: string[] = []
  for (const [token, id] of Object.entries(vocabulary))
    tokens[id] = token === delimiter ? ' ' : SPECIAL.test(token) ? '' : token
  const language = languageOf(config.language)
  return {
    weights: await findWeights(dir),
    // Without holes, where a vocabulary has some.
    tokens: Array.from(tokens, (token) => token ?? ''),
    blank: config.pad_token_id ?? vocabulary['<pad>'] ?? vocabulary['[PAD]'] ?? 0,
    normalises,
    ...(language === undefined ? {} : { language }),
  }
}

const languageOf = (tag: string | undefined): Language | undefined => {
  const primary = tag?.toLowerCase().split(/[-_]/)[0]
  return primary === 'zh' || primary === 'en' ? primary : undefined
}

const read = async <T>(dir: string, name: string, schema: z.ZodType<T>, absent?: object): Promise<T> => {
  const text = await readFile(join(dir, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && absent !== undefined) return JSON.stringify(absent)
    throw new Error(`${name} cannot be read (${error.code}): copy it from the model's page`)
  })
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause).replaceAll(/\s*\n\s*/g, ' ') : String(cause)
    throw new Error(`${name} cannot be used: ${why}; copy it from the model's page`, { cause })
  }
}
