import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { createSqliteStore, type SqliteStore } from '../../src/adapters/sqlite/store.ts'
import type { LogEvent } from '../../src/domain/message.ts'
import type { Store } from '../../src/ports/store.ts'
import { type ProductProcess, untilReady } from '../helpers/process.ts'
import { type Running, SECRET, type StartOptions, startProduct } from '../helpers/product.ts'
import { createParty, type Party, type PartySettings } from './party.ts'
import { type Plant, planted } from './plants.ts'

/** No limit of messages stands in the way of a storm; everything else is as shipped. */
export const UNLIMITED = {
  customerPerSecond: 1e6,
  customerBurst: 1e6,
  agentPerSecond: 1e6,
  agentBurst: 1e6,
  tenantPerSecond: 1e6,
  requestsPerMinute: 1e6,
  visitorsPerMinute: 1e6,
  spareLoopback: true,
  socketsPerPrincipal: 1_000,
}
const HEARTBEAT_MS = 1_000
const PATIENCE_MS = 90_000
const LOOK_MS = 20
const SERVER = new URL('./server.ts', import.meta.url).pathname

export interface ServerOptions {
  plant?: Plant | undefined
  dataDir?: string
  env?: Record<string, string>
}

/** A process that is killed and started again on one folder; `where` is where it is just now. */
export interface Server {
  dataDir: string
  where(): string | undefined
  pid(): number
  start(): Promise<void>
  kill(): Promise<void>
  stop(): Promise<number | null>
}

