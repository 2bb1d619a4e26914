import { describe, expect, it } from 'vitest'
import { decide } from '../src/decision/decide.ts'
import type { DecisionInput, Policy } from '../src/domain/decision.ts'
import { draftOf, POLICY, understandingOf } from './helpers/understanding.ts'

const bot = { state: 'bot', humanSpoke: false, misses: 0 } as const
const input = (change: Partial<DecisionInput> = {}): DecisionInput => ({
  understanding: understandingOf(),
  conversation: bot,
  drafts: [draftOf()],
  label: (intent) => `«${intent}»`,
  ...change,
})
const said = (change: Partial<DecisionInput> = {}, policy: Partial<Policy> = {}) => {
  const { kind, reason } = decide(input(change), { ...POLICY, ...policy })
  return `${kind} ${reason}`
}
const asked = { voter: 'keywords', intent: 'human_agent', confidence: 1, ranked: [] }

describe('decide', () => {
  it('answers when sure, with an article that may answer and lacks nothing', () => {
    expect(said()).toBe('answer confident')
  })
  it('keeps below the bar: one hundredth less and it asks', () => {
    expect(said({ understanding: understandingOf({ confidence: 0.9 }) })).toBe('answer confident')
    expect(said({ understanding: understandingOf({ confidence: 0.89 }) })).toBe('ask ambiguous')
  })
  it('respects the bar of an intent', () => {
    expect(said({}, { answerAboveByIntent: { track_parcel: Number.POSITIVE_INFINITY } })).not.toContain('answer')
  })
  it('suggests an intent from its own bar on, where its suggestions were seldom right', () => {
    const unsure = { understanding: understandingOf({ confidence: 0.45 }), conversation: { ...bot, misses: 9 } }
    expect(said(unsure)).toBe('suggest not_sure_enough')
    expect(said(unsure, { suggestAboveByIntent: { invoice_how_to: 0.6 } })).toBe('suggest not_sure_enough')
    expect(said(unsure, { suggestAboveByIntent: { track_parcel: 0.6 } })).toBe('handOff seldom_right')
  })
  it('never answers with a missing slot: the suggestion names it', () => {
    const decision = decide(input({ drafts: [draftOf({ missing: ['order.eta'] })] }), POLICY)
    expect(`${decision.kind} ${decision.reason}`).toBe('suggest slots_missing')
    expect(decision.suggestions[0]?.missing).toEqual(['order.eta'])
  })
  it('leaves suggest-only articles to people', () => {
    expect(said({ drafts: [draftOf({ mode: 'suggest' })] })).toBe('suggest suggest_only')
  })
  it('never answers in a language that was not asked in: an agent sees the suggestion, and why', () => {
    const english = draftOf({ language: 'en', text: 'Your order is on its way.' })
    expect(said({ drafts: [english] })).toBe('suggest not_in_language')
    expect(said({ drafts: [english], understanding: understandingOf({ language: 'en' }) })).toBe('answer confident')
  })
  it("never answers with another intent's article", () => {
    expect(said({ drafts: [draftOf({ intent: 'invoice_how_to' })] })).toBe('suggest no_article')
  })
  it('[W10] hands over when a person is asked for, however sure the models are of something else', () => {
    expect(said({ understanding: understandingOf({ votes: [asked] }) })).toBe('handOff person_asked_for')
    expect(said({ understanding: understandingOf({ intent: 'human_agent', confidence: 0.6 }) })).toBe(
      'handOff person_asked_for',
    )
    expect(said({ understanding: understandingOf({ votes: [asked], degraded: ['encoder'], confidence: 0 }) })).toBe(
      'handOff person_asked_for',
    )
  })
  it('[W9] only suggests once a person has spoken or holds the conversation', () => {
    expect(said({ conversation: { ...bot, humanSpoke: true } })).toBe('suggest human_present')
    expect(said({ conversation: { ...bot, state: 'assigned' } })).toBe('suggest human_present')
    expect(
      said({ conversation: { ...bot, humanSpoke: true }, understanding: understandingOf({ votes: [asked] }) }),
    ).toBe('suggest human_present')
  })
  it('puts forbidden words before everything', () => {
    expect(
      said({ understanding: understandingOf({ text: '你们卖假药吗', votes: [asked] }) }, { forbiddenWords: ['假药'] }),
    ).toBe('handOff forbidden_words')
  })
  it('hands an angry customer over', () => {
    expect(said({ understanding: understandingOf({ sentiment: { score: -1, anger: 0.9 } }) })).toBe('handOff anger')
  })
  it('asks which of two when they are near, once', () => {
    const near = understandingOf({ confidence: 0.45, second: 0.4 })
    const decision = decide(input({ understanding: near }), POLICY)
    expect(decision).toMatchObject({
      kind: 'ask',
      reason: 'ambiguous',
      options: [{ intent: 'track_parcel', label: '«track_parcel»' }, { intent: 'delivery_eta' }],
    })
    expect(said({ understanding: near, conversation: { ...bot, asked: ['track_parcel', 'delivery_eta'] } })).toBe(
      'suggest not_sure_enough',
    )
  })
  it('does not ask when both together are unlikely', () => {
    expect(said({ understanding: understandingOf({ confidence: 0.3, second: 0.2 }) })).toBe('suggest not_sure_enough')
  })
  it('says what it does not know, and hands over the second time', () => {
    const foreign = understandingOf({ intent: 'out_of_scope', confidence: 0.9, text: '螃蟹怎么蒸' })
    expect(said({ understanding: foreign })).toBe('ask out_of_scope')
    expect(said({ understanding: foreign, conversation: { ...bot, misses: 1 } })).toBe('handOff repeated_miss')
  })
  it('offers the two likeliest meanings where a message may still be ours', () => {
    const vague = understandingOf({ intent: 'out_of_scope', confidence: 0.5, text: '东西坏了' })
    vague.verdict.ranked = [
      { intent: 'damaged_on_arrival', confidence: 0.25 },
      { intent: 'defective_product', confidence: 0.15 },
    ]
    expect(said({ understanding: vague })).toBe('ask ambiguous')
    vague.verdict.outOfScope = 0.75
    expect(said({ understanding: vague })).toBe('ask out_of_scope')
  })
  it('hands over when there is nothing to say, naming dead models', () => {
    const weak = understandingOf({ confidence: 0.1, second: 0.05 })
    expect(said({ understanding: weak, drafts: [] })).toBe('handOff nothing_found')
    expect(said({ understanding: { ...weak, degraded: ['encoder'] }, drafts: [] })).toBe('handOff models_down')
  })
  it('with dead models answers what it is sure of, and sends the rest to a person without a question', () => {
    expect(said({ understanding: understandingOf({ degraded: ['encoder'] }) })).toBe('answer confident')
    const near = understandingOf({ confidence: 0.45, second: 0.4, degraded: ['encoder'] })
    expect(said({ understanding: near })).toBe('suggest models_down')
    const foreign = understandingOf({ intent: 'out_of_scope', confidence: 0.1, degraded: ['encoder'] })
    foreign.verdict.outOfScope = 0.9
    expect(said({ understanding: foreign })).toBe('handOff models_down')
  })
  it('shows at most three suggestions and none that is switched off', () => {
    const drafts = [draftOf({ mode: 'suggest' }), draftOf({ mode: 'off' }), draftOf(), draftOf(), draftOf()]
    expect(decide(input({ drafts }), POLICY).suggestions.map(({ mode }) => mode)).toEqual(['suggest', 'auto', 'auto'])
  })
})
