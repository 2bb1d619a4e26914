import { OUT_OF_SCOPE } from '../domain/article.ts'

const LONGEST_NAME = 60

/**
 * What an intent is called, as words: `track_parcel`, `trackParcel` and `track-parcel` are "track parcel". Undefined where the name says
 * nothing: codes, numbers, single letters, `out_of_scope`.
 */
export const wordsOfName = (intent: string): string | undefined => {
  if (intent === OUT_OF_SCOPE || /\d/u.test(intent) || intent.length > LONGEST_NAME) return undefined
  const words = intent
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[^\p{L}]+/gu, ' ')
    .trim()
    .toLowerCase()
  const says = /\p{Script=Han}{2}/u.test(words) || words.split(' ').some((word) => word.length > 2)
  return says ? words : undefined
}

/** One example an intent, where its name says something: names are the shortest descriptions that people write. */
export const namesAsExamples = (intents: Iterable<string>): { text: string; intent: string }[] =>
  [...new Set(intents)].sort().flatMap((intent) => {
    const text = wordsOfName(intent)
    return text === undefined ? [] : [{ text, intent }]
  })
