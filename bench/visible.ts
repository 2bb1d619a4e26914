import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLibraryFiles } from '../src/adapters/local/library-files.ts'
import { createLargeShop } from './large-shop.ts'
import { quantile, round, startBuilt } from './product.ts'

/**
 * How soon what somebody commits counts for customers, over HTTP, in the built product with 10,000 articles of five phrasings: from the
 * sending of a new article until a search for its question finds it, and from the sending of 10,000 products until a message about a new
 * one is understood to be about it. Usage: tsx bench/visible.ts
 */
const PHRASINGS = { zh: 3, en: 2 }
const ARTICLES = 10
const CATALOGUES = 5
const PRODUCTS = 10_000
const POLL_MS = 10
/** What is to be reached. */
const GOAL_MS = 1_000

const dataDir = await mkdtemp(join(tmpdir(), 'tabdesk-bench-'))
const { articles } = await createLargeShop(dataDir, PHRASINGS)
await createLibraryFiles({ directory: join(dataDir, 'knowledge'), now: () => new Date() }).commit(
  () => articles,
  'bench',
  'bench',
)
const product = await startBuilt('{}', { dataDir })
const [knowledge, agent] = [await product.token('knowledge', 'kim'), await product.token('agent', 'ann')]
const call = async (path: string, token: string, options: RequestInit = {}): Promise<string> => {
  const headers = new Headers({ authorization: `Bearer ${token}` })
  if (typeof options.body === 'string') headers.set('content-type', 'application/json')
  const response = await fetch(`${product.url}${path}`, { ...options, headers })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
  return text
}
const post = (path: string, token: string, body: object): Promise<string> =>
  call(path, token, { method: 'POST', body: body instanceof FormData ? body : JSON.stringify(body) })
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, POLL_MS))
/** Milliseconds from the sending of `change` until `isThere`. */
const untilThere = async (change: () => Promise<unknown>, isThere: () => Promise<boolean>): Promise<number> => {
  const began = performance.now()
  const changed = change()
  while (!(await isThere())) await pause()
  const took = performance.now() - began
  await changed
  return took
}
const say = (measured: string, times: readonly number[]): void => {
  const slowest = Math.max(...times)
  const goal = { atMostMs: GOAL_MS, reached: slowest <= GOAL_MS }
  console.log(
    JSON.stringify({ bench: 'visible', measured, p50Ms: round(quantile(times, 0.5)), slowestMs: round(slowest), goal }),
  )
}

const knowledgeState = async (): Promise<string> => JSON.parse(await call('/readyz', agent)).parts.knowledge.state
while ((await knowledgeState()) !== 'ready') await pause()

const added: number[] = []
for (let i = 0; i < ARTICLES; i++) {
  const id = `visible-${i}`
  const question = `生日当天收到的盲盒缺了第 ${i} 号隐藏款怎么补`
  const texts = {
    title: { zh: question },
    questions: { zh: [question] },
    answers: { zh: '请拍照给客服，两天内补发。' },
  }
  const isFound = async (): Promise<boolean> =>
    JSON.parse(await call(`/v1/knowledge/search?q=${encodeURIComponent(question)}&top=1`, agent)).hits[0]?.article ===
    id
  added.push(await untilThere(() => post('/v1/knowledge/articles', knowledge, { id, ...texts }), isFound))
}
say('an article is found', added)

const sku = (catalogue: number, n: number): string => `LH${catalogue}X${n}`
const sold: number[] = []
for (let i = 0; i < CATALOGUES; i++) {
  const rows = Array.from({ length: PRODUCTS }, (_, n) => `${sku(i, n)},限定礼盒 ${i} 之 ${n},${n + 1}`)
  const form = (plan?: string): FormData => {
    const made = new FormData()
    if (plan !== undefined) made.append('plan', plan)
    made.append('file', new Blob([['sku,name_zh,price', ...rows].join('\n')]), 'goods.csv')
    return made
  }
  const { plan } = JSON.parse(await post('/v1/knowledge/products', knowledge, form()))
  const newest = sku(i, PRODUCTS - 1)
  const isUnderstood = async (): Promise<boolean> =>
    (await post('/v1/understand', agent, { text: `${newest} 有货吗` })).includes(`"value":"${newest}"`)
  sold.push(await untilThere(() => post('/v1/knowledge/products', knowledge, form(plan)), isUnderstood))
}
say('a product of 10,000 is understood', sold)
await product.stop()
await rm(dataDir, { recursive: true, force: true })
