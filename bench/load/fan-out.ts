import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from '../../test/helpers/client.ts'
import { hasRedis, startRedis } from '../../test/helpers/redis-server.ts'
import { startBuilt } from '../product.ts'
import { runJob } from './run-job.ts'
import { cpuOf, runSenders } from './run-senders.ts'
import { GENERATOR, NO_LIMITS, SERVER } from './settings.ts'
import type { WatchersJob, WatchersResult } from './watchers.ts'

const WATCHERS = 1_000
/** Sockets of one agent: more are refused. */
const SOCKETS_EACH = 10
const IN_FLIGHT = 64
const SECONDS = 4

const MESSAGES = 600

const CENTRIFUGE = 'bench/peers/centrifuge/centrifuge'
type Peer = 'ws' | 'socket.io' | 'socket.io+redis' | 'centrifuge'
const SOCKET_IO = { path: '/socket.io/?EIO=4&transport=websocket', hello: ['40'], greeting: '40', event: '42' }
/** How each says hello, greets and tells. */
const DIALECTS: Record<Peer, Pick<WatchersJob, 'path' | 'hello' | 'greeting' | 'event' | 'lines'>> = {
  ws: { hello: ['{"type":"hello"}'], greeting: '{"type":"context"', event: '{"type":"event"' },
  'socket.io': SOCKET_IO,
  'socket.io+redis': SOCKET_IO,
  centrifuge: {
    path: '/connection',
    hello: ['{"id":1,"connect":{}}'],
    greeting: '{"id":1,"connect"',
    event: '{"push"',
    lines: true,
  },
}

/** Servers that keep nothing and know nobody, telling as many the same in frames of the same size: frames a second. */
const peer = async (kind: Peer, size: number, env: Record<string, string> = {}): Promise<number> => {
  const program = kind === 'centrifuge' ? [CENTRIFUGE] : [process.execPath, 'bench/peers/broadcast.mjs', kind]
  const command = ['-c', SERVER.cores ?? '0', ...program, `${MESSAGES}`, `${size}`]
  const server = spawn('taskset', command, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } })
  const [url] = (await once(server.stdout, 'data')) as [Buffer]
  const tokens = Array.from({ length: WATCHERS }, () => 'none')
  const job = { url: String(url).trim(), tokens, ...DIALECTS[kind] }
  const watching = runJob<WatchersResult>('watchers', job, GENERATOR)
  await watching.ready
  server.stdin.write('go\n')
  const { frames, seconds } = await watching.result
  server.kill()
  if (frames !== MESSAGES * WATCHERS) throw new Error(`${kind} told ${frames} of ${MESSAGES * WATCHERS} frames`)
  return frames / seconds
}
/** The same over a Redis of its own. */
const overRedis = async (size: number): Promise<number> => {
  const redis = await startRedis()
  return peer('socket.io+redis', size, { REDIS_URL: redis.url }).finally(redis.close)
}

/**
 * One conversation, watched by a thousand sockets while one agent writes into it: frames a second, and what one costs the server. Beside it
 * bare `ws`, socket.io without and with its Redis adapter (`npm ci --prefix bench/peers --ignore-scripts` first) and, where it is built
 * (`cd bench/peers/centrifuge && go build`), the library that Centrifugo is made of. None of them makes anything durable.
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
  const withRedis = hasRedis ? await overRedis(size) : undefined
  const centrifuge = existsSync(CENTRIFUGE) ? await peer('centrifuge', size) : undefined
  return {
    watchers: WATCHERS,
    messages: sent.acked,
    framesPerSecond,
    bareWsPerSecond: ws,
    socketIoPerSecond: socketIo,
    socketIoOverRedisPerSecond: withRedis,
    centrifugePerSecond: centrifuge,
    toBareWs: framesPerSecond / ws,
    toSocketIo: framesPerSecond / socketIo,
    toSocketIoOverRedis: withRedis && framesPerSecond / withRedis,
    toCentrifuge: centrifuge && framesPerSecond / centrifuge,
    lost: sent.acked * WATCHERS - frames,
    bytesAFrame: size,
    cpuMicrosAFrame: (((after['main'] ?? 0) - (before['main'] ?? 0)) * 1e6) / frames,
  }
}
