import type { Article, ShopFacts } from '../../domain/article.ts'
import type { Language } from '../../domain/message.ts'
import { createBreathe } from '../../lib/breathe.ts'
import { centred } from '../../lib/vectors.ts'
import { passagesOf } from '../passages.ts'
import { type AskedFor, askedFor } from './asked-for.ts'

/** A way to ask for an article. */
export interface Phrasing {
  /** Place of its article in the library. */
  article: number
  text: string
  language: Language
  asks: AskedFor
  /** Centred, norm 1. */
  vector?: Float32Array
}

/** Phrasings of an article that are compared; with more of them a match says less. */
const MOST_COMPARED = 12

export interface PhrasingParts {
  facts: ShopFacts
  normalise: (text: string) => string
  vectorOf: (text: string) => Float32Array | undefined
  /** What all vectors have in common. */
  mean: Float32Array | undefined
}

/** The phrasings of all articles that can be found. */
export const phrasingsOf = async (
  articles: readonly Article[],
  { facts, normalise, vectorOf, mean }: PhrasingParts,
): Promise<Phrasing[]> => {
  const breathe = createBreathe()
  const phrasings: Phrasing[] = []
  for (const [at, article] of articles.entries()) {
    if (article.mode === 'off') continue
    const questions = passagesOf(article, facts).filter(({ kind }) => kind === 'question')
    for (const { text, language } of questions.slice(0, MOST_COMPARED)) {
      const vector = vectorOf(normalise(text))
      phrasings.push({
        ...{ article: at, text, language, asks: askedFor(text) },
        ...(vector === undefined ? {} : { vector: mean === undefined ? vector : centred(vector, mean) }),
      })
    }
    await breathe()
  }
  return phrasings
}
