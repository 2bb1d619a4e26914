import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadHeads, saveHeads } from '../src/adapters/local/model-files.ts'
import { ANSWERED_RIGHT, fitBars, isRight } from '../src/learning/bars.ts'
import type { JudgedRow } from '../src/learning/calibrate.ts'
import { fitSuggestBars } from '../src/learning/suggest-bars.ts'
import { fitPolicy } from '../src/learning/thresholds.ts'
import { createRandom } from '../src/lib/random.ts'
import { smallShop, trainSmall } from './helpers/small-shop.ts'

const judged = (intent: string, right: boolean, confidence: number): JudgedRow => ({
  intent,
  label: right ? intent : 'another',
  confidence,
  outOfScope: 0,
  row: { intent, language: 'zh', ballots: [], intents: [] },
})
const times = <T>(n: number, of: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => of(i))
const named = (n: number): string[] => times(n, (i) => `intent_${i}`)

/** A tenant whose messages are right in a share of cases, however sure the model is. */
const tenant = (seed: number, truth: number, intents: readonly string[], perIntent: number): JudgedRow[] => {
  const random = createRandom(seed)
  return intents.flatMap((intent) =>
    times(perIntent, () => judged(intent, random.next() < truth, 0.9 + 0.1 * random.next())),
  )
}

const TENANTS = 200

