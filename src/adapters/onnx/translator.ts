import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../../domain/errors.ts'
import { FarError } from '../../lib/far-end.ts'
import { createTurns } from '../../lib/turns.ts'
import { untilAborted } from '../../lib/until-aborted.ts'
import type { Phrase, Translator } from '../../ports/translator.ts'
import { startTranslator, type TranslatorProcess } from './translator-process.ts'

export interface TranslatorLimits {
  /** Milliseconds that a text may wait for its turn, and that it may take from then on, the load of its model included the first time. */
  deadlineMs: number
  /** Resident bytes of a model's process. */
  processBytes: number
  /** Processes at a time, of all tenants. */
  processes: number
  /** Milliseconds without work after which a process ends, to give its memory back. */
  idleMs: number
  /** Milliseconds that a model which broke is left alone. */
  restMs: number
}

/** Why a model does not translate: of the operator's log only, as it names tenants and folders; never a text. */
export interface TranslatorFault {
  tenant: string
  pair: string
  why: string
}

export interface TranslatorParts {
  modelsDir: string
  /** A model does not translate, or for another reason than before. */
  onFault(fault: TranslatorFault): void
  limits?: TranslatorLimits
  start?: typeof startTranslator
}

export const TRANSLATOR_LIMITS: TranslatorLimits = {
  deadlineMs: 20_000,
  processBytes: 1024 * 1024 * 1024,
  processes: 2,
  idleMs: 10 * 60_000,
  restMs: 2_000,
}

const PAIR = /^(zh-en|en-zh)$/
/** Texts that wait for one model; more would all come too late. */
const MAX_WAITING = 16
const BUSY_MS = 1_000

/** A process and what it has to do. */
interface Running {
  process: TranslatorProcess
  /** One text after the other is sent to it: what nobody waits for any more never is. */
  inTurn: ReturnType<typeof createTurns>
  waiting: number
  idle?: NodeJS.Timeout | undefined
}

/** Models as folders, `<modelsDir>/<tenant>/translators/zh-en/`, found at the start; each runs in a process of its own, from its first text on. */
export const createTranslator = ({
  modelsDir,
  onFault,
  limits = TRANSLATOR_LIMITS,
  start = startTranslator,
}: TranslatorParts): Translator => {
  const { deadlineMs, processBytes, processes, idleMs, restMs } = limits
  const folders = findFolders(modelsDir)
  const running = new Map<string, Running>()
  const broken = new Map<string, { pair: string; until: number; why: string }>()

  const stop = async (dir: string, why: string): Promise<void> => {
    const found = running.get(dir)
    running.delete(dir)
    clearTimeout(found?.idle)
    await found?.process.kill(why)
  }
  const take = (dir: string): Running => {
    const found = running.get(dir)
    if (found !== undefined && !found.process.isGone()) return found
    clearTimeout(found?.idle)
    running.delete(dir)
    if (running.size >= processes) {
      const [free] = [...running].find(([, { waiting }]) => waiting === 0) ?? []
      if (free === undefined) throw busy()
      void stop(free, 'its place was needed')
    }
    const made: Running = { process: start(dir, processBytes), inTurn: createTurns(1), waiting: 0 }
    running.set(dir, made)
    return made
  }
  const ask = async (dir: string, phrase: Phrase): Promise<string> => {
    const worker = take(dir)
    if (worker.waiting >= MAX_WAITING) throw busy()
    worker.waiting += 1
    clearTimeout(worker.idle)
    const gaveUp = new AbortController()
    const patience = setTimeout(() => gaveUp.abort(busy()), deadlineMs)
    const work = worker.inTurn(async () => {
      gaveUp.signal.throwIfAborted()
      clearTimeout(patience)
      // Nothing stops a model that is at it but its end.
      const late = setTimeout(() => void worker.process.kill(`no translation within ${deadlineMs} ms`), deadlineMs)
      try {
        return await worker.process.ask(phrase)
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
    pairs: (tenant) => [...(folders.get(tenant)?.keys() ?? [])],
    translate: async (tenant, phrase) => {
      const pair = `${phrase.from}-${phrase.to}`
      const dir = folders.get(tenant)?.get(pair)
      if (dir === undefined)
        throw new Refusal('not_found', `no model translates ${pair}: put one into models/${tenant}/translators/${pair}`)
      const before = broken.get(dir)
      if (before !== undefined && performance.now() < before.until) throw resting(pair, restMs)
      try {
        const text = await ask(dir, phrase)
        broken.delete(dir)
        return { text, lostNumbers: lostIn(text, phrase.text) }
      } catch (error) {
        if (error instanceof Refusal) throw error
        // Not what the model itself said: that may repeat the text.
        if (error instanceof FarError) throw new Refusal('unprocessable', `${pair} has no translation for this text`)
        const why = (error as Error).message
        if (broken.get(dir)?.why !== why) onFault({ tenant, pair, why })
        broken.set(dir, { pair, until: performance.now() + restMs, why })
        throw resting(pair, restMs)
      }
    },
    status: () => ({
      mounted: distinct([...folders.values()].flatMap((pairs) => [...pairs.keys()])),
      broken: distinct([...broken.values()].map(({ pair }) => pair)),
    }),
    close: async () => {
      await Promise.all([...running.keys()].map((dir) => stop(dir, 'the product closes')))
    },
  }
}

const down = (why: string, retryAfterMs: number): Refusal => new Refusal('model_down', why, { retryAfterMs })

const resting = (pair: string, restMs: number): Refusal => down(`the model for ${pair} does not translate now`, restMs)

const distinct = (pairs: readonly string[]): string[] => [...new Set(pairs)].toSorted()

const busy = (): Refusal => down('too many texts wait for their translation; try again in a moment', BUSY_MS)

const findFolders = (modelsDir: string): Map<string, Map<string, string>> => {
  const found = new Map<string, Map<string, string>>()
  if (!existsSync(modelsDir)) return found
  for (const tenant of readdirSync(modelsDir)) {
    const dir = join(modelsDir, tenant, 'translators')
    if (!existsSync(dir)) continue
    const pairs = readdirSync(dir).filter((pair) => PAIR.test(pair) && existsSync(join(dir, pair, 'config.json')))
    if (pairs.length > 0) found.set(tenant, new Map(pairs.toSorted().map((pair) => [pair, join(dir, pair)])))
  }
  return found
}

/** Each as often as the translation has it less often. */
const lostIn = (translation: string, text: string): string[] => {
  const left = numbersOf(translation)
  return numbersOf(text).filter((number) => {
    const at = left.indexOf(number)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** Amounts, order numbers, dates: what must not change, without the marks that languages set differently. */
const numbersOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .replace(/(?<=\d),(?=\d{3})/g, '')
    .match(/\d+(?:\.\d+)?/g) ?? []
