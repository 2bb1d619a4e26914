import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Models } from '../src/compose-models.ts'
import { withUrgencyNote } from '../src/conversation/urgency-note.ts'
import { decide } from '../src/decision/decide.ts'
import { replyTo } from '../src/delivery/reply.ts'
import type { Decision, DecisionInput, ReplyTo } from '../src/domain/decision.ts'
import { SENTIMENT_LEVELS, type Sentiment, URGENCY_FLAGS, type UrgencyFlag } from '../src/domain/understanding.ts'
import { createSentiment } from '../src/pipeline/sentiment.ts'
import { stubModels } from './helpers/models.ts'
import { startProduct } from './helpers/product.ts'
import { draftOf, POLICY, understandingOf } from './helpers/understanding.ts'

const sentimentOf = (flags: UrgencyFlag[], anger = 0, level: Sentiment['level'] = 'calm'): Sentiment => ({
  score: 0,
  anger,
  level: level ?? 'calm',
  urgency: flags.map((flag) => ({ flag, evidence: ['词'] })),
})
const inputWith = (sentiment: Sentiment, change: Partial<DecisionInput> = {}): DecisionInput => ({
  understanding: understandingOf({ sentiment }),
  conversation: { state: 'bot', humanSpoke: false, misses: 0 },
  drafts: [draftOf()],
  label: (intent) => intent,
  ...change,
})

