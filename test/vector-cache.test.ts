import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { withVectorCache } from '../src/adapters/onnx/vector-cache.ts'
import { dequantise, keyOf, quantise, readVectorCache, writeVectorCache } from '../src/adapters/onnx/vector-file.ts'
import { Refusal } from '../src/domain/errors.ts'
import type { Encoder } from '../src/ports/encoder.ts'

const DIMENSIONS = 384
const root = mkdtempSync(join(tmpdir(), 'vectors-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A vector that depends on the text alone. */
const vectorOf = (text: string): Float32Array => {
  let state = Number(keyOf(text) % 2_147_483_647n) || 1
  const raw = Float32Array.from({ length: DIMENSIONS }, () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647 - 0.5
  })
  const length = Math.sqrt(raw.reduce((sum, x) => sum + x * x, 0))
  return raw.map((x) => x / length)
}

const counting = (fingerprint = 'aaaabbbbccccdddd') => {
  const asked: string[] = []
  let down = false
  const encoder: Encoder = {
    fingerprint,
    dimensions: DIMENSIONS,
    embed: async (texts, { prefix = 'query' } = {}) => {
      if (down) throw new Refusal('model_down', 'down')
      asked.push(...texts)
      return texts.map((text) => vectorOf(`${prefix} ${text}`))
    },
    status: () => ({ state: 'ready', restarts: 0, queued: 0 }),
    close: async () => {},
  }
  return {
    encoder,
    asked,
    breakDown: () => {
      down = true
    },
  }
}
const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)

let n = 0
let file = ''
beforeEach(() => {
  file = join(root, `${++n}`, 'vectors.bin')
})

