import { OUT_OF_SCOPE } from '../domain/article.ts'
import type { Understanding, Verdict } from '../domain/understanding.ts'
import { logit, sigmoid } from '../lib/logistic.ts'
import { acknowledges, leansOn, namesOwnNeed, wordsIn } from './wording.ts'

/** Understood this surely, a message that does not lean on anything stands by itself. */
const STANDS_ABOVE = 0.98
/** Cosine to a phrasing of an article's question from which on a message is as complete as that question. */
const KNOWN_PHRASING = 0.8
/** More words than this say what they are about. */
const LONGEST_FOLLOW_UP = 14
/** Probabilities are kept this far off 0 and 1 in what is weighed. */
const EDGE = 5e-4
const MOST_RANKED = 5

/**
 * Log-odds that the reading in context is the right one where the two differ, fitted by ridge logistic regression (`npx tsx eval/context.ts
 * --fit` prints them). `inScope`: the message alone seemed one of ours; `outOfScope`: none of ours. `words` is ln(1 + words).
 */
const WEIGHTS: Record<'inScope' | 'outOfScope', Record<string, number>> = {
  inScope: { intercept: 9.81, sure: -1.07, leans: 2.15, words: -4.85, sameDomain: -1.57, ownNeed: -2.79 },
  outOfScope: { intercept: 9.69, sure: -0.37, leans: 2.37, words: -5.26 },
}

export interface Earlier {
  intent: string
}

export interface ReadingParts {
  /** Whether two intents are about the same field; undefined where one is unknown. */
  sameDomain(a: string, b: string): boolean
  /** Small talk, complaints and asking for a person mean themselves wherever they are said. */
  isRequest(intent: string): boolean
}

/** Whether a message is complete as it is: then it is read by itself and nothing else. */
export const standsAlone = (alone: Understanding, { isRequest }: Pick<ReadingParts, 'isRequest'>): boolean => {
  const { text, verdict, passages, votes, degraded, requests } = alone
  if (degraded.length > 0 || votes.some(({ voter }) => voter === 'keywords')) return true
  if (requests !== undefined) return true
  if (wordsIn(text) > LONGEST_FOLLOW_UP || acknowledges(text)) return true
  const inScope = verdict.intent !== OUT_OF_SCOPE
  if (inScope && !isRequest(verdict.intent) && verdict.confidence >= SMALL_TALK_ABOVE) return true
  if (inScope && passages.some(({ semantic }) => (semantic ?? 0) >= KNOWN_PHRASING)) return true
  return !leansOn(text) && verdict.confidence >= STANDS_ABOVE
}

const SMALL_TALK_ABOVE = 0.95

/** The share that the reading in context deserves, 0 to 1. */
export const shareOfContext = (
  alone: Understanding,
  joined: Understanding,
  earlier: Earlier,
  parts: ReadingParts,
): number => {
  if (joined.degraded.length > 0 || joined.verdict.intent === OUT_OF_SCOPE) return 0
  // Both agree: the surer one says how sure.
  if (alone.verdict.intent === joined.verdict.intent)
    return joined.verdict.confidence > alone.verdict.confidence ? 1 : 0
  return sigmoid(oddsOf(featuresOf(alone, earlier, parts)))
}

/** What is weighed, by the names in `WEIGHTS`. */
export const featuresOf = (
  alone: Understanding,
  earlier: Earlier,
  { sameDomain }: Pick<ReadingParts, 'sameDomain'>,
): { kind: keyof typeof WEIGHTS; values: Record<string, number> } => {
  const { text, verdict } = alone
  const wording = {
    sure: oddsOfSure(verdict.confidence),
    leans: leansOn(text) ? 1 : 0,
    words: Math.log1p(wordsIn(text)),
  }
  if (verdict.intent === OUT_OF_SCOPE) return { kind: 'outOfScope', values: wording }
  return {
    kind: 'inScope',
    values: {
      ...wording,
      sameDomain: sameDomain(verdict.intent, earlier.intent) ? 1 : 0,
      ownNeed: namesOwnNeed(text) ? 1 : 0,
    },
  }
}

const oddsOfSure = (confidence: number): number => logit(Math.min(1 - EDGE, Math.max(EDGE, confidence)))

const oddsOf = ({ kind, values }: ReturnType<typeof featuresOf>): number =>
  Object.entries(WEIGHTS[kind]).reduce((sum, [name, weight]) => sum + weight * (values[name] ?? 1), 0)

/**
 * Both readings as one: the mixture of their distributions, each to its share. Where neither is sure enough, the two stand side by side
 * and the rules ask which is meant. Votes and passages stay those of the message itself.
 */
export const blend = (alone: Understanding, joined: Understanding, share: number): Understanding => {
  const outOfScope = mix(alone.verdict.outOfScope, joined.verdict.outOfScope, share)
  const intents = new Set([...alone.verdict.ranked, ...joined.verdict.ranked].map(({ intent }) => intent))
  const ranked = [...intents]
    .map((intent) => ({
      intent,
      confidence: mix(likely(alone.verdict, intent), likely(joined.verdict, intent), share),
    }))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, MOST_RANKED)
  const best = ranked[0]
  const rejected = best === undefined || outOfScope > best.confidence
  const intent = rejected ? OUT_OF_SCOPE : best.intent
  return {
    ...alone,
    verdict: {
      ...alone.verdict,
      intent,
      confidence: rejected ? outOfScope : best.confidence,
      outOfScope,
      gap: (best?.confidence ?? 0) - (ranked[1]?.confidence ?? 0),
      ranked,
    },
  }
}

const mix = (alone: number, joined: number, share: number): number => (1 - share) * alone + share * joined

const likely = ({ ranked }: Verdict, intent: string): number =>
  ranked.find((candidate) => candidate.intent === intent)?.confidence ?? 0
