import type { Ballot, VotingHeads } from '../../domain/heads.ts'
import { softmax } from '../../lib/softmax.ts'
import { createVectoriser } from '../../lib/tf-idf.ts'

/** `ngrams`: logistic regression on the letters and words themselves; needs no encoder. Abstains when it knows none of them. */
export const createNgramVoter = ({ ngrams, manifest }: VotingHeads): ((text: string) => Ballot) => {
  const classes = manifest.intents.length
  const vectorise = createVectoriser(ngrams)
  return (text) => {
    const { features, values, known } = vectorise(text)
    if (features.length === 0) return { voter: 'ngrams', nearness: 0 }
    const probabilities = Float64Array.from(ngrams.bias)
    for (let f = 0; f < features.length; f++) {
      const feature = features[f] as number
      const from = feature * classes
      const unit = (values[f] as number) * (ngrams.scales[feature] as number)
      for (let c = 0; c < classes; c++)
        probabilities[c] = (probabilities[c] as number) + unit * (ngrams.weights[from + c] as number)
    }
    softmax(probabilities)
    return { voter: 'ngrams', probabilities, nearness: known }
  }
}
