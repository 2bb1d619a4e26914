import type { Ballot, VotingHeads } from '../../domain/heads.ts'
import { createRowScorer } from '../../lib/row-scorer.ts'
import { softmax } from '../../lib/softmax.ts'

/** `lr`: logistic regression on the centred vector. */
export const createLinearVoter = ({ linear, manifest }: VotingHeads): ((vector: Float32Array) => Ballot) => {
  const classes = manifest.intents.length
  const { dimensions } = manifest.encoder
  const scorer = createRowScorer(classes, dimensions, (row, place) =>
    place.set(linear.weights.subarray(row * dimensions, (row + 1) * dimensions)),
  )
  return (vector) => {
    scorer.ask(vector)
    const scores = scorer.scores(0, classes)
    const probabilities = new Float64Array(classes)
    for (let c = 0; c < classes; c++) probabilities[c] = (scores[c] as number) + (linear.bias[c] as number)
    softmax(probabilities)
    return { voter: 'lr', probabilities }
  }
}
