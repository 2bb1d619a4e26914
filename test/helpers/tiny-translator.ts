import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { attribute, field, message, node, tensor, value } from './tiny-encoder.ts'

/** Tokens of Marian's kind: the first is also what a translation starts from. */
const SPECIAL = ['<pad>', '</s>', '<unk>']
const [START, END, UNKNOWN] = [0, 1, 2]
const CERTAIN = 1_000
const FLOAT = 1
const INT64 = 7

/**
 * A translator of a few kilobytes in the shape of a Marian folder from Hugging Face (`encoder_model.onnx`,
 * `decoder_model_merged.onnx`, tokenizer and configs), written here byte by byte: a phrase book. Each of its sentences is a
 * token; the encoder says which sentence it read, the decoder says its other half and ends, or says it again for ever.
 */
export const writeTinyTranslator = (
  dir: string,
  phrases: Readonly<Record<string, string>>,
  { isEndless = false } = {},
): void => {
  mkdirSync(join(dir, 'onnx'), { recursive: true })
  const words = [...SPECIAL, ...new Set(Object.entries(phrases).flat())]
  const size = words.length
  const read = new Float32Array(size * size)
  for (const [from, to] of Object.entries(phrases)) read[words.indexOf(from) * size + words.indexOf(to)] = 1
  const said = new Float32Array(size * size)
  for (let token = 0; token < size; token++) if (token !== START && !isEndless) said[token * size + END] = CERTAIN
  const json = (name: string, content: unknown): void => writeFileSync(join(dir, name), JSON.stringify(content))
  writeFileSync(join(dir, 'onnx', 'encoder_model.onnx'), encoderOf(size, read))
  writeFileSync(join(dir, 'onnx', 'decoder_model_merged.onnx'), decoderOf(size, said))
  json('config.json', {
    model_type: 'marian',
    is_encoder_decoder: true,
    d_model: size,
    vocab_size: size,
    encoder_layers: 1,
    decoder_layers: 1,
    encoder_attention_heads: 1,
    decoder_attention_heads: 1,
    pad_token_id: START,
    eos_token_id: END,
    decoder_start_token_id: START,
  })
  json('generation_config.json', {
    pad_token_id: START,
    eos_token_id: END,
    decoder_start_token_id: START,
    max_length: 512,
  })
  json('tokenizer_config.json', {
    tokenizer_class: 'MarianTokenizer',
    unk_token: '<unk>',
    eos_token: '</s>',
    pad_token: '<pad>',
    model_max_length: 512,
  })
  json('tokenizer.json', tokenizerOf(words))
}

const tokenizerOf = (words: readonly string[]) => ({
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
  normalizer: null,
  pre_tokenizer: null,
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '</s>', type_id: 0 } }],
    pair: [],
    special_tokens: { '</s>': { id: '</s>', ids: [END], tokens: ['</s>'] } },
  },
  decoder: null,
  model: { type: 'Unigram', unk_id: UNKNOWN, vocab: words.map((word) => [word, 0]) },
})

const encoderOf = (size: number, table: Float32Array): Buffer =>
  network({
    nodes: [node('Gather', ['table', 'input_ids'], 'last_hidden_state')],
    constants: [tensor('table', FLOAT, [size, size], table)],
    inputs: [value('input_ids', INT64, ['batch', 'length'])],
    output: value('last_hidden_state', FLOAT, ['batch', 'length', size]),
  })

const decoderOf = (size: number, table: Float32Array): Buffer =>
  network({
    nodes: [
      node('Gather', ['table', 'input_ids'], 'next'),
      node('ReduceSum', ['encoder_hidden_states', 'middle'], 'heard', [attribute('keepdims', 1)]),
      node('Add', ['next', 'heard'], 'logits'),
    ],
    constants: [tensor('table', FLOAT, [size, size], table), tensor('middle', INT64, [1], BigInt64Array.of(1n))],
    inputs: [
      value('input_ids', INT64, ['batch', 'length']),
      value('encoder_hidden_states', FLOAT, ['batch', 'read', size]),
    ],
    output: value('logits', FLOAT, ['batch', 'length', size]),
  })

const network = (of: { nodes: Buffer[]; constants: Buffer[]; inputs: Buffer[]; output: Buffer }): Buffer => {
  const graph = message([
    ...of.nodes.map((bytes) => field(1, bytes)),
    field(2, 'tiny'),
    ...of.constants.map((bytes) => field(5, bytes)),
    ...of.inputs.map((bytes) => field(11, bytes)),
    field(12, of.output),
  ])
  return message([field(1, 8), field(2, 'tests'), field(7, graph), field(8, message([field(2, 13)]))])
}
