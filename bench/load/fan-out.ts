import { spawn } from 'node:child_process'
import { once } from 'node:events'
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

const MESSAGES = 600

/** Servers that keep nothing and know nobody, telling as many the same in frames of the same size: frames a second. */
const peer = async (kind: 'ws' | 'socket.io', size: number): Promise<number> => {
  const command = [
    '-c',
    SERVER.cores ?? '0',
    process.execPath,
    'bench/peers/broadcast.mjs',
    kind,
    `${MESSAGES}`,
    `${size}`,
  ]
  const server = spawn('taskset', command, { stdio: ['pipe', 'pipe', 'inherit'] })
  const [url] = (await once(server.stdout, 'data')) as [Buffer]
  const dialect =
    kind === 'ws'
      ? { hello: ['{"type":"hello"}'], greeting: '{"type":"context"', event: '{"type":"event"' }
      : { path: '/socket.io/?EIO=4&transport=websocket', hello: ['40'], greeting: '40', event: '42' }
  const tokens = Array.from({ length: WATCHERS }, () => 'none')
  const watching = runJob<WatchersResult>('watchers', { url: String(url).trim(), tokens, ...dialect }, GENERATOR)
  await watching.ready
  server.stdin.write('go\n')
  const { frames, seconds } = await watching.result
  server.kill()
  return frames / seconds
}

/**
 * One conversation, watched by a thousand sockets while one agent writes into it: frames a second, and what one costs the server. Beside it
 * bare `ws` and socket.io (`npm ci --prefix bench/peers --ignore-scripts` first), which make nothing durable.
 */
export const fanOut = async (): Promise<object> => {
  const product = await startBuilt(NO_LIMITS, SERVER)
  const customer = await connect(product.url, await product.token('customer', 'c'))
  const { conversation } = await customer.say('hello')
  await customer.close()
  const tokens: string[] = []
  for (let n = 0; n < WATCHERS; n++) tokens.push(await product.token('agent', `w${Math.floor(n / SOCKETS_EACH)}`))
  const hello = ['{"type":"hello","device":"load"}', `{"type":"watch","conversation":"${conversation}"}`]
  // What a watcher gets first of a conversation is its card.
  const job = { url: product.url, tokens, hello, greeting: '{"type":"context"', event: '{"type":"event"' }
  const watching = runJob<WatchersResult>('watchers', job, GENERATOR)
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
  const framesPerSecond = frames / seconds
  const size = Math.round(bytes / frames)
  const ws = await peer('ws', size)
  const socketIo = await peer('socket.io', size)
  return {
    watchers: WATCHERS,
    messages: sent.acked,
    framesPerSecond,
    bareWsPerSecond: ws,
    socketIoPerSecond: socketIo,
    toBareWs: framesPerSecond / ws,
    toSocketIo: framesPerSecond / socketIo,
    lost: sent.acked * WATCHERS - frames,
    bytesAFrame: size,
    cpuMicrosAFrame: (((after['main'] ?? 0) - (before['main'] ?? 0)) * 1e6) / frames,
  }
}
