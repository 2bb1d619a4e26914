import { rm } from 'node:fs/promises'
import { startBuilt } from '../product.ts'
import type { ReturnersResult } from './returners.ts'
import { runJob } from './run-job.ts'
import { cpuOf } from './run-senders.ts'
import { seed } from './seed.ts'
import { GENERATOR, NO_LIMITS, SERVER } from './settings.ts'

const CLIENTS = Number(process.env['CLIENTS'] ?? 10_000)
const MESSAGES = 50
const SENDERS = 10

/** Ten thousand customers come back at once, each with fifty messages to read, while agents go on sending. */
export const storm = async (): Promise<object> => {
  const { dataDir, conversations } = await seed(CLIENTS + SENDERS, MESSAGES)
  const product = await startBuilt(NO_LIMITS, { ...SERVER, dataDir })
  const clients: object[] = []
  for (const { customer, conversation, epoch } of conversations.slice(0, CLIENTS))
    clients.push({ token: await product.token('customer', customer), conversation, epoch, events: MESSAGES })
  const senders: object[] = []
  for (const { conversation, customer } of conversations.slice(CLIENTS))
    senders.push({ token: await product.token('agent', `agent-${customer}`), conversation })
  const before = await cpuOf(product.pid)
  const result = await runJob<ReturnersResult>('returners', { url: product.url, clients, senders }, GENERATOR).result
  const after = await cpuOf(product.pid)
  await product.stop()
  await rm(dataDir, { recursive: true, force: true })
  return {
    ...result,
    cpuSeconds: Object.fromEntries(Object.entries(after).map(([name, used]) => [name, used - (before[name] ?? 0)])),
  }
}
