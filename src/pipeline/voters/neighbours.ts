import type { Ballot, VotingHeads } from '../../domain/heads.ts'
import { roundUp4 } from '../../lib/dots.ts'
import { createRowScorer } from '../../lib/row-scorer.ts'
import { softmax } from '../../lib/softmax.ts'

/** Classes whose examples are looked at one by one, the nearest by their centre. */
const CANDIDATES = 24
/** Units of cosine that are worth a factor e. */
const TEMPERATURE = 0.1
/** Length of a stored vector, in its units. */
const STORED_LENGTH = 127

/** `neighbours`: how near the two nearest examples of each class are. Its nearness is the cosine of the very nearest. */
export const createNeighbourVoter = ({ neighbours, manifest }: VotingHeads): ((vector: Float32Array) => Ballot) => {
  const classes = manifest.intents.length
  const { dimensions } = manifest.encoder
  const { order, starts, rows } = layOut(neighbours.starts, classes)
  const scorer = createRowScorer(rows, dimensions, (row, place) => {
    const example = order[row] as number
    if (example < 0) return
    for (let i = 0; i < dimensions; i++)
      place[i] = (neighbours.vectors[example * dimensions + i] as number) / STORED_LENGTH
  })
  const centres = createRowScorer(classes, dimensions, (c, place) => centreOf(neighbours, c, dimensions, place))
  return (vector) => {
    centres.ask(vector)
    const near = centres.scores(0, classes)
    const candidates = [...near.keys()]
      .sort((a, b) => (near[b] as number) - (near[a] as number) || a - b)
      .slice(0, CANDIDATES)
    scorer.ask(vector)
    const probabilities = new Float64Array(classes).fill(Number.NaN)
    let nearness = -1
    let least = 1
    for (const c of candidates) {
      const count = (neighbours.starts[c + 1] as number) - (neighbours.starts[c] as number)
      const [first, second] = topTwo(scorer.scores(starts[c] as number, count))
      const similarity = (first + second) / 2
      probabilities[c] = similarity / TEMPERATURE
      nearness = Math.max(nearness, first)
      least = Math.min(least, similarity)
    }
    for (let c = 0; c < classes; c++) if (Number.isNaN(probabilities[c])) probabilities[c] = least / TEMPERATURE
    softmax(probabilities)
    return { voter: 'neighbours', probabilities, nearness }
  }
}

/** Rows so that each class starts at a multiple of four; -1 where a row is padding. */
const layOut = (from: Uint32Array, classes: number): { order: number[]; starts: number[]; rows: number } => {
  const order: number[] = []
  const starts: number[] = []
  for (let c = 0; c < classes; c++) {
    starts.push(order.length)
    for (let i = from[c] as number; i < (from[c + 1] as number); i++) order.push(i)
    while (order.length < roundUp4(order.length)) order.push(-1)
  }
  return { order, starts, rows: order.length }
}

const centreOf = (
  { vectors, starts }: VotingHeads['neighbours'],
  c: number,
  dimensions: number,
  place: Float32Array,
): void => {
  const from = starts[c] as number
  const to = starts[c + 1] as number
  for (let example = from; example < to; example++)
    for (let i = 0; i < dimensions; i++)
      place[i] = (place[i] as number) + (vectors[example * dimensions + i] as number) / (STORED_LENGTH * (to - from))
}

const topTwo = (scores: Float32Array): [number, number] => {
  let first = -1
  let second = -1
  for (const score of scores) {
    if (score > first) {
      second = first
      first = score
    } else if (score > second) second = score
  }
  return scores.length < 2 ? [first, first] : [first, second]
}
