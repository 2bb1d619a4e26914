import { type Article, isFor, isValidAt, OUT_OF_SCOPE, STRANGER } from '../domain/article.ts'
import type { Language } from '../domain/message.ts'
import type { DecisionRecord } from '../domain/record.ts'

/** A question to begin with, in the words of its article: what customers wrote is nobody else's. */
export interface AskedQuestion {
  intent: string
  text: Record<Language, string>
}

/** Fewer than these may be one customer's alone. */
const FEWEST_ASKED = 3

/**
 * The intents that customers asked for most, one question each, most asked first, at most `limit`. Only what the bot answers itself, to
 * everybody, in both languages; no small talk.
 */
export const askedMost = (
  records: readonly Pick<DecisionRecord, 'understanding'>[],
  articles: readonly Article[],
  { at, limit }: { at: Date; limit: number },
): AskedQuestion[] => {
  const counts = new Map<string, number>()
  for (const { understanding } of records) {
    const { intent } = understanding.verdict
    if (intent !== OUT_OF_SCOPE) counts.set(intent, (counts.get(intent) ?? 0) + 1)
  }
  return [...counts]
    .filter(([, count]) => count >= FEWEST_ASKED)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .flatMap(([intent]) => {
      const article = articles.find((one) => one.intent === intent && isOffered(one, at))
      const [zh, en] = [article?.questions.zh[0], article?.questions.en[0]]
      return zh === undefined || en === undefined ? [] : [{ intent, text: { zh, en } }]
    })
    .slice(0, limit)
}

const isOffered = (article: Article, at: Date): boolean =>
  article.mode === 'auto' && !article.courtesy && isValidAt(article, at) && isFor(article, STRANGER)
