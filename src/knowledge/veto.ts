import type { AntiAnswer, Vetoed } from '../domain/anti-answer.ts'
import { type Article, LANGUAGES } from '../domain/article.ts'
import type { Language } from '../domain/message.ts'
import { SLOT_PATTERN } from '../domain/slots.ts'
import { centred, dot } from '../lib/vectors.ts'
import type { EmbedTexts } from './embedding.ts'
import type { Trouble } from './trouble.ts'

/**
 * A question leans to the forbidden one where it is nearer to its phrasings than to what the article is for, by so much (cosines of centred
 * vectors), and not far from them. Where only one of both tells of trouble (`trouble.ts`), which is what most anti-answers are about, the
 * question's own trouble counts too: its log-odds beside the middle of both, at so much each. Chosen on pairs each of which is judged by
 * what was learnt from the others: eval/anti-answers.ts.
 */
const NEARER_BY = -0.025
const NEARER_BY_WITH_TROUBLE = 0.065
const NOT_FAR = 0.05
const TROUBLE_COUNTS = 0.055
/**
 * Leaning by so much more it is surely the forbidden question (one to three in a hundred that the article is for lean so, docs/gaps.md), and down to so much less
 * it may be: then a person looks first. No rule that was tried parts the two better than that.
 */
const SURE_BEYOND = 0.15
const DOUBTFUL_FROM = -0.1
/** Log-odds between both sides from which on trouble counts in full. */
const APART = 10
/** Phrasings that speak together, on both sides. */
const WITNESSES = 3
/**
 * A question this near to one that a manager wrote down is that one, also where the article is asked for in the very same words; one this
 * near to what stands in the article is what it is for.
 */
const NEAR_COPY = 0.93
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
  /** Absent where nothing was learnt of it for this encoder: then nearness alone decides. */
  trouble?: Trouble | undefined
}

/** Watches over what must never be answered with what, by meaning. */
export const createVetoes = ({ list, articles, normalise, embed, mean, trouble }: VetoParts): Vetoes => {
  let guards: Guard[] = []
  let revision = 0
  let reason: string | undefined
  let waiting = 0
  let working: Promise<void> | undefined
  let again = false
  const vectors = new Map<string, Float32Array>()

  const build = async (): Promise<void> => {
    if (list().length === 0 && guards.length === 0) return
    const wanted = list().map((one) => ({ one, against: forbidden(one, articles()) }))
    // What is known already is in force meanwhile: an article that came without vectors is held back from all that is near.
    enforce(wanted)
    const texts = wanted.flatMap(({ one, against }) => [...one.questions, ...against.flatMap(textsOf)].map(normalise))
    reason = await embedNew(new Set(texts))
    enforce(wanted)
  }
  const enforce = (wanted: Parameters<typeof guardsOf>[0]): void => {
    guards = guardsOf(wanted)
    waiting = wanted.filter(({ one }) => one.questions.some((text) => !vectors.has(normalise(text)))).length
    revision++
  }
  const guardsOf = (wanted: readonly { one: AntiAnswer; against: readonly Article[] }[]): Guard[] =>
    wanted.map(({ one, against }) => {
      const questions = known(one.questions)
      const asked = troubleIn(questions)
      return {
        antiAnswer: one.id,
        exact: new Set(one.questions.map(normalise)),
        questions: questions.map(({ vector }) => vector),
        against: against.map((article) => ({
          article: article.id,
          texts: known([...asksOf(article), ...saysOf(article)]).map(({ vector }) => vector),
          ...apart(asked, troubleIn(known(asksOf(article)))),
        })),
      }
    })
  const known = (texts: readonly string[]): { text: string; vector: Float32Array }[] =>
    texts.map(normalise).flatMap((text) => {
      const vector = vectors.get(text)
      return vector === undefined ? [] : [{ text, vector }]
    })
  const troubleIn = (texts: readonly { text: string; vector: Float32Array }[]): number | undefined =>
    trouble === undefined || texts.length === 0
      ? undefined
      : texts.reduce((sum, { text, vector }) => sum + trouble(text, vector), 0) / texts.length

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
      if (vector === undefined) return guards.flatMap((guard) => vetoedBy(guard, { text }))
      const own = centred(vector, mean())
      const asked = { text, vector: own, trouble: trouble?.(text, own) ?? 0 }
      return guards.flatMap((guard) => vetoedBy(guard, asked))
    },
  }
}

interface Guard {
  antiAnswer: string
  exact: ReadonlySet<string>
  questions: readonly Float32Array[]
  against: readonly ({ article: string; texts: readonly Float32Array[] } & Apart)[]
}

/** The trouble halfway between what is forbidden and what the article is for, and how much it tells: -1 where the article is for trouble. */
interface Apart {
  middle: number
  tells: number
}

const apart = (asked: number | undefined, own: number | undefined): Apart =>
  asked === undefined || own === undefined
    ? { middle: 0, tells: 0 }
    : { middle: (asked + own) / 2, tells: Math.max(-1, Math.min(1, (asked - own) / APART)) }

interface Asked {
  text: string
  vector?: Float32Array
  trouble?: number
}

const vetoedBy = ({ antiAnswer, exact, questions, against }: Guard, { text, vector, trouble = 0 }: Asked): Vetoed[] => {
  const all = (score: number): Vetoed[] => against.map(({ article }) => ({ antiAnswer, article, score }))
  if (exact.has(text)) return all(1)
  if (vector === undefined || questions.length === 0) return []
  const near = nearness(vector, questions)
  if (near < NOT_FAR) return []
  const score = Math.round(Math.min(1, near) * 1_000) / 1_000
  const isNearCopy = (texts: readonly Float32Array[]): boolean => texts.some((one) => dot(one, 0, vector) >= NEAR_COPY)
  if (isNearCopy(questions)) return all(score)
  return against.flatMap(({ article, texts, middle, tells }) => {
    const nearer = near - nearness(vector, texts) + TROUBLE_COUNTS * tells * (trouble - middle)
    const leaning = nearer - NEARER_BY - (NEARER_BY_WITH_TROUBLE - NEARER_BY) * Math.abs(tells)
    if (leaning < DOUBTFUL_FROM || isNearCopy(texts)) return []
    return [{ antiAnswer, article, score, ...(leaning < SURE_BEYOND ? { doubtful: true } : {}) }]
  })
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

/** What an article is for: how it is asked for, and what it says. */
const textsOf = (article: Article): string[] => [...asksOf(article), ...saysOf(article)]

const asksOf = ({ title, questions }: Article): string[] =>
  texts((language) => [title[language], ...questions[language]])

const saysOf = ({ answers }: Article): string[] =>
  texts((language) => answers[language].map(({ text }) => text.replace(SLOT_PATTERN, '').slice(0, LONGEST_ANSWER)))

const texts = (of: (language: Language) => string[]): string[] => [
  ...new Set(LANGUAGES.flatMap(of).filter((text) => text !== '')),
]
