import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSqliteStore } from '../src/adapters/sqlite/store.ts'
import { createTokens } from '../src/gateway/auth.ts'
import { type Client, connect, newCid } from './helpers/client.ts'
import { type Acked, judge, type Logged } from './helpers/oracle.ts'
import { type ProductProcess, spawnProduct } from './helpers/process.ts'
import { SECRET } from './helpers/product.ts'

const CLEAN = { lost: [], doubled: [], moved: [], gaps: [] }
const KILLS = 5
const SENDS_PER_SECOND = 200
const SENDERS = 10

/** A sender that keeps its messages until they are acked, and sends them again after a reconnect, as the widget does. */
const createSender = (token: string, conversation: string | undefined) => {
  const pending = new Map<string, object>()
  const acked: Acked[] = []
  let client: Client | undefined
  const attach = (): void => {
    client?.socket.on('message', (data) => {
      const frame = JSON.parse(String(data))
      // What waited through a slow start may be more than a customer may send at once.
      const again = frame.type === 'nack' && frame.retryable ? pending.get(frame.cid) : undefined
      if (again !== undefined) setTimeout(() => client?.send(again), frame.retryAfterMs)
      if (frame.type !== 'ack') return
      pending.delete(frame.cid)
      if (!acked.some(({ cid }) => cid === frame.cid))
        acked.push({ cid: frame.cid, conversation: frame.conversation, seq: frame.seq })
    })
    client?.socket.on('error', () => undefined)
  }
  return {
    acked,
    pending,
    connect: async (url: string) => {
      client = await connect(url, token)
      attach()
      for (const frame of pending.values()) client.send(frame)
    },
    send: (text: string) => {
      const cid = newCid()
      const frame = { type: 'send', cid, kind: 'text', text, ...(conversation === undefined ? {} : { conversation }) }
      pending.set(cid, frame)
      if (client?.socket.readyState === client?.socket.OPEN) client?.send(frame)
    },
    close: () => client?.socket.terminate(),
  }
}

describe('kill -9', () => {
  it(`[W1] [W3] [W8] ${KILLS} times amid ${SENDS_PER_SECOND} sends a second: nothing acked is lost, nothing doubled, every owed turn is finished once`, {
    timeout: 300_000,
  }, async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tabdesk-crash-'))
    const config = join(dataDir, 'config.yaml')
    await writeFile(config, 'limits: { agentPerSecond: 1000, agentBurst: 5000 }\n')
    const env = { PORT: '0', DATA_DIR: dataDir, JWT_SECRET: SECRET, CONFIG: config }
    let product: ProductProcess = await spawnProduct(env)
    onTestFinished(async () => {
      await product.kill().catch(() => undefined)
      await rm(dataDir, { recursive: true, force: true })
    })
    const tokens = createTokens(SECRET)
    const sign = (role: 'agent' | 'customer', sub: string) =>
      tokens.sign({ role, sub, tenant: 'default', name: sub }, 3600)
    const conversations: string[] = []
    for (let index = 0; index < SENDERS; index++) {
      const customer = await connect(product.url, await sign('customer', `customer-${index}`))
      conversations.push((await customer.say(index % 2 ? '你好' : 'hello')).conversation)
      await customer.close()
    }
    const senders = await Promise.all(
      conversations.map(async (conversation, index) =>
        createSender(await sign('agent', `agent-${index}`), conversation),
      ),
    )
    const asker = createSender(await sign('customer', 'customer-asking'), undefined)
    const all = [...senders, asker]
    await Promise.all(all.map((sender) => sender.connect(product.url)))

    let sent = 0
    const pace = setInterval(
      () => senders.forEach((sender) => sender.send(`消息 ${sent++}`)),
      (1000 * SENDERS) / SENDS_PER_SECOND,
    )
    const ask = setInterval(() => asker.send('我的货到哪了呀'), 700)
    for (let round = 0; round < KILLS; round++) {
      await new Promise((resolve) => setTimeout(resolve, 800 + 300 * round))
      await product.kill()
      product = await spawnProduct(env)
      await Promise.all(all.map((sender) => sender.connect(product.url)))
    }
    clearInterval(pace)
    clearInterval(ask)
    await expect.poll(() => all.reduce((sum, { pending }) => sum + pending.size, 0), { timeout: 60_000 }).toBe(0)

    const acked = all.flatMap((sender) => sender.acked)
    const agent = await sign('agent', 'auditor')
    const read = async (conversation: string): Promise<(Logged & { from: { role: string } })[]> => {
      const events: (Logged & { from: { role: string } })[] = []
      for (;;) {
        const response = await fetch(`${product.url}/v1/conversations/${conversation}/events?after=${events.length}`, {
          headers: { authorization: `Bearer ${agent}` },
        })
        const page = (await response.json()) as { events: typeof events }
        if (page.events.length === 0) return events
        events.push(...page.events)
      }
    }
    const asked = asker.acked[0]?.conversation as string
    await expect.poll(() => turnsWaiting(product.url), { timeout: 60_000, interval: 300 }).toBe(0)
    const logged = (await Promise.all([...conversations, asked].map(read))).flat()
    expect(acked.length).toBeGreaterThan(500)
    expect(judge(acked, logged)).toEqual(CLEAN)
    expect(sent).toBe(senders.reduce((sum, sender) => sum + sender.acked.length, 0))
    for (const sender of all) sender.close()
    expect(await product.stop()).toBe(0)

    const store = await createSqliteStore({ dir: dataDir })
    onTestFinished(store.close)
    expect(await store.owed(10)).toEqual([])
    const questions = logged.filter(({ conversation, from }) => conversation === asked && from.role === 'customer')
    for (const { seq } of questions)
      expect(await store.record('default', `${asked}:${seq}`), `the turn of ${seq}`).toBeDefined()
  })

  it('the judge sees what is lost, doubled, moved and missing (control)', () => {
    const logged = [1, 2, 3].map((seq) => ({ conversation: 'a', seq, cid: `c${seq}` }))
    const acked = logged.map((entry) => ({ ...entry }))
    expect(judge(acked, logged)).toEqual(CLEAN)
    expect(judge(acked, logged.slice(0, 2)).lost).toEqual(['c3'])
    expect(judge(acked, [...logged, { conversation: 'a', seq: 4, cid: 'c1' }]).doubled).toEqual(['c1'])
    expect(judge([{ cid: 'c1', conversation: 'a', seq: 2 }], logged).moved).toEqual(['c1'])
    expect(judge([], [logged[0], logged[2]] as Logged[]).gaps).toEqual(['a'])
  })
})

const turnsWaiting = async (url: string): Promise<number> =>
  Number(/^tabdesk_turns_waiting (\d+)/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1])