describe('a vector cache', () => {
  it('reads a text once, and never again after saving', async () => {
    const first = counting()
    const writing = withVectorCache(first.encoder, { files: [], write: file })
    const [a, b, again] = await writing.embed(['我要退货', 'return it', '我要退货'])
    expect(first.asked).toEqual(['我要退货', 'return it'])
    expect(again).toEqual(a)
    await writing.close()

    const second = counting()
    second.breakDown()
    const reading = withVectorCache(second.encoder, { files: [file] })
    expect(await reading.embed(['return it', '我要退货'])).toEqual([b, a])
    await expect(reading.embed(['我要退货', 'unknown'])).rejects.toMatchObject({ code: 'model_down' })
  })

  it('[EN1] [EN2] gives vectors of norm 1, the same before and after saving, near the original', async () => {
    const { encoder } = counting()
    const cache = withVectorCache(encoder, { files: [], write: file })
    const [before] = await cache.embed(['差评'])
    await cache.save()
    const [after] = await withVectorCache(counting().encoder, { files: [file] }).embed(['差评'])
    expect(after).toEqual(before)
    expect(cosine(before!, before!)).toBeCloseTo(1, 6)
    expect(cosine(before!, vectorOf('query 差评'))).toBeGreaterThan(0.9999)
  })

  it('keeps queries and passages apart', async () => {
    const { encoder, asked } = counting()
    const cache = withVectorCache(encoder, { files: [], write: file })
    const [query] = await cache.embed(['运费险'])
    const [passage] = await cache.embed(['运费险'], { prefix: 'passage' })
    expect(asked).toEqual(['运费险', '运费险'])
    expect(passage).not.toEqual(query)
  })

  it('leaves the encoder’s own vectors as they are when it writes nothing', async () => {
    const { encoder } = counting()
    const [vector] = await withVectorCache(encoder, { files: [] }).embed(['hi'])
    expect(vector).toEqual(vectorOf('query hi'))
  })

  it('adds to what the file had, and writes the same bytes for the same texts in any order', async () => {
    const texts = ['一', '二', '三', 'four', 'five']
    const one = withVectorCache(counting().encoder, { files: [], write: file })
    await one.embed(texts)
    await one.save()
    const other = join(root, `${n}`, 'other.bin')
    for (const text of texts.toReversed()) {
      const cache = withVectorCache(counting().encoder, { files: [], write: other })
      await cache.embed([text])
      await cache.close()
    }
    expect(readFileSync(other).equals(readFileSync(file))).toBe(true)
  })

  it('has no trace of a forgotten text after saving, whether it was in the file or not, and reads it anew when it comes again', async () => {
    const { encoder, asked } = counting()
    const cache = withVectorCache(encoder, { files: [], write: file })
    await cache.embed(['张伟的退款呢', '怎么退货呀'])
    await cache.save()
    await cache.embed(['李娜的地址改一下'])
    cache.forget(['张伟的退款呢', '李娜的地址改一下', '从来没有过'])
    await cache.save()
    expect(readVectorCache(file).entries.map(({ key }) => key)).toEqual([keyOf('query: 怎么退货呀')])
    const components = quantise(vectorOf('query 张伟的退款呢'))
    expect(readFileSync(file).includes(Buffer.from(components.buffer))).toBe(false)
    asked.length = 0
    await cache.embed(['怎么退货呀', '张伟的退款呢'])
    expect(asked).toEqual(['张伟的退款呢'])
    cache.forget(['怎么退货呀'])
    await cache.embed(['怎么退货呀'])
    await cache.save()
    expect(readVectorCache(file).entries).toHaveLength(2)
  })

  it('reads texts anew when the file was cut short, and mends it', async () => {
    const first = withVectorCache(counting().encoder, { files: [], write: file })
    await first.embed(['一', '二'])
    await first.save()
    writeFileSync(file, readFileSync(file).subarray(0, 300))
    const said: string[] = []
    const cache = withVectorCache(counting().encoder, {
      files: [],
      write: file,
      keptMs: 1,
      log: (line) => said.push(line),
    })
    await cache.embed(['一'])
    await new Promise((resolve) => setTimeout(resolve, 20))
    await cache.embed(['二'])
    expect(said).toHaveLength(1)
    await cache.save()
    const down = counting()
    down.breakDown()
    expect(await withVectorCache(down.encoder, { files: [file] }).embed(['一', '二'])).toHaveLength(2)
  })

  it('loses nothing that is learnt while it is saved', async () => {
    const cache = withVectorCache(counting().encoder, { files: [], write: file })
    await cache.embed(Array.from({ length: 200 }, (_, i) => `第 ${i} 个`))
    await Promise.all([cache.save(), cache.embed(['同时来的']), cache.save()])
    await cache.save()
    expect(readVectorCache(file).entries).toHaveLength(201)
  })

  it('ignores files of other weights and damaged ones, saying so once each', async () => {
    writeVectorCache(file, '0000000000000000', [{ key: keyOf('query: hi'), components: quantise(vectorOf('x')) }])
    const damaged = join(root, `${n}`, 'damaged.bin')
    writeFileSync(damaged, readFileSync(file).subarray(0, 200))
    const odd = join(root, `${n}`, 'odd.bin')
    writeFileSync(odd, 'no header at all')
    const said: string[] = []
    const { encoder, asked } = counting()
    const files = [file, damaged, odd, join(root, 'missing.bin')]
    const cache = withVectorCache(encoder, { files, log: (message) => said.push(message) })
    await cache.embed(['hi'])
    expect(asked).toEqual(['hi'])
    expect(said).toEqual([
      expect.stringContaining('was made by the weights 0000000000000000, not aaaabbbbccccdddd: not used'),
      expect.stringMatching(/damaged\.bin has 200 bytes, its header says \d+; delete it: not used/),
      expect.stringMatching(/odd\.bin does not begin with a header/),
    ])
  })
})

describe('a vector file', () => {
  it('gives back what was written, sorted', () => {
    const entries = ['b', 'a', 'c', '中'].map((text) => ({ key: keyOf(text), components: quantise(vectorOf(text)) }))
    writeVectorCache(file, 'ffff', entries)
    const read = readVectorCache(file)
    expect(read.fingerprint).toBe('ffff')
    expect(read.entries).toEqual(entries.toSorted((x, y) => (x.key < y.key ? -1 : 1)))
  })

  it('keeps direction for any vector', () => {
    const component = fc.float({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(component, { minLength: DIMENSIONS, maxLength: DIMENSIONS }), (components) => {
        const length = Math.sqrt(components.reduce((sum, x) => sum + x * x, 0))
        fc.pre(length > 0.01)
        const vector = Float32Array.from(components, (x) => x / length)
        expect(cosine(dequantise(quantise(vector)), vector)).toBeGreaterThan(0.99)
      }),
    )
  })
})
