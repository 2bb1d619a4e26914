import { createTop } from '../lib/top.ts'
import { dot } from '../lib/vectors.ts'
import type { LabelledPrediction } from './evaluate.ts'
import type { EmbeddedExample } from './rows.ts'

/** A message that was not understood, and what the model had learnt that lies nearest. */
export interface Mistake {
  text: string
  label: string
  intent: string
  confidence: number
  nearest: { text: string; intent: string; cosine: number }[]
}

const MOST_MISTAKES = 60
const NEAREST = 3

/**
 * The surest mistakes, each with its nearest training examples by cosine of centred vectors.
 * @param messages the same messages as `rows`, in the same order
 * @param centre brings a vector to where the model compares
 */
export const findMistakes = (
  rows: readonly LabelledPrediction[],
  messages: readonly EmbeddedExample[],
  examples: readonly EmbeddedExample[],
  centre: (vector: Float32Array) => Float32Array,
): Mistake[] => {
  const known = examples.map(({ vector }) => centre(vector))
  return rows
    .map((row, i) => ({ row, vector: messages[i]?.vector }))
    .filter(({ row }) => row.intent !== row.label)
    .sort((a, b) => b.row.confidence - a.row.confidence)
    .slice(0, MOST_MISTAKES)
    .map(({ row: { text, label, intent, confidence }, vector }) => ({
      text,
      label,
      intent,
      confidence,
      nearest: vector === undefined ? [] : nearestOf(centre(vector), known, examples),
    }))
}

const nearestOf = (
  vector: Float32Array,
  known: readonly Float32Array[],
  examples: readonly EmbeddedExample[],
): Mistake['nearest'] => {
  const top = createTop(NEAREST)
  for (const [i, one] of known.entries()) top.offer(i, dot(one, 0, vector))
  return top.best().map(({ id, score }) => {
    const { text, intent } = examples[id] as EmbeddedExample
    return { text, intent, cosine: score }
  })
}
