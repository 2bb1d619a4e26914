import { connect } from '../../test/helpers/client.ts'
import { startBuilt } from '../product.ts'
import { runJob } from './run-job.ts'
import { cpuOf, runSenders } from './run-senders.ts'
import { GENERATOR, NO_LIMITS, SERVER } from './settings.ts'
import type { WatchersResult } from './watchers.ts'

const WATCHERS = 1_000
/** Sockets of one agent: more are refused. */
const SOCKETS_EACH = 10
const IN_FLIGHT = 64
const SECONDS = 4

/** One conversation, watched by a thousand sockets while one agent writes into it: frames a second, and what one costs the server. */
export const fanOut = async (): Promise<object> => {
  const product = await startBuilt(NO_LIMITS, SERVER)
  const customer = await connect(product.url, await product.token('customer', 'c'))
  const { conversation } = await customer.say('hello')
  await customer.close()
  const tokens: string[] = []
  for (let n = 0; n < WATCHERS; n++) tokens.push(await product.token('agent', `w${Math.floor(n / SOCKETS_EACH)}`))
  const watching = runJob<WatchersResult>('watchers', { url: product.url, tokens, conversation }, GENERATOR)
  await watching.ready
  const before = await cpuOf(product.pid)
  const token = await product.token('agent', 'publisher')
  const sent = await runSenders(
    { url: product.url, sockets: [{ token, conversation }], seconds: SECONDS, inFlight: IN_FLIGHT },
    { cores: GENERATOR, server: product.pid },
  )
  const { frames, seconds, bytes } = await watching.result
  const after = await cpuOf(product.pid)
  await product.stop()
  return {
    watchers: WATCHERS,
    messages: sent.acked,
    framesPerSecond: frames / seconds,
    lost: sent.acked * WATCHERS - frames,
    bytesAFrame: bytes / frames,
    cpuMicrosAFrame: (((after['main'] ?? 0) - (before['main'] ?? 0)) * 1e6) / frames,
  }
}
