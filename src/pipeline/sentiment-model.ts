import * as z from 'zod'
import { SENTIMENT_LEVELS, type Urgency } from '../domain/understanding.ts'
import type { SentimentSigns } from './sentiment-signs.ts'

/** P(level ≥ k) = σ(weights·features − thresholds[k − 1]) (proportional odds, McCullagh 1980). */
export interface LevelWeights {
  weights: Readonly<Record<string, number>>
  thresholds: readonly number[]
}

/** Weighs what a text says in words (`withoutEncoder`), and together with what its vector says (`full`). */
export interface SentimentModel {
  /** Fingerprint of the encoder that the vectors come from; another one's are not looked at. */
  encoder: string
  /** How bad a vector sounds: weights·v + offset is the feature `vector`. */
  vector: { weights: readonly number[]; offset: number }
  full: LevelWeights
  withoutEncoder: LevelWeights
}

/** What is in `models/sentiment.json`, which `tabdesk sentiment --fit` writes. @throws Error naming what cannot be used */
export const readSentimentModel = (value: unknown): SentimentModel => {
  const read = Model.safeParse(value)
  if (read.success) return read.data
  throw new Error(
    `models/sentiment.json: ${z.prettifyError(read.error)}; make it again with \`npx tabdesk sentiment --data eval/sentiment.jsonl --fit models/sentiment.json\`, or bring it back with \`git checkout\``,
  )
}

/** The model's inputs by name; each capped, so that no message weighs more than its kind can. */
export const featuresOf = (signs: SentimentSigns, urgency: readonly Urgency[]): Record<FeatureName, number> => {
  const { good, bad, anger, emojiAnger, shouting, curses, worst, impatient, intensified, softeners } = signs
  return {
    bad: Math.min(bad, 3),
    good: Math.min(good, 3),
    angerSum: Math.min(-Math.log(1 - Math.min(anger, 0.9999)), 4),
    worst,
    curses: Math.min(curses, 2),
    emojiAnger,
    shouting,
    impatient: Math.min(impatient, 3),
    intensified: Math.min(intensified, 2),
    softeners: Math.min(softeners, 2),
    sadEmoji: Math.min(signs.sadEmoji, 1),
    exclamations: Math.log1p(Math.min(signs.exclamations, 6)),
    pressing: Math.min(signs.pressing, 2),
    safety: urgency.some(({ flag }) => flag === 'safety') ? 1 : 0,
    legal: urgency.some(({ flag }) => flag === 'legal') ? 1 : 0,
    leaving: urgency.some(({ flag }) => flag === 'leaving') ? 1 : 0,
  }
}

/** Probability of each level, mildest first. */
export const levelProbabilities = (
  { weights, thresholds }: LevelWeights,
  features: Readonly<Record<string, number>>,
): number[] => {
  let sum = 0
  for (const [name, weight] of Object.entries(weights)) sum += weight * (features[name] ?? 0)
  const atLeast = [1, ...thresholds.map((threshold) => 1 / (1 + Math.exp(threshold - sum))), 0]
  return SENTIMENT_LEVELS.map((_, k) => (atLeast[k] as number) - (atLeast[k + 1] as number))
}

/** How bad a vector sounds. */
export const vectorFeature = ({ weights, offset }: SentimentModel['vector'], vector: Float32Array): number =>
  weights.reduce((sum, weight, i) => sum + weight * (vector[i] ?? 0), offset)

type FeatureName =
  | 'bad'
  | 'good'
  | 'angerSum'
  | 'worst'
  | 'curses'
  | 'emojiAnger'
  | 'shouting'
  | 'impatient'
  | 'intensified'
  | 'softeners'
  | 'sadEmoji'
  | 'exclamations'
  | 'pressing'
  | 'safety'
  | 'legal'
  | 'leaving'

const Weights = z.object({
  weights: z.record(z.string(), z.number()),
  thresholds: z
    .array(z.number())
    .length(SENTIMENT_LEVELS.length - 1)
    .refine((values) => values.every((value, i) => i === 0 || value >= (values[i - 1] as number)), 'they must rise'),
})
const Model = z.object({
  format: z.literal(1),
  encoder: z.string(),
  vector: z.object({ weights: z.array(z.number()), offset: z.number() }),
  full: Weights,
  withoutEncoder: Weights,
})
