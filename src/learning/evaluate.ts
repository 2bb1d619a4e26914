import { OUT_OF_SCOPE } from '../domain/article.ts'
import type { Share } from '../domain/heads.ts'
import type { Language } from '../domain/message.ts'
import {
  calibrationError,
  type ReliabilityBin,
  type RiskPoint,
  reliabilityBins,
  riskCoverage,
} from '../lib/reliability.ts'
import { rounded } from '../lib/rounded.ts'
import { shareWhere } from './share.ts'

/** One line of predictions. */
export interface Prediction {
  text: string
  /** The best in-scope intent, or `out_of_scope`. */
  intent: string
  /** Calibrated; for `out_of_scope` that of the rejection. */
  confidence: number
  decision: 'answer' | 'suggest' | 'ask' | 'handOff'
  language: Language
  /** `best` is the voter's best in-scope intent where its first choice is `out_of_scope`. */
  votes: { voter: string; intent: string; confidence: number; best?: string }[]
  /** Probability that the message is none of ours. */
  outOfScope: number
  /** The best in-scope intent, also where the message was rejected. */
  best?: string
}

/** A prediction and what would have been right. */
export interface LabelledPrediction extends Prediction {
  label: string
}

export interface IntentFigures {
  intent: string
  n: number
  precision: number
  recall: Share
  f1: number
}

export interface Confusion {
  label: string
  intent: string
  n: number
  /** One of the messages. */
  example: string
}

export interface Figures {
  n: number
  accuracy: Share
  /** Messages in scope whose intent was found. */
  inScope: Share
  /** Mean over intents that occur. */
  macroF1: number
  outOfScope: { n: number; precision: Share; recall: Share; auroc?: number }
  ece: number
  /** Messages answered alone, and answers that were right. */
  answered: { rate: Share; right: Share }
  decisions: Record<string, number>
}

export interface Evaluation extends Figures {
  perLanguage: Partial<Record<Language, Figures>>
  /** First choices of each voter on all messages; one that abstains is not right. */
  perVoter: Record<string, Share>
  reliability: ReliabilityBin[]
  riskCoverage: RiskPoint[]
  perIntent: IntentFigures[]
  /** Most frequent first. */
  confusions: Confusion[]
}

const MOST_CONFUSIONS = 40
const MOST_POINTS = 100

/** Everything that can be said about predictions whose right answers are known; each share with its exact 95 % interval. */
export const evaluate = (rows: readonly LabelledPrediction[]): Evaluation => {
  const languages = [...new Set(rows.map(({ language }) => language))].sort()
  const voters = [...new Set(rows.flatMap(({ votes }) => votes.map(({ voter }) => voter)))]
  const judged = rows.map((row) => ({ confidence: row.confidence, right: isRight(row) }))
  return {
    ...figuresOf(rows),
    perLanguage: Object.fromEntries(
      languages.map((language) => [language, figuresOf(rows.filter((row) => row.language === language))]),
    ),
    perVoter: Object.fromEntries(
      voters.map((voter) => [
        voter,
        shareWhere(rows, (row) => row.votes.some((vote) => vote.voter === voter && vote.intent === row.label)),
      ]),
    ),
    reliability: reliabilityBins(judged).map((bin) => ({
      n: bin.n,
      confidence: rounded(bin.confidence),
      share: rounded(bin.share),
    })),
    riskCoverage: thinned(riskCoverage(judged)).map(({ coverage, risk, confidence }) => ({
      coverage: rounded(coverage),
      risk: rounded(risk),
      confidence: rounded(confidence),
    })),
    perIntent: intentFigures(rows),
    confusions: confusionsOf(rows),
  }
}

const isRight = ({ intent, label }: LabelledPrediction): boolean => intent === label
const isOutside = ({ label }: LabelledPrediction): boolean => label === OUT_OF_SCOPE

const figuresOf = (rows: readonly LabelledPrediction[]): Figures => {
  const outside = rows.filter(isOutside)
  const answered = rows.filter(({ decision }) => decision === 'answer')
  const auroc = aurocOf(rows)
  const decisions: Record<string, number> = {}
  for (const { decision } of rows) decisions[decision] = (decisions[decision] ?? 0) + 1
  return {
    n: rows.length,
    accuracy: shareWhere(rows, isRight),
    inScope: shareWhere(
      rows.filter((row) => !isOutside(row)),
      isRight,
    ),
    macroF1: rounded(
      mean(
        intentFigures(rows)
          .filter(({ n }) => n > 0)
          .map(({ f1 }) => f1),
      ),
    ),
    outOfScope: {
      n: outside.length,
      precision: shareWhere(
        rows.filter(({ intent }) => intent === OUT_OF_SCOPE),
        isOutside,
      ),
      recall: shareWhere(outside, isRight),
      ...(auroc === undefined ? {} : { auroc }),
    },
    ece: rounded(calibrationError(rows.map((row) => ({ confidence: row.confidence, right: isRight(row) })))),
    answered: { rate: shareWhere(rows, ({ decision }) => decision === 'answer'), right: shareWhere(answered, isRight) },
    decisions,
  }
}

/** Chance that a message out of scope looks more so than one in scope; ties count half. */
const aurocOf = (rows: readonly LabelledPrediction[]): number | undefined => {
  const outside = rows.filter(isOutside).length
  const inside = rows.length - outside
  if (outside === 0 || inside === 0) return undefined
  const sorted = rows.toSorted((a, b) => a.outOfScope - b.outOfScope)
  let rankSum = 0
  for (let from = 0; from < sorted.length; ) {
    let to = from
    while (to < sorted.length && sorted[to]?.outOfScope === sorted[from]?.outOfScope) to++
    rankSum += sorted.slice(from, to).filter(isOutside).length * ((from + 1 + to) / 2)
    from = to
  }
  return rounded((rankSum - (outside * (outside + 1)) / 2) / (outside * inside))
}

const intentFigures = (rows: readonly LabelledPrediction[]): IntentFigures[] => {
  const counts = new Map<string, { n: number; claimed: number; right: number }>()
  const of = (intent: string) => {
    const known = counts.get(intent) ?? { n: 0, claimed: 0, right: 0 }
    counts.set(intent, known)
    return known
  }
  for (const { label, intent } of rows) {
    of(label).n++
    of(intent).claimed++
    if (label === intent) of(label).right++
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([intent, { n, claimed, right }]) => ({
      intent,
      n,
      precision: claimed === 0 ? 0 : rounded(right / claimed),
      recall: shareWhere(
        Array.from({ length: n }, (_, i) => i),
        (i) => i < right,
      ),
      f1: n + claimed === 0 ? 0 : rounded((2 * right) / (n + claimed)),
    }))
}

const confusionsOf = (rows: readonly LabelledPrediction[]): Confusion[] => {
  const found = new Map<string, Confusion>()
  for (const { label, intent, text } of rows) {
    if (label === intent) continue
    const key = `${label} ${intent}`
    const known = found.get(key)
    if (known === undefined) found.set(key, { label, intent, n: 1, example: text })
    else known.n++
  }
  return [...found.values()].sort((a, b) => b.n - a.n || (a.label < b.label ? -1 : 1)).slice(0, MOST_CONFUSIONS)
}

/** At most so many points, the last one among them. */
const thinned = (points: readonly RiskPoint[]): RiskPoint[] => {
  const step = Math.max(1, Math.ceil(points.length / MOST_POINTS))
  return points.filter((_, i) => i % step === 0 || i === points.length - 1)
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
