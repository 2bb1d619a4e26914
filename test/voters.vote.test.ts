import { describe, expect, it } from 'vitest'
import { decide } from '../src/decision/decide.ts'
import { createDraftReplies } from '../src/delivery/draft.ts'
import { replyTo } from '../src/delivery/reply.ts'
import type { DecisionInput } from '../src/domain/decision.ts'
import type { LoadedHeads } from '../src/domain/heads.ts'
import type { Understanding } from '../src/domain/understanding.ts'
import type { VoterAction } from '../src/domain/voter.ts'
import { createUnderstand, type UnderstandParts } from '../src/pipeline/pipeline.ts'
import type { Consulted, PlugInOpinion } from '../src/pipeline/plug-ins/panel.ts'
import { createReadOff } from '../src/pipeline/reading.ts'
import { smallShop, trainSmall } from './helpers/small-shop.ts'
import { draftOf, POLICY, understandingOf } from './helpers/understanding.ts'

const examples = smallShop({ perIntent: 20 })
const heads: LoadedHeads = {
  ...trainSmall({ examples, validation: smallShop({ perIntent: 20, seed: 5 }) }),
  fingerprint: 'heads',
}
const refund = examples.find(({ intent }) => intent === 'refund_status')?.vector as Float32Array

const opinion = (change: Partial<PlugInOpinion> = {}): PlugInOpinion => ({
  voter: 'plugin:x',
  version: 'v1',
  weight: 1,
  ranked: [{ intent: 'invoice_how_to', confidence: 0.95 }],
  ...change,
})
const understand = async (consulted: Partial<Consulted> | undefined, change: Partial<UnderstandParts> = {}) => {
  const understanding = await createUnderstand({
    encoder: { fingerprint: 'weights', embed: async () => [refund] },
    heads,
    readOff: createReadOff({ sentiment: () => ({ score: 0, anger: 0 }) }),
    ...(consulted === undefined ? {} : { plugIns: async () => ({ opinions: [], leftOut: [], ...consulted }) }),
    now: () => new Date('2026-11-22T08:00:00Z'),
    deadlineMs: 1_000,
    ...change,
  })('退款到账了吗')
  const { timings: _, ...rest } = understanding
  return rest
}
const trained = ({ votes }: Pick<Understanding, 'votes'>) => votes.filter(({ plugIn }) => plugIn === undefined)

describe('plug-in voters in the vote', () => {
  it('[PV1] in shadow change nothing, bit for bit, and are on the record', async () => {
    const alone = await understand(undefined)
    const watched = await understand({ opinions: [opinion({ weight: 0 })] })
    expect(watched.verdict).toStrictEqual(alone.verdict)
    expect(trained(watched)).toStrictEqual(trained(alone))
    expect(watched.votes.at(-1)).toEqual({
      voter: 'plugin:x',
      intent: 'invoice_how_to',
      confidence: 0.95,
      ranked: [{ intent: 'invoice_how_to', confidence: 0.95 }],
      plugIn: { version: 'v1', weight: 0 },
    })
  })
  it('when on, turn the verdict by their weight', async () => {
    const alone = await understand(undefined)
    const light = await understand({ opinions: [opinion({ weight: 0.05 })] })
    const heavy = await understand({ opinions: [opinion({ weight: 10 })] })
    expect(alone.verdict.intent).toBe('refund_status')
    expect(light.verdict.intent).toBe('refund_status')
    expect(light.verdict.confidence).toBeLessThan(alone.verdict.confidence)
    expect(heavy.verdict.intent).toBe('invoice_how_to')
    expect(trained(heavy)).toStrictEqual(trained(alone))
  })
  it('[PV3] that abstain or are left out leave the others as if they were not there', async () => {
    const alone = await understand(undefined)
    const left = await understand({ leftOut: [{ voter: 'plugin:x', why: 'no answer within 50 ms' }] })
    expect(left.verdict).toStrictEqual(alone.verdict)
    expect(left.leftOut).toEqual([{ voter: 'plugin:x', why: 'no answer within 50 ms' }])
    expect((await understand({})).leftOut).toBeUndefined()
    expect(await understand({})).toStrictEqual(alone)
  })
  it('may speak for an intent that no head was trained on, where they are surer than the verdict', async () => {
    const said = (confidence: number, weight = 1) =>
      understand({ opinions: [opinion({ weight, ranked: [{ intent: 'trade_in', confidence }] })] })
    expect((await said(1)).verdict).toMatchObject({ intent: 'trade_in', confidence: 1 })
    expect((await said(0.2)).verdict.intent).toBe('refund_status')
    expect((await said(1, 0)).verdict.intent).toBe('refund_status')
  })
  it('are asked while the encoder reads, not after it', async () => {
    let asked = false
    const before: boolean[] = []
    await understand(undefined, {
      plugIns: async () => {
        asked = true
        return { opinions: [], leftOut: [] }
      },
      encoder: {
        fingerprint: 'weights',
        embed: async () => {
          await new Promise(setImmediate)
          before.push(asked)
          return [refund]
        },
      },
    })
    expect(before).toEqual([true])
  })
})

