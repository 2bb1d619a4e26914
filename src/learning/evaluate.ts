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
import { type RocPoint, rocArea, rocPoints } from '../lib/roc.ts'
import { rounded } from '../lib/rounded.ts'
import { type Confusion, confusionsOf, type IntentFigures, intentFigures } from './intent-figures.ts'
import { shareWhere } from './share.ts'
import { slicesOf } from './slices.ts'

/** One of several things that a message asks for. */
export interface PredictedRequest {
  /** Normalised. */
  text: string
  intent: string
  confidence: number
}

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
  /** Two or more, in their order; absent where the message asks for one thing. */
  requests?: PredictedRequest[]
  /** The best in-scope intent, also where the message was rejected. */
  best?: string
}

/** A prediction and what would have been right. */
export interface LabelledPrediction extends Prediction {
  label: string
  /** What the data say about the message, e.g. `typo`; where it comes from, e.g. `chat`. */
  tags?: readonly string[]
  source?: string
  /** The best in-scope intent had one voter not been heard, by its name. */
  without?: Record<string, string>
}

export interface Figures {
  n: number
  accuracy: Share
  /** Messages in scope whose intent was found. */
  inScope: Share
  /** The same before anything is rejected: what the voters together would have said. */
  inScopeBest: Share
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
  /** By `language`, `length`, `tag` and `source`, then by value. */
  slices: Record<string, Record<string, Figures>>
  /** First choices of each voter on all messages; one that abstains is not right. */
  perVoter: Record<string, Share>
  /** Best in-scope intents of messages in scope, had one voter not been heard; empty where that was not asked for. */
  withoutVoter: Record<string, Share>
  reliability: ReliabilityBin[]
  riskCoverage: RiskPoint[]
  /** Rejecting at every bar; empty where nothing is out of scope. */
  roc: RocPoint[]
  perIntent: IntentFigures[]
  /** Most frequent first. */
  confusions: Confusion[]
}

const MOST_POINTS = 100

/** Everything that can be said about predictions whose right answers are known; each share with its exact 95 % interval. */
export const evaluate = (rows: readonly LabelledPrediction[]): Evaluation => {
  const languages = [...new Set(rows.map(({ language }) => language))].sort()
  const voters = [...new Set(rows.flatMap(({ votes }) => votes.map(({ voter }) => voter)))]
  const judged = rows.map((row) => ({ confidence: row.confidence, right: isRight(row) }))
  const inScope = rows.filter((row) => !isOutside(row))
  const heard = [...new Set(rows.flatMap(({ without }) => Object.keys(without ?? {})))]
  return {
    ...figuresOf(rows),
    perLanguage: Object.fromEntries(
      languages.map((language) => [language, figuresOf(rows.filter((row) => row.language === language))]),
    ),
    slices: Object.fromEntries(
      Object.entries(slicesOf(rows)).map(([slice, values]) => [
        slice,
        Object.fromEntries(Object.entries(values).map(([value, part]) => [value, figuresOf(part)])),
      ]),
    ),
    perVoter: Object.fromEntries(
      voters.map((voter) => [
        voter,
        shareWhere(rows, (row) => row.votes.some((vote) => vote.voter === voter && vote.intent === row.label)),
      ]),
    ),
    withoutVoter: Object.fromEntries(
      heard.map((voter) => [voter, shareWhere(inScope, ({ without, label }) => without?.[voter] === label)]),
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
    roc: thinned(rocPoints(rows.map(scored))).map(({ falseShare, trueShare }) => ({
      falseShare: rounded(falseShare),
      trueShare: rounded(trueShare),
    })),
    perIntent: intentFigures(rows),
    confusions: confusionsOf(rows),
  }
}

const isRight = ({ intent, label }: LabelledPrediction): boolean => intent === label
const isOutside = ({ label }: LabelledPrediction): boolean => label === OUT_OF_SCOPE
const scored = (row: LabelledPrediction) => ({ score: row.outOfScope, positive: isOutside(row) })

const figuresOf = (rows: readonly LabelledPrediction[]): Figures => {
  const outside = rows.filter(isOutside)
  const answered = rows.filter(({ decision }) => decision === 'answer')
  const inScope = rows.filter((row) => !isOutside(row))
  const auroc = rocArea(rows.map(scored))
  const decisions: Record<string, number> = {}
  for (const { decision } of rows) decisions[decision] = (decisions[decision] ?? 0) + 1
  return {
    n: rows.length,
    accuracy: shareWhere(rows, isRight),
    inScope: shareWhere(inScope, isRight),
    inScopeBest: shareWhere(inScope, ({ best, intent, label }) => (best ?? intent) === label),
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
      ...(auroc === undefined ? {} : { auroc: rounded(auroc) }),
    },
    ece: rounded(calibrationError(rows.map((row) => ({ confidence: row.confidence, right: isRight(row) })))),
    answered: { rate: shareWhere(rows, ({ decision }) => decision === 'answer'), right: shareWhere(answered, isRight) },
    decisions,
  }
}

/** At most so many points, the last one among them. */
const thinned = <T>(points: readonly T[]): T[] => {
  const step = Math.max(1, Math.ceil(points.length / MOST_POINTS))
  return points.filter((_, i) => i % step === 0 || i === points.length - 1)
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
