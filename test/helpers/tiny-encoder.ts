import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom } from '../../src/lib/random.ts'

/**
 * A sentence encoder of a few kilobytes, written here byte by byte: a table of random vectors, one for each letter, digit and some
 * Chinese characters, in ONNX, with the tokenizer and the configs that a folder from Hugging Face has.
 */
export interface TinyEncoder {
  dimensions?: number
  /** What the network takes; `input_ids` is always there. */
  inputs?: readonly string[]
  /** All but `last_hidden_state` are the plain sum of the token vectors, not normalised. */
  outputs?: readonly ('last_hidden_state' | 'sentence_embedding' | 'pooler_output' | 'logits')[]
  /** A vector for each token of the vocabulary; absent: random ones. */
  table?: Float32Array
  /** Keys of 1_Pooling/config.json that are true; null: there is no such file. */
  pooling?: readonly string[] | null
  /** Names of modules.json; absent: there is no such file. */
  modules?: readonly string[]
  prompts?: Record<string, string>
  maxLength?: number
  readme?: string
  weights?: string
}

const CHARACTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789:?退款快递发票到哪了怎么的我']
const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]']
export const TINY_VOCABULARY = [...SPECIAL, ...CHARACTERS, ...CHARACTERS.map((character) => `##${character}`)]
const DIMENSIONS = 8
const SEED = 11

/** The vector of a token, by its place in the vocabulary. */
export const tinyTable = (dimensions = DIMENSIONS): Float32Array => {
  const random = createRandom(SEED)
  return Float32Array.from({ length: TINY_VOCABULARY.length * dimensions }, () => random.next() - 0.5)
}

export const writeTinyEncoder = (dir: string, options: TinyEncoder = {}): void => {
  const { dimensions = DIMENSIONS, inputs = ['attention_mask'], outputs = ['last_hidden_state'] } = options
  const {
    pooling = ['pooling_mode_mean_tokens'],
    modules,
    prompts,
    maxLength,
    readme,
    weights = 'model.onnx',
  } = options
  mkdirSync(join(dir, 'onnx'), { recursive: true })
  mkdirSync(join(dir, '1_Pooling'), { recursive: true })
  const json = (name: string, value: unknown): void => writeFileSync(join(dir, name), JSON.stringify(value))
  writeFileSync(
    join(dir, 'onnx', weights),
    networkOf(dimensions, inputs, outputs, options.table ?? tinyTable(dimensions)),
  )
  json('tokenizer.json', TOKENIZER)
  json('tokenizer_config.json', { tokenizer_class: 'BertTokenizer', model_max_length: 512, unk_token: '[UNK]' })
  json('config.json', { model_type: 'bert', hidden_size: dimensions, max_position_embeddings: 512 })
  if (pooling !== null)
    json('1_Pooling/config.json', {
      word_embedding_dimension: dimensions,
      pooling_mode_cls_token: false,
      ...Object.fromEntries(pooling.map((mode) => [mode, true])),
    })
  if (modules !== undefined)
    json(
      'modules.json',
      modules.map((name, idx) => ({
        idx,
        path: idx === 0 ? '' : `${idx}_${name}`,
        type: `sentence_transformers.models.${name}`,
      })),
    )
  if (prompts !== undefined) json('config_sentence_transformers.json', { prompts })
  if (maxLength !== undefined) json('sentence_bert_config.json', { max_seq_length: maxLength })
  if (readme !== undefined) writeFileSync(join(dir, 'README.md'), readme)
}

const TOKENIZER = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: SPECIAL.map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(TINY_VOCABULARY.map((token, id) => [token, id])),
  },
}

const FLOAT = 1
const INT64 = 7

/** hidden = table[input_ids], plus nothing of every further input, so that none of them is dropped. */
const networkOf = (
  dimensions: number,
  inputs: readonly string[],
  outputs: readonly string[],
  table: Float32Array,
): Buffer => {
  const nodes = [node('Gather', ['table', 'input_ids'], 'sum0')]
  for (const [i, name] of inputs.entries())
    nodes.push(
      node('Cast', [name], `float${i}`, [attribute('to', FLOAT)]),
      node('Mul', [`float${i}`, 'zero'], `none${i}`),
      node('Unsqueeze', [`none${i}`, 'last'], `wide${i}`),
      node('Add', [`sum${i}`, `wide${i}`], `sum${i + 1}`),
    )
  const hidden = `sum${inputs.length}`
  for (const output of outputs)
    nodes.push(
      output === 'last_hidden_state'
        ? node('Identity', [hidden], output)
        : node('ReduceSum', [hidden, 'middle'], output, [attribute('keepdims', 0)]),
    )
  const graph = message([
    ...nodes.map((bytes) => field(1, bytes)),
    field(2, 'tiny'),
    field(5, tensor('table', FLOAT, [TINY_VOCABULARY.length, dimensions], table)),
    field(5, tensor('zero', FLOAT, [], Float32Array.of(0))),
    field(5, tensor('last', INT64, [1], BigInt64Array.of(2n))),
    field(5, tensor('middle', INT64, [1], BigInt64Array.of(1n))),
    ...['input_ids', ...inputs].map((name) => field(11, value(name, INT64, ['batch', 'length']))),
    ...outputs.map((name) =>
      field(
        12,
        value(name, FLOAT, name === 'last_hidden_state' ? ['batch', 'length', dimensions] : ['batch', dimensions]),
      ),
    ),
  ])
  return message([field(1, 8), field(2, 'tests'), field(7, graph), field(8, message([field(2, 13)]))])
}

/** The parts of onnx.proto that are needed, by their field numbers. */
export const node = (
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Buffer[] = [],
): Buffer =>
  message([
    ...inputs.map((name) => field(1, name)),
    field(2, output),
    field(4, type),
    ...attributes.map((bytes) => field(5, bytes)),
  ])

export const attribute = (name: string, i: number): Buffer => message([field(1, name), field(3, i), field(20, 2)])

export const tensor = (
  name: string,
  type: number,
  shape: readonly number[],
  data: Float32Array | BigInt64Array,
): Buffer =>
  message([
    ...shape.map((size) => field(1, size)),
    field(2, type),
    field(8, name),
    field(9, Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
  ])

export const value = (name: string, type: number, shape: readonly (number | string)[]): Buffer => {
  const sizes = shape.map((size) => field(1, message([typeof size === 'number' ? field(1, size) : field(2, size)])))
  return message([field(1, name), field(2, message([field(1, message([field(1, type), field(2, message(sizes))]))]))])
}

export const message = (fields: readonly Buffer[]): Buffer => Buffer.concat(fields)

/** A field of protobuf: numbers as varint, everything else with its length. */
export const field = (number: number, content: number | string | Buffer): Buffer => {
  if (typeof content === 'number') return Buffer.concat([varint(number << 3), varint(content)])
  const bytes = Buffer.from(content as string)
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes])
}

const varint = (value: number): Buffer => {
  const bytes: number[] = []
  let rest = value
  while (rest > 127) {
    bytes.push((rest & 127) | 128)
    rest >>>= 7
  }
  return Buffer.from([...bytes, rest])
}
