import type { Article, ShopFacts } from '../../domain/article.ts'
import type { ImportProgress } from '../../domain/knowledge-import.ts'
import { createBreathe } from '../../lib/breathe.ts'
import { type EmbedTexts, embedAll } from '../embedding.ts'
import { passagesOf } from '../passages.ts'
import type { TriedQuestion } from './effects.ts'

export interface GatherParts {
  facts: ShopFacts
  normalise: (text: string) => string
  /** Of articles: kept, so that a commit embeds nothing again. */
  embed: EmbedTexts
  /** Of customers' questions: not kept. */
  embedQuestions: EmbedTexts
  signal: AbortSignal
  onProgress: (progress: ImportProgress) => void
}

/**
 * The vectors of all phrasings of two libraries and of questions, by normalised text; those on record are not made again. Without an
 * encoder it comes back with what is known.
 * @throws the signal's reason
 */
export const gatherVectors = async (
  libraries: readonly (readonly Article[])[],
  questions: readonly TriedQuestion[],
  { facts, normalise, embed, embedQuestions, signal, onProgress }: GatherParts,
): Promise<Map<string, Float32Array>> => {
  const phrasings = new Set<string>()
  const seen = new Set<Article>()
  const breathe = createBreathe()
  for (const article of libraries.flat()) {
    if (seen.has(article)) continue
    seen.add(article)
    for (const { text, kind } of passagesOf(article, facts)) if (kind === 'question') phrasings.add(normalise(text))
    await breathe()
  }
  const vectors = new Map<string, Float32Array>()
  for (const { said, vector } of questions) if (vector !== undefined) vectors.set(said, vector)
  const asked = questions.flatMap(({ said }) => (vectors.has(said) || phrasings.has(said) ? [] : [said]))
  const total = phrasings.size + asked.length
  let done = 0
  const take = (text: string, vector: Float32Array): void => {
    vectors.set(text, vector)
    onProgress({ step: 'embedding', done: ++done, total })
  }
  const stale = (): boolean => signal.aborted
  const { reason } = await embedAll([...phrasings], embed, { take, stale })
  if (reason === undefined) await embedAll([...new Set(asked)], embedQuestions, { take, stale })
  signal.throwIfAborted()
  return vectors
}
