import { randomFillSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DriverName } from '../src/adapters/sqlite/driver.ts'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import { createUuidv7 } from '../src/lib/uuid.ts'

/**
 * Durable appends through the port, closed loop: `node --import tsx bench/store.ts [--in-flight 256] [--seconds 5]
 * [--customers 200] [--driver better-sqlite3|prebuilt]`. Prints one JSON object.
 */
const option = (name: string, otherwise: string): string => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? otherwise : (process.argv[at + 1] ?? otherwise)
}
const inFlight = Number(option('in-flight', '256'))
const seconds = Number(option('seconds', '5'))
const customers = Number(option('customers', '200'))
const driver = option('driver', 'better-sqlite3') as DriverName
const WARM_UP_MS = 1_000

const dir = mkdtempSync(join(tmpdir(), 'tabdesk-bench-'))
const store = await createSqliteStore({ dir, driver })
const newCid = createUuidv7(Date.now, randomFillSync)
const texts = [
  '你好，我的订单 20261118003345 怎么还没有发货？已经等了三天了，能帮我催一下吗？',
  'Hi, my parcel says delivered but it is not here. Can you check with the courier please?',
]
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
const { version, sizeBytes } = await store.health()
await store.close()
rmSync(dir, { recursive: true, force: true })
console.log(
  JSON.stringify({
    driver,
    sqlite: version,
    inFlight,
    customers,
    appends: latencies.length,
    perSecond: Math.round(latencies.length / (elapsed / 1000)),
    ackMs: { p50: at(0.5), p99: at(0.99), p9999: at(0.9999) },
    cpuCores: Math.round(((used.user + used.system) / 1000 / elapsed) * 100) / 100,
    loopBusy: Math.round(utilization * 100) / 100,
    bytesPerAppend: Math.round(sizeBytes / sent),
  }),
)
