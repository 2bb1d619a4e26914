import { LRUCache } from 'lru-cache'
import type { Entity, Sentiment, Understanding } from '../domain/understanding.ts'
import { createEntityFinder, type FindEntities } from './entities/entities.ts'
import { languageOf, tellsNoLanguage } from './language.ts'
import { normalise } from './normalise.ts'
import { otherLanguageOf } from './other-language.ts'

/** What stands in a text, before any model is asked. */
export type Reading = Pick<Understanding, 'text' | 'language' | 'neutral' | 'otherLanguage' | 'entities' | 'sentiment'>

/** Text as written, at a moment that relative dates are counted from, to what can be read off it. Tens of microseconds. */
export type ReadOff = (written: string, at: Date) => Reading

export interface ReadOffParts {
  /** Reads the text as written. */
  sentiment: (written: string) => Sentiment
  /** Default: without a catalogue, in this process's time zone. */
  findEntities?: FindEntities
}

/** One message is read by the memory, the pipeline and the requests in it: so many texts in the air are read once. */
const RECENT = 64

export const createReadOff = ({
  sentiment,
  findEntities = createEntityFinder({ timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
}: ReadOffParts): ReadOff => {
  const recent = new LRUCache<string, { at: number; reading: Reading }>({ max: RECENT })
  const read: ReadOff = (written, at) => {
    const entities = findEntities(written, at)
    const otherLanguage = otherLanguageOf(written)
    return {
      text: normalise(written),
      language: languageOf(written),
      ...(tellsNoLanguage(withoutNumbers(written, entities)) ? { neutral: true as const } : {}),
      ...(otherLanguage === undefined ? {} : { otherLanguage }),
      entities,
      sentiment: sentiment(written),
    }
  }
  return (written, at) => {
    const known = recent.get(written)
    if (known?.at === at.getTime()) return known.reading
    const reading = read(written, at)
    recent.set(written, { at: at.getTime(), reading })
    return reading
  }
}

/** MUC-2026-901 is no English. */
const withoutNumbers = (written: string, entities: readonly Entity[]): string =>
  entities
    .filter(({ type }) => type === 'order_number' || type === 'parcel_number')
    .reduce((left, { text }) => left.replace(text, ' '), written)
