import { readFileSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom, shuffled } from '../src/lib/random.ts'
import { connect } from '../test/helpers/client.ts'
import { starterExamples } from './large-shop.ts'
import { quantile, round, startBuilt } from './product.ts'

/**
 * 10,000 rows imported over HTTP into the built product: seconds until they are committed, until they are found by words and until all have
 * a vector; and what a customer's message takes meanwhile (its acknowledgement, and its understanding with all voters) against before, in
 * one run. An acknowledgement waits for the disk, which others use as well: before each message the bench itself appends a page beside and
 * has it synced, and that is how much slower the disk was. With TMPDIR on a disk in memory only processor and event loop are left.
 * Real questions about other goods, both languages. Usage: tsx bench/import.ts [rows]
 */
const [rows = 10_000] = process.argv.slice(2).map(Number)
const BEFORE = 200
const EVERY_MS = 150
const POLL_MS = 500
const PAGE_BYTES = 4_096

const product = await startBuilt('limits: { customerPerSecond: 1000, customerBurst: 1000 }')
const [knowledge, agent] = [await product.token('knowledge', 'kim'), await product.token('agent', 'ann')]
const call = async (path: string, options: RequestInit & { token: string }) => {
  const response = await fetch(`${product.url}${path}`, {
    ...options,
    headers: { authorization: `Bearer ${options.token}`, ...options.headers },
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as Record<string, unknown>
}
const ready = async () => {
  const { parts } = (await (await fetch(`${product.url}/readyz`)).json()) as {
    parts: { knowledge: { articles: number; passages: number; embedded: number; state: string } }
  }
  return parts.knowledge
}

const random = createRandom(11)
const goods = readFileSync('knowledge/words.txt', 'utf8')
  .split('\n')
  .flatMap((line) => line.split(' ')[0] || [])
const said = shuffled([...new Set(starterExamples().map(({ text }) => text))], random)
const texts = new Set<string>()
for (let i = 0; texts.size < rows; i++)
  texts.add(`${said[i % said.length]} ${goods[random.below(goods.length)]} ${random.below(1_000)}`)
const csv = [
  '问题,答案',
  ...[...texts].map(
    (text, i) => `"${text.replaceAll('"', '')}","关于「${text.replaceAll('"', '')}」：请在订单页申请，编号 ${i}。"`,
  ),
].join('\n')

const customer = await connect(product.url, await product.token('customer', 'c1'))
let asked = 0
const beside = await mkdtemp(join(tmpdir(), 'tabdesk-bench-disk-'))
const disk = await open(join(beside, 'pages'), 'a')
const page = Buffer.alloc(PAGE_BYTES, 1)
const syncs: number[] = []
const acks: number[] = []
const understood: number[] = []
const ask = async (): Promise<void> => {
  const text = `${said[asked % said.length]} 第${asked++}次`
  const before = performance.now()
  await disk.appendFile(page)
  await disk.datasync()
  const began = performance.now()
  syncs.push(began - before)
  await customer.say(text)
  acks.push(performance.now() - began)
  customer.frames.length = 0
  const then = performance.now()
  await call('/v1/understand', {
    method: 'POST',
    token: agent,
    body: JSON.stringify({ text: `${text}了` }),
    headers: { 'content-type': 'application/json' },
  })
  understood.push(performance.now() - then)
  await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
}
const taken = () => {
  const spread = (times: number[]) => ({ p50Ms: round(quantile(times, 0.5)), p99Ms: round(quantile(times, 0.99)) })
  const figures = {
    asked: acks.length,
    ack: spread(acks),
    understanding: spread(understood),
    diskAlone: spread(syncs),
  }
  for (const times of [acks, understood, syncs]) times.length = 0
  return figures
}
for (let i = 0; i < 40; i++) await ask()
taken()
for (let i = 0; i < BEFORE; i++) await ask()
const idle = taken()

let importing = true
const chat = (async () => {
  while (importing) await ask()
})()
const started = performance.now()
const seconds = (): number => round((performance.now() - started) / 1_000)
const form = new FormData()
form.append('file', new Blob([csv]), 'questions.csv')
let report = await call('/v1/knowledge/imports', { method: 'POST', body: form, token: knowledge })
while (report['state'] === 'processing') {
  await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  report = await call(`/v1/knowledge/imports/${report['id']}`, { token: knowledge })
}
const readSeconds = seconds()
await call(`/v1/knowledge/imports/${report['id']}/commit`, { method: 'POST', token: knowledge })
const committedSeconds = seconds()
let state = await ready()
while (state.state !== 'ready') {
  await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  state = await ready()
}
const allSeconds = seconds()
importing = false
await chat
const during = taken()
console.log(
  JSON.stringify({
    bench: 'import',
    rows,
    added: report['added'],
    refused: report['refusedCount'],
    articles: state.articles,
    embedded: state.embedded,
    readSeconds,
    committedSeconds,
    allSeconds,
    idle,
    during,
    ratioP99: {
      ack: round(during.ack.p99Ms / idle.ack.p99Ms),
      understanding: round(during.understanding.p99Ms / idle.understanding.p99Ms),
      diskAlone: round(during.diskAlone.p99Ms / idle.diskAlone.p99Ms),
    },
  }),
)
customer.socket.terminate()
await disk.close()
await rm(beside, { recursive: true, force: true })
await product.stop()
