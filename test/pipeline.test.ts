import { describe, expect, it } from 'vitest'
import { Refusal } from '../src/domain/errors.ts'
import type { LoadedHeads } from '../src/domain/heads.ts'
import type { Passage } from '../src/domain/understanding.ts'
import { createUnderstand, type UnderstandParts } from '../src/pipeline/pipeline.ts'
import { createReadOff } from '../src/pipeline/reading.ts'
import { smallShop, trainSmall } from './helpers/small-shop.ts'

const examples = smallShop({ perIntent: 20 })
const heads: LoadedHeads = {
  ...trainSmall({ examples, validation: smallShop({ perIntent: 20, seed: 5 }) }),
  fingerprint: 'heads',
}
const refund = examples.find(({ intent }) => intent === 'refund_status')?.vector as Float32Array

const understandWith = (change: Partial<UnderstandParts> = {}) =>
  createUnderstand({
    encoder: { fingerprint: 'weights', embed: async () => [refund] },
    heads,
    readOff: createReadOff({ sentiment: () => ({ score: -0.5, anger: 0.3 }) }),
    now: () => new Date('2026-11-22T08:00:00Z'),
    deadlineMs: 1_000,
    ...change,
  })
const down = async (): Promise<never> => {
  throw new Refusal('model_down', 'the encoder is starting')
}

describe('understand', () => {
  it('reads off what stands there, hears all voters and judges', async () => {
    const understanding = await understandWith({ fingerprint: () => 'index' })(
      '　退款 什么时候到账？订单２０２６１１０８７７２１　',
    )
    expect(understanding.text).toContain('退款 什么时候到账')
    expect(understanding.language).toBe('zh')
    expect(understanding.entities).toContainEqual(expect.objectContaining({ value: '202611087721' }))
    expect(understanding.votes.map(({ voter }) => voter)).toEqual(['lr', 'neighbours', 'kernel', 'ngrams'])
    expect(understanding.verdict.intent).toBe('refund_status')
    expect(understanding.sentiment).toEqual({ score: -0.5, anger: 0.3 })
    expect(understanding.fingerprints).toEqual({ model: 'weights', heads: 'heads', index: 'index' })
    expect(Object.keys(understanding.timings)).toEqual(['read', 'embed', 'vote', 'judge', 'requests'])
    expect(understanding.degraded).toEqual([])
  })

  it('goes on without the encoder: says so, and is less sure', async () => {
    const whole = await understandWith()('refund money back')
    const rest = await understandWith({ encoder: { fingerprint: 'weights', embed: down } })('refund money back')
    expect(rest.degraded).toEqual(['encoder'])
    expect(rest.votes.map(({ voter }) => voter)).toEqual(['ngrams'])
    expect(rest.verdict.intent).toBe('refund_status')
    expect(rest.verdict.confidence).toBeGreaterThan(0)
    expect(whole.degraded).toEqual([])
  })

  it('goes on without the encoder when it takes too long', async () => {
    const slow: UnderstandParts['encoder']['embed'] = (_, { signal } = {}) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)))
    const understanding = await understandWith({ encoder: { fingerprint: 'weights', embed: slow }, deadlineMs: 20 })(
      'refund',
    )
    expect(understanding.degraded).toEqual(['encoder'])
  })

  it('rejects only when the caller gave up', async () => {
    const given = new AbortController()
    const slow: UnderstandParts['encoder']['embed'] = (_, { signal } = {}) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)))
    const running = understandWith({ encoder: { fingerprint: 'weights', embed: slow }, deadlineMs: 10_000 })('refund', {
      signal: given.signal,
    })
    given.abort(new Error('gone'))
    await expect(running).rejects.toThrow('gone')
    await expect(understandWith()('refund', { signal: given.signal })).rejects.toThrow('gone')
  })

  it('lets what was found and what is said outright vote too', async () => {
    const passage: Passage = {
      article: 'a',
      version: '1',
      intent: 'track_parcel',
      language: 'zh',
      text: '快递到哪了',
      score: 0.9,
      lexical: 1,
    }
    const { votes, passages } = await understandWith({
      search: ({ vector }) => (vector === undefined ? [] : [passage]),
      keywords: () => ({ voter: 'keywords', intent: 'invoice_how_to', confidence: 0.95, ranked: [] }),
    })('发票')
    expect(votes.find(({ voter }) => voter === 'retrieval')?.intent).toBe('track_parcel')
    expect(votes.find(({ voter }) => voter === 'keywords')).toMatchObject({
      intent: 'invoice_how_to',
      confidence: 0.95,
    })
    expect(passages).toEqual([passage])
  })

  it('hears what is said outright even where nobody trained it', async () => {
    const { votes } = await understandWith({
      keywords: () => ({ voter: 'keywords', intent: 'human_agent', confidence: 1, ranked: [] }),
    })('转人工')
    expect(votes.find(({ voter }) => voter === 'keywords')?.intent).toBe('human_agent')
  })

  it('stands every text: empty, emoji, very long, other scripts', async () => {
    for (const text of ['', ' ', '😡😡', '?'.repeat(10_000), 'где мой заказ', '\u0000\ud800']) {
      const { verdict } = await understandWith()(text)
      expect(verdict.confidence).toBeGreaterThanOrEqual(0)
      expect(verdict.confidence).toBeLessThanOrEqual(1)
    }
  })
})
