import { describe, expect, it } from 'vitest'
import type { Passage } from '../src/domain/understanding.ts'
import { createOwnWords, type Meaning } from '../src/pipeline/own-words.ts'
import { understandingOf } from './helpers/understanding.ts'

const passage = (intent: string, score: number, text = `${intent} 的问法`): Passage => ({
  ...{ article: intent, version: '1', intent, language: 'zh', text, score, lexical: 1 },
})
const trained = new Set(['return_policy', 'track_parcel'])
const { verdict } = understandingOf({ intent: 'return_policy', confidence: 0.96 })
const vector = new Float32Array([1, 0])
const about = (intent: string, confidence = 0.9): Meaning => ({ text: 'x', ranked: [{ intent, confidence }], vector })
const partsOf = (meanings: Record<string, Meaning | undefined>) => {
  const asked: string[] = []
  const inOwnWords = createOwnWords(trained, async (text) => {
    asked.push(text)
    return meanings[text]
  })
  return { asked, inOwnWords }
}

describe('a shop’s own words', () => {
  it('answer what the heads understood, nearly as sure where nothing else has that intent', async () => {
    const { inOwnWords } = partsOf({ 签收后十天内可以退: about('return_policy') })
    const own = passage('faq_returns', 0.5, '签收后十天内可以退')
    const result = await inOwnWords(verdict, [own, passage('track_parcel', 0.3)])
    expect(result.verdict).toMatchObject({ intent: 'faq_returns', confidence: expect.closeTo(0.941, 3) })
    expect(result.verdict.ranked[0]?.intent).toBe('faq_returns')
    expect(result.read).toEqual([{ text: 'x', vector, passages: [] }])
  })
  it('go before an article of that intent that matches less well', async () => {
    const { inOwnWords } = partsOf({ 'faq_returns 的问法': about('return_policy') })
    const { verdict: first } = await inOwnWords(verdict, [passage('faq_returns', 0.7), passage('return_policy', 0.69)])
    expect(first).toMatchObject({ intent: 'faq_returns', confidence: expect.closeTo(0.941, 3) })
  })
  it('are less sure behind one that matches better, and give way, not alone, to one that matches much better', async () => {
    const { inOwnWords } = partsOf({ 'faq_returns 的问法': about('return_policy') })
    const beside = await inOwnWords(verdict, [passage('return_policy', 0.6), passage('faq_returns', 0.5)])
    expect(beside.verdict).toMatchObject({ intent: 'faq_returns', confidence: expect.closeTo(0.864, 3) })
    const far = await inOwnWords(verdict, [passage('return_policy', 0.8), passage('faq_returns', 0.5)])
    expect(far.verdict, 'the other one, but not without a person').toMatchObject({
      intent: 'return_policy',
      confidence: expect.closeTo(0.864, 3),
    })
  })
  it('stay out where they are about something else, or nothing is understood', async () => {
    const { inOwnWords, asked } = partsOf({
      'faq_parking 的问法': about('track_parcel'),
      'faq_vague 的问法': about('return_policy', 0.3),
    })
    expect((await inOwnWords(verdict, [passage('faq_parking', 0.9), passage('faq_vague', 0.8)])).verdict).toBe(verdict)
    const { verdict: none } = understandingOf({ intent: 'out_of_scope', confidence: 0.9 })
    const { verdict: unsure } = understandingOf({ intent: 'return_policy', confidence: 0.4 })
    const before = asked.length
    for (const one of [none, unsure]) expect((await inOwnWords(one, [passage('faq_parking', 0.9)])).verdict).toBe(one)
    expect(asked).toHaveLength(before)
  })
  it('are read once, again after the encoder failed', async () => {
    const meanings: Record<string, Meaning | undefined> = { 'faq_returns 的问法': undefined }
    const { inOwnWords, asked } = partsOf(meanings)
    const found = [passage('faq_returns', 0.5)]
    expect((await inOwnWords(verdict, found)).verdict).toBe(verdict)
    meanings['faq_returns 的问法'] = about('return_policy')
    for (let i = 0; i < 3; i++) expect((await inOwnWords(verdict, found)).verdict.intent).toBe('faq_returns')
    expect(asked).toHaveLength(2)
  })
})
