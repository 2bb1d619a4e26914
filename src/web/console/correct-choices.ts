import type { IntentDescription } from '../../domain/article.ts'
import { fuzzySorted } from './fuzzy.ts'

/** Intents that are shown at once; whoever does not find theirs types on. */
const MOST = 12

/** Intents to choose from: at first what the models thought likely, then all others, without the one that it surely was not. */
export const correctChoices = (
  query: string,
  intents: Iterable<IntentDescription>,
  { likely, not }: { likely: readonly string[]; not: string | undefined },
): IntentDescription[] => {
  const place = new Map(likely.map((intent, at) => [intent, at]))
  const placeOf = ({ intent }: IntentDescription) => place.get(intent) ?? likely.length
  const all = [...intents].filter(({ intent }) => intent !== not).sort((a, b) => placeOf(a) - placeOf(b))
  return fuzzySorted(query, all, ({ intent, zh, en }) => [zh, en, intent]).slice(0, MOST)
}
