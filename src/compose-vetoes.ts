import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { openKeptFile } from './adapters/local/kept-file.ts'
import type { Config } from './config.ts'
import type { AntiAnswer } from './domain/anti-answer.ts'
import type { Library } from './domain/library.ts'
import { type AntiAnswers, createAntiAnswers, parseAntiAnswers } from './knowledge/anti-answers.ts'
import type { EmbedTexts } from './knowledge/embedding.ts'
import { createTrouble, parseTrouble, type Trouble } from './knowledge/trouble.ts'
import { createVetoes, type Vetoes } from './knowledge/veto.ts'
import type { Releasers } from './lib/releasers.ts'
import { languageOf } from './pipeline/language.ts'
import { normalise } from './pipeline/normalise.ts'

/** What must never be answered with what: the list, and how it is watched over. */
export interface AntiAnswering extends Vetoes {
  antiAnswers: AntiAnswers
}

/** Longest wait at the start for the vectors of anti-answers, and how often those still missing are asked for again, milliseconds. */
const LONGEST_WAIT_MS = 5_000
const RETRY_MS = 15_000

/** @throws Error naming the file of anti-answers where it cannot be used: without it what is forbidden would be answered */
export const openVetoes = async (
  config: Config,
  parts: { library: Library; embed: EmbedTexts; mean: () => Float32Array; fingerprint: string },
  releasers: Releasers,
  log: FastifyBaseLogger,
): Promise<AntiAnswering> => {
  const { library, embed, mean, fingerprint } = parts
  const kept = await keptAntiAnswers(config, (error) => log.error({ err: error }, 'anti-answers stay as they were'))
  const antiAnswers = createAntiAnswers({
    kept,
    articles: library.articles,
    languageOf,
    now: () => new Date(),
    newId: randomUUID,
  })
  const trouble = await readTrouble(join(config.knowledgeDir, 'trouble.json'), fingerprint, log)
  const vetoes = createVetoes({ list: kept.current, articles: library.articles, normalise, embed, mean, trouble })
  const stop = kept.watch(() => void vetoes.refresh())
  const retry = setInterval(() => vetoes.status().waiting > 0 && void vetoes.refresh(), RETRY_MS).unref()
  releasers.add('anti-answers', () => {
    stop()
    clearInterval(retry)
  })
  await Promise.race([vetoes.refresh(), new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT_MS).unref())])
  return {
    ...vetoes,
    antiAnswers: {
      list: antiAnswers.list,
      // Who adds one wants it in force when they are told so.
      add: async (wanted, by) => {
        const added = await antiAnswers.add(wanted, by)
        await vetoes.refresh()
        return added
      },
      remove: async (id) => {
        await antiAnswers.remove(id)
        await vetoes.refresh()
      },
    },
  }
}

/** @throws Error naming the file, when it is there and cannot be used */
export const keptAntiAnswers = ({ dataDir }: Pick<Config, 'dataDir'>, onError?: (error: Error) => void) =>
  openKeptFile<readonly AntiAnswer[]>({
    path: join(dataDir, 'knowledge', 'anti-answers.json'),
    initial: [],
    parse: parseAntiAnswers,
    ...(onError === undefined ? {} : { onError }),
  })

/** Undefined where there is none for this encoder: nearness decides alone then. */
export const readTrouble = async (
  path: string,
  fingerprint: string,
  log: Pick<FastifyBaseLogger, 'info' | 'warn'>,
): Promise<Trouble | undefined> => {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const weights = parseTrouble(text)
    if (weights.fingerprint === fingerprint) return createTrouble(weights)
    log.info({ path }, 'what tells trouble was learnt with another encoder: anti-answers go by nearness alone')
  } catch (error) {
    log.warn({ path, err: error }, 'cannot be used: anti-answers go by nearness alone')
  }
  return undefined
}
