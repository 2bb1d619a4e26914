/**
 * Checks the paper of docs/scale.md by a seeded discrete-event simulation: `node --import tsx bench/scale.ts [--seed 1] [--seconds 4]
 * [--scale 1] [--load 0.7]`. Messages arrive by chance (Poisson); each passes a gateway and
 * the databases, and, where a customer wrote a new text, a worker and an encoder, all at `load` of what they can do. Service times are by chance, too,
 * around the measured mean. `scale`: share of the whole that is simulated, stations shrink with it. Prints one JSON object: what the paper
 * says of waiting at each station (M/M/1 and M/M/c, Erlang C), what the simulation found, and how large the largest tenant is (sizes by Zipf). Ends with 1 where the two differ by more than chance.
 */
import { createRandom } from '../src/lib/random.ts'

const option = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? otherwise : Number(process.argv[at + 1])
}
const seed = option('seed', 1)
const seconds = option('seconds', 4)
const scale = option('scale', 1)
const load = option('load', 0.7)

/** Of the whole: docs/scale.md. */
const MESSAGES_PER_SECOND = 100_000
const TENANTS = 300
/** Of all messages those of customers, which owe a turn. */
const CUSTOMERS_SHARE = 0.5
/** Of turns those whose text is not remembered. */
const NEW_TEXT_SHARE = 0.6

/**
 * Milliseconds of one core a message at each station; docs/scale.md says where each comes from. A worker and an encoder share what a new text
 * costs; one that is remembered costs neither.
 */
const SERVICE_MS = { gateway: 0.17, database: 0.066, worker: 7.1, encoder: 4.8 }
type Station = keyof typeof SERVICE_MS

/** Whether each server has a line of its own, because who comes is bound to one: sockets to their gateway, conversations to their worker. */
const OWN_LINE: Record<Station, boolean> = { gateway: true, database: false, worker: true, encoder: false }

interface Line {
  /** When each server is free, milliseconds. */
  free: Float64Array
  waited: number[]
}

const perSecond: Record<Station, number> = {
  gateway: MESSAGES_PER_SECOND,
  database: MESSAGES_PER_SECOND,
  worker: MESSAGES_PER_SECOND * CUSTOMERS_SHARE * NEW_TEXT_SHARE,
  encoder: MESSAGES_PER_SECOND * CUSTOMERS_SHARE * NEW_TEXT_SHARE,
}
const STATIONS = Object.keys(SERVICE_MS) as Station[]
const serversOf = (station: Station, share: number): number =>
  Math.max(1, Math.ceil((perSecond[station] * share * SERVICE_MS[station]) / 1000 / load))

/** Probability that all of `c` servers are taken (Erlang C, https://en.wikipedia.org/wiki/Erlang_C), `a` the work that is offered. */
const erlangC = (c: number, a: number): number => {
  let b = 1
  for (let k = 1; k <= c; k++) b = (a * b) / (k + a * b)
  return b / (1 - (a / c) * (1 - b))
}

const { next: random } = createRandom(seed)
const exponential = (mean: number): number => -Math.log(1 - random()) * mean
const lines = new Map<Station, Line>(
  STATIONS.map((station) => [station, { free: new Float64Array(serversOf(station, scale)), waited: [] }]),
)

/** Tenants fall in size as 1, 1/2, 1/3 … */
const total = Array.from({ length: TENANTS }, (_, n) => 1 / (n + 1)).reduce((sum, weight) => sum + weight, 0)

const pass = (station: Station, at: number): number => {
  const { free, waited } = lines.get(station) as Line
  let chosen = OWN_LINE[station] ? Math.floor(random() * free.length) : 0
  if (!OWN_LINE[station])
    for (let n = 1; n < free.length; n++) if ((free[n] as number) < (free[chosen] as number)) chosen = n
  const begins = Math.max(at, free[chosen] as number)
  waited.push(begins - at)
  free[chosen] = begins + exponential(SERVICE_MS[station])
  return free[chosen] as number
}

