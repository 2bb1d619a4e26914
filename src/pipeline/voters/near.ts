import type { Ballot, VotingHeads } from '../../domain/heads.ts'
import { likeness } from '../../lib/kernel-ridge.ts'
import { createRowScorer } from '../../lib/row-scorer.ts'
import { softmax } from '../../lib/softmax.ts'
import { normalised } from '../../lib/vectors.ts'

/** Units of cosine that are worth a factor e. */
const TEMPERATURE = 0.1
/** Units of the kernel's score, which is about 1 for a sure class and 0 for the others, that are worth a factor e. */
const KERNEL_TEMPERATURE = 0.125
/** Length of a stored vector, in its units. */
const STORED_LENGTH = 127

/**
 * The two voters that compare a message with the examples, over one pass through them. `neighbours`: how near the two nearest examples
 * of each class are; its nearness is the cosine of the very nearest. `kernel`: kernel ridge regression; its nearness is the best score.
 */
export const createNearVoters = (heads: VotingHeads): ((vector: Float32Array) => [Ballot, Ballot]) => {
  const { neighbours, kernel, manifest } = heads
  const classes = manifest.intents.length
  const { dimensions } = manifest.encoder
  const axes = neighbours.axes.length / dimensions
  const examples = neighbours.starts[classes] as number
  const project = createRowScorer(axes, dimensions, (axis, place) =>
    place.set(neighbours.axes.subarray(axis * dimensions, (axis + 1) * dimensions)),
  )
  const compare = createRowScorer(examples, axes, (row, place) => {
    for (let i = 0; i < axes; i++) place[i] = (neighbours.vectors[row * axes + i] as number) / STORED_LENGTH
  })
  const weigh = createRowScorer(classes, examples, (c, place) => {
    const scale = kernel.scales[c] as number
    for (let i = 0; i < examples; i++) place[i] = (kernel.weights[c * examples + i] as number) * scale
  })
  return (vector) => {
    project.ask(vector)
    compare.ask(normalised(project.scores(0, axes)))
    const cosines = compare.scores(0, examples)
    const nearest = neighbourBallot(cosines, neighbours.starts, classes)
    weigh.ask(cosines.map(likeness))
    return [nearest, kernelBallot(weigh.scores(0, classes))]
  }
}

const neighbourBallot = (cosines: Float32Array, starts: Uint32Array, classes: number): Ballot => {
  const probabilities = new Float64Array(classes)
  let nearness = -1
  for (let c = 0; c < classes; c++) {
    const [first, second] = topTwo(cosines, starts[c] as number, starts[c + 1] as number)
    probabilities[c] = (first + second) / 2 / TEMPERATURE
    nearness = Math.max(nearness, first)
  }
  softmax(probabilities)
  return { voter: 'neighbours', probabilities, nearness }
}

/** A class of one example has it twice; one without any is as far as can be. */
const topTwo = (cosines: Float32Array, from: number, to: number): [number, number] => {
  let first = -1
  let second = -1
  for (let i = from; i < to; i++) {
    const cosine = cosines[i] as number
    if (cosine > first) {
      second = first
      first = cosine
    } else if (cosine > second) second = cosine
  }
  return to - from < 2 ? [first, first] : [first, second]
}

const kernelBallot = (scores: Float32Array): Ballot => {
  const nearness = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
  const probabilities = Float64Array.from(scores, (score) => score / KERNEL_TEMPERATURE)
  softmax(probabilities)
  return { voter: 'kernel', probabilities, nearness }
}
