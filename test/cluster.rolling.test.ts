import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type Client, connect, type Frame, newCid } from './helpers/client.ts'
import { type Acked, judge, type Logged } from './helpers/oracle.ts'
import { hasPostgres, type PostgresServer } from './helpers/postgres-server.ts'
import { type Running, startProduct } from './helpers/product.ts'
import { hasRedis, type RedisServer, startRedis } from './helpers/redis-server.ts'
import { startQuickly } from './postgres-under-test.ts'

const CLEAN = { lost: [], doubled: [], moved: [], gaps: [] }
const PATIENCE = { timeout: 60_000, interval: 20 }
const CUSTOMERS = 6
const RESTARTS = 4
/** Milliseconds between two messages of a customer. */
const EVERY_MS = 250
const WORDS = ['你好', '我的货到哪了呀', '谢谢', 'wheres my parcel']
/** Close code of a server that drains. */
const DRAINING = 4503

/** Who connects again wherever somebody serves, goes on where they were, and sends again what was not acked. */
const createCustomer = (sub: string, serving: () => Running) => {
  const pending = new Map<string, object>()
  const acked: Acked[] = []
  const refused: Frame[] = []
  const codes: number[] = []
  const seqs: number[] = []
  let place: { conversation: string; epoch: string; seq: number } | undefined
  let client: Client | undefined
  let gone = false
  const open = async (): Promise<void> => {
    const server = serving()
    const opened = await connect(server.url, await server.token('customer', sub), null).catch(() => undefined)
    if (opened === undefined) {
      await sleep(50)
      return open()
    }
    client = opened
    opened.socket.on('message', (data) => {
      const frame: Frame = JSON.parse(String(data))
      if (frame.type === 'ack' && pending.delete(frame.cid))
        acked.push({ cid: frame.cid, conversation: frame.conversation, seq: frame.seq })
      if (frame.type === 'nack') {
        refused.push(frame)
        const sent = pending.get(frame.cid)
        if (frame.retryable && sent !== undefined) setTimeout(() => opened.send(sent), frame.retryAfterMs)
      }
      if (frame.type !== 'event' || frame.seq <= (place?.seq ?? 0)) return
      seqs.push(frame.seq)
      place = { conversation: frame.conversation, epoch: frame.epoch, seq: frame.seq }
    })
    opened.socket.on('error', () => undefined)
    void opened.closed.then(({ code }) => {
      codes.push(code)
      if (!gone) void open()
    })
    opened.send({ type: 'hello', device: 'phone', ...(place === undefined ? {} : { resume: [place] }) })
    for (const frame of pending.values()) opened.send(frame)
  }
  return {
    ...{ acked, refused, codes, seqs, pending, open },
    send: (text: string): void => {
      const cid = newCid()
      pending.set(cid, { type: 'send', cid, kind: 'text', text })
      if (client?.socket.readyState === client?.socket.OPEN) client?.send(pending.get(cid) as object)
    },
    leave: () => {
      gone = true
      client?.socket.terminate()
    },
  }
}

describe.skipIf(!hasPostgres)('two processes that are restarted one after the other', () => {
  let server: PostgresServer
  let redis: RedisServer | undefined
  beforeAll(async () => {
    server = await startQuickly({ max_connections: '120' })
    if (hasRedis) redis = await startRedis()
  })
  afterAll(async () => {
    await server?.close()
    await redis?.close()
  })

  it('[W1] [W3] [W4] [W8] no message is lost, no send fails, sockets go on where they were', async () => {
    const databaseUrl = await server.database()
    const start = () => startProduct({ config: { databaseUrl, redisUrl: redis?.url } })
    let running = [await start(), await start()]
    onTestFinished(async () => {
      await Promise.all(running.map((one) => one.close()))
    })
    let turn = 0
    // As a proxy does it: whoever drains gets no new connections.
    const serving = () => running[turn++ % running.length] as Running
    const customers = Array.from({ length: CUSTOMERS }, (_, n) => createCustomer(`c${n}`, serving))
    await Promise.all(customers.map(({ open }) => open()))
    let sent = 0
    const sending = setInterval(() => {
      for (const one of customers) one.send(WORDS[sent++ % WORDS.length] as string)
    }, EVERY_MS)
    onTestFinished(() => clearInterval(sending))
    for (let n = 0; n < RESTARTS; n++) {
      await sleep(500)
      const [oldest, ...others] = running as [Running, ...Running[]]
      running = others
      await oldest.close()
      running = [...others, await start()]
    }
    await sleep(500)
    clearInterval(sending)
    await vi.waitUntil(() => customers.every(({ pending }) => pending.size === 0), PATIENCE)
    const { store } = (running[0] as Running).product
    await vi.waitUntil(async () => (await store.owed(1)).length === 0, PATIENCE)

    const log: Logged[] = []
    for (const { id } of await store.conversations('default', { limit: 100 }))
      for (const { seq, cid } of (await store.events('default', id, { after: 0, limit: 10_000 }))?.events ?? [])
        log.push({ conversation: id, seq, ...(cid === undefined ? {} : { cid }) })
    const acked = customers.flatMap((one) => one.acked)
    expect(acked).toHaveLength(sent)
    expect(judge(acked, log)).toEqual(CLEAN)
    expect(judge(acked, log.slice(1)).gaps).toHaveLength(1)
    const records = await store.records('default', { limit: 5_000 })
    expect(new Set(records.map(({ conversation, seq }) => `${conversation}:${seq}`)).size).toBe(sent)
    expect(records).toHaveLength(sent)
    for (const { codes, refused, seqs, acked: own } of customers) {
      // Refused at most with the words "send it again": none of them failed.
      expect(refused.filter(({ retryable }) => !retryable)).toEqual([])
      expect(codes.every((code) => code === DRAINING)).toBe(true)
      const events = () => log.filter(({ conversation }) => conversation === own[0]?.conversation).length
      await vi.waitUntil(() => seqs.length === events(), PATIENCE)
      expect(seqs).toEqual(seqs.map((_, at) => at + 1))
    }
    // All were moved at least once.
    expect(customers.every(({ codes }) => codes.length > 0)).toBe(true)
    for (const one of customers) one.leave()
  })
})
