import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { field, message, node, tensor, value } from './tiny-encoder.ts'

const FLOAT = 1
const INT64 = 7
/** Samples of a frame: 20 ms. */
const FRAME = 320
/** Loudness between two tokens, of 1. */
const STEP = 0.1
/** How much surer the network gets by being nearer. */
const SURE = 10_000

export interface TinyTranscriber {
  /** Smaller: less sure of everything. */
  sure?: number
  normalises?: boolean
  language?: string
  /** The whole note is one frame, as loud as its loudest sample; above this, it is the one token. */
  wholeAbove?: number
}

/**
 * A CTC model of a few hundred bytes in the shape of a wav2vec2 folder from Hugging Face, written here byte by byte: it writes the
 * n-th token for a frame that is n steps loud, and nothing for silence.
 */
export const writeTinyTranscriber = (dir: string, tokens: readonly string[], of: TinyTranscriber = {}): void => {
  mkdirSync(join(dir, 'onnx'), { recursive: true })
  const { sure = SURE, normalises = false, language, wholeAbove } = of
  const json = (name: string, content: unknown): void => writeFileSync(join(dir, name), JSON.stringify(content))
  const all = ['<pad>', ...tokens]
  writeFileSync(join(dir, 'onnx', 'model.onnx'), networkOf(all.length, sure, wholeAbove))
  json('config.json', { model_type: 'wav2vec2', pad_token_id: 0, ...(language === undefined ? {} : { language }) })
  json('preprocessor_config.json', {
    feature_extractor_type: 'Wav2Vec2FeatureExtractor',
    do_normalize: normalises,
    sampling_rate: 16_000,
  })
  json('vocab.json', Object.fromEntries(all.map((token, id) => [token, id])))
}

/** A sound whose frames are so many steps loud. */
export const soundOf = (levels: readonly number[], { frames = 4, step = STEP } = {}): Int16Array =>
  Int16Array.from({ length: levels.length * frames * FRAME }, (_, n) => {
    const loud = (levels[Math.floor(n / (frames * FRAME))] as number) * step * 0x8000
    return n % 2 === 0 ? loud : -loud
  })

/** Nearest level by its loudness: -(x - l)², without x², which is the same for all, is a line in x. */
const networkOf = (size: number, sure: number, wholeAbove: number | undefined): Buffer => {
  const step = wholeAbove === undefined ? STEP : 2 * wholeAbove
  const width = wholeAbove === undefined ? FRAME : 1
  const weights = Float32Array.from({ length: size * width }, (_, i) => {
    const level = Math.floor(i / width) * step
    return (2 * level * sure) / width
  })
  const bias = Float32Array.from({ length: size }, (_, i) => -((i * step) ** 2) * sure)
  const loudest = wholeAbove === undefined ? [] : [node('ReduceMax', ['loud'], 'heard', [ints('axes', [1])])]
  const graph = message([
    ...[
      node('Abs', ['input_values'], 'loud'),
      ...loudest,
      node('Unsqueeze', [wholeAbove === undefined ? 'loud' : 'heard', 'channel'], 'wide'),
      node('Conv', ['wide', 'weights', 'bias'], 'scores', [ints('strides', [width])]),
      node('Transpose', ['scores'], 'logits', [ints('perm', [0, 2, 1])]),
    ].map((bytes) => field(1, bytes)),
    field(2, 'tiny'),
    field(5, tensor('weights', FLOAT, [size, 1, width], weights)),
    field(5, tensor('bias', FLOAT, [size], bias)),
    field(5, tensor('channel', INT64, [1], BigInt64Array.of(1n))),
    field(11, value('input_values', FLOAT, ['batch', 'samples'])),
    field(12, value('logits', FLOAT, ['batch', 'frames', size])),
  ])
  return message([field(1, 8), field(2, 'tests'), field(7, graph), field(8, message([field(2, 13)]))])
}

const ints = (name: string, all: readonly number[]): Buffer =>
  message([field(1, name), ...all.map((i) => field(8, i)), field(20, 7)])
