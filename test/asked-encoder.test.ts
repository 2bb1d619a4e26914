import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openRedisSide } from '../src/adapters/redis/side.ts'
import { Refusal } from '../src/domain/errors.ts'
import type { Encoder } from '../src/ports/encoder.ts'
import { hasRedis, type RedisServer, startRedis } from './helpers/redis-server.ts'

const PATIENCE = { timeout: 30_000, interval: 10 }
const MODEL = { fingerprint: '00112233445566ff', dimensions: 4 }
const DEADLINE_MS = 400

type Embed = Encoder['embed']
/** The length of a text, and what does not fit into text: the smallest float, a minus zero. */
const vectorOf = (text: string): Float32Array => new Float32Array([text.length, 1 / 3, 1.4e-45, -0])
const embedding: Embed = async (texts) => texts.map(vectorOf)

describe.skipIf(!hasRedis)('an encoder in another process', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.close())

  const installation = (url = redis.url) => {
    const name = randomUUID()
    let made = 0
    const side = (roles: string) => {
      const one = openRedisSide({ url, me: `${roles}/${++made}`, installation: name, now: Date.now })
      onTestFinished(one.close)
      return one
    }
    const models = (embed: Embed, fingerprint = MODEL.fingerprint) => {
      const calls: string[][] = []
      const one = side('model')
      const end = one.serveTexts({
        fingerprint,
        status: () => ({ state: 'ready', restarts: 0, queued: 0 }),
        embed: (texts, options) => {
          calls.push([...texts])
          return embed(texts, options)
        },
      })
      return { calls, end, close: one.close }
    }
    const ask = () => side('worker').askModels({ model: MODEL, deadlineMs: DEADLINE_MS })
    const ready = (encoder: Encoder) => vi.waitUntil(() => encoder.status().state === 'ready', PATIENCE)
    return { name, models, ask, ready }
  }

  it('[EN2] gives the vectors that it gives at home, bit for bit, in their order', async () => {
    const { models, ask, ready } = installation()
    const { calls } = models(embedding)
    const encoder = ask()
    await ready(encoder)
    const texts = ['我要退货，怎么退？', '', 'where is my parcel "\\\u2028 👍']
    const vectors = await encoder.embed(texts, { prefix: 'passage' })
    expect(vectors).toEqual(texts.map(vectorOf))
    expect(Object.is(vectors[0]?.[3], -0)).toBe(true)
    expect(calls).toEqual([texts])
    expect(await encoder.embed([])).toEqual([])
    const many = await Promise.all(Array.from({ length: 100 }, (_, n) => encoder.embed(['x'.repeat(n)])))
    expect(many.map(([vector]) => vector?.[0])).toEqual(Array.from({ length: 100 }, (_, n) => n))
  })

  it('what the caller says of its texts arrives: prefix, that they may wait, that nobody waits', async () => {
    const { models, ask, ready } = installation()
    const options: unknown[] = []
    models((texts, said) => {
      options.push(said)
      return embedding(texts)
    })
    const encoder = ask()
    await ready(encoder)
    await encoder.embed(['a'], { prefix: 'passage' })
    await encoder.embed(['a'], { bulk: true })
    await encoder.embed(['a'], { ahead: true })
    expect(options).toEqual([{ prefix: 'passage' }, { prefix: 'query', bulk: true }, { prefix: 'query', ahead: true }])
  })

  it('[EN3] without a process that has it, it says so at once, and works as soon as there is one', async () => {
    const { models, ask, ready } = installation()
    const encoder = ask()
    const refused = await encoder.embed(['你好']).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Refusal)
    expect(refused).toMatchObject({ code: 'model_down' })
    await vi.waitUntil(() => encoder.status().reason?.includes('--roles model'), PATIENCE)
    const { close } = models(embedding)
    await ready(encoder)
    expect(await encoder.embed(['你好'])).toEqual([vectorOf('你好')])
    await close()
    await vi.waitUntil(() => encoder.status().state === 'down', PATIENCE)
  })

  it('[EN3] nobody waits longer than the deadline, and what nobody waits for is not encoded any more', async () => {
    const { name, models, ask, ready } = installation()
    // It is there, and has another encoder: nobody comes for the texts.
    models(embedding, 'another')
    const encoder = ask()
    await ready(encoder)
    await expect(encoder.embed(['在吗'])).rejects.toMatchObject({ code: 'busy' })
    const stop = new AbortController()
    const asked = encoder.embed(['人呢'], { signal: stop.signal })
    stop.abort(new Error('taken back'))
    await expect(asked).rejects.toThrow('taken back')
    await vi.waitUntil(() => redis.ask('keys', `tabdesk:1:${name}:texts:*`) === '', PATIENCE)
    const { calls } = models(embedding)
    expect(await encoder.embed(['还在吗'])).toEqual([vectorOf('还在吗')])
    expect(calls).toEqual([['还在吗']])
  })

  it('a refusal over there is a refusal here; a broken vector is none', async () => {
    const { models, ask, ready } = installation()
    models(async ([text]) => {
      if (text === 'busy') throw new Refusal('busy', 'too much to do', { retryAfterMs: 77 })
      if (text === 'broken') throw new Error('broken')
      return [new Float32Array(3)]
    })
    const encoder = ask()
    await ready(encoder)
    await expect(encoder.embed(['busy'])).rejects.toMatchObject({ code: 'busy', retryAfterMs: 77 })
    await expect(encoder.embed(['broken'])).rejects.toMatchObject({ code: 'model_down' })
    await expect(encoder.embed(['short'])).rejects.toMatchObject({ code: 'model_down' })
    await expect(encoder.embed(new Array(201).fill('x'))).rejects.toMatchObject({ code: 'too_large' })
  })

  it('what one process cannot take the next one does, and texts that may wait do not hold up a message', async () => {
    const { models, ask, ready } = installation()
    let release = (): void => undefined
    const stuck = new Promise<void>((resolve) => {
      release = resolve
    })
    const first = models(async (texts, options) => {
      if (options?.bulk) await stuck
      return embedding(texts)
    })
    const encoder = ask()
    await ready(encoder)
    const later = ['一', '二', '三'].map((text) => encoder.embed([text], { bulk: true }))
    await vi.waitUntil(() => first.calls.length === 1, PATIENCE)
    expect(await encoder.embed(['快'])).toEqual([vectorOf('快')])
    await sleep(500)
    // One at a time.
    expect(first.calls).toHaveLength(2)
    const second = models(embedding)
    await vi.waitUntil(() => second.calls.length === 2, PATIENCE)
    release()
    expect(await Promise.all(later)).toEqual([[vectorOf('一')], [vectorOf('二')], [vectorOf('三')]])
  })

  it('one that ends answers what it took, and takes nothing more', async () => {
    const { models, ask, ready } = installation()
    const { calls, end } = models(async (texts) => {
      await sleep(100)
      return embedding(texts)
    })
    const encoder = ask()
    await ready(encoder)
    const asked = encoder.embed(['最后'])
    await vi.waitUntil(() => calls.length === 1, PATIENCE)
    await end()
    expect(await asked).toEqual([vectorOf('最后')])
    await expect(encoder.embed(['太晚'])).rejects.toMatchObject({ code: 'busy' })
    expect(calls).toHaveLength(1)
  })

  it('[EN3] Redis gone: refused at once; back: it works again', async () => {
    const own = await startRedis()
    onTestFinished(own.close)
    const { models, ask, ready } = installation(own.url)
    models(embedding)
    const encoder = ask()
    await ready(encoder)
    await own.kill()
    await vi.waitUntil(() => encoder.status().reason?.includes('Redis'), PATIENCE)
    await expect(encoder.embed(['在吗'])).rejects.toMatchObject({ code: 'model_down' })
    await own.start()
    await ready(encoder)
    await vi.waitUntil(() => encoder.embed(['在']).catch(() => undefined), PATIENCE)
  })

  it('words of somebody else on its channels and lists stop nobody', async () => {
    const { name, models, ask, ready } = installation()
    models(embedding)
    const encoder = ask()
    await ready(encoder)
    for (const words of ['hello', '{}', '{"id":"x","vectors":[1]}', 'null'])
      redis.ask('publish', `tabdesk:1:${name}:vectors:worker/2`, words)
    for (const words of ['hello', '{"id":1}', '{"id":"a","from":"b","texts":[1]}', 'null'])
      redis.ask('lpush', `tabdesk:1:${name}:texts:{${MODEL.fingerprint}}:live`, words)
    expect(await encoder.embed(['你好'])).toEqual([vectorOf('你好')])
  })
})
