import { randomFillSync } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import { loadDriver } from '../src/adapters/sqlite/driver.ts'
import { runReplay } from '../src/cli/replay.ts'
import { createTerminal } from '../src/cli/terminal.ts'
import { compose } from '../src/compose.ts'
import { loadConfig } from '../src/config.ts'
import { createUuidv7 } from '../src/lib/uuid.ts'

/**
 * Replay of many turns: real ones of the whole product, copied until there are enough. `npm run bench replay`, or
 * `npx tsx bench/replay.ts [--turns 100000] [--real 300]`. Prints one JSON object per way of replaying; one thread.
 */
const option = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? otherwise : Number(process.argv[at + 1])
}
const turns = option('turns', 100_000)
const real = option('real', 300)

const texts: string[] = []
for await (const line of createInterface({ input: createReadStream('knowledge/validation.jsonl') }))
  if (texts.length < real) texts.push((JSON.parse(line) as { text: string }).text)

const dataDir = await mkdtemp(join(tmpdir(), 'tabdesk-bench-'))
process.env['DATA_DIR'] = dataDir
try {
  await record()
  await copy()
  const quiet = createTerminal({ quiet: true })
  const change = join(dataDir, 'change.yaml')
  await writeFile(change, 'policy: { answerAbove: 0.99 }\n')
  for (const [way, options] of [
    ['whole turn again, as it was', {}],
    ['decision again, under another policy', { change }],
  ] as const) {
    const cpu = process.cpuUsage()
    const report = await runReplay(options, { ...quiet, out: () => undefined })
    const { user, system } = process.cpuUsage(cpu)
    const { replayed, same, differing, seconds } = report
    process.stdout.write(
      `${JSON.stringify({ bench: 'replay', way, turns: report.turns, replayed, same, differing, seconds, cpuSeconds: Math.round((user + system) / 1e5) / 10, perSecond: Math.round(report.turns / seconds), minutesFor100k: Math.round((100_000 / (report.turns / seconds) / 60) * 10) / 10, rssMb: Math.round(process.memoryUsage.rss() / 1e6) })}\n`,
    )
  }
} finally {
  await rm(dataDir, { recursive: true, force: true })
}

/** Each text as the first message of a customer of its own. */
async function record(): Promise<void> {
  const config = loadConfig({ ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent' })
  const product = await compose(config, { log: pino({ level: 'silent' }), version: '0.0.0', pages: dataDir })
  const url = await product.listen()
  const token = await product.tokens.sign({ role: 'service', sub: 'bench', tenant: 'default', name: 'bench' }, 3600)
  const newCid = createUuidv7(Date.now, randomFillSync)
  for (const [i, text] of texts.entries()) {
    const { status } = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ cid: newCid(), kind: 'text', text, customer: { id: `customer-${i}`, name: '林晓' } }),
    })
    if (status !== 202) throw new Error(`a message was refused with ${status}`)
  }
  while ((await product.store.owed(1)).length > 0) await wait(100)
  await product.close()
}

/** Copies conversations, messages, records and inputs under new ids; what is read and done for each is that of the first. */
async function copy(): Promise<void> {
  const db = (await loadDriver()).open(join(dataDir, 'store.db'), { readOnly: false })
  const step = 1_000_000
  const columns = (table: string): string[] =>
    db
      .prepare(`PRAGMA table_info(${table})`)
      .all()
      .map(({ name }) => name as string)
  const shifted = (table: string, shift: Record<string, string>): string =>
    `INSERT INTO ${table} (${columns(table).join()}) SELECT ${columns(table)
      .map((name) => shift[name] ?? name)
      .join()} FROM ${table} WHERE ${table === 'inputs' ? 'record' : 'id'} < ${step}`
  db.exec('PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; BEGIN')
  const copies = Math.ceil(turns / texts.length) - 1
  for (let k = 1; k <= copies; k++) {
    const by = k * step
    db.exec(shifted('conversations', { id: `id + ${by}`, uid: `uid || '-${k}'`, state: `'resolved'` }))
    db.exec(shifted('log', { id: `id + ${by}`, conversation: `conversation + ${by}`, cid: 'NULL', op_id: 'NULL' }))
    db.exec(shifted('records', { id: `id + ${by}`, conversation: `conversation + ${by}` }))
    db.exec(shifted('inputs', { record: `record + ${by}` }))
  }
  db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
}
