import type { Article, Audience, ShopFacts } from '../../domain/article.ts'
import type { AnswerEffect, DraftPreview } from '../../domain/knowledge-import.ts'
import type { Library } from '../../domain/library.ts'
import type { Language } from '../../domain/message.ts'
import { createBreathe } from '../../lib/breathe.ts'
import { described } from '../found.ts'
import type { Words } from '../words.ts'
import { plainAnswer } from './answer-text.ts'

/** A question that is tried before and after, and how often it was asked. */
export interface TriedQuestion {
  /** As it is shown: nobody's own data in it. */
  text: string
  /** Normalised. */
  said: string
  language: Language
  count: number
  vector?: Float32Array
  /** Where it stands, of a customer's question the last time. */
  place?: { conversation: string; seq: number }
}

export interface Trial {
  from: DraftPreview['effects']['from']
  questions: readonly TriedQuestion[]
}

/**
 * Probability that the best article answers, from which on it is taken for an answer: rather than not. On knowledge/validation.jsonl
 * (755 messages) it is then right in 97 of 100, 73 of 100 answerable messages reach it, and 9 of 100 that are out of scope.
 */
const ANSWER_FROM = 0.5
/** The same article still answers so far below: scores move a little with whatever else is in a library. */
const SLACK = 0.1
/** Hits that the probability is told from: a near rival makes the best one less sure. */
const TOP = 5

/** Whoever is a customer. */
const CUSTOMERS: readonly Audience[] = ['everyone', 'identified']

type Side = NonNullable<AnswerEffect['before']>

/** Asks a library all questions at a moment: the article that might answer each, or none. */
export const tryAll = async (
  library: Library,
  { questions }: Trial,
  { facts, words, at, onDone }: { facts: ShopFacts; words: Words; at: Date; onDone: (done: number) => void },
): Promise<(Side | undefined)[]> => {
  const breathe = createBreathe()
  const answers: (Side | undefined)[] = []
  for (const { said, language, vector } of questions) {
    const hits = library.search({
      ...{ text: said, language, top: TOP, at, audience: CUSTOMERS },
      ...(vector === undefined ? {} : { vector }),
    })
    const [best] = described(hits, { text: said, language }, { words, article: library.article })
    const article =
      best === undefined || best.probability < ANSWER_FROM - SLACK ? undefined : library.article(best.article)
    answers.push(
      article === undefined || best === undefined ? undefined : sideOf(article, language, best.probability, facts),
    )
    onDone(answers.length)
    await breathe()
  }
  return answers
}

const answered = (side: Side | undefined, other: Side | undefined): Side | undefined => {
  if (side === undefined || side.score >= ANSWER_FROM) return side
  return other?.article === side.article && other.score >= ANSWER_FROM ? side : undefined
}

const sideOf = (article: Article, language: Language, score: number, facts: ShopFacts): Side => {
  const other: Language = language === 'zh' ? 'en' : 'zh'
  const text = plainAnswer(article, language, facts) ?? plainAnswer(article, other, facts) ?? ''
  return { article: article.id, title: article.title[language], text, score }
}

/** Where the answer is another one, in article or words; the most asked first. */
export const effectsOf = (
  { from, questions }: Trial,
  before: readonly (Side | undefined)[],
  after: readonly (Side | undefined)[],
): DraftPreview['effects'] => {
  const changed = questions.flatMap(({ text, count }, i): AnswerEffect[] => {
    const was = answered(before[i], after[i])
    const is = answered(after[i], before[i])
    if (was?.article === is?.article && was?.text === is?.text) return []
    return [
      {
        question: text,
        count,
        ...(was === undefined ? {} : { before: was }),
        ...(is === undefined ? {} : { after: is }),
      },
    ]
  })
  const total = (list: readonly { count: number }[]): number => list.reduce((sum, { count }) => sum + count, 0)
  return {
    tried: total(questions),
    from,
    changed: changed.sort((a, b) => b.count - a.count),
    gained: total(changed.filter((effect) => effect.before === undefined)),
    lost: total(changed.filter((effect) => effect.after === undefined)),
  }
}
