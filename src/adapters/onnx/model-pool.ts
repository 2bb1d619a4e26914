import { Refusal } from '../../domain/errors.ts'
import { FarError } from '../../lib/far-end.ts'
import { createTurns } from '../../lib/turns.ts'
import { untilAborted } from '../../lib/until-aborted.ts'
import type { ModelProcess, StartModel } from './model-process.ts'

export interface ModelLimits {
  /** Milliseconds that a question may wait for its turn, and that it may take from then on, the load of its model included the first time. */
  deadlineMs: number
  /** Resident bytes of a model's process. */
  processBytes: number
  /** Processes at a time, of all tenants. */
  processes: number
  /** Questions that are with one model, the one at work included; more would all come too late. */
  waiting: number
  /** Milliseconds without work after which a process ends, to give its memory back. */
  idleMs: number
  /** Milliseconds that a model which broke is left alone. */
  restMs: number
}

export interface ModelPoolParts<Question, Answer> {
  limits: ModelLimits
  start: StartModel<Question, Answer>
  /** A model does not work, or for another reason than before. */
  onFault(dir: string, why: string): void
  /** For refusals: `texts wait for their translation`, `translate`, `translation`. */
  words: { waiting: string; does: string; made: string }
}

/** Models by their folder, each in a process of its own, from its first question on. */
export interface ModelPool<Question, Answer> {
  /**
   * `name`: of the model, in refusals.
   * @throws Refusal `model_down` where it does not answer in time, with `broke` where it broke over this question;
   * `unprocessable` where it has nothing to say to this question, `draining` once the pool closes
   */
  ask(dir: string, name: string, question: Question): Promise<Answer>
  /** Folders of models that did not work when they were last asked. */
  broken(): readonly string[]
  close(): Promise<void>
}

const BUSY_MS = 1_000

/** A process and what it has to do. */
interface Running<Question, Answer> {
  process: ModelProcess<Question, Answer>
  /** One question after the other is sent to it: what nobody waits for any more never is. */
  inTurn: ReturnType<typeof createTurns>
  waiting: number
  idle?: NodeJS.Timeout | undefined
}

export const createModelPool = <Question, Answer>({
  limits: { deadlineMs, processBytes, processes, waiting, idleMs, restMs },
  start,
  onFault,
  words,
}: ModelPoolParts<Question, Answer>): ModelPool<Question, Answer> => {
  const running = new Map<string, Running<Question, Answer>>()
  const broken = new Map<string, { until: number; why: string }>()
  let isClosed = false
  const busy = (): Refusal => down(`too many ${words.waiting}; try again in a moment`, BUSY_MS)
  const resting = (name: string, broke = false): Refusal =>
    down(`the model for ${name} does not ${words.does} now`, restMs, broke)

  const stop = async (dir: string, why: string): Promise<void> => {
    const found = running.get(dir)
    running.delete(dir)
    clearTimeout(found?.idle)
    await found?.process.kill(why)
  }
  const take = (dir: string): Running<Question, Answer> => {
    const found = running.get(dir)
    if (found !== undefined && !found.process.isGone()) return found
    clearTimeout(found?.idle)
    running.delete(dir)
    if (running.size >= processes) {
      const [free] = [...running].find(([, one]) => one.waiting === 0) ?? []
      if (free === undefined) throw busy()
      void stop(free, 'its place was needed')
    }
    const made: Running<Question, Answer> = { process: start(dir, processBytes), inTurn: createTurns(1), waiting: 0 }
    running.set(dir, made)
    return made
  }
  const askNow = async (dir: string, name: string, question: Question): Promise<Answer> => {
    const worker = take(dir)
    if (worker.waiting >= waiting) throw busy()
    worker.waiting += 1
    clearTimeout(worker.idle)
    const gaveUp = new AbortController()
    const patience = setTimeout(() => gaveUp.abort(busy()), deadlineMs)
    const work = worker.inTurn(async () => {
      gaveUp.signal.throwIfAborted()
      clearTimeout(patience)
      // The one before broke it.
      if (worker.process.isGone()) throw isClosed ? closing() : resting(name)
      // Nothing stops a model that is at it but its end.
      const late = setTimeout(() => void worker.process.kill(`no ${words.made} within ${deadlineMs} ms`), deadlineMs)
      try {
        return await worker.process.ask(question)
      } finally {
        clearTimeout(late)
      }
    })
    try {
      return await untilAborted(work, gaveUp.signal)
    } finally {
      worker.waiting -= 1
      if (worker.waiting === 0) worker.idle = setTimeout(() => void stop(dir, 'it had nothing to do'), idleMs).unref()
    }
  }

  return {
    ask: async (dir, name, question) => {
      if (isClosed) throw closing()
      const before = broken.get(dir)
      if (before !== undefined && performance.now() < before.until) throw resting(name)
      try {
        const answer = await askNow(dir, name, question)
        broken.delete(dir)
        return answer
      } catch (error) {
        if (error instanceof Refusal) throw error
        if (isClosed) throw closing()
        // Not what the model itself said: that may repeat what it was given.
        if (error instanceof FarError) throw new Refusal('unprocessable', `${name} has no ${words.made} for this`)
        const why = (error as Error).message
        if (broken.get(dir)?.why !== why) onFault(dir, why)
        broken.set(dir, { until: performance.now() + restMs, why })
        throw resting(name, true)
      }
    },
    broken: () => [...broken.keys()],
    close: async () => {
      isClosed = true
      await Promise.all([...running.keys()].map((dir) => stop(dir, 'the product closes')))
    },
  }
}

const closing = (): Refusal => new Refusal('draining', 'the product closes')
const down = (why: string, retryAfterMs: number, broke = false): Refusal =>
  new Refusal('model_down', why, { retryAfterMs, broke })
