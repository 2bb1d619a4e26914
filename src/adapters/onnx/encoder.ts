import { Refusal } from '../../domain/errors.ts'
import type { Encoder } from '../../ports/encoder.ts'
import { createJobQueue } from './job-queue.ts'
import { verifyFiles } from './manifest.ts'
import { readEncoder } from './read-encoder.ts'
import { createReads } from './reads.ts'
import { startWorker } from './worker-link.ts'

export interface EncoderOptions {
  modelsDir: string
  /** Folder of the encoder; by default the one that came with the product. */
  dir?: string
  /** Worker processes, one thread each. */
  workers?: number
  /** A call rejects with `busy` after this. */
  deadlineMs?: number
  /** Texts waiting for a worker; a call that would exceed it rejects with `busy`. */
  maxQueued?: number
  log?: (message: string) => void
}

/** The encoder, and the process ids of its workers that are up. */
export interface OnnxEncoder extends Encoder {
  pids(): number[]
}

const WORKERS = 1
const DEADLINE_MS = 1_000
const MAX_QUEUED = 200

/**
 * Starts the encoder's workers, verifying the weights meanwhile. Resolves once one is ready, or as `down` with its reason
 * when the first start fails (it goes on trying). Rejects with an Error naming file and fix when a model file is missing
 * or altered. A call may pass at most `maxQueued` texts (`too_large`): bulk work splits its texts and sets a longer
 * deadline. Vectors handed out are the caller's own.
 */
export const createEncoder = async (options: EncoderOptions): Promise<OnnxEncoder> => {
  const { workers = WORKERS, deadlineMs = DEADLINE_MS, maxQueued = MAX_QUEUED } = options
  const model = await readEncoder(options.modelsDir, options.dir)
  const queue = createJobQueue()
  let closed = false

  const unavailable = (): Refusal | undefined => {
    if (closed) return new Refusal('model_down', 'the encoder is closed')
    if (links.some((link) => link.state() === 'ready')) return undefined
    return new Refusal('model_down', reason() ?? 'the encoder is starting', {
      retryAfterMs: Math.min(...links.map((link) => link.retryAfterMs())),
    })
  }
  const dispatch = (): void => {
    const free = links.filter((link) => link.free())
    for (const [i, link] of free.entries())
      if (queue.size() > 0) link.run(queue.drain(Math.ceil(queue.size() / (free.length - i))))
    const refusal = unavailable()
    if (refusal !== undefined) for (const job of queue.clear()) job.reject(refusal)
  }
  const reason = () => links.map((link) => link.reason()).find((why) => why !== undefined)

  let started = (): void => {}
  const firstStart = new Promise<void>((resolve) => {
    started = resolve
  })
  const changed = (): void => {
    started()
    dispatch()
  }
  const links = Array.from({ length: workers }, () => startWorker({ model, changed, log: options.log }))
  const close = async (): Promise<void> => {
    closed = true
    await Promise.all(links.map((link) => link.stop()))
    dispatch()
  }
  try {
    await Promise.all([verifyFiles(model), firstStart])
  } catch (cause) {
    await close()
    throw cause
  }
  return {
    fingerprint: model.fingerprint,
    dimensions: model.dimensions,
    embed: createReads({ prefixes: model.prefixes, queue, deadlineMs, maxQueued, unavailable, dispatch }),
    status: () => {
      const states = links.map((link) => link.state())
      const why = reason()
      return {
        state: (['ready', 'starting'] as const).find((state) => states.includes(state)) ?? 'down',
        restarts: links.reduce((sum, link) => sum + link.restarts(), 0),
        queued: queue.size(),
        ...(why === undefined ? {} : { reason: why }),
      }
    },
    pids: () => links.flatMap((link) => link.pid() ?? []),
    close,
  }
}