/** Inside vitest what is made here goes when the test ends; elsewhere `onEnd` collects it. */
export const temporary = async (onEnd = onTestFinished): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tabdesk-chaos-'))
  onEnd(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export const createServer = async (
  { plant, dataDir, env = {} }: ServerOptions,
  onEnd = onTestFinished,
): Promise<Server> => {
  const folder = await temporary(onEnd)
  const dir = dataDir ?? join(folder, 'data')
  const config = join(folder, 'config.yaml')
  await writeFile(config, JSON.stringify({ heartbeatMs: HEARTBEAT_MS, drainMs: 5_000, limits: UNLIMITED }))
  let running: ProductProcess | undefined
  const end = async (how: 'kill' | 'stop'): Promise<number | null> => {
    const one = running
    running = undefined
    return (await one?.[how]()) ?? null
  }
  onEnd(async () => void (await end('kill')))
  return {
    dataDir: dir,
    where: () => running?.url,
    pid: () => running?.pid ?? 0,
    start: async () => {
      const child = spawn(process.execPath, ['--import', 'tsx', SERVER], {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: {
          ...process.env,
          NODE_ENV: '',
          PORT: '0',
          LOG_LEVEL: 'fatal',
          JWT_SECRET: SECRET,
          DATA_DIR: dir,
          CONFIG: config,
          ...(plant === undefined ? {} : { PLANT: plant }),
          ...env,
        },
      })
      running = await untilReady(child)
    },
    kill: async () => void (await end('kill')),
    stop: () => end('stop'),
  }
}

export interface InProcess {
  running: Running
  where(): string
  /** As it is, under what was planted. */
  store: SqliteStore
}

/** The product in this process: for faults that are no deaths of processes. */
export const inProcess = async (plant?: Plant, options: Omit<StartOptions, 'dataDir'> = {}): Promise<InProcess> => {
  const dataDir = await temporary()
  const store = await createSqliteStore({ dir: dataDir })
  const config = { heartbeatMs: HEARTBEAT_MS, limits: UNLIMITED, ...options.config }
  const overrides = { ...options.overrides, store: planted(store, plant) }
  const running = await startProduct({ ...options, dataDir, config, overrides })
  return { running, where: () => running.url, store }
}

/** Waits for what must come; says what did not. */
export const until = async (what: string, holds: () => boolean | Promise<boolean>, ms = PATIENCE_MS): Promise<void> => {
  const started = performance.now()
  while (!(await holds())) {
    if (performance.now() - started > ms) throw new Error(`waited ${ms} ms in vain for ${what}`)
    await sleep(LOOK_MS)
  }
}

export const allAcked = (parties: readonly Party[], ms?: number): Promise<void> =>
  until('every message to be acknowledged', () => parties.every((party) => party.waiting() === 0), ms)

/** Nothing waits for the models any more. */
export const turnsDone = (where: PartySettings['where'], ms?: number): Promise<void> =>
  until(
    'every turn to be finished',
    async () => /^tabdesk_turns_waiting 0$/m.test(await (await fetch(`${where()}/metrics`)).text()),
    ms,
  )

/** Everybody has been shown the conversation they follow up to its head, which nothing moves any more. */
export const allShown = async (
  store: Pick<Store, 'conversation'>,
  parties: readonly Party[],
  ms?: number,
): Promise<void> => {
  const behind = async (): Promise<boolean> => {
    for (const party of parties) {
      const id = party.conversation()?.id
      if (id === undefined) continue
      const head = (await store.conversation('default', id))?.head ?? 0
      if (party.seq() < head) return true
    }
    return false
  }
  await until('every screen to show its head', async () => !(await behind()), ms)
}

/** For negative controls, where what is waited for may never come. */
export const orNever = (waiting: Promise<void>, bug: boolean | Plant | undefined): Promise<void> =>
  bug === undefined || bug === false ? waiting : waiting.catch(() => undefined)
export const PLANTED_PATIENCE_MS = 3_000

/** The whole log, and the turns that are finished. */
export const wholeLog = async (store: Store): Promise<{ log: LogEvent[]; finished: Set<string> }> => {
  const log: LogEvent[] = []
  const states = ['bot', 'queued', 'assigned', 'resolved'] as const
  for (const { id } of await store.conversations('default', { states: [...states], limit: 100_000 }))
    for (let after = 0, more = true; more; ) {
      const events = (await store.events('default', id, { after, limit: 10_000 }))?.events ?? []
      for (const event of events) log.push(event)
      more = events.length === 10_000
      after = events.at(-1)?.seq ?? after
    }
  const finished = new Set<string>()
  for (let after = 0, more = true; more; ) {
    const { records, next } = await store.recordsAfter(after, 10_000)
    for (const { id } of records) finished.add(id)
    more = records.length > 0
    after = next
  }
  return { log, finished }
}

/** The same of a folder that nobody holds. */
export const logIn = async (dir: string): Promise<{ log: LogEvent[]; finished: Set<string>; owed: number }> => {
  const store = await createSqliteStore({ dir })
  try {
    return { ...(await wholeLog(store)), owed: (await store.owed(10)).length }
  } finally {
    await store.close()
  }
}

/** One customer who has spoken, and so has a conversation; then somebody of the staff in each, whom the bot leaves the word. */
export const openConversations = async (
  count: number,
  where: PartySettings['where'],
  settings: Pick<PartySettings, 'window' | 'silenceMs'> = {},
): Promise<{ customers: Party[]; agents: Party[] }> => {
  const customers = Array.from({ length: count }, (_, n) =>
    createParty({ role: 'customer', sub: `customer-${n}`, where, ...settings }),
  )
  for (const [n, customer] of customers.entries()) customer.say(`你好，我是${n}号顾客`)
  await allAcked(customers)
  await until('a conversation of each', () => customers.every((one) => one.conversation() !== undefined))
  const agents = customers.map((customer, n) => {
    const conversation = customer.conversation() as { id: string; epoch: string }
    return createParty({ role: 'agent', sub: `agent-${n}`, where, conversation, ...settings })
  })
  for (const [n, agent] of agents.entries()) agent.say(`您好，我是客服${n}，请讲`)
  await allAcked(agents)
  return { customers, agents }
}

/** Everybody says something every `everyMs` until stopped; bodies are told apart by who and when. */
export const keepTalking = (parties: readonly Party[], everyMs: number, most = 64): { stop(): void } => {
  let round = 0
  const timer = setInterval(() => {
    round += 1
    for (const party of parties) if (party.waiting() < most) party.say(`${party.sub} 第${round}句：包裹怎么还没到`)
  }, everyMs)
  return { stop: () => clearInterval(timer) }
}
