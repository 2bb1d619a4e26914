import type { Sentiment, Understanding } from '../domain/understanding.ts'
import { entitiesOf } from './entities/entities.ts'
import { languageOf } from './language.ts'
import { normalise } from './normalise.ts'

/** What stands in a text, before any model is asked. */
export type Reading = Pick<Understanding, 'text' | 'language' | 'entities' | 'sentiment'>

/** Text as written, at a moment that relative dates are counted from, to what can be read off it. Tens of microseconds. */
export type ReadOff = (written: string, at: Date) => Reading

/** `sentiment` reads the text as written. */
export const createReadOff =
  ({ sentiment }: { sentiment: (written: string) => Sentiment }): ReadOff =>
  (written, at) => ({
    text: normalise(written),
    language: languageOf(written),
    entities: entitiesOf(written, at),
    sentiment: sentiment(written),
  })