describe('what urgency does to a decision', () => {
  it.each<[string, Sentiment, string, string | undefined]>([
    ['nothing', sentimentOf([]), 'answer confident', undefined],
    ['danger', sentimentOf(['safety']), 'handOff safety', 'urgent'],
    ['self-harm', sentimentOf(['self_harm', 'safety']), 'handOff safety', 'urgent'],
    ['law', sentimentOf(['legal']), 'handOff legal', 'high'],
    [
      'leaving: the question is answered, and should a person come, they come sooner',
      sentimentOf(['leaving']),
      'answer confident',
      'high',
    ],
    ['anger', sentimentOf([], 0.9, 'angry'), 'handOff anger', 'high'],
    ['annoyance is answered', sentimentOf([], 0.3, 'annoyed'), 'answer confident', undefined],
    [
      'all at once: danger first',
      sentimentOf(['safety', 'legal', 'leaving'], 1, 'furious'),
      'handOff safety',
      'urgent',
    ],
  ])('%s', (_, sentiment, said, priority) => {
    const decision = decide(inputWith(sentiment), POLICY)
    expect(`${decision.kind} ${decision.reason}`).toBe(said)
    expect(decision.priority).toBe(priority)
  })

  it('goes before forbidden words and an ask for a person: what to do in danger is said at once', () => {
    const sentiment = sentimentOf(['safety'])
    const votes = [{ voter: 'keywords', intent: 'human_agent', confidence: 1, ranked: [] }]
    const understanding = understandingOf({ sentiment, votes, text: '起火了 转人工' })
    expect(decide(inputWith(sentiment, { understanding }), { ...POLICY, forbiddenWords: ['起火'] }).reason).toBe(
      'safety',
    )
  })

  it('[W9] leaves the words to a person who is there, and tells them', () => {
    const decision = decide(
      inputWith(sentimentOf(['safety']), { conversation: { state: 'assigned', humanSpoke: true, misses: 0 } }),
      POLICY,
    )
    expect(decision).toMatchObject({ kind: 'suggest', reason: 'human_present', priority: 'urgent' })
  })

  it('hands over what is written in another language, unless a person is there', () => {
    const understanding = understandingOf({ otherLanguage: 'ja' })
    expect(decide(inputWith(sentimentOf([]), { understanding }), POLICY).reason).toBe('other_language')
    const held = { understanding, conversation: { state: 'assigned', humanSpoke: true, misses: 0 } as const }
    expect(decide(inputWith(sentimentOf([]), held), POLICY).reason).toBe('human_present')
  })

  it('never hides a person: who would get one when calm gets one however it sounds', () => {
    const reaches = ({ kind }: Decision): boolean => kind === 'handOff' || kind === 'suggest'
    fc.assert(
      fc.property(
        fc.record({
          confidence: fc.double({ min: 0, max: 1, noNaN: true }),
          intent: fc.constantFrom('track_parcel', 'human_agent', 'out_of_scope'),
          misses: fc.nat(3),
          anger: fc.double({ min: 0, max: 1, noNaN: true }),
          level: fc.constantFrom(...SENTIMENT_LEVELS),
          flags: fc.subarray([...URGENCY_FLAGS]),
          mode: fc.constantFrom('auto' as const, 'suggest' as const),
        }),
        ({ confidence, intent, misses, anger, level, flags, mode }) => {
          const outcome = (sentiment: Sentiment): Decision =>
            decide(
              inputWith(sentiment, {
                understanding: understandingOf({ intent, confidence, sentiment }),
                conversation: { state: 'bot', humanSpoke: false, misses },
                drafts: [draftOf({ mode })],
              }),
              POLICY,
            )
          if (reaches(outcome(sentimentOf([])))) expect(reaches(outcome(sentimentOf(flags, anger, level)))).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('tone', () => {
  type Context = Parameters<ReplyTo>[1]
  const context = (language: 'zh' | 'en', sentiment: Sentiment, more: Partial<Context> = {}): Context => ({
    language,
    confidence: 0.95,
    silent: false,
    outlook: { position: 2, etaSeconds: 60, queued: false },
    heard: { sentiment },
    ...more,
  })
  const answer = (text: string, courtesy = false): Decision => ({
    kind: 'answer',
    reason: 'confident',
    draft: draftOf({ text, courtesy }),
    suggestions: [],
  })
  const annoyed = sentimentOf([], 0.3, 'annoyed')

  it('says sorry before the answer to whom is annoyed, in both languages', () => {
    expect(replyTo(answer('订单今天发出。'), context('zh', annoyed))).toMatchObject({
      text: '抱歉给您添堵了。订单今天发出。',
      apologises: true,
      answer: { intent: 'track_parcel' },
    })
    expect(replyTo(answer('It ships today.'), context('en', annoyed))?.text).toBe(
      'I am sorry for the trouble. It ships today.',
    )
  })

  it.each<[string, Decision, Context]>([
    ['to the calm', answer('订单今天发出。'), context('zh', sentimentOf([]))],
    ['to the displeased', answer('订单今天发出。'), context('zh', sentimentOf([], 0.1, 'displeased'))],
    ['with a courtesy', answer('不客气。', true), context('zh', annoyed)],
    [
      'twice in a conversation',
      answer('It ships today.'),
      context('en', annoyed, { conversation: { apologised: true } }),
    ],
  ])('not %s', (_, decision, heard) => {
    expect(replyTo(decision, heard)?.text).not.toMatch(/抱歉|sorry/i)
  })

  it('never doubles an apology that the article makes', () => {
    for (const [language, text] of [
      ['zh', '非常抱歉，商品坏了可以换新。'],
      ['en', 'We are sorry it broke. You can exchange it.'],
    ] as const)
      expect(replyTo(answer(text), context(language, annoyed))).toMatchObject({ text, apologises: true })
  })

  it('gives safe advice and says that a person comes first; what else depends on who is there', () => {
    const danger: Decision = { kind: 'handOff', reason: 'safety', suggestions: [] }
    const safety = sentimentOf(['safety'])
    expect(replyTo(danger, context('zh', safety))?.text).toMatch(/停止使用.*120.*最先来处理/)
    expect(replyTo(danger, context('en', safety))?.text).toMatch(/stop using.*emergency number.*come to you first/)
    const nobody = context('en', safety, { outlook: { position: 1, queued: false } })
    expect(replyTo(danger, nobody)?.text).toMatch(/nobody is online/)
    expect(replyTo(danger, context('zh', sentimentOf(['self_harm', 'safety'])))?.text).toMatch(/12356/)
    expect(replyTo(danger, context('en', sentimentOf(['self_harm', 'safety'])))?.text).toMatch(
      /not have to go through this alone/,
    )
  })

  it('gives it in the queue too, once', () => {
    const danger: Decision = { kind: 'handOff', reason: 'safety', suggestions: [] }
    const queued = { outlook: { position: 3, etaSeconds: 60, queued: true } }
    expect(replyTo(danger, context('zh', sentimentOf(['safety']), queued))?.text).toMatch(/120/)
    const again = context('zh', sentimentOf(['safety']), { ...queued, conversation: { priority: 'urgent' } })
    expect(replyTo(danger, again)).toBeUndefined()
  })

  it('names the other language in both of ours', () => {
    const foreign: Decision = { kind: 'handOff', reason: 'other_language', suggestions: [] }
    const heard = { sentiment: sentimentOf([]), otherLanguage: 'ja' }
    const text = replyTo(foreign, context('zh', sentimentOf([]), { heard }))?.text
    expect(text).toMatch(/Japanese/)
    expect(text).toMatch(/日语.*中文和英文/)
    expect(
      replyTo(foreign, context('zh', sentimentOf([]), { heard: { ...heard, otherLanguage: 'xx' } }))?.text,
    ).toMatch(/another language.*\n您写的好像是另一种语言/)
  })

  it('notes what is urgent on the card, with the words', () => {
    const card = { orders: [], parcels: [], highlights: [{ zh: '一', en: 'one' }], sources: [] }
    expect(withUrgencyNote(card, [{ flag: 'legal', evidence: ['12315', '律师函'] }]).highlights).toEqual([
      {
        zh: '提到投诉、监管、法律或曝光（“12315”“律师函”）',
        en: 'Speaks of complaints, authorities, law or the press (“12315”, “律师函”)',
      },
      { zh: '一', en: 'one' },
    ])
    expect(withUrgencyNote(card, [])).toBe(card)
  })
})

describe('a hotline', () => {
  const legal = (text: string): boolean =>
    createSentiment(parse(readFileSync('knowledge/lexicon.yaml', 'utf8')))(text).urgency?.some(
      ({ flag }) => flag === 'legal',
    ) === true
  it.each(['我要打12345', '不解决我就12315', '12315投诉你们', 'call the hotline 12345', 'reporting you to 12315'])(
    'is one: %s',
    (text) => expect(legal(text)).toBe(true),
  )
  it.each(['12345', 'my postcode is 12345', 'order 12345 please', '123456 是单号'])('is a number: %s', (text) =>
    expect(legal(text)).toBe(false),
  )
})

describe('over the wire', () => {
  const sentiment = createSentiment(parse(readFileSync('knowledge/lexicon.yaml', 'utf8')))
  const models = (): Models => {
    const stub = stubModels()
    return {
      ...stub,
      understand: async (text, options) => ({ ...(await stub.understand(text, options)), sentiment: sentiment(text) }),
    }
  }

  it('danger comes before who waits, in the queue, in the inbox and on the card', async () => {
    const { client } = await startProduct({ overrides: { models: models() } })
    const [first, second, agent] = await Promise.all([
      client('customer', 'waits'),
      client('customer', 'burns'),
      client('agent', 'ann'),
    ])
    await first.say('转人工')
    await first.next((frame) => frame.type === 'status' && frame.state === 'queued')
    const { conversation } = await second.say('充电宝突然着火了！')
    const words = await second.next((frame) => frame.type === 'event' && frame.from.role === 'bot')
    expect(words.text).toMatch(/120/)
    expect(
      await agent.next(
        (frame) => frame.type === 'status' && frame.conversation === conversation && frame.state === 'queued',
      ),
    ).toMatchObject({
      position: 1,
      summary: { priority: 'urgent' },
    })
    expect(await first.next((frame) => frame.type === 'status' && frame.position === 2)).toBeTruthy()
    agent.send({ type: 'watch', conversation })
    const { card } = await agent.next((frame) => frame.type === 'context' && frame.conversation === conversation)
    expect(card.highlights[0].zh).toMatch(/人身安全.*着火/)
  })

  it('a name with control characters is refused, and 8,000 characters are counted as people count', async () => {
    const { call } = await startProduct()
    const visitor = (name: string) => call('/v1/visitors', { body: { name } })
    expect(await visitor('小\u0000明')).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/name: take the control characters out/) },
    })
    expect((await visitor('小明 🙂')).status).toBe(201)
    const send = (text: string) =>
      call('/v1/messages', { role: 'customer', sub: 'c1', body: { cid: crypto.randomUUID(), text } })
    expect((await send('🙂'.repeat(8_000))).status).toBeLessThan(300)
    expect((await send('🙂'.repeat(8_001))).status).toBe(400)
    expect((await send('满'.repeat(8_001))).status).toBe(400)
  })

  it('what a customer types comes back as it was, whatever it is', async () => {
    const { client, call } = await startProduct()
    const customer = await client('customer', 'odd')
    for (const text of ['a\u0007b', '\u202e了哪到', '😡'.repeat(500), 'é\u0301\u0489']) {
      const { conversation, seq } = await customer.say(text)
      const page = await call(`/v1/conversations/${conversation}/events?after=${seq - 1}&limit=1`, {
        role: 'customer',
        sub: 'odd',
      })
      expect(page).toMatchObject({ status: 200, body: { events: [{ text }] } })
    }
    for (const text of ['a\u0000b', '\ud83d退款'])
      expect(await customer.say(text)).toMatchObject({ type: 'nack', code: 'bad_input', field: 'text' })
  })
})
