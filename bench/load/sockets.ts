import { readFile, rm } from 'node:fs/promises'
import { createTokens } from '../../src/gateway/auth.ts'
import { startBuilt } from '../product.ts'
import { runSenders } from './run-senders.ts'
import { seed } from './seed.ts'
import { GENERATOR, NO_LIMITS, SERVER } from './settings.ts'

/** Descriptors of one process end at 20,000 on many machines; the server needs some for itself. */
const SOCKETS = Number(process.env['SOCKETS'] ?? 19_000)
const SECONDS = 10
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
 * Open sockets of which each sends one durable message a second: latency from the scheduled time, memory a socket. Everybody is an agent in a
 * tenant of their own, so that what is measured is the wire and the log, not who else is told.
 */
export const sockets = async (): Promise<object> => {
  await assertDescriptors()
  const { dataDir, conversations } = await seed(SOCKETS, 1, (n) => `t${n}`)
  const product = await startBuilt(NO_LIMITS, { ...SERVER, dataDir })
  const idle = await product.memory()
  const tokens = createTokens(product.secret)
  const joined = []
  for (const { tenant, conversation } of conversations)
    joined.push({ conversation, token: await tokens.sign({ role: 'agent', sub: 'a', tenant, name: 'a' }, 3600) })
  const job = { url: product.url, sockets: joined, seconds: SECONDS, inFlight: 1 }
  const half = await runSenders({ ...job, rate: SOCKETS / 2 }, { cores: GENERATOR, server: product.pid })
  const full = await runSenders(
    { ...job, rate: SOCKETS },
    { cores: GENERATOR, server: product.pid, atEnd: async () => product.memory() },
  )
  await product.stop()
  await rm(dataDir, { recursive: true, force: true })
  const memory = full.atEnd as { resident: number } | undefined
  return {
    sockets: SOCKETS,
    atHalf: { perSecond: half.perSecond, p50: half.p50, p99: half.p99, nacks: half.nacks },
    atOneASecond: { perSecond: full.perSecond, p50: full.p50, p99: full.p99, nacks: full.nacks },
    cpuMicros: full.cpuMicros,
    residentKbASocket: (((memory?.resident ?? 0) - idle.resident) * 1024) / SOCKETS,
  }
}
