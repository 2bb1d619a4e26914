import { fitHeads } from '../../src/learning/fit-heads.ts'
import type { EmbeddedExample } from '../../src/learning/rows.ts'
import { countBallots } from '../../src/pipeline/ensemble.ts'
import { createPoll } from '../../src/pipeline/poll.ts'

/** One probability an intent. */
export type Classify = (row: EmbeddedExample) => Float64Array

const SEED = 1
/** Fixed, so that only what is tried differs; those of training where it has nothing to fit them on. */
const WEIGHTS = { lr: 1, kernel: 1, neighbours: 0.2, ngrams: 0.5 }

/** The product's own voters and pool. */
export const fitPool = (rows: readonly EmbeddedExample[], intents: readonly string[]): Classify => {
  const dimensions = rows[0]?.vector.length ?? 0
  const manifest = { intents: [...intents], encoder: { fingerprint: '', dimensions } }
  const poll = createPoll({ ...fitHeads(rows, intents, SEED), manifest }, {})
  return ({ text, language, vector }) =>
    countBallots(poll({ text, language, vector, at: new Date(0) }).ballots, intents, WEIGHTS).inScope
}

/** The place of the largest. */
export const bestOf = (scores: Float64Array): number => scores.indexOf(Math.max(...scores))
