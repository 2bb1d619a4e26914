import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Refusal } from '../../domain/errors.ts'
import type { EncoderModel } from './encoder-model.ts'
import type { Job } from './job-queue.ts'
import type { Batch, Reply } from './wire.ts'

/** One worker process, kept alive: started, fed, watched, started again. */
export interface WorkerLink {
  state(): 'starting' | 'ready' | 'down'
  /** Ready and with nothing to do. */
  free(): boolean
  pid(): number | undefined
  restarts(): number
  /** Why it is down, or that this CPU rounds otherwise than the reference. */
  reason(): string | undefined
  /** Milliseconds until it is started again. */
  retryAfterMs(): number
  /** Sends the jobs in one message and settles each; rejects them with `model_down` when the worker ends first. */
  run(jobs: readonly Job[]): void
  stop(): Promise<void>
}

const FIRST_RESTART_MS = 100
const LONGEST_RESTART_MS = 10_000
/** A worker that lived this long starts the next backoff from the beginning. */
const HEALTHY_AFTER_MS = 30_000
const START_LIMIT_MS = 30_000
/** A worker that answers nothing for this long while it has work is killed. */
const HANG_LIMIT_MS = 10_000
/** Reference vectors come out at 0.999 and above where 8-bit sums do not saturate. */
const SAME_ROUNDING_SIMILARITY = 0.98

/**
 * glibc keeps freed memory of the load (the protobuf, the tokenizer's JSON) unless told to hand it back; with these, one
 * collection and a small young generation the worker idles at 200 MB instead of 260 MB. A lower mmap threshold
 * than 512 KB would catch the activations of every layer and cost a third of the speed.
 */
const LEAN_ENVIRONMENT = { MALLOC_MMAP_THRESHOLD_: '524288', MALLOC_TRIM_THRESHOLD_: '8388608', MALLOC_ARENA_MAX: '2' }
const LEAN_FLAGS = ['--expose-gc', '--max-semi-space-size=2']

export const startWorker = (parts: {
  model: EncoderModel
  /** Called whenever the state changed or a batch is done. */
  changed: () => void
  log?: ((message: string) => void) | undefined
}): WorkerLink => {
  let child: ChildProcess | undefined
  let state: 'starting' | 'ready' | 'down' = 'starting'
  let reason: string | undefined
  /** What this process said or did before it ended. */
  let fault: string | undefined
  let restarts = 0
  let delay = FIRST_RESTART_MS
  let nextStart = 0
  let startTimer: NodeJS.Timeout | undefined
  let watchdog: NodeJS.Timeout | undefined
  let stopped = false
  const running = new Map<number, Job>()

  const watch = (limitMs: number, why: string): void => {
    clearTimeout(watchdog)
    watchdog = setTimeout(() => {
      fault = why
      child?.kill('SIGKILL')
    }, limitMs)
  }

  const start = (): void => {
    const started = performance.now()
    const worker = forkWorker(parts.model)
    fault = undefined
    child = worker
    watch(START_LIMIT_MS, `the encoder worker was not ready after ${START_LIMIT_MS} ms`)
    // What a worker said last may arrive after its end.
    worker.on('message', (message) => worker === child && receive(message as Reply))
    worker.once('exit', (code, signal) => gone(performance.now() - started, `ended with ${signal ?? `code ${code}`}`))
    worker.on('error', (cause) => {
      if (worker.pid === undefined) gone(0, `could not be started: ${cause.message}`)
    })
  }

  const receive = (reply: Reply): void => {
    if (reply.type === 'broken') {
      fault = reply.reason
      child?.kill('SIGKILL')
    } else if (reply.type === 'ready') {
      clearTimeout(watchdog)
      state = 'ready'
      reason = drift(reply.similarity)
      if (reason !== undefined) parts.log?.(reason)
      parts.changed()
    } else settle(reply)
  }

  const settle = (reply: Extract<Reply, { id: number }>): void => {
    const job = running.get(reply.id)
    running.delete(reply.id)
    // The received array is a view into the whole message's buffer, which a cache would keep alive.
    if (reply.type === 'vector') job?.resolve(Float32Array.from(reply.vector))
    else job?.reject(new Refusal('unprocessable', `the encoder could not read a text (${reply.reason})`))
    if (running.size > 0) watch(HANG_LIMIT_MS, HUNG)
    else {
      clearTimeout(watchdog)
      parts.changed()
    }
  }

  const gone = (livedMs: number, how: string): void => {
    clearTimeout(watchdog)
    child = undefined
    reason = stopped ? 'the encoder is closed' : `encoder worker down: ${fault ?? how}`
    state = 'down'
    if (livedMs > HEALTHY_AFTER_MS) delay = FIRST_RESTART_MS
    for (const job of running.values())
      job.reject(new Refusal('model_down', 'the encoder worker ended while reading', { retryAfterMs: delay }))
    running.clear()
    if (!stopped) {
      parts.log?.(`${reason}; starting it again in ${delay} ms`)
      nextStart = performance.now() + delay
      startTimer = setTimeout(() => {
        restarts++
        start()
      }, delay)
      delay = Math.min(delay * 2, LONGEST_RESTART_MS)
    }
    parts.changed()
  }

  start()
  return {
    state: () => state,
    free: () => state === 'ready' && running.size === 0,
    pid: () => child?.pid,
    restarts: () => restarts,
    reason: () => reason,
    retryAfterMs: () => Math.max(FIRST_RESTART_MS, Math.ceil(nextStart - performance.now())),
    run: (jobs) => {
      for (const job of jobs) running.set(job.id, job)
      watch(HANG_LIMIT_MS, HUNG)
      const batch: Batch = { texts: jobs.map(({ id, text, maxTokens }) => ({ id, text, maxTokens })) }
      // A failed send means the worker is ending: `exit` follows and settles the jobs.
      child?.send(batch, () => {})
    },
    stop: async () => {
      stopped = true
      clearTimeout(startTimer)
      // It holds nothing that could be lost.
      if (child?.kill('SIGKILL')) await once(child, 'exit')
    },
  }
}

const HUNG = `no answer for ${HANG_LIMIT_MS} ms`

const forkWorker = (model: EncoderModel): ChildProcess => {
  const source = import.meta.url.endsWith('.ts')
  const entry = fileURLToPath(new URL(`./encoder-worker.${source ? 'ts' : 'js'}`, import.meta.url))
  return fork(entry, [JSON.stringify({ ...model, files: [] } satisfies EncoderModel)], {
    serialization: 'advanced',
    execArgv: [...LEAN_FLAGS, ...(source ? ['--import', 'tsx'] : [])],
    env: { ...systemEnvironment(), ...LEAN_ENVIRONMENT },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
}

/** Without the product's own variables: secrets have no business in a process that only reads texts. */
export const systemEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'SystemRoot', 'LD_LIBRARY_PATH'].map((name) => [name, process.env[name]]),
  )

const drift = (similarity: number | undefined): string | undefined =>
  similarity === undefined || similarity >= SAME_ROUNDING_SIMILARITY
    ? undefined
    : `this CPU rounds int8 differently: reference vectors agree to ${similarity.toFixed(3)}, expected at least ${SAME_ROUNDING_SIMILARITY}; answers will be less sure`
