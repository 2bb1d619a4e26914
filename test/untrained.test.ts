import { describe, expect, it } from 'vitest'
import type { Passage } from '../src/domain/understanding.ts'
import { withUntrained } from '../src/pipeline/untrained.ts'
import { understandingOf } from './helpers/understanding.ts'

const passage = (intent: string, score: number): Passage => ({
  article: intent,
  version: '1',
  intent,
  language: 'zh',
  text: '',
  score,
  lexical: 1,
})
const trained = new Set(['track_parcel', 'greeting'])
const foreign = understandingOf({ intent: 'out_of_scope', confidence: 0.8 }).verdict

describe('articles whose intent no head knows', () => {
  it('decide where the search is surer than the heads', () => {
    const verdict = withUntrained(foreign, [passage('faq_parking', 0.8), passage('greeting', 0.4)], trained)
    expect(verdict).toMatchObject({
      intent: 'faq_parking',
      ranked: [{ intent: 'faq_parking' }, { intent: 'track_parcel' }],
    })
    expect(verdict.confidence).toBeGreaterThan(0.95)
    expect(verdict.outOfScope).toBeLessThan(0.05)
  })
  it('do not where the match is weak, the rival near, or the heads sure', () => {
    expect(withUntrained(foreign, [passage('faq_parking', 0.4), passage('greeting', 0.38)], trained)).toBe(foreign)
    const sure = understandingOf({ confidence: 0.99 }).verdict
    expect(withUntrained(sure, [passage('faq_parking', 0.6), passage('track_parcel', 0.5)], trained)).toBe(sure)
  })
  it('do not because nothing else was found: where there is no rival, the last of its own stands for one', () => {
    expect(withUntrained(foreign, [passage('faq_crab', 0.45)], trained)).toBe(foreign)
    expect(withUntrained(foreign, [passage('faq_crab', 0.45), passage('faq_crab', 0.44)], trained)).toBe(foreign)
    expect(withUntrained(foreign, [passage('faq_crab', 0.99)], trained).intent).toBe('faq_crab')
  })
  it('leave trained intents to the heads', () => {
    expect(withUntrained(foreign, [passage('greeting', 0.99)], trained)).toBe(foreign)
    expect(withUntrained(foreign, [], trained)).toBe(foreign)
  })
})
