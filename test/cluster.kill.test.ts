import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createPostgresStore } from '../src/adapters/postgres/store.ts'
import type { Role } from '../src/domain/message.ts'
import { createTokens } from '../src/gateway/auth.ts'
import { type Client, connect, type Frame, newCid } from './helpers/client.ts'
import { type Acked, judge, type Logged } from './helpers/oracle.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { type ProductProcess, spawnProduct } from './helpers/process.ts'
import { SECRET } from './helpers/product.ts'
import { startQuickly } from './postgres-under-test.ts'

const CLEAN = { lost: [], doubled: [], moved: [], gaps: [] }
const PATIENCE = { timeout: 120_000, interval: 50 }
const CUSTOMERS = 8
const ROUNDS = 12
/** Longer than a lease, and than a process that says nothing counts as alive. */
const STOPPED_MS = 12_000
const WORDS = [
  '我要退货，怎么退？',
  'where is my parcel',
  '运费谁出',
  '什么时候发货啊',
  'can I change the address',
  '发票怎么开',
]

const tokens = createTokens(SECRET)
const sign = (role: Role, sub: string) => tokens.sign({ role, sub, tenant: 'default', name: sub }, 3600)

/** A customer who keeps what was not acked and sends it again, at whichever process takes them. */
const createCustomer = (sub: string) => {
  const pending = new Map<string, object>()
  const acked: Acked[] = []
  let client: Client | undefined
  return {
    acked,
    pending,
    connect: async (url: string) => {
      client = await connect(url, await sign('customer', sub))
      client.socket.on('message', (data) => {
        const frame: Frame = JSON.parse(String(data))
        const sent = pending.get(frame.cid)
        if (frame.type === 'nack' && frame.retryable && sent !== undefined)
          setTimeout(() => client?.send(sent), frame.retryAfterMs)
        if (frame.type !== 'ack') return
        if (pending.delete(frame.cid)) acked.push({ cid: frame.cid, conversation: frame.conversation, seq: frame.seq })
      })
      client.socket.on('error', () => undefined)
      for (const frame of pending.values()) client.send(frame)
    },
    send: (text: string) => {
      const cid = newCid()
      const frame = { type: 'send', cid, kind: 'text', text }
      pending.set(cid, frame)
      if (client?.socket.readyState === client?.socket.OPEN) client?.send(frame)
    },
    seqs: (): number[] => (client?.ofType('event') ?? []).map(({ seq }) => seq),
    drop: () => client?.socket.terminate(),
  }
}

