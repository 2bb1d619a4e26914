import { existsSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createErasures } from '../src/adapters/local/library-erasures.ts'
import { withVectorCache } from '../src/adapters/onnx/vector-cache.ts'
import { keyOf, readVectorCache } from '../src/adapters/onnx/vector-file.ts'
import { openErasedTexts } from '../src/compose-erased-texts.ts'
import type { Article } from '../src/domain/article.ts'
import { createReleasers } from '../src/lib/releasers.ts'
import { normalise } from '../src/pipeline/normalise.ts'
import type { Encoder } from '../src/ports/encoder.ts'
import { articleOf } from './helpers/articles.ts'
import { type Running, startProduct } from './helpers/product.ts'

const PRIVATE = '张伟住在文三路的那单能不能改成周五送呀'
const ARTICLE = {
  title: { zh: '张伟的配送', en: 'Delivery for Zhang' },
  questions: { zh: [PRIVATE], en: ['can mr zhang have it on friday'] },
  answers: { zh: [{ text: '可以，周五送到。' }], en: [{ text: 'Yes, on Friday.' }] },
}
const INNOCENT = '店门口能停三轮车吗'
const PLAIN = { ...ARTICLE, title: { zh: '停车', en: 'Parking' }, questions: { zh: [INNOCENT], en: [] } }

const vectorsIn = ({ dataDir }: Running) => {
  const file = join(dataDir, 'vectors.bin')
  return existsSync(file) ? readVectorCache(file).entries : []
}
const find = (running: Running, text: string) =>
  vectorsIn(running).find(({ key }) => key === keyOf(`query: ${normalise(text)}`))
const hasBytes = ({ dataDir }: Running, components: Int8Array): boolean =>
  readFileSync(join(dataDir, 'vectors.bin')).includes(Buffer.from(components))
const write = async (running: Running, body: unknown): Promise<string> =>
  (await running.call('/v1/knowledge/articles', { role: 'knowledge', body })).body.article.id
const erase = async (running: Running, id: string): Promise<void> => {
  const erased = await running.call(`/v1/knowledge/articles/${id}/erase`, {
    role: 'knowledge',
    body: { reason: '客户要求' },
  })
  expect(erased.status).toBe(200)
}
const WAIT = { timeout: 60_000 }

const DIMENSIONS = 16
/** A vector that depends on the text alone. */
const fakeEncoder = (): Encoder => ({
  fingerprint: 'aaaabbbbccccdddd',
  dimensions: DIMENSIONS,
  embed: async (texts) =>
    texts.map((text) =>
      Float32Array.from({ length: DIMENSIONS }, (_, i) => Number((keyOf(text) >> BigInt(i * 3)) % 97n)),
    ),
  status: () => ({ state: 'ready', restarts: 0, queued: 0 }),
  close: async () => {},
})

it('[LB6] the vectors of an erased article leave the disk at once, or with the next start where a kill came between', {
  timeout: 240_000,
}, async () => {
  const running = await startProduct({ models: 'real' })
  const [id, plain] = [await write(running, ARTICLE), await write(running, PLAIN)]
  const isKept = (text: string) => () => find(running, text) !== undefined
  await expect.poll(isKept(PRIVATE), WAIT).toBe(true)
  await expect.poll(isKept(INNOCENT), WAIT).toBe(true)
  const { components } = find(running, PRIVATE) ?? { components: new Int8Array() }
  expect(hasBytes(running, components), 'the bytes that are looked for are those of the file').toBe(true)
  await cp(join(running.dataDir, 'vectors.bin'), join(running.dataDir, 'before.bin'))

  await erase(running, id)
  await expect.poll(isKept(PRIVATE), WAIT).toBe(false)
  expect(hasBytes(running, components)).toBe(false)
  expect(isKept(INNOCENT)(), 'what was not erased is kept').toBe(true)

  await erase(running, plain)
  await running.close()
  await cp(join(running.dataDir, 'before.bin'), join(running.dataDir, 'vectors.bin'))
  await rm(join(running.dataDir, 'knowledge', 'erased-seen.json'))
  await running.restart()
  await expect.poll(isKept(INNOCENT), WAIT).toBe(false)
  expect(hasBytes(running, components)).toBe(false)
})

