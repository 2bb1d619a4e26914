import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createEncoder } from '../src/adapters/onnx/encoder.ts'
import { readEncoderFolder } from '../src/adapters/onnx/encoder-folder.ts'
import { findEncoder, findEncoderBy } from '../src/adapters/onnx/find-encoder.ts'
import { loadModel } from '../src/adapters/onnx/model.ts'
import { readEncoder } from '../src/adapters/onnx/read-encoder.ts'
import { TINY_VOCABULARY, type TinyEncoder, tinyTable, writeTinyEncoder } from './helpers/tiny-encoder.ts'

const MODELS = resolve('models')
const dirs: string[] = []
const tiny = (options?: TinyEncoder): string => {
  const dir = join(mkdtempSync(join(tmpdir(), 'tabdesk-encoder-')), 'tiny')
  dirs.push(join(dir, '..'))
  writeTinyEncoder(dir, options)
  return dir
}
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true })
})

/** The vectors of the tokens of `[CLS] 退 款 ? [SEP]`, by hand. */
const rows = (tokens: readonly string[] = ['[CLS]', '退', '款', '?', '[SEP]']): number[][] =>
  tokens.map((token) => {
    const id = TINY_VOCABULARY.indexOf(token)
    return [...tinyTable().subarray(id * 8, (id + 1) * 8)]
  })
const columns = (of: number[][], fold: (column: number[]) => number): number[] =>
  (of[0] as number[]).map((_, i) => fold(of.map((row) => row[i] as number)))
const unit = (vector: number[]): number[] => {
  const length = Math.hypot(...vector)
  return vector.map((x) => x / length)
}
const mean = (column: number[]): number => column.reduce((sum, x) => sum + x, 0) / column.length
const close = (vector: Float32Array, expected: number[]): void => {
  expect(vector).toHaveLength(expected.length)
  for (const [i, x] of expected.entries()) expect(vector[i]).toBeCloseTo(x, 5)
}
const embed = async (dir: string, text = '退款?'): Promise<Float32Array> =>
  (await loadModel(await readEncoderFolder(dir))).embed(text, 64)

describe('any encoder folder', () => {
  it.each([
    ['pooling_mode_mean_tokens', columns(rows(), mean)],
    ['pooling_mode_cls_token', rows()[0] as number[]],
    ['pooling_mode_max_tokens', columns(rows(), (column) => Math.max(...column))],
    ['pooling_mode_lasttoken', rows().at(-1) as number[]],
  ])('pools as its own file says: %s', async (mode, expected) => {
    close(await embed(tiny({ pooling: [mode] })), unit(expected))
  })

  it.each([
    [[]],
    [['attention_mask']],
    [['attention_mask', 'token_type_ids']],
    [['attention_mask', 'token_type_ids', 'position_ids']],
  ])('gives the network what it takes: input_ids %j', async (inputs) => {
    close(await embed(tiny({ inputs })), unit(columns(rows(), mean)))
  })

  it('takes the vector of the text where the network has one, whatever comes after the pooling', async () => {
    const sum = columns(rows(), (column) => column.reduce((all, x) => all + x, 0))
    const outputs = ['last_hidden_state', 'sentence_embedding'] as const
    close(await embed(tiny({ outputs, modules: ['Transformer', 'Pooling', 'Dense'] })), unit(sum))
    close(await embed(tiny({ outputs: ['pooler_output'], pooling: null })), unit(sum))
  })

  it('[EN1] serves it from its own process with norm 1, with its prompts before the text', async () => {
    const dir = tiny({ prompts: { query: 'q:', document: 'd:' }, maxLength: 7 })
    const encoder = await createEncoder({ modelsDir: MODELS, dir, deadlineMs: 20_000 })
    try {
      const [query] = await encoder.embed(['退款'])
      const [passage] = await encoder.embed(['退款'], { prefix: 'passage' })
      close(query as Float32Array, unit(columns(rows(['[CLS]', 'q', ':', '退', '款', '[SEP]']), mean)))
      close(passage as Float32Array, unit(columns(rows(['[CLS]', 'd', ':', '退', '款', '[SEP]']), mean)))
      const [long] = await encoder.embed(['退款退款退款退款'])
      close(long as Float32Array, unit(columns(rows(['[CLS]', 'q', ':', '退', '款', '退', '[SEP]']), mean)))
      expect(encoder.dimensions).toBe(8)
      expect(encoder.status()).toEqual({ state: 'ready', restarts: 0, queued: 0 })
    } finally {
      await encoder.close()
    }
  })

  it('prefers weights that are fast on a CPU', async () => {
    const dir = tiny({ weights: 'model_fp16.onnx' })
    writeTinyEncoder(dir, { weights: 'model.onnx' })
    expect((await readEncoderFolder(dir)).weights).toBe(join(dir, 'onnx/model.onnx'))
    writeTinyEncoder(dir, { weights: 'model_qint8_avx512_vnni.onnx' })
    expect((await readEncoderFolder(dir)).weights).toBe(join(dir, 'onnx/model_qint8_avx512_vnni.onnx'))
  })

  it('has another fingerprint when it gives other vectors, and the same when it does not', async () => {
    const fingerprint = async (options: TinyEncoder): Promise<string> =>
      (await readEncoderFolder(tiny(options))).fingerprint
    const plain = await fingerprint({})
    expect(plain).toMatch(/^[0-9a-f]{16}$/)
    expect(await fingerprint({ readme: 'changed' })).toBe(plain)
    const others = [
      { prompts: { query: 'query: ' } },
      { pooling: ['pooling_mode_cls_token'] },
      { maxLength: 32 },
      { inputs: [] },
    ]
    const all = [plain, ...(await Promise.all(others.map(fingerprint)))]
    expect(new Set(all).size).toBe(all.length)
  })

  it('says its licence as far as its files do', async () => {
    expect(
      (await readEncoderFolder(tiny({ readme: '---\ntags: [x]\nlicense: apache-2.0\n---\n# Tiny' }))).licence,
    ).toBe('apache-2.0')
    const dir = tiny()
    expect((await readEncoderFolder(dir)).licence).toBe('not stated')
    writeFileSync(join(dir, 'LICENSE'), '\nMIT License\n')
    expect((await readEncoderFolder(dir)).licence).toBe('MIT License')
  })
})

