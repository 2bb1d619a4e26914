import { randomFillSync } from 'node:crypto'
import { createUuidv7 } from '../../src/lib/uuid.ts'
import { clientFrame } from './frames.ts'
import { type LoadSocket, openSocket } from './socket.ts'

/**
 * A process that sends and counts answers: `node --import tsx bench/load/senders.ts`, its job as one JSON line on standard input, what it
 * measured as one JSON line a step on standard output. Closed loop with `inFlight` a socket where `rate` is absent; else an even rate
 * over all sockets, or a step at each of several, latency from the scheduled time (no coordinated omission).
 */
export interface SendersJob {
  url: string
  sockets: { token: string; conversation: string }[]
  /** Of each step. */
  seconds: number
  /** Messages a second over all sockets; of several, one step after the other. */
  rate?: number | readonly number[]
  /** Unanswered messages a socket. */
  inFlight: number
}

export interface SendersResult {
  acked: number
  nacks: number
  unanswered: number
  perSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
  max: number
  /** Share of a core that this process took while it sent; near one, it is what was measured. */
  generator: number
}

const TICK_MS = 2
/** Between the last handshake and the first message. */
const SETTLING_MS = 1_000
/** Handshakes under way: who comes back all at once is another scenario's. */
const OPENED_AT_ONCE = 200
const PATIENCE_MS = 20_000
const newCid = createUuidv7(Date.now, randomFillSync)
const CID = Buffer.from('"cid":"')
const CID_LENGTH = 36
const ACK = Buffer.from('"type":"ack"')
const NACK = Buffer.from('"type":"nack"')

const job = JSON.parse((await new Response(process.stdin as never).text()).trim()) as SendersJob
const scheduled = new Map<string, number>()
let latencies: number[] = []
let nacks = 0
let sent = 0
let sending = false

const answered = (body: Buffer): boolean => {
  const isAck = body.includes(ACK)
  if (!isAck && !body.includes(NACK)) return false
  const at = body.indexOf(CID) + CID.length
  const cid = body.toString('latin1', at, at + CID_LENGTH)
  const due = scheduled.get(cid)
  if (due === undefined) return false
  scheduled.delete(cid)
  if (isAck) latencies.push(performance.now() - due)
  else nacks += 1
  return true
}
const write = (socket: LoadSocket, conversation: string, due: number): void => {
  const cid = newCid()
  scheduled.set(cid, due)
  sent += 1
  socket.send(
    clientFrame(
      `{"type":"send","cid":"${cid}","conversation":"${conversation}","kind":"text","text":"Your parcel is on its way and should arrive tomorrow, number ${sent}."}`,
    ),
  )
}

const enter = async ({ token, conversation }: SendersJob['sockets'][number]) => {
  const socket: LoadSocket = await openSocket({
    url: job.url,
    token,
    onFrame: (body) => {
      if (answered(body) && sending && job.rate === undefined) write(socket, conversation, performance.now())
    },
  })
  socket.send('{"type":"hello","device":"load"}')
  return { socket, conversation }
}
const open: Awaited<ReturnType<typeof enter>>[] = []
for (let n = 0; n < job.sockets.length; n += OPENED_AT_ONCE)
  open.push(...(await Promise.all(job.sockets.slice(n, n + OPENED_AT_ONCE).map(enter))))
process.stderr.write('opened\n')
await new Promise((resolve) => setTimeout(resolve, SETTLING_MS))

/** Sends as many as are due, again and again, until all of the step are sent. */
const sendEvenly = async (rate: number, started: number): Promise<void> => {
  const total = Math.round(rate * job.seconds)
  for (let n = 0; n < total; await new Promise((resolve) => setTimeout(resolve, TICK_MS)))
    for (const due = Math.min(total, ((performance.now() - started) / 1000) * rate); n < due; n++) {
      const { socket, conversation } = open[sent % open.length] as (typeof open)[number]
      write(socket, conversation, started + (n / rate) * 1000)
    }
}
const step = async (rate: number | undefined): Promise<SendersResult> => {
  scheduled.clear()
  latencies = []
  nacks = 0
  sending = true
  process.stderr.write('started\n')
  const started = performance.now()
  const before = process.cpuUsage()
  if (rate === undefined) {
    for (const { socket, conversation } of open)
      for (let n = 0; n < job.inFlight; n++) write(socket, conversation, performance.now())
    await new Promise((resolve) => setTimeout(resolve, job.seconds * 1_000))
  } else await sendEvenly(rate, started)
  sending = false
  const inTime = latencies.length
  const elapsed = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before)
  process.stderr.write('ended\n')
  const deadline = performance.now() + PATIENCE_MS
  while (scheduled.size > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10))
  latencies.sort((a, b) => a - b)
  const at = (q: number): number => latencies[Math.min(latencies.length - 1, Math.floor(q * latencies.length))] ?? -1
  return {
    acked: latencies.length,
    nacks,
    unanswered: scheduled.size,
    perSecond: Math.round(inTime / elapsed),
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
    generator: (user + system) / 1e6 / elapsed,
  }
}
for (const rate of [job.rate].flat()) console.log(JSON.stringify(await step(rate)))
for (const { socket } of open) socket.cut()
