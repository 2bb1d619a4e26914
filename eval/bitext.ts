import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { compose } from '../src/compose.ts'
import { loadConfig } from '../src/config.ts'
import { createTokens } from '../src/gateway/auth.ts'
import { csvCell, parseDelimited } from '../src/lib/delimited.ts'
import { wilson } from '../src/lib/intervals.ts'
import { textKey } from '../src/lib/text-key.ts'
import { normalise } from '../src/pipeline/normalise.ts'

/**
 * Bitext's support answers, imported over HTTP as they are but for a fifth of the phrasings, asked exactly those: the share whose best hit
 * is an answer of their intent. No mapping is made by hand, and the library has nothing else.
 * `node --import tsx eval/bitext.ts`
 */
const FILE = process.argv[2] ?? '../shared/data/faq/bitext_support_answers.csv'
/** Of a phrasing's hash: those with 0 are held out, so that a phrasing that stands there twice is on one side. */
const PARTS = 5
const SECRET = 'a-secret-for-measuring-of-more-than-32-bytes'
const WAIT_MS = 250

const { records } = parseDelimited(await readFile(FILE, 'utf8'), ',')
const [header, ...rows] = records.map(({ cells }) => cells)
const column = (name: string): number => header?.indexOf(name) ?? -1
const asked = (row: readonly string[]): string => row[column('instruction')] ?? ''
const isHeldOut = (row: readonly string[]): boolean =>
  Number.parseInt(textKey(normalise(asked(row))).slice(0, 8), 16) % PARTS === 0
const csv = [header ?? [], ...rows.filter((row) => !isHeldOut(row))]
  .map((row) => `${row.map(csvCell).join(',')}\n`)
  .join('')

const dataDir = await mkdtemp(join(tmpdir(), 'tabdesk-bitext-'))
const knowledgeDir = join(dataDir, 'starter')
await mkdir(join(knowledgeDir, 'articles'), { recursive: true })
for (const file of [
  'words.txt',
  'shop.yaml',
  'intents.jsonl',
  'keywords.yaml',
  'canned.yaml',
  'lexicon.yaml',
  'catalogue.csv',
])
  await cp(join('knowledge', file), join(knowledgeDir, file))
const config = loadConfig({
  PORT: '0',
  DATA_DIR: dataDir,
  KNOWLEDGE_DIR: knowledgeDir,
  JWT_SECRET: SECRET,
  LOG_LEVEL: 'silent',
})
for (const page of ['index.html', 'demo.html', 'knowledge.html', 'widget.html', 'widget.js'])
  await writeFile(join(dataDir, page), '')
const product = await compose(config, { log: pino({ level: 'silent' }), version: '0.0.0', pages: dataDir })
const url = await product.listen()
const authorization = `Bearer ${await createTokens(SECRET).sign({ role: 'knowledge', sub: 'eval', tenant: 'default', name: 'eval' }, 3600)}`
const call = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${url}${path}`, { ...init, headers: { authorization } })
  const body = await response.json()
  if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`)
  // biome-ignore lint/suspicious/noExplicitAny: answers of our own product, of which few fields are looked at
  return body as any
}
const waited = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, WAIT_MS))

try {
  const form = new FormData()
  form.append('file', new Blob([csv]), 'bitext_support_answers.csv')
  let report = await call('/v1/knowledge/imports', { method: 'POST', body: form })
  while (report.state === 'processing') {
    await waited()
    report = await call(`/v1/knowledge/imports/${report.id}`)
  }
  if (report.state !== 'ready')
    throw new Error(`the import is ${report.state}: ${report.reason ?? JSON.stringify(report.mapping)}`)
  await call(`/v1/knowledge/imports/${report.id}/commit`, { method: 'POST' })
  while ((await call('/readyz')).parts.knowledge.state !== 'ready') await waited()
  const heldOut = rows.filter(isHeldOut)
  let right = 0
  for (const row of heldOut) {
    const { hits } = await call(`/v1/knowledge/search?top=1&q=${encodeURIComponent(asked(row))}`)
    if (hits[0]?.intent === row[column('intent')]) right++
  }
  const { lower, upper } = wilson(right, heldOut.length)
  const { added, refusedCount } = report
  console.log(
    JSON.stringify({
      eval: 'bitext',
      imported: rows.length - heldOut.length,
      added,
      refusedCount,
      asked: heldOut.length,
      right,
      share: right / heldOut.length,
      lower,
      upper,
    }),
  )
} finally {
  await product.close()
  await rm(dataDir, { recursive: true, force: true })
}