describe('bars of answers', () => {
  const intents = named(40)

  it('keep the promise at 95 %: where a share of 0.915 is right nobody is answered alone, but a plain estimate would', () => {
    const seeds = [...Array(TENANTS).keys()]
    const answers = seeds.filter((seed) => {
      const { byIntent } = fitBars(tenant(seed, 0.915, intents, 8), intents)
      return Object.values(byIntent).some(({ stands }) => stands !== 'suggestOnly')
    })
    const plain = seeds.filter((seed) => {
      const rows = tenant(seed, 0.915, intents, 8)
      return rows.filter(isRight).length / rows.length >= ANSWERED_RIGHT
    })
    expect(answers.length / TENANTS).toBeLessThan(0.05)
    expect(plain.length / TENANTS).toBeGreaterThan(0.2)
  })

  it('are not out of reach: where 0.98 is right nearly every tenant is answered alone', () => {
    const answered = times(TENANTS, (seed) => {
      const { byIntent } = fitBars(tenant(seed, 0.98, intents, 8), intents)
      return Object.values(byIntent).filter(({ stands }) => stands === 'together').length
    })
    expect(answered.filter((n) => n > 30).length / TENANTS).toBeGreaterThan(0.9)
  })

  it('an intent with answers enough has to prove it by itself, whatever the others do', () => {
    const good = intents.flatMap((intent) => times(10, () => judged(intent, true, 0.97)))
    const bad = times(80, (i) => judged('bad', i % 10 > 0, 0.97))
    const proven = times(80, () => judged('proven', true, 0.97))
    const rows = [...good, ...bad, ...proven]
    // Over all of them together nothing would be noticed.
    expect(rows.filter(isRight).length / rows.length).toBeGreaterThan(0.98)
    const { byIntent, answerAbove, answerAboveByIntent } = fitBars(rows, [...intents, 'bad', 'proven'])
    expect(byIntent['bad']).toEqual({ stands: 'suggestOnly', right: 72, n: 80 })
    expect(byIntent['proven']).toEqual({ stands: 'alone', right: 80, n: 80 })
    expect(byIntent['intent_0']).toEqual({ stands: 'together', right: 10, n: 10 })
    expect(answerAbove).toBe(0.9)
    expect(answerAboveByIntent).toEqual({ bad: Number.POSITIVE_INFINITY })
  })

  it('an intent with one answer, or none, is suggested only; one with a mistake is answered above it', () => {
    const good = intents.flatMap((intent) => times(5, () => judged(intent, true, 0.97)))
    const rows = [
      ...good,
      judged('thin', true, 0.99),
      judged('mistaken', false, 0.93),
      ...times(3, () => judged('mistaken', true, 0.96)),
      judged('hopeless', false, 0.999),
      ...times(4, () => judged('hopeless', true, 0.96)),
    ]
    const { byIntent, answerAboveByIntent } = fitBars(rows, [...intents, 'thin', 'silent', 'mistaken', 'hopeless'])
    expect(answerAboveByIntent).toEqual({
      thin: Number.POSITIVE_INFINITY,
      silent: Number.POSITIVE_INFINITY,
      hopeless: Number.POSITIVE_INFINITY,
      mistaken: 0.931,
    })
    expect(byIntent['mistaken']).toEqual({ stands: 'together', right: 3, n: 3 })
    expect(byIntent['silent']).toEqual({ stands: 'suggestOnly', right: 0, n: 0 })
  })

  it('mistakes are counted in what is claimed, though the bars are set above them', () => {
    const rows = intents.flatMap((intent, i) =>
      times(6, (k) => judged(intent, i > 3 || k > 0, i > 3 || k > 0 ? 0.97 : 0.91)),
    )
    const { proven } = fitBars(rows, intents)
    expect([proven.length, proven.filter(isRight).length]).toEqual([240, 236])
  })

  it('with few messages everything is suggested only, and the model file keeps that', async () => {
    const few = ['never', 'refund']
    const bars = fitBars(
      few.flatMap((intent) => times(20, () => judged(intent, true, 0.99))),
      few,
    )
    expect(bars.byIntent['never']).toEqual({ stands: 'suggestOnly', right: 20, n: 20 })
    const dir = await mkdtemp(join(tmpdir(), 'tabdesk-bars-'))
    try {
      const heads = trainSmall({ examples: smallShop({ perIntent: 5 }) })
      expect(heads.manifest.policy.answerAboveByIntent['refund_status']).toBe(Number.POSITIVE_INFINITY)
      await saveHeads(dir, heads)
      expect((await loadHeads(dir)).manifest).toEqual(heads.manifest)
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  })
})

describe('bars of suggestions', () => {
  const alone = (): number => 0.9
  /** Suggestions that are right in a share of cases. */
  const suggested = (seed: number, intent: string, n: number, share: number): JudgedRow[] => {
    const random = createRandom(seed)
    return times(n, () => judged(intent, random.next() < share, 0.45))
  }

  it('an intent that is seldom right gets the bar from which on it is; one that is right every second time gets none', () => {
    const rows = [
      ...suggested(1, 'seldom', 40, 0.1),
      ...times(4, () => judged('seldom', true, 0.7)),
      ...suggested(2, 'often', 40, 0.6),
      ...suggested(3, 'hopeless', 40, 0.1),
      ...times(40, () => judged('hopeless', false, 0.89)),
    ]
    expect(fitSuggestBars(rows, ['seldom', 'often', 'hopeless'], alone)).toEqual({ hopeless: 0.9, seldom: 0.5 })
  })

  it('too little evidence hides nothing, and what is answered alone is no suggestion', () => {
    expect(fitSuggestBars(suggested(1, 'thin', 7, 0), ['thin'], alone)).toEqual({})
    const sure = times(60, () => judged('sure', true, 0.95))
    expect(fitSuggestBars([...sure, ...suggested(1, 'sure', 20, 0)], ['sure'], alone)).toEqual({ sure: 0.5 })
  })

  it('of intents that are right every second time at most one in twenty gets a bar; by a plain share nearly half would', () => {
    const seeds = [...Array(TENANTS).keys()]
    const rows = seeds.map((seed) => suggested(seed, 'half', 30, 0.5))
    const barred = rows.filter((one) => fitSuggestBars(one, ['half'], alone)['half'] !== undefined)
    const plain = rows.filter((one) => one.filter(isRight).length / one.length < 0.5)
    expect(barred.length / TENANTS).toBeLessThan(0.05)
    expect(plain.length / TENANTS).toBeGreaterThan(0.3)
  })

  it('are part of the fitted policy only where there are any', () => {
    const good = named(40).flatMap((intent) => times(8, () => judged(intent, true, 0.97)))
    expect(fitPolicy(good, named(40), true).policy).not.toHaveProperty('suggestAboveByIntent')
    const rows = [...good, ...suggested(1, 'seldom', 40, 0)]
    expect(fitPolicy(rows, [...named(40), 'seldom'], true).policy.suggestAboveByIntent).toEqual({ seldom: 0.5 })
  })
})
