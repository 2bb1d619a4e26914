import { describe, expect, it } from 'vitest'
import { guessed } from '../src/learning/self-training.ts'
import { normalised } from '../src/lib/vectors.ts'
import { countBallots } from '../src/pipeline/ensemble.ts'
import { createPoll } from '../src/pipeline/poll.ts'
import { DIMENSIONS, smallShop, trainSmall } from './helpers/small-shop.ts'

const intents = ['refund_status', 'track_parcel', 'invoice_how_to', 'change_address']
const SPREAD = 0.35
const encoder = { fingerprint: 'none', dimensions: DIMENSIONS }
const parts = {
  seed: 1,
  encoder,
  countBallots,
  openPoll: (heads: Parameters<typeof createPoll>[0]) => {
    const poll = createPoll(heads, {})
    return (message: Parameters<typeof poll>[0]) => poll(message).ballots
  },
}
const examples = smallShop({ perIntent: 12, intents, spread: SPREAD })
const messages = smallShop({ perIntent: 25, intents, spread: SPREAD, seed: 7 })
const unlabelled = messages.map(({ text, language, vector }) => ({ text, language, vector }))

describe('messages without intents', () => {
  it('are learnt from where the examples leave no doubt, mostly with the right intent, and count less than an example', () => {
    const learnt = guessed(unlabelled, examples, intents, parts)
    const truth = new Map(messages.map(({ text, intent }) => [text, intent]))
    expect(learnt.length).toBeGreaterThan(20)
    expect(learnt.length).toBeLessThan(messages.length)
    expect(learnt.filter(({ text, intent }) => truth.get(text) === intent).length / learnt.length).toBeGreaterThan(0.9)
    expect(learnt.every(({ weight }) => weight !== undefined && weight < 1)).toBe(true)
  })

  it('are left out where they are like nothing known, however clear the choice among the intents is', () => {
    // The words of refunds and a little of their direction, else a place where nobody of this shop ever was.
    const foreign = unlabelled.map((message, i) => ({
      ...message,
      text: `退款 到账 refund money back ${i}`,
      vector: normalised(
        Float32Array.from({ length: DIMENSIONS }, (_, d) => (d === 0 ? 1 : d < 5 ? 0 : 1 + (i % 7) / 7)),
      ),
    }))
    expect(guessed(foreign, examples, intents, parts)).toEqual([])
  })

  it('that are examples already are not learnt twice', () => {
    const known = examples.map(({ text, language, vector }) => ({ text, language, vector }))
    expect(guessed(known, examples, intents, parts)).toEqual([])
  })

  it('change what is learnt, the same way each time, and it is said how many were used', () => {
    const without = trainSmall({ examples })
    const taught = trainSmall({ examples, unlabelled })
    expect(taught.linear).not.toEqual(without.linear)
    expect(trainSmall({ examples, unlabelled })).toEqual(taught)
    expect(taught.manifest.data.unlabelled?.messages).toBe(messages.length)
    expect(taught.manifest.data.unlabelled?.learnt).toBeGreaterThan(20)
    expect(without.manifest.data.unlabelled).toBeUndefined()
    // Nobody labelled them: they are no evidence for the bars.
    expect(taught.manifest.calibration.rows).toBe(examples.length)
  })

  it('that voters are judged by, held out of the examples or in the validation, are learnt from by none of them', () => {
    const validation = smallShop({ perIntent: 8, intents, spread: SPREAD, seed: 3 })
    const few = smallShop({ perIntent: 6, intents, spread: SPREAD })
    for (const judged of [{ examples: few }, { examples: few, validation }]) {
      const seen = 'validation' in judged ? [...few, ...validation] : few
      const taught = trainSmall({ ...judged, unlabelled: seen })
      const { unlabelled: looked, ...data } = taught.manifest.data
      expect(looked).toEqual({ messages: seen.length, learnt: 0 })
      expect({ ...taught, manifest: { ...taught.manifest, data } }).toEqual(trainSmall(judged))
    }
  })
})