const WORDS = { zh: '{{order.number}} 的退款要主管确认。', en: 'A supervisor confirms refunds.' }
const asking = (action: VoterAction, more: { weight?: number; confidence?: number } = {}) => {
  const { weight = 1, confidence = 0.95 } = more
  const ranked = [{ intent: 'refund_request', confidence }]
  return {
    voter: 'plugin:refund-over-500',
    intent: 'refund_request',
    confidence,
    ranked,
    plugIn: { version: 'v1', weight, action },
  }
}
const decided = (
  votes: Understanding['votes'],
  change: {
    understanding?: Partial<Understanding>
    conversation?: Partial<DecisionInput['conversation']>
    order?: string
  } = {},
) => {
  const understanding = understandingOf({
    votes,
    entities: [{ type: 'order_tail', text: '8842', value: '8842', start: 0, end: 4 }],
    ...change.understanding,
  })
  const drafts = createDraftReplies({ article: () => undefined, articlesOf: () => [], facts: () => ({}) })({
    understanding,
    card: {
      customer: undefined,
      orders: change.order === undefined ? [] : [{ id: change.order, lines: [] }],
      parcels: [],
      sources: [],
    } as never,
    conversation: {},
    at: new Date('2026-11-22T08:00:00Z'),
  })
  const decision = decide(
    {
      understanding,
      conversation: {
        state: 'bot',
        humanSpoke: false,
        misses: 0,
        ...change.conversation,
      } as DecisionInput['conversation'],
      drafts: [draftOf(), ...drafts],
      label: (intent) => intent,
    },
    POLICY,
  )
  const reply = replyTo(decision, {
    language: understanding.language,
    confidence: 0.5,
    silent: false,
    outlook: { position: 1, queued: false },
  })
  return { decision, said: `${decision.kind} ${decision.reason}`, reply: reply?.text, answer: reply?.answer }
}

describe('what a plug-in voter asks for', () => {
  it('a person: handed over with its words before the usual ones, and who should take it', () => {
    const { decision, said, reply } = decided([
      asking({ do: 'handOff', to: 'supervisor', reply: { zh: '退款要主管确认。', en: 'A supervisor confirms.' } }),
    ])
    expect(said).toBe('handOff voter_asked')
    expect(decision).toMatchObject({ request: { voter: 'plugin:refund-over-500', version: 'v1', to: 'supervisor' } })
    expect(reply).toMatch(/^退款要主管确认。已为您转接人工客服，您排在第 1 位/)
  })
  it('its words have slots as articles have; one that is empty keeps them unsaid', () => {
    const votes = [asking({ do: 'handOff', reply: WORDS })]
    expect(decided(votes, { order: '2026110888428842' }).reply).toMatch(/^2026110888428842 的退款要主管确认。已为您/)
    expect(decided(votes).reply).toMatch(/^已为您转接人工客服/)
    expect(decided(votes, { understanding: { language: 'en' } }).reply).toMatch(
      /^A supervisor confirms refunds\. I am passing you/,
    )
  })
  it('a reply: at the bar of an answer, with the voter as its source', () => {
    const action: VoterAction = {
      do: 'reply',
      reply: { zh: '以旧换新在店里办理。', en: 'Trade-in is done in the shop.' },
    }
    const { said, reply, answer } = decided([asking(action)])
    expect(said).toBe('answer voter_asked')
    expect(reply).toBe('以旧换新在店里办理。')
    expect(answer).toMatchObject({
      confidence: 0.95,
      intent: 'refund_request',
      sources: [{ article: 'plugin:refund-over-500', version: 'v1' }],
    })
    expect(decided([asking(action, { confidence: 0.85 })]).said).toBe('answer confident')
    expect(decided([asking({ do: 'reply', reply: WORDS })]).said).toBe('suggest slots_missing')
  })
  it('a suggestion: an agent sees its words first', () => {
    const { decision, said } = decided([asking({ do: 'suggest', reply: { zh: '先核实身份。', en: 'Verify first.' } })])
    expect(said).toBe('suggest voter_asked')
    expect(decision.suggestions.map(({ text }) => text)).toEqual(['先核实身份。', '您的订单正在运输中。'])
  })
  it('of several, the safest', () => {
    const reply: VoterAction = { do: 'reply', reply: { zh: '好', en: 'ok' } }
    expect(decided([asking(reply), asking({ do: 'suggest' }), asking({ do: 'handOff' })]).said).toBe(
      'handOff voter_asked',
    )
    expect(decided([asking(reply), asking({ do: 'suggest' })]).said).toBe('suggest voter_asked')
  })
  it('[PV1] in shadow nothing is done', () => {
    expect(decided([asking({ do: 'handOff' }, { weight: 0 })]).said).toBe('answer confident')
  })
  it('[W9] [W10] comes after a person who is there or asked for, and before an answer', () => {
    const votes = [asking({ do: 'reply', reply: { zh: '好', en: 'ok' } })]
    expect(decided(votes, { conversation: { humanSpoke: true } }).said).toBe('suggest human_present')
    const person = { voter: 'keywords', intent: 'human_agent', confidence: 1, ranked: [] }
    expect(decided([...votes, person]).said).toBe('handOff person_asked_for')
  })
})
