import { type LoadSocket, openSocket } from './socket.ts'

/**
 * A process that only listens: `node --import tsx bench/load/watchers.ts`, its job as one JSON line on standard input. It says `ready` on
 * standard error, and how many events came, in how long, when none has come for a while.
 */
export interface WatchersJob {
  url: string
  tokens: string[]
  path?: string
  /** Said at once; after the last of them comes what begins with `greeting`. */
  hello: string[]
  greeting: string
  /** What the frames begin with that are counted. */
  event: string
  /** A frame may have several of them, a line each. */
  lines?: boolean
}

export interface WatchersResult {
  sockets: number
  frames: number
  bytes: number
  /** Seconds from the first to the last. */
  seconds: number
}

const QUIET_MS = 1_500
const job = JSON.parse(await new Response(process.stdin as never).text()) as WatchersJob
const starts = (body: Buffer, what: string): boolean => body.toString('latin1', 0, what.length) === what
const LINE_END = 10
const linesIn = (body: Buffer): number => {
  let count = body.at(-1) === LINE_END ? 0 : 1
  for (let at = body.indexOf(LINE_END); at !== -1; at = body.indexOf(LINE_END, at + 1)) count += 1
  return count
}
let frames = 0
let bytes = 0
let first = 0
let last = 0
const onFrame = (body: Buffer): void => {
  if (!starts(body, job.event)) return
  frames += job.lines === true ? linesIn(body) : 1
  bytes += body.length
  last = performance.now()
  if (first === 0) first = last
}
const open: LoadSocket[] = []
for (const token of job.tokens) {
  let watching = (): void => undefined
  const watched = new Promise<void>((resolve) => {
    watching = resolve
  })
  const socket = await openSocket({
    url: job.url,
    token,
    ...(job.path === undefined ? {} : { path: job.path }),
    onFrame: (body) => {
      if (starts(body, job.greeting)) watching()
      onFrame(body)
    },
  })
  for (const frame of job.hello) socket.send(frame)
  await watched
  open.push(socket)
}
frames = bytes = first = 0
process.stderr.write('ready\n')
while (first === 0 || performance.now() - last < QUIET_MS) await new Promise((resolve) => setTimeout(resolve, 100))
console.log(
  JSON.stringify({ sockets: open.length, frames, bytes, seconds: (last - first) / 1000 } satisfies WatchersResult),
)
for (const socket of open) socket.cut()