describe.skipIf(!hasPostgres)('two processes on one database, one of which falls', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startQuickly()
  })
  afterAll(() => server?.close())

  const open = async () => {
    const databaseUrl = await server.database()
    const folder = await mkdtemp(join(tmpdir(), 'tabdesk-cluster-'))
    const config = join(folder, 'config.yaml')
    await writeFile(config, 'limits: { customerPerSecond: 200, customerBurst: 500 }\n')
    const start = (name: string): Promise<ProductProcess> =>
      spawnProduct({
        PORT: '0',
        DATA_DIR: join(folder, name),
        JWT_SECRET: SECRET,
        CONFIG: config,
        DATABASE_URL: databaseUrl,
      })
    const store = await createPostgresStore({ url: databaseUrl })
    const running: ProductProcess[] = []
    onTestFinished(async () => {
      for (const { pid } of running) signal(pid, 'SIGCONT')
      await Promise.all(running.map((one) => one.kill().catch(() => undefined)))
      await store.close()
      await rm(folder, { recursive: true, force: true })
    })
    const [a, b] = await Promise.all([start('a'), start('b')])
    running.push(a as ProductProcess, b as ProductProcess)
    const logged = async (): Promise<(Logged & { role: string })[]> => {
      const all: (Logged & { role: string })[] = []
      for (const { id } of await store.conversations('default', { limit: 1_000 }))
        for (const { seq, cid, from } of (await store.events('default', id, { after: 0, limit: 10_000 }))?.events ?? [])
          all.push({ conversation: id, seq, role: from.role, ...(cid === undefined ? {} : { cid }) })
      return all
    }
    const nothingOwed = () => vi.waitUntil(async () => (await store.owed(1)).length === 0, PATIENCE)
    return { a: a as ProductProcess, b: b as ProductProcess, store, logged, nothingOwed }
  }

  it('[W1] [W3] [W8] [TL2] kill -9 amid sends: nothing acked is lost or doubled, and the other one answers what was owed, once', {
    timeout: 300_000,
  }, async () => {
    const { a, b, store, logged, nothingOwed } = await open()
    const customers = Array.from({ length: CUSTOMERS }, (_, n) => createCustomer(`c${n}`))
    await Promise.all(customers.map((one, n) => one.connect((n % 2 ? b : a).url)))
    for (let round = 0; round < ROUNDS; round++) {
      for (const [n, one] of customers.entries()) one.send(WORDS[(n + round) % WORDS.length] as string)
      await sleep(100)
      if (round === ROUNDS / 2) await a.kill()
    }
    await Promise.all(customers.filter((_, n) => n % 2 === 0).map((one) => one.connect(b.url)))
    await vi.waitUntil(() => customers.every(({ pending }) => pending.size === 0), PATIENCE)
    await nothingOwed()
    const log = await logged()
    const acked = customers.flatMap((one) => one.acked)
    expect(acked).toHaveLength(CUSTOMERS * ROUNDS)
    expect(judge(acked, log)).toEqual(CLEAN)
    // What the oracle would say of a lost message and of one that is there twice.
    const [first] = log.filter(({ role }) => role === 'customer')
    expect(judge(acked, log.slice(1)).gaps).toHaveLength(1)
    expect(judge(acked, [...log, first as Logged]).doubled).toHaveLength(1)
    const records = await store.records('default', { limit: 10_000 })
    expect(records).toHaveLength(CUSTOMERS * ROUNDS)
    expect(log.filter(({ role }) => role === 'bot').length).toBeLessThanOrEqual(records.length)
    for (const one of customers) one.drop()
  })

  it('[W8] [TL2] one that is stopped is stepped in for, and does no harm when it wakes', {
    timeout: 300_000,
  }, async () => {
    const { a, b, store, logged, nothingOwed } = await open()
    const [here, there] = [createCustomer('here'), createCustomer('there')]
    await here.connect(a.url)
    await there.connect(b.url)
    for (const text of WORDS) here.send(text)
    for (const text of WORDS) there.send(text)
    await vi.waitUntil(() => here.pending.size === 0 && there.pending.size === 0, PATIENCE)
    here.send('在吗？怎么不回我')
    await sleep(20)
    signal(a.pid, 'SIGSTOP')
    there.send('人呢')
    const stopped = sleep(STOPPED_MS)
    await vi.waitUntil(() => there.pending.size === 0, PATIENCE)
    // Nobody else is there to do it.
    await nothingOwed()
    const before = (await store.records('default', { limit: 1_000 })).length
    await stopped
    signal(a.pid, 'SIGCONT')
    await vi.waitUntil(() => here.pending.size === 0, PATIENCE)
    await nothingOwed()
    const log = await logged()
    await vi.waitUntil(() => {
      const own = log.filter(({ conversation }) => conversation === here.acked[0]?.conversation)
      return here.seqs().at(-1) === own.length
    }, PATIENCE)
    expect(here.seqs()).toEqual(here.seqs().map((_, at) => at + 1))
    expect(judge([...here.acked, ...there.acked], log)).toEqual(CLEAN)
    const records = await store.records('default', { limit: 1_000 })
    expect(records).toHaveLength(2 * WORDS.length + 2)
    expect(before).toBeGreaterThanOrEqual(2 * WORDS.length + 1)
    expect(new Set(records.map(({ id }) => id)).size).toBe(records.length)
    here.drop()
    there.drop()
  })
})

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {
    // Gone already.
  }
}