type Step = { at: number; station: Station; fromCustomer: boolean }
/** A heap by time, so that each station is reached in the order in which messages come there. */
const heap: Step[] = []
const push = (step: Step): void => {
  heap.push(step)
  for (let n = heap.length - 1; n > 0; ) {
    const up = (n - 1) >> 1
    if ((heap[up] as Step).at <= (heap[n] as Step).at) return
    ;[heap[up], heap[n]] = [heap[n] as Step, heap[up] as Step]
    n = up
  }
}
const pop = (): Step | undefined => {
  const [first] = heap
  const last = heap.pop()
  if (first === undefined || last === undefined || heap.length === 0) return first
  heap[0] = last
  for (let n = 0; ; ) {
    let least = n
    for (const child of [2 * n + 1, 2 * n + 2])
      if (child < heap.length && (heap[child] as Step).at < (heap[least] as Step).at) least = child
    if (least === n) return first
    ;[heap[n], heap[least]] = [heap[least] as Step, heap[n] as Step]
    n = least
  }
}

const between = 1000 / (MESSAGES_PER_SECOND * scale)
let messages = 0
for (let at = exponential(between); at < seconds * 1000; at += exponential(between)) {
  messages += 1
  push({ at, station: 'gateway', fromCustomer: random() < CUSTOMERS_SHARE })
}
const NEXT: Record<Station, Station | undefined> = {
  gateway: 'database',
  database: 'worker',
  worker: 'encoder',
  encoder: undefined,
}
for (let step = pop(); step !== undefined; step = pop()) {
  const { station, fromCustomer } = step
  const done = pass(station, step.at)
  const next = NEXT[station]
  if (next === undefined || (next === 'worker' && (!fromCustomer || random() >= NEW_TEXT_SHARE))) continue
  push({ ...step, at: done, station: next })
}

const quantile = (values: readonly number[], q: number): number =>
  values[Math.min(values.length - 1, Math.floor(q * values.length))] ?? 0
const rounded = (value: number): number => Math.round(value * 1000) / 1000
const stations = STATIONS.map((station) => {
  const { free, waited } = lines.get(station) as Line
  const sorted = waited.toSorted((a, b) => a - b)
  const service = SERVICE_MS[station]
  const offered = (perSecond[station] * scale * service) / 1000
  const [servers, work] = OWN_LINE[station] ? [1, offered / free.length] : [free.length, offered]
  const taken = erlangC(servers, work)
  const drained = service / (servers - work)
  return {
    station,
    servers: { simulated: free.length, whole: serversOf(station, 1) },
    load: rounded(offered / free.length),
    paper: {
      waitMs: rounded(taken * drained),
      waitP99Ms: rounded(Math.max(0, Math.log(taken / 0.01) * drained)),
    },
    simulated: {
      waitMs: rounded(waited.reduce((sum, ms) => sum + ms, 0) / waited.length),
      waitP99Ms: rounded(quantile(sorted, 0.99)),
    },
  }
})
/** The largest tenant against what one database writes. */
const largest = MESSAGES_PER_SECOND / total
process.stdout.write(
  `${JSON.stringify({ seed, seconds, scale, load, messages, stations, largestTenant: { messagesPerSecond: Math.round(largest), databaseCores: rounded((largest * SERVICE_MS.database) / 1000) } }, null, 2)}\n`,
)
/** Of a mean or a p99: share by which it may differ from the paper, and milliseconds that are always within the play of chance. */
const TOLERATED_SHARE = 0.2
const TOLERATED_MS = 0.5
const wrong = stations.filter(({ paper, simulated }) =>
  (['waitMs', 'waitP99Ms'] as const).some(
    (name) => Math.abs(paper[name] - simulated[name]) > Math.max(TOLERATED_MS, TOLERATED_SHARE * paper[name]),
  ),
)
if (wrong.length > 0) {
  process.stderr.write(`the paper does not hold: ${wrong.map(({ station }) => station).join(', ')}\n`)
  process.exitCode = 1
}
