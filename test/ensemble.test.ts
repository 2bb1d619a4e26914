import { describe, expect, it } from 'vitest'
import type { Ballot, Stack, VoterName } from '../src/domain/heads.ts'
import { countBallots, estimate, judge } from '../src/pipeline/ensemble.ts'

const INTENTS = ['change_address', 'out_of_scope', 'refund_status', 'track_parcel']
const says = (voter: VoterName, ...probabilities: number[]): Ballot => ({
  voter,
  probabilities: Float64Array.from(probabilities),
})
const abstains = (voter: VoterName): Ballot => ({ voter })
const STACK: Stack = {
  weights: { lr: 1, ngrams: 0.5, neighbours: 0.5, keywords: 1 },
  scope: { intercept: -2, coefficients: { outside: 1 }, means: { outside: 0 } },
  right: { intercept: 0, coefficients: { top: 1 }, means: { top: 0 } },
}
const LR = says('lr', 0.1, 0.1, 0.7, 0.1)
const NGRAMS = says('ngrams', 0.5, 0.1, 0.3, 0.1)

describe('countBallots', () => {
  it('pools by the product of the distributions, each to its weight', () => {
    const { inScope, best } = countBallots(
      [LR, NGRAMS, abstains('neighbours'), abstains('keywords')],
      INTENTS,
      STACK.weights,
    )
    const plain = [0.1 * Math.sqrt(0.5), 0, 0.7 * Math.sqrt(0.3), 0.1 * Math.sqrt(0.1)]
    const sum = plain.reduce((a, b) => a + b, 0)
    for (const [c, value] of plain.entries()) expect(inScope[c]).toBeCloseTo(value / sum, 12)
    expect(INTENTS[best]).toBe('refund_status')
  })

  it('gives the weight of an absent voter to the others, in proportion', () => {
    const absent = countBallots([LR, NGRAMS], INTENTS, STACK.weights)
    const scaled = countBallots([LR, NGRAMS], INTENTS, { lr: 2, ngrams: 1 })
    expect([...absent.inScope]).toEqual([...scaled.inScope])
  })

  it('is not changed by a voter that abstains, nor by one without weight', () => {
    const weights: Stack['weights'] = { lr: 1, ngrams: 0.5, keywords: 1, retrieval: 0 }
    const without = countBallots([LR, NGRAMS, abstains('keywords')], INTENTS, weights)
    const with0 = countBallots(
      [LR, NGRAMS, abstains('keywords'), says('retrieval', 0.97, 0.01, 0.01, 0.01)],
      INTENTS,
      weights,
    )
    expect([...with0.inScope]).toEqual([...without.inScope])
  })

  it('one certain voter cannot silence the others', () => {
    const { inScope } = countBallots(
      [says('lr', 0, 0, 1, 0), says('ngrams', 1, 0, 0, 0), says('neighbours', 1, 0, 0, 0)],
      INTENTS,
      { lr: 0.5, ngrams: 0.5, neighbours: 0.5 },
    )
    expect(inScope[0]).toBeGreaterThan(0.5)
    expect(inScope[0]).toBeLessThan(1)
  })

  it('is a distribution over intents in scope, and even when nobody speaks', () => {
    const { inScope } = countBallots([], INTENTS, STACK.weights)
    expect([...inScope]).toEqual([1 / 3, 0, 1 / 3, 1 / 3])
  })
})

describe('judge', () => {
  it('keeps voters visible and ranks intents in scope, the confidence first', () => {
    const { votes, verdict } = judge([LR, NGRAMS, abstains('keywords')], INTENTS, STACK, 0.5)
    expect(votes.map(({ voter, intent, confidence }) => ({ voter, intent, confidence }))).toEqual([
      { voter: 'lr', intent: 'refund_status', confidence: 0.7 },
      { voter: 'ngrams', intent: 'change_address', confidence: 0.5 },
    ])
    expect(verdict.intent).toBe('refund_status')
    expect(verdict.agreement).toBe(0.5)
    expect(verdict.ranked.map(({ intent }) => intent)).toEqual(['refund_status', 'change_address', 'track_parcel'])
    expect(verdict.ranked[0]?.confidence).toBe(verdict.confidence)
    expect(verdict.gap).toBeCloseTo((verdict.ranked[0]?.confidence ?? 0) - (verdict.ranked[1]?.confidence ?? 0), 12)
    const total = verdict.ranked.reduce((sum, { confidence }) => sum + confidence, verdict.outOfScope)
    expect(total).toBeLessThanOrEqual(1 + 1e-9)
  })

  it('rejects at the threshold with the confidence of the rejection, and not below', () => {
    const ballots = [says('lr', 0.05, 0.85, 0.05, 0.05)]
    const { verdict } = judge(ballots, INTENTS, STACK, 0.5)
    expect(verdict.intent).toBe('out_of_scope')
    expect(verdict.confidence).toBe(verdict.outOfScope)
    expect(verdict.confidence).toBeGreaterThanOrEqual(0.5)
    expect(verdict.ranked.map(({ intent }) => intent)).not.toContain('out_of_scope')
    const kept = judge(ballots, INTENTS, STACK, verdict.outOfScope + 1e-9).verdict
    expect(kept.intent).not.toBe('out_of_scope')
    expect(kept.confidence).toBeLessThanOrEqual(1 - kept.outOfScope)
  })

  it('works where no example was out of scope', () => {
    const { verdict } = judge([says('lr', 0.2, 0.8)], ['a', 'b'], STACK, 0.5)
    expect(verdict.intent).toBe('b')
    expect(verdict.outOfScope).toBeCloseTo(1 / (1 + Math.exp(2)), 12)
  })
})

describe('estimate', () => {
  it('lets an absent feature have no say', () => {
    const model = { intercept: 1, coefficients: { top: 2, near: 5 }, means: { top: 0.5, near: 0.4 } }
    expect(estimate(model, { top: 1 })).toBeCloseTo(1 / (1 + Math.exp(-2)), 12)
    expect(estimate(model, { top: 1, near: 0.4 })).toBe(estimate(model, { top: 1 }))
  })
})
