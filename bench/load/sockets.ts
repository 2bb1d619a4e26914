import { readFile, rm } from 'node:fs/promises'
import { createTokens } from '../../src/gateway/auth.ts'
import { startBuilt } from '../product.ts'
import { startEcho } from './run-echo.ts'
import { runSteps, type Step } from './run-senders.ts'
import { seed } from './seed.ts'
import { GENERATOR, NO_LIMITS, SERVER } from './settings.ts'

/** Descriptors of one process end at 20,000 on many machines; the server needs some for itself. */
const SOCKETS = Number(process.env['SOCKETS'] ?? 19_000)
const SECONDS = Number(process.env['SECONDS'] ?? 6)
/** Messages a second of each socket, one step after the other. */
const STEPS = (process.env['STEPS'] ?? '0.25,0.5,0.75,1').split(',').map(Number)
/** Before the first step, so that everybody has taken their conversation when it begins. */
const WARM = 0.25
/** The goal for 99 of 100, milliseconds. */
const IN_TIME_MS = 50
/** What the server and the generator open beside their sockets. */
const SPARE_DESCRIPTORS = 500

/** @throws Error saying what to do, before half an hour of refused sockets does */
const assertDescriptors = async (): Promise<void> => {
  const limits = await readFile('/proc/self/limits', 'utf8')
  const most = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
  if (most !== undefined && Number(most) < SOCKETS + SPARE_DESCRIPTORS)
    throw new Error(
      `${SOCKETS} sockets need ${SOCKETS + SPARE_DESCRIPTORS} descriptors, a process may open ${most}: \`ulimit -n\`, or set SOCKETS`,
    )
}

/**
 * Open sockets of which each sends a durable message every four seconds, then twice, three and four times as often: latency from the scheduled
 * time, memory a socket. Everybody is an agent in a tenant of their own: what is measured is the wire, the log and what is kept for each tenant, and
 * every message is also news of the sender's inbox. The ceiling is a bare `ws` server in the same run, with as many sockets on the same core.
 */
export const sockets = async (): Promise<object> => {
  await assertDescriptors()
  const { dataDir, conversations } = await seed(SOCKETS, 1, (n) => `t${n}`)
  const product = await startBuilt(NO_LIMITS, { ...SERVER, dataDir })
  const tokens = createTokens(product.secret)
  const joined = []
  for (const { tenant, conversation } of conversations)
    joined.push({ conversation, token: await tokens.sign({ role: 'agent', sub: 'a', tenant, name: 'a' }, 3600) })
  const job = { sockets: joined, seconds: SECONDS, inFlight: 1, rate: [WARM, ...STEPS].map((step) => step * SOCKETS) }
  const measured = async (url: string, server: number, memory: () => Promise<number>) => {
    const idle = await memory()
    const { steps, seen } = await runSteps({ ...job, url }, { cores: GENERATOR, server, look: memory })
    steps.shift()
    const kb = (seen as number[]).map((now) => ((now - idle) * 1024) / SOCKETS)
    return { steps, kbASocket: { open: kb[0] as number, loaded: kb[1] as number } }
  }
  const own = await measured(product.url, product.pid, async () => (await product.memory()).resident)
  await product.stop()
  await rm(dataDir, { recursive: true, force: true })
  const echo = await startEcho()
  const bare = await measured(echo.url, echo.pid, echo.memory)
  await echo.stop()
  return {
    sockets: SOCKETS,
    ...Object.fromEntries(own.steps.map((step, n) => [`at${STEPS[n]}`, shown(step)])),
    bareWs: Object.fromEntries(bare.steps.map((step, n) => [`at${STEPS[n]}`, shown(step)])),
    highestInTime: highestInTime(own.steps),
    bareHighestInTime: highestInTime(bare.steps),
    kbASocket: own.kbASocket,
    bareKbASocket: bare.kbASocket,
    kbBeyondBare: {
      open: own.kbASocket.open - bare.kbASocket.open,
      loaded: own.kbASocket.loaded - bare.kbASocket.loaded,
    },
  }
}

const shown = ({ perSecond, p50, p99, max, nacks, generator, cpuMicros }: Step): object => ({
  perSecond,
  p50,
  p99,
  max,
  nacks,
  generator,
  cpuMicros,
})

/** Messages a second of the fastest step in which 99 of 100 were acknowledged in time and none was refused. */
const highestInTime = (steps: readonly Step[]): number =>
  Math.max(0, ...steps.filter(({ p99, nacks }) => p99 < IN_TIME_MS && nacks === 0).map(({ perSecond }) => perSecond))
