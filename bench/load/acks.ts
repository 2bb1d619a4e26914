import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from '../../test/helpers/client.ts'
import { startBuilt } from '../product.ts'
import { bareFsync } from './bare-fsync.ts'
import { runSenders } from './run-senders.ts'
import { GENERATOR, NO_LIMITS, SERVER } from './settings.ts'

const SOCKETS = 64
const IN_FLIGHT = 16
const WARM_SECONDS = 3
const SECONDS = 5
/** Of what a closed loop reaches, the rate at which latencies are taken. */
const SHARE = 0.7
/** The rate that latencies are promised at. */
const GOAL_PER_SECOND = 20_000

/**
 * Durable acked sends of agents, each into a conversation of their own: closed loop for the rate, then even rates for latencies: a share of it, and
 * the goal. The ceiling is a bare `ws` server in the same run, `share` is what is left of it with durability; `disk` is what a commit costs that nobody waits for.
 */
export const acks = async (): Promise<object> => {
  const product = await startBuilt(NO_LIMITS, SERVER)
  const sockets = []
  for (let n = 0; n < SOCKETS; n++) {
    const customer = await connect(product.url, await product.token('customer', `c${n}`))
    const { conversation } = await customer.say('hello')
    await customer.close()
    sockets.push({ conversation, token: await product.token('agent', `a${n}`) })
  }
  const job = { url: product.url, sockets, seconds: SECONDS, inFlight: IN_FLIGHT }
  const on = { cores: GENERATOR, server: product.pid }
  await runSenders({ ...job, seconds: WARM_SECONDS }, on)
  const closed = await runSenders(job, on)
  const open = await runSenders({ ...job, rate: Math.round(closed.perSecond * SHARE) }, on)
  const goal = await runSenders({ ...job, rate: GOAL_PER_SECOND }, on)
  await product.stop()
  const disk = bareFsync()

  const echo = spawn(
    'taskset',
    ['-c', SERVER.cores ?? '0', process.execPath, '--import', 'tsx', 'bench/load/echo.ts'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const [url] = (await once(echo.stdout, 'data')) as [Buffer]
  const bare = { ...job, url: String(url).trim() }
  await runSenders({ ...bare, seconds: WARM_SECONDS }, { cores: GENERATOR, server: echo.pid as number })
  const ceiling = await runSenders(bare, { cores: GENERATOR, server: echo.pid as number })
  echo.kill()
  return {
    ackedPerSecond: closed.perSecond,
    cpuMicros: closed.cpuMicros,
    nacks: closed.nacks + open.nacks + goal.nacks,
    atRate: { offered: Math.round(closed.perSecond * SHARE), p50: open.p50, p99: open.p99 },
    atGoal: { offered: GOAL_PER_SECOND, perSecond: goal.perSecond, p50: goal.p50, p99: goal.p99, nacks: goal.nacks },
    disk,
    ceilingPerSecond: ceiling.perSecond,
    share: closed.perSecond / ceiling.perSecond,
  }
}
