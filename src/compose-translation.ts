import type { FastifyBaseLogger } from 'fastify'
import { LRUCache } from 'lru-cache'
import { createTranslator } from './adapters/onnx/translator.ts'
import type { Config } from './config.ts'
import type { PartState } from './gateway/operation-routes.ts'
import type { Face } from './gateway/server.ts'
import { addTranslationRoutes } from './gateway/translation-routes.ts'
import type { Releasers } from './lib/releasers.ts'
import { createSingleFlight } from './lib/single-flight.ts'
import type { Phrase, Translation, Translator } from './ports/translator.ts'

/** Translation between agent and customer, where models for it are mounted. */
export interface Translations {
  face: Face
  state(): PartState
  /** Words were erased, in whatever language they were remembered. */
  forget(): void
}

/** Texts of which the translation is remembered, of all tenants. */
const MAX_REMEMBERED = 5_000
/** Milliseconds. */
const REMEMBERED_MS = 15 * 60_000

export const openTranslation = (
  { config, log }: { config: Pick<Config, 'modelsDir'>; log: Pick<FastifyBaseLogger, 'warn'> },
  releasers: Releasers,
  translator: Translator = createTranslator({
    modelsDir: config.modelsDir,
    onFault: (fault) => log.warn(fault, 'a model does not translate'),
  }),
): Translations => {
  releasers.add('translator', translator.close)
  const remember = () =>
    new LRUCache<string, Translation>({ max: MAX_REMEMBERED, ttl: REMEMBERED_MS, ttlAutopurge: true })
  let remembered = remember()
  const flights = createSingleFlight<Translation>()
  const translate = async (tenant: string, phrase: Phrase): Promise<Translation> => {
    const key = JSON.stringify([tenant, phrase.from, phrase.to, phrase.text])
    const kept = remembered
    const known = kept.get(key)
    if (known !== undefined) return known
    return flights.run(key, async () => {
      const made = await translator.translate(tenant, phrase)
      if (kept === remembered) kept.set(key, made)
      return made
    })
  }
  return {
    face: (_app, { router }) => addTranslationRoutes(router, { pairs: translator.pairs, translate }),
    forget: () => {
      remembered.clear()
      remembered = remember()
    },
    state: () => {
      const { mounted, broken } = translator.status()
      if (broken.length === 0) return { state: 'ready', mounted }
      return {
        state: 'degraded',
        mounted,
        reason: `a model for ${broken.join(' and ')} does not translate: the log says whose it is and why`,
      }
    },
  }
}
