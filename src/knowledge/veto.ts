import type { AntiAnswer, Vetoed } from '../domain/anti-answer.ts'
import { type Article, LANGUAGES } from '../domain/article.ts'
import { SLOT_PATTERN } from '../domain/slots.ts'
import { centred, dot } from '../lib/vectors.ts'
import type { EmbedTexts } from './embedding.ts'

/**
 * A question is the forbidden one where it is as near to its phrasings as to what the article itself is for, or farther by so little
 * (cosines of centred vectors), and not far from both. Chosen on the 60 pairs of eval/anti-answers.jsonl, where 96 % of paraphrases and 0.4 % of
 * the article's own questions are vetoed; eval/anti-answers.ts prints that and what it does on pairs that were written afterwards.
 */
const FARTHER_BY = 0.025
const NOT_FAR = 0.1
/** Phrasings that speak together, on both sides. */
const WITNESSES = 3
/** Characters of an answer that are looked at. */
const LONGEST_ANSWER = 300

/** A normalised question and its vector; without one only a question written exactly so is recognised. */
export type Veto = (question: { text: string; vector?: Float32Array }) => Vetoed[]

export interface Vetoes {
  veto: Veto
  /** Grows whenever something else may be vetoed. */
  revision(): number
  /** Anti-answers in force by meaning, and those whose vectors are still to be had. */
  status(): { inForce: number; waiting: number; reason?: string }
  /** Takes over lists and articles that changed; resolves when what can be had is in force. Never rejects. */
  refresh(): Promise<void>
}

export interface VetoParts {
  list: () => readonly AntiAnswer[]
  articles: () => readonly Article[]
  /** As queries are. */
  normalise: (text: string) => string
  /** Of an encoder that may be down: then what is new waits. */
  embed: EmbedTexts
  /** Taken off every vector. */
  mean: () => Float32Array
}

/** Watches over what must never be answered with what, by meaning. */
export const createVetoes = ({ list, articles, normalise, embed, mean }: VetoParts): Vetoes => {
  let guards: Guard[] = []
  let revision = 0
  let reason: string | undefined
  let waiting = 0
  let working: Promise<void> | undefined
  let again = false
  const vectors = new Map<string, Float32Array>()

  const build = async (): Promise<void> => {
    const wanted = list().map((one) => ({ one, against: forbidden(one, articles()) }))
    const texts = wanted.flatMap(({ one, against }) => [...one.questions, ...against.flatMap(textsOf)].map(normalise))
    reason = await embedNew(new Set(texts))
    const missing = wanted.filter(({ one }) => one.questions.some((text) => !vectors.has(normalise(text))))
    waiting = missing.length
    const built = wanted.map(({ one, against }) => ({
      antiAnswer: one.id,
      exact: new Set(one.questions.map(normalise)),
      questions: known(one.questions),
      against: against.map((article) => ({ article: article.id, texts: known(textsOf(article)) })),
    }))
    guards = built
    revision++
  }
  const known = (texts: readonly string[]): Float32Array[] =>
    texts.flatMap((text) => vectors.get(normalise(text)) ?? [])

  /** Forgets what nobody needs any more, asks for what is new; why not, where it could not be had. */
  const embedNew = async (texts: ReadonlySet<string>): Promise<string | undefined> => {
    for (const text of vectors.keys()) if (!texts.has(text)) vectors.delete(text)
    const fresh = [...texts].filter((text) => !vectors.has(text))
    if (fresh.length === 0) return undefined
    try {
      const made = await embed(fresh)
      for (const [i, text] of fresh.entries()) vectors.set(text, centred(made[i] as Float32Array, mean()))
      return undefined
    } catch (error) {
      return `the encoder is not available: ${(error as Error).message}`
    }
  }

  return {
    revision: () => revision,
    status: () => ({ inForce: guards.length - waiting, waiting, ...(reason === undefined ? {} : { reason }) }),
    refresh: () => {
      again = true
      working ??= (async () => {
        while (again) {
          again = false
          await build()
        }
      })().finally(() => {
        working = undefined
      })
      return working
    },
    veto: ({ text, vector }) => {
      if (guards.length === 0) return []
      const asked = vector === undefined ? undefined : centred(vector, mean())
      return guards.flatMap((guard) => vetoedBy(guard, text, asked))
    },
  }
}

interface Guard {
  antiAnswer: string
  exact: ReadonlySet<string>
  questions: readonly Float32Array[]
  against: readonly { article: string; texts: readonly Float32Array[] }[]
}

const vetoedBy = ({ antiAnswer, exact, questions, against }: Guard, text: string, asked?: Float32Array): Vetoed[] => {
  const all = (score: number): Vetoed[] => against.map(({ article }) => ({ antiAnswer, article, score }))
  if (exact.has(text)) return all(1)
  if (asked === undefined || questions.length === 0) return []
  const near = nearness(asked, questions)
  if (near < NOT_FAR) return []
  const score = Math.round(Math.min(1, near) * 1_000) / 1_000
  return against.flatMap(({ article, texts }) =>
    nearness(asked, texts) - near <= FARTHER_BY ? [{ antiAnswer, article, score }] : [],
  )
}

/** Between the best cosine and the mean of the best ones: a single near phrasing may be chance. -1 where there are no texts. */
const nearness = (asked: Float32Array, texts: readonly Float32Array[]): number => {
  const best = texts
    .map((text) => dot(text, 0, asked))
    .sort((a, b) => b - a)
    .slice(0, WITNESSES)
  const [first] = best
  return first === undefined ? -1 : (first + best.reduce((sum, cosine) => sum + cosine, 0) / best.length) / 2
}

const forbidden = ({ never }: AntiAnswer, articles: readonly Article[]): Article[] =>
  articles.filter((article) => ('article' in never ? article.id === never.article : article.intent === never.intent))

/** What an article is for: its title, its questions, and what it says. */
const textsOf = ({ title, questions, answers }: Article): string[] => [
  ...new Set(
    LANGUAGES.flatMap((language) => [
      title[language],
      ...questions[language],
      ...answers[language].map(({ text }) => text.replace(SLOT_PATTERN, '').slice(0, LONGEST_ANSWER)),
    ]).filter((text) => text !== ''),
  ),
]