it('[LB6] another process on the same folder writes no erased text back, whatever it has read or made of it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'erased-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'vectors.bin')
  const encoder = fakeEncoder()
  const [one, two] = [
    withVectorCache(encoder, { files: [], write: file }),
    withVectorCache(encoder, { files: [], write: file }),
  ]
  const keys = () => readVectorCache(file).entries.map(({ key }) => key)
  const keyed = (...texts: string[]) => texts.map((text) => keyOf(`query: ${text}`)).sort((a, b) => (a < b ? -1 : 1))
  await one.embed([PRIVATE, INNOCENT])
  await one.save()
  await two.embed([PRIVATE])
  await one.keepOnly([INNOCENT])
  expect(keys()).toEqual(keyed(INNOCENT))
  await two.embed(['新来的问题'])
  await two.save()
  expect(keys(), 'of what it had read nothing is written').toEqual(keyed(INNOCENT, '新来的问题'))

  // It made the vector itself, and hears of the erasure when its library does.
  const articles = [articleOf('parking', { questions: { zh: [INNOCENT], en: [] } })]
  const erasures = createErasures(join(folder, 'knowledge', 'erased'))
  const releasers = createReleasers()
  const library = { articles: () => articles, facts: () => ({}), compact: async () => undefined }
  let forgotten = 0
  const known = { forget: async () => void forgotten++ }
  const log = { error: (said: unknown) => expect.unreachable(String(said)) }
  const erased = await openErasedTexts(
    { dataDir: folder },
    { library, vectors: two, known, catchUp: async () => {}, forgetAfterMs: 1 },
    releasers,
    log,
  )
  await two.embed([PRIVATE])
  await two.save()
  expect(keys()).toContain(keyed(PRIVATE)[0])
  await erasures.save({ id: 'zhang', versions: { v1: { at: '2026-11-22T00:00:00Z', by: 'kim', reason: '客户要求' } } })
  erased.changed()
  await expect.poll(keys, WAIT).not.toContain(keyed(PRIVATE)[0])
  expect(keys()).toContain(keyed(INNOCENT)[0])
  await expect.poll(() => forgotten).toBe(1)
  await releasers.releaseAll()
})

/** A look at the folder of a library that the test moves on. */
const looked = async (parts: { keepOnly?: () => Promise<void> } = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'erased-'))
  const releasers = createReleasers()
  onTestFinished(async () => {
    await releasers.releaseAll()
    await rm(folder, { recursive: true, force: true })
  })
  const [zhang, parking] = [PRIVATE, INNOCENT].map((text) =>
    articleOf(text, { questions: { zh: [text], en: [] } }),
  ) as [Article, Article]
  const held = { articles: [zhang, parking] }
  const kept: string[][] = []
  const errors: unknown[] = []
  let looks = 0
  const erasures = createErasures(join(folder, 'knowledge', 'erased'))
  const erased = await openErasedTexts(
    { dataDir: folder },
    {
      library: { articles: () => held.articles, facts: () => ({}), compact: async () => undefined },
      vectors: {
        keepOnly: async (texts) => {
          await parts.keepOnly?.()
          kept.push([...texts])
        },
      },
      known: { forget: async () => void looks++ },
      catchUp: async () => {
        if ((await erasures.pending()).length === 0) held.articles = [parking]
      },
      forgetAfterMs: 1,
      lookAgainMs: 1,
    },
    releasers,
    { error: (said: unknown) => void errors.push(said) },
  )
  const by = { at: '2026-11-22T00:00:00Z', by: 'kim', reason: '客户要求' }
  return { erased, erasures, kept, errors, by, looks: () => looks }
}

it('[LB6] a look between the mark of an erasure and the library without the article settles nothing', async () => {
  const { erased, erasures, kept, by, looks } = await looked()
  await erasures.save({ id: 'zhang', versions: { v1: by }, pending: by })
  erased.changed()
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve, 2))
  expect(looks(), 'nothing is written while the article may still be there').toBe(0)
  // What ends an erasure changes no library: nobody says it.
  await erasures.save({ id: 'zhang', versions: { v1: by } })
  await expect.poll(() => kept.length, WAIT).toBe(1)
  expect(kept[0]).toContain(normalise(INNOCENT))
  expect(kept[0]).not.toContain(normalise(PRIVATE))
})

it('[LB6] where another process has erased, its library is taken over before anything is called seen', async () => {
  const { erased, erasures, kept, by } = await looked()
  await erasures.save({ id: 'zhang', versions: { v1: by } })
  erased.changed()
  await expect.poll(() => kept.length, WAIT).toBe(1)
  expect(kept[0]).not.toContain(normalise(PRIVATE))
})

it('[LB6] what could not be written is written later, though nothing changes any more', async () => {
  let full = true
  const { erased, erasures, kept, errors, by } = await looked({
    keepOnly: async () => {
      if (full) throw new Error('ENOSPC')
    },
  })
  await erasures.save({ id: 'zhang', versions: { v1: by } })
  erased.changed()
  await expect.poll(() => errors.length, WAIT).toBeGreaterThan(0)
  full = false
  await expect.poll(() => kept.length, WAIT).toBe(1)
})