describe('an encoder folder that cannot be used is refused by name, with what to do', () => {
  it.each<[string, TinyEncoder, (dir: string) => void, RegExp]>([
    [
      'no folder',
      {},
      (dir) => rmSync(dir, { recursive: true }),
      /There is no encoder .*tiny: put a folder.*model\.encoder/,
    ],
    [
      'no weights',
      {},
      (dir) => rmSync(join(dir, 'onnx'), { recursive: true }),
      /onnx\/model\*\.onnx: export one with `optimum-cli/,
    ],
    ['no tokenizer', {}, (dir) => rmSync(join(dir, 'tokenizer.json')), /tokenizer\.json is missing: save it with/],
    [
      'broken config',
      {},
      (dir) => writeFileSync(join(dir, 'config.json'), '{'),
      /config\.json is not valid: .*Copy it again/,
    ],
    [
      'two poolings',
      { pooling: ['pooling_mode_cls_token', 'pooling_mode_mean_tokens'] },
      () => {},
      /1_Pooling\/config\.json asks for pooling_mode_cls_token and pooling_mode_mean_tokens: exactly one/,
    ],
    [
      'unknown pooling',
      { pooling: ['pooling_mode_weightedmean_tokens'] },
      () => {},
      /asks for pooling_mode_weightedmean_tokens/,
    ],
    ['no dimensions', { pooling: null }, (dir) => rmSync(join(dir, 'config.json')), /config\.json has no hidden_size/],
    [
      'token vectors only',
      { pooling: null },
      () => {},
      /1_Pooling\/config\.json is missing, and .*model\.onnx gives token vectors only/,
    ],
    [
      'a step that nobody does',
      { modules: ['Transformer', 'Pooling', 'Dense'] },
      () => {},
      /modules\.json has Dense after the pooling/,
    ],
    [
      'unknown input',
      { inputs: ['pixel_values'] },
      () => {},
      /wants an input pixel_values: an encoder takes input_ids/,
    ],
  ])('%s', async (_, options, harm, message) => {
    const dir = tiny(options)
    harm(dir)
    await expect(embed(dir)).rejects.toThrow(message)
  })

  it('the configs of one network beside the weights of another', async () => {
    const dir = tiny()
    writeFileSync(join(dir, '1_Pooling/config.json'), '{"word_embedding_dimension":4,"pooling_mode_mean_tokens":true}')
    await expect(embed(dir)).rejects.toThrow(/gives vectors of 8 numbers, its configs say 4/)
  })

  it('leaves the product up: the encoder is down, and says why', async () => {
    const encoder = await createEncoder({ modelsDir: MODELS, dir: tiny({ inputs: ['pixel_values'] }) })
    try {
      expect(encoder.status()).toMatchObject({
        state: 'down',
        reason: expect.stringContaining('wants an input pixel_values'),
      })
    } finally {
      await encoder.close()
    }
  })
})

describe('finding an encoder', () => {
  it('by name in DATA_DIR/models before MODELS_DIR, by path, and by fingerprint', async () => {
    const dir = tiny()
    const dataDir = mkdtempSync(join(tmpdir(), 'tabdesk-data-'))
    dirs.push(dataDir)
    const places = { dataDir, modelsDir: MODELS }
    const shipped = join(MODELS, 'support-encoder-zh-en')
    expect(findEncoder('support-encoder-zh-en', places)).toBe(shipped)
    expect(findEncoder(dir, places)).toBe(dir)
    const own = join(dataDir, 'models/own')
    writeTinyEncoder(own)
    expect(findEncoder('own', places)).toBe(own)
    expect(findEncoder('nowhere', places)).toBe(join(MODELS, 'nowhere'))
    const { fingerprint } = await readEncoder(MODELS, own)
    expect(await findEncoderBy(fingerprint, shipped, places)).toBe(own)
    expect(await findEncoderBy('411834a10895fc37', own, places)).toBe(shipped)
    expect(await findEncoderBy('0000000000000000', shipped, places)).toBeUndefined()
  })
})
