import { connect, newCid } from '../test/helpers/client.ts'
import { NO_LIMITS } from './load/settings.ts'
import { quantile, round, startBuilt } from './product.ts'

/**
 * Durable acked sends over the wire: agents write into conversations at a fixed rate, latency from the scheduled time
 * (no coordinated omission). Server and generator share the machine. Usage: tsx bench/sends.ts [rate] [seconds] [sockets]
 */
const [rate = 6_000, seconds = 8, sockets = 32] = process.argv.slice(2).map(Number)
const TICK_MS = 4

const product = await startBuilt(NO_LIMITS)
const senders = await Promise.all(
  Array.from({ length: sockets }, async (_, index) => {
    const customer = await connect(product.url, await product.token('customer', `c${index}`))
    const { conversation } = await customer.say('hello')
    await customer.close()
    return { conversation, client: await connect(product.url, await product.token('agent', `a${index}`)) }
  }),
)
// The greetings' turns must not be measured.
await new Promise((resolve) => setTimeout(resolve, 1_500))

const scheduled = new Map<string, number>()
const latencies: number[] = []
let nacks = 0
for (const { client } of senders)
  client.socket.on('message', (data) => {
    const frame = JSON.parse(String(data))
    client.frames.length = 0
    if (frame.type === 'nack') nacks += 1
    const at = frame.type === 'ack' ? scheduled.get(frame.cid) : undefined
    if (at === undefined) return
    scheduled.delete(frame.cid)
    latencies.push(performance.now() - at)
  })
const started = performance.now()
let sent = 0
await new Promise<void>((resolve) => {
  const timer = setInterval(() => {
    const now = performance.now()
    const due = Math.min(rate * seconds, Math.floor(((now - started) / 1000) * rate))
    for (; sent < due; sent++) {
      const { client, conversation } = senders[sent % senders.length] as (typeof senders)[number]
      const cid = newCid()
      scheduled.set(cid, started + (sent / rate) * 1000)
      client.send({
        type: 'send',
        cid,
        conversation,
        kind: 'text',
        text: `Your parcel is on its way and should arrive tomorrow, number ${sent}.`,
      })
    }
    if (sent < rate * seconds) return
    clearInterval(timer)
    resolve()
  }, TICK_MS)
})
const deadline = performance.now() + 20_000
while (scheduled.size > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
const elapsed = (performance.now() - started) / 1000
console.log(
  JSON.stringify({
    bench: 'sends',
    offeredPerSecond: rate,
    ackedPerSecond: Math.round(latencies.length / elapsed),
    acked: latencies.length,
    unanswered: scheduled.size,
    nacks,
    p50Ms: round(quantile(latencies, 0.5)),
    p99Ms: round(quantile(latencies, 0.99)),
    maxMs: round(quantile(latencies, 1)),
  }),
)
for (const { client } of senders) client.socket.terminate()
await product.stop()
