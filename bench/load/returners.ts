import { randomFillSync } from 'node:crypto'
import { createUuidv7 } from '../../src/lib/uuid.ts'
import { type LoadSocket, openSocket } from './socket.ts'

/**
 * A process of many clients that all come back at once, each resuming its conversation from the beginning, while a few agents go on sending:
 * `node --import tsx bench/load/returners.ts`, its job as one JSON line on standard input. Refused clients come again as the protocol asks.
 */
export interface ReturnersJob {
  url: string
  clients: { token: string; conversation: string; epoch: string; events: number }[]
  senders: { token: string; conversation: string }[]
}

export interface ReturnersResult {
  clients: number
  events: number
  /** Seconds until the last client had all of its events. */
  seconds: number
  /** Milliseconds from a client's first try to its last event. */
  p50: number
  p99: number
  retries: number
  /** Milliseconds: the longest that one of the senders' messages took, with all its tries. */
  slowestSend: number
  sends: number
}

/** A process has 28,000 ports an address. */
const FROM = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5']
/** Handshakes begun in one turn: the listen queue of the system is 511 long. */
const AT_ONCE = 400
const SEND_EVERY_MS = 20
const EVENT = Buffer.from('{"type":"event"')
const NACK = Buffer.from('{"type":"nack"')
const ACK = Buffer.from('{"type":"ack"')
const newCid = createUuidv7(Date.now, randomFillSync)
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const starts = (body: Buffer, with_: Buffer): boolean => body.subarray(0, with_.length).equals(with_)

const job = JSON.parse(await new Response(process.stdin as never).text()) as ReturnersJob
let retries = 0

const comeBack = async ({ token, conversation, epoch, events }: ReturnersJob['clients'][number], n: number) => {
  const began = performance.now()
  for (;;) {
    let seen = 0
    let open: LoadSocket | undefined
    try {
      const done = await new Promise<boolean>((resolve, reject) => {
        openSocket({
          url: job.url,
          token,
          from: FROM[n % FROM.length] as string,
          onFrame: (body) => {
            if (starts(body, EVENT) && ++seen === events) resolve(true)
            if (starts(body, NACK)) resolve(false)
          },
          onClose: () => resolve(false),
        }).then((socket) => {
          open = socket
          socket.send(
            `{"type":"hello","device":"load","resume":[{"conversation":"${conversation}","epoch":"${epoch}","seq":0}]}`,
          )
        }, reject)
      })
      if (done) return performance.now() - began
    } catch {
      // Not even let in.
    }
    // As clients do: a line that was refused is not kept beside the next.
    open?.cut()
    retries += 1
    await sleep(500 + Math.random() * 1_000)
  }
}

let slowestSend = 0
let sends = 0
let storm = true
const sendOn = async ({ token, conversation }: ReturnersJob['senders'][number]): Promise<void> => {
  let settle: (acked: boolean) => void = () => undefined
  const socket = await openSocket({
    url: job.url,
    token,
    onFrame: (body) => {
      if (starts(body, ACK)) settle(true)
      if (starts(body, NACK)) settle(false)
    },
  })
  socket.send('{"type":"hello","device":"load"}')
  while (storm) {
    const cid = newCid()
    const began = performance.now()
    for (;;) {
      const acked = new Promise<boolean>((resolve) => {
        settle = resolve
      })
      socket.send(`{"type":"send","cid":"${cid}","conversation":"${conversation}","kind":"text","text":"one moment"}`)
      if (await acked) break
      await sleep(100)
    }
    slowestSend = Math.max(slowestSend, performance.now() - began)
    sends += 1
    await sleep(SEND_EVERY_MS)
  }
}

const sending = job.senders.map(sendOn)
await sleep(1_000)
process.stderr.write('ready\n')
const began = performance.now()
const coming: Promise<number>[] = []
for (let n = 0; n < job.clients.length; n += AT_ONCE) {
  for (const [i, client] of job.clients.slice(n, n + AT_ONCE).entries()) coming.push(comeBack(client, n + i))
  await sleep(10)
}
const took = (await Promise.all(coming)).sort((a, b) => a - b)
const seconds = (performance.now() - began) / 1000
storm = false
await Promise.all(sending)
const at = (q: number): number => took[Math.min(took.length - 1, Math.floor(q * took.length))] ?? -1
console.log(
  JSON.stringify({
    clients: took.length,
    events: job.clients.reduce((sum, { events }) => sum + events, 0),
    seconds,
    p50: at(0.5),
    p99: at(0.99),
    retries,
    slowestSend,
    sends,
  } satisfies ReturnersResult),
)
process.exit(0)
