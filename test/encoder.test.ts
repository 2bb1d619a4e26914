import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { getPriority, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { createEncoder, type EncoderOptions, type OnnxEncoder } from '../src/adapters/onnx/encoder.ts'
import { readManifest, verifyFiles } from '../src/adapters/onnx/manifest.ts'
import { loadModel } from '../src/adapters/onnx/model.ts'

const MODELS = resolve('models')
const FILES = join(MODELS, 'support-encoder-zh-en')
const reference = readFileSync(join(FILES, 'reference.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { text: string; input_ids: number[]; embedding: number[] })

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0)
const alive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
const PATIENT = { timeout: 30_000, interval: 20 }

const open: OnnxEncoder[] = []
const start = async (options: Partial<EncoderOptions> = {}) => {
  const encoder = await createEncoder({ modelsDir: MODELS, deadlineMs: 20_000, ...options })
  open.push(encoder)
  return encoder
}
const closeAll = async () => {
  await Promise.all(open.splice(0).map((encoder) => encoder.close()))
}

describe('what it gives', async () => {
  const encoder = await createEncoder({ modelsDir: MODELS, deadlineMs: 20_000 })
  afterAll(() => encoder.close())

  it('[EN1] gives one vector of 384 floats and norm 1 per text, in order', async () => {
    const texts = ['我的快递到哪了', 'where is my parcel', '', '😡😡😡', '\ud800 half a character', '退款'.repeat(3000)]
    const vectors = await encoder.embed(texts)
    expect(vectors).toHaveLength(texts.length)
    for (const vector of vectors) {
      expect(vector).toBeInstanceOf(Float32Array)
      expect(vector).toHaveLength(384)
      expect(dot(vector, vector)).toBeCloseTo(1, 4)
    }
    const [zh, en] = vectors as [Float32Array, Float32Array]
    const [far] = (await encoder.embed(['发票抬头写错了'])) as [Float32Array]
    expect(dot(zh, en)).toBeGreaterThan(dot(zh, far))
  })

  it('gives the reference vectors', async () => {
    const vectors = await encoder.embed(reference.map(({ text }) => text))
    const similarities = reference.map(({ embedding }, i) => dot(vectors[i]!, embedding))
    console.log(`lowest cosine to ${reference.length} reference vectors: ${Math.min(...similarities).toFixed(5)}`)
    expect(Math.min(...similarities)).toBeGreaterThan(0.98)
    expect(encoder.status()).toEqual({ state: 'ready', restarts: 0, queued: 0 })
  })

  it('[EN2] gives a text the same vector alone, among others and from another worker', async () => {
    const text = '昨天买的耳机左边没有声音，可以换一个吗'
    const [among] = await encoder.embed([text, 'hi', ...reference.slice(0, 12).map((row) => row.text)])
    const other = await start()
    const [alone] = await other.embed([text])
    expect(alone).toEqual(among)
    await closeAll()
  })

  it('tells queries from passages', async () => {
    const [query] = await encoder.embed(['七天无理由退货'])
    const [passage] = await encoder.embed(['七天无理由退货'], { prefix: 'passage' })
    expect(passage).not.toEqual(query)
  })

  it('hands out vectors that the caller may change', async () => {
    const [mine] = await encoder.embed(['can I change the address'])
    const first = mine!.slice()
    mine!.fill(0)
    expect((await encoder.embed(['can I change the address']))[0]).toEqual(first)
  })

  it('carries the fingerprint of the weights', () => {
    const digest = createHash('sha256')
      .update(readFileSync(join(FILES, 'onnx/model_quantized.onnx')))
      .digest('hex')
    expect(encoder.fingerprint).toBe(digest.slice(0, 16))
    expect(encoder.dimensions).toBe(384)
  })

  it('runs at lower priority than the gateway', () => {
    expect(encoder.pids().map((pid) => getPriority(pid))).toEqual([10])
  })
})

describe('tokens', () => {
  it('are those of the reference; a cut keeps the closing one', async () => {
    const model = await loadModel(await readManifest(MODELS))
    for (const { text, input_ids } of reference) expect(model.tokens(`query: ${text}`, 512)).toEqual(input_ids)
    const cut = model.tokens('query: 我要退货'.repeat(50), 64)
    expect(cut).toHaveLength(64)
    expect([cut[0], cut.at(-1)]).toEqual([0, 2])
  })
})

describe('when it is too much', () => {
  afterEach(closeAll)

  it('[EN3] rejects with busy when the queue is full or the deadline has passed, and recovers', async () => {
    const encoder = await start({ maxQueued: 2, deadlineMs: 300 })
    const [pid] = encoder.pids() as [number]
    process.kill(pid, 'SIGSTOP')
    const outcomes = ['a', 'b', 'c', 'd'].map((text) => encoder.embed([text]).catch((cause) => cause))
    expect(encoder.status().queued).toBe(2)
    expect(await outcomes[3]).toMatchObject({ code: 'busy', message: '2 texts wait for the encoder, at most 2 may' })
    expect(await outcomes[0]).toMatchObject({ code: 'busy', message: 'the encoder gave no answer within 300 ms' })
    await Promise.all(outcomes)
    expect(encoder.status().queued).toBe(0)
    process.kill(pid, 'SIGCONT')
    await vi.waitFor(async () => expect(await encoder.embed(['e'])).toHaveLength(1), PATIENT)
  })

  it('refuses a call that could never fit', async () => {
    const encoder = await start({ maxQueued: 2 })
    await expect(encoder.embed(['a', 'b', 'c'])).rejects.toMatchObject({ code: 'too_large', field: 'texts' })
    expect(await encoder.embed(['a', 'a', 'b', 'b'])).toHaveLength(4)
  })

  it('reads a text once for all who wait, and not at all when the last has left', async () => {
    const encoder = await start()
    const [pid] = encoder.pids() as [number]
    process.kill(pid, 'SIGSTOP')
    const running = encoder.embed(['first'])
    const leaver = new AbortController()
    const left = encoder.embed(['同一句话'], { signal: leaver.signal })
    const stays = encoder.embed(['同一句话', '同一句话'])
    const gone = encoder.embed(['另一句话'], { signal: leaver.signal })
    expect(encoder.status().queued).toBe(2)
    leaver.abort(new Error('customer left'))
    await expect(left).rejects.toThrow('customer left')
    await expect(gone).rejects.toThrow('customer left')
    expect(encoder.status().queued).toBe(1)
    process.kill(pid, 'SIGCONT')
    expect(await running).toHaveLength(1)
    const [one, two] = await stays
    expect(one).toEqual(two)
  })

  it('spreads what is queued over its workers', async () => {
    const encoder = await start({ workers: 2 })
    await vi.waitFor(() => expect(encoder.pids()).toHaveLength(2), PATIENT)
    expect(await encoder.embed(reference.map(({ text }) => text))).toHaveLength(reference.length)
  })
})

describe('when a worker dies', () => {
  afterEach(closeAll)

  it('[EN4] rejects with model_down meanwhile, answers what it knows, and starts again', async () => {
    const said: string[] = []
    const encoder = await start({ log: (message) => said.push(message) })
    const [before] = await encoder.embed(['已知的句子'])
    const [pid] = encoder.pids() as [number]
    process.kill(pid, 'SIGSTOP')
    const during = encoder.embed(['while it dies'])
    process.kill(pid, 'SIGKILL')
    await expect(during).rejects.toMatchObject({ code: 'model_down', retryAfterMs: 100 })
    expect(encoder.status()).toMatchObject({ state: 'down', reason: 'encoder worker down: ended with SIGKILL' })
    await expect(encoder.embed(['while it is down'])).rejects.toMatchObject({ code: 'model_down' })
    expect((await encoder.embed(['已知的句子']))[0]).toEqual(before)
    await vi.waitFor(() => expect(encoder.status()).toMatchObject({ state: 'ready', restarts: 1 }), PATIENT)
    expect(await encoder.embed(['while it is down'])).toHaveLength(1)
    expect(encoder.pids()).not.toContain(pid)
    expect(said).toEqual([expect.stringContaining('ended with SIGKILL; starting it again in 100 ms')])
  })

  it('ends its workers on close, and refuses afterwards', async () => {
    const encoder = await start()
    const [pid] = encoder.pids() as [number]
    await encoder.close()
    expect(alive(pid)).toBe(false)
    expect(encoder.status()).toMatchObject({ state: 'down', reason: 'the encoder is closed' })
    await expect(encoder.embed(['hi'])).rejects.toMatchObject({ code: 'model_down' })
  })

  it('leaves no worker behind when the product is killed', async () => {
    const script = `import { createEncoder } from ${JSON.stringify(resolve('src/adapters/onnx/encoder.ts'))}
      console.log((await createEncoder({ modelsDir: ${JSON.stringify(MODELS)} })).pids()[0])`
    const product = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(createInterface({ input: product.stdout }), 'line')
    const pid = Number(line)
    expect(alive(pid)).toBe(true)
    product.kill('SIGKILL')
    await vi.waitFor(() => expect(alive(pid)).toBe(false), PATIENT)
  })
})

describe('model files', () => {
  const dirs: string[] = []
  const copy = () => {
    const dir = mkdtempSync(join(tmpdir(), 'models-'))
    dirs.push(dir)
    cpSync(MODELS, dir, { recursive: true })
    return { dir, weights: join(dir, 'support-encoder-zh-en/onnx/model_quantized.onnx') }
  }
  afterEach(async () => {
    await closeAll()
    for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true })
  })

  it('verify as shipped', async () => {
    const model = await readManifest(MODELS)
    expect(model).toMatchObject({ dimensions: 384, prefixes: { query: 'query: ' }, licence: 'MIT' })
    await verifyFiles(model)
  })

  it('with one bit changed are refused by name, with what to run', async () => {
    const { dir, weights } = copy()
    const bytes = readFileSync(weights)
    bytes.writeUInt8(bytes.readUInt8(20_000_000) ^ 1, 20_000_000)
    writeFileSync(weights, bytes)
    await expect(createEncoder({ modelsDir: dir })).rejects.toThrow(
      /model_quantized\.onnx has sha256 [0-9a-f]{64}, expected 411834a1.*git checkout models/,
    )
  })

  it('cut short, missing, or without a valid manifest are refused', async () => {
    const { dir, weights } = copy()
    truncateSync(weights, 1000)
    await expect(verifyFiles(await readManifest(dir))).rejects.toThrow('has 1000 bytes, expected 44146930')
    rmSync(weights)
    await expect(createEncoder({ modelsDir: dir })).rejects.toThrow(/model_quantized\.onnx is missing\. Bring it back/)
    writeFileSync(join(dir, 'manifest.json'), '{"encoder":{"dir":"x"}}')
    await expect(readManifest(dir)).rejects.toThrow(/manifest\.json is not valid/)
    rmSync(join(dir, 'manifest.json'))
    await expect(readManifest(dir)).rejects.toThrow(/manifest\.json cannot be read/)
  })

  it('that give other vectors than the reference are said to, and work', async () => {
    const { dir } = copy()
    const file = join(dir, 'support-encoder-zh-en/reference.jsonl')
    const shifted = reference.map((row, i) => ({ ...row, embedding: reference[(i + 1) % reference.length]!.embedding }))
    const text = `${shifted.map((row) => JSON.stringify(row)).join('\n')}\n`
    writeFileSync(file, text)
    const manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'))
    Object.assign(
      manifest.encoder.files.find((entry: { path: string }) => entry.path === 'reference.jsonl'),
      { sha256: createHash('sha256').update(text).digest('hex'), bytes: Buffer.byteLength(text) },
    )
    writeFileSync(join(dir, 'manifest.json'), JSON.stringify(manifest))
    const encoder = await start({ modelsDir: dir })
    expect(encoder.status()).toMatchObject({
      state: 'ready',
      reason: expect.stringContaining('rounds int8 differently'),
    })
    expect(await encoder.embed(['hi'])).toHaveLength(1)
  })

  it('that do not load leave it down with the reason, trying on', async () => {
    const { dir, weights } = copy()
    writeFileSync(weights, 'not a network')
    const manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'))
    Object.assign(
      manifest.encoder.files.find((entry: { path: string }) => entry.path.endsWith('.onnx')),
      { sha256: createHash('sha256').update('not a network').digest('hex'), bytes: 13 },
    )
    writeFileSync(join(dir, 'manifest.json'), JSON.stringify(manifest))
    const encoder = await start({ modelsDir: dir })
    expect(encoder.status()).toMatchObject({ state: 'down', reason: expect.stringMatching(/worker down: .*onnx/i) })
    await expect(encoder.embed(['hi'])).rejects.toMatchObject({ code: 'model_down' })
  })
})
