import { randomFillSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPostgresStore } from '../src/adapters/postgres/store.ts'
import type { DriverName } from '../src/adapters/sqlite/driver.ts'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import { createUuidv7 } from '../src/lib/uuid.ts'
import type { OpenedStore } from '../src/ports/opened-store.ts'
import { startPostgres } from '../test/helpers/postgres-server.ts'

/**
 * Durable appends through the port, closed loop: `node --import tsx bench/store.ts [--stores sqlite,postgres] [--in-flight 1,8,64,256]
 * [--seconds 5] [--customers 200] [--driver better-sqlite3|prebuilt]`. PostgreSQL is a private server that flushes; both stores take
 * turns in one run, so that their ratio stands whatever else the machine does. Prints one JSON object a measurement.
 */
const option = (name: string, otherwise: string): string => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? otherwise : (process.argv[at + 1] ?? otherwise)
}
const loads = option('in-flight', '256').split(',').map(Number)
const seconds = Number(option('seconds', '5'))
const customers = Number(option('customers', '200'))
const driver = option('driver', 'better-sqlite3') as DriverName
const WARM_UP_MS = 1_000

const newCid = createUuidv7(Date.now, randomFillSync)
const texts = [
  '你好，我的订单 20261118003345 怎么还没有发货？已经等了三天了，能帮我催一下吗？',
  'Hi, my parcel says delivered but it is not here. Can you check with the courier please?',
]

interface Opened {
  store: OpenedStore
  close(): Promise<void>
}

const OPEN: Record<string, () => Promise<Opened>> = {
  sqlite: async () => {
    const dir = mkdtempSync(join(tmpdir(), 'tabdesk-bench-'))
    const store = await createSqliteStore({ dir, driver })
    return {
      store,
      close: async () => {
        await store.close()
        rmSync(dir, { recursive: true, force: true })
      },
    }
  },
  postgres: async () => {
    const server = await startPostgres()
    const store = await createPostgresStore({ url: await server.database() })
    return {
      store,
      close: async () => {
        await store.close()
        await server.kill()
        await server.close()
      },
    }
  },
}

const measure = async (store: OpenedStore, inFlight: number) => {
  const latencies: number[] = []
  let measuring = false
  let running = true
  let sent = 0
  const send = async (): Promise<void> => {
    while (running) {
      const index = sent++
      const started = performance.now()
      await store.append({
        tenant: 'default',
        cid: newCid(),
        from: { role: 'customer', id: `customer-${index % customers}`, name: '王小明' },
        kind: 'text',
        text: texts[index % texts.length] as string,
        owesTurn: true,
      })
      if (measuring) latencies.push(performance.now() - started)
    }
  }
  const before = await store.health()
  const senders = Array.from({ length: inFlight }, send)
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS))
  measuring = true
  const started = performance.now()
  const cpu = process.cpuUsage()
  const loop = performance.eventLoopUtilization()
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  measuring = false
  const elapsed = performance.now() - started
  const used = process.cpuUsage(cpu)
  const { utilization } = performance.eventLoopUtilization(loop)
  running = false
  await Promise.all(senders)
  latencies.sort((a, b) => a - b)
  const at = (share: number): number => Math.round((latencies[Math.floor(latencies.length * share)] ?? 0) * 100) / 100
  const after = await store.health()
  return {
    driver: after.driver,
    version: after.version,
    inFlight,
    customers,
    appends: latencies.length,
    perSecond: Math.round(latencies.length / (elapsed / 1000)),
    ackMs: { p50: at(0.5), p99: at(0.99), p9999: at(0.9999) },
    cpuCores: Math.round(((used.user + used.system) / 1000 / elapsed) * 100) / 100,
    loopBusy: Math.round(utilization * 100) / 100,
    bytesPerAppend: Math.round((after.sizeBytes - before.sizeBytes) / sent),
  }
}

const opened: Opened[] = []
try {
  for (const name of option('stores', 'sqlite').split(',')) {
    const open = OPEN[name]
    if (open === undefined) throw new Error(`--stores names ${name}: use ${Object.keys(OPEN).join(',')}`)
    opened.push(await open())
  }
  for (const inFlight of loads)
    for (const { store } of opened) console.log(JSON.stringify(await measure(store, inFlight)))
} finally {
  for (const { close } of opened) await close()
}
