import { LRUCache } from 'lru-cache'
import { SENTIMENT_LEVELS, type Sentiment, type SentimentLevel, type Urgency } from '../domain/understanding.ts'
import { featuresOf, levelProbabilities, type SentimentModel, vectorFeature } from './sentiment-model.ts'
import { plainly, readSigns, type SentimentSigns } from './sentiment-signs.ts'
import { readSentimentWords } from './sentiment-words.ts'
import { createFindUrgency } from './urgency.ts'

/**
 * A reader of sentiment: level, probability of anger, and what is urgent with the words that say so. The vector is that of the
 * normalised text; without it the words alone are judged.
 */
export type ReadSentiment = (text: string, seen?: SeenVector) => Required<Sentiment>

export interface SeenVector {
  vector: Float32Array
  /** Fingerprint of the encoder that it comes from. */
  encoder: string
}

/**
 * `lexicon` is `knowledge/lexicon.yaml`, parsed; without one (null) only emoji and shouting tell. `model` weighs the signs
 * (`models/sentiment.json`); without one they are added up, and levels are cut from that sum; it looks only at
 * vectors of the encoder that it was fitted on. Give it the text as written.
 * `score` is (good − bad) / (good + bad + 1). Throws an Error naming the entry that is wrong.
 */
export const createSentiment = (lexicon: unknown, model?: SentimentModel): ReadSentiment => {
  const words = readSentimentWords(lexicon)
  const findUrgency = createFindUrgency(words.urgency)
  const readWords = (text: string): WordsRead => ({
    signs: readSigns(text, words),
    urgency: findUrgency(plainly(text).toLowerCase()),
  })
  // A message is read twice: at once, and again when its vector is there.
  const recent = new LRUCache<string, WordsRead>({ max: MOST_RECENT })
  return (text, seen) => {
    const { signs, urgency } = recent.get(text) ?? readWords(text)
    if (seen === undefined) recent.set(text, { signs, urgency })
    else recent.delete(text)
    const { good, bad } = signs
    const score = round((good - bad) / (good + bad + 1))
    if (model === undefined) {
      const sum = sumOf(signs)
      return { score, anger: angerBySum(sum), level: levelBySum(sum, signs), urgency }
    }
    const features = featuresOf(signs, urgency)
    const probabilities =
      seen?.encoder === model.encoder
        ? levelProbabilities(model.full, { ...features, vector: vectorFeature(model.vector, seen.vector) })
        : levelProbabilities(model.withoutEncoder, features)
    return { score, anger: round(angerOf(probabilities)), level: middleOf(probabilities), urgency }
  }
}

interface WordsRead {
  signs: SentimentSigns
  urgency: Urgency[]
}

/** Messages that wait for their vector at once. */
const MOST_RECENT = 64

/** Where the sum of signs is cut without a model. */
const ANNOYED_SUM = 0.3
const ANGRY_SUM = 0.7
const FURIOUS_SUM = 0.93

const sumOf = ({ anger, emojiAnger, shouting }: SentimentSigns): number =>
  1 - (1 - anger) * (1 - emojiAnger) * (1 - shouting)

/** Half is where angry begins, as with a model. */
const angerBySum = (sum: number): number =>
  round(sum < ANGRY_SUM ? (0.5 * sum) / ANGRY_SUM : 0.5 + (0.5 * (sum - ANGRY_SUM)) / (1 - ANGRY_SUM))

const levelBySum = (sum: number, { good, bad, impatient }: SentimentSigns): SentimentLevel => {
  if (sum >= FURIOUS_SUM) return 'furious'
  if (sum >= ANGRY_SUM) return 'angry'
  if (sum >= ANNOYED_SUM || impatient > 1) return 'annoyed'
  return bad > good ? 'displeased' : 'calm'
}

/** Probability that a message is angry or furious. */
const angerOf = ([, , , angry = 0, furious = 0]: readonly number[]): number => angry + furious

/** The level in the middle of the distribution: half of what is thought possible is milder, half worse. */
export const middleOf = (probabilities: readonly number[]): SentimentLevel => {
  let below = 0
  for (const [i, level] of SENTIMENT_LEVELS.entries()) {
    below += probabilities[i] ?? 0
    if (below >= 0.5) return level
  }
  return 'furious'
}

const round = (share: number): number => Math.round(share * 1_000) / 1_000
