import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { READING_MS } from '../src/conversation/repeat.ts'
import type { Understand } from '../src/domain/understanding.ts'
import { newCid } from './helpers/client.ts'
import { stubModels } from './helpers/models.ts'
import { startProduct } from './helpers/product.ts'
import { understandingOf } from './helpers/understanding.ts'

const TRACK = '我的货到哪了呀'
const INTENTS = new Map(
  ['thanks', 'greeting'].map((intent) => [intent, { intent, domain: 'chitchat', zh: intent, en: intent }]),
)
const withUnderstand = (understand: Understand) => ({
  overrides: { models: { ...stubModels(), intents: INTENTS, understand } },
})
const { understand: stub } = stubModels()

describe('a conversation with the running product', () => {
  it('asked again after the answer was read, a person comes; twice in one breath, it is answered once', async () => {
    const { client, product } = await startProduct()
    const [customer, agent] = await Promise.all([client('customer', 'demo'), client('agent', 'ann')])
    const bot = () => customer.frames.filter((frame) => frame.type === 'event' && frame.from.role === 'bot')
    const first = await customer.say(TRACK)
    const { conversation } = first
    const second = await customer.say('wheres my parcel', {})
    const third = await customer.say(TRACK)
    const reasons = async () =>
      (await product.store.records('default', { conversation, limit: 10 })).map(({ seq, decision, understanding }) => [
        seq,
        decision.kind,
        decision.reason,
        understanding.repeats?.unread,
      ])
    await expect.poll(async () => (await reasons()).length).toBe(3)
    expect(await reasons()).toEqual([
      [third.seq, 'ask', 'repeated_question', true],
      [second.seq, 'answer', 'confident', undefined],
      [first.seq, 'answer', 'confident', undefined],
    ])
    expect(
      bot().map(({ answer }) => answer?.intent),
      'once in each language',
    ).toEqual(['track_parcel', 'track_parcel'])
    expect((await product.store.conversation('default', conversation))?.misses).toBe(0)

    await new Promise((resolve) => setTimeout(resolve, READING_MS + 100))
    await customer.say(TRACK)
    expect(await agent.next((frame) => frame.type === 'status' && frame.state === 'queued')).toMatchObject({
      conversation,
    })
    await expect.poll(async () => (await reasons())[0]?.slice(1)).toEqual(['handOff', 'repeated_question', false])
    expect(bot().at(-1)?.text).toMatch(/^看来我刚才的回答没有解决您的问题。/)
  })

  it('[W5] a message taken back during its turn leaves no answer and no suggestion', async () => {
    const held: (() => void)[] = []
    const { client, product } = await startProduct(
      withUnderstand(async (text, options) => {
        if (text === TRACK) await new Promise<void>((resolve) => held.push(resolve))
        return stub(text, options)
      }),
    )
    const [customer, agent] = await Promise.all([client('customer', 'demo'), client('agent', 'ann')])
    const { conversation } = await customer.say('转人工')
    agent.send({ type: 'claim', conversation })
    await agent.watch(conversation)
    await customer.next((frame) => frame.type === 'status' && frame.state === 'assigned')
    const { seq } = await customer.say(TRACK)
    await expect.poll(() => held.length).toBe(1)
    customer.send({ type: 'recall', conversation, seq, opId: newCid() })
    await agent.next((frame) => frame.type === 'event' && frame.kind === 'recall')
    held[0]?.()
    await expect.poll(() => product.store.record('default', `${conversation}:${seq}`)).toBeDefined()
    const { seq: next } = await customer.say('你好')
    await agent.next((frame) => frame.type === 'suggestion' && frame.messageSeq === next)
    expect(agent.ofType('suggestion').filter((frame) => frame.messageSeq === seq)).toEqual([])
    expect((await product.store.conversation('default', conversation))?.language).toBe('zh')

    const { seq: kept } = await customer.say(TRACK)
    await expect.poll(() => held.length).toBe(2)
    held[1]?.()
    const control = await agent.next((frame) => frame.type === 'suggestion' && frame.messageSeq === kept)
    expect(control.suggestions.length, 'what was not taken back is suggested').toBeGreaterThan(0)
  })

  it('answers ok and numbers in the language of before, and a new language in that', async () => {
    const { client } = await startProduct(
      withUnderstand(async (text, options) => ({
        ...(await stub(text === '1234' || text === 'thanks' ? '谢谢' : text, options)),
        language: /[a-z]/.test(text) ? 'en' : 'zh',
        ...(text === '1234' ? { neutral: true as const } : {}),
      })),
    )
    const customer = await client('customer', 'demo')
    const answerTo = async (text: string): Promise<string> => {
      const { seq } = await customer.say(text)
      const said = (frame: { type: string; seq: number; from?: { role: string } }) =>
        frame.type === 'event' && frame.seq > seq && frame.from?.role === 'bot'
      return (await customer.next(said)).text
    }
    expect(await answerTo('wheres my parcel')).toMatch(/^Order/)
    expect(await answerTo('1234')).toBe('You are welcome.')
    expect(await answerTo('你好')).toBe('您好，请问有什么可以帮您？')
    expect(await answerTo('1234')).toBe('不客气，随时找我。')
    expect(await answerTo('thanks')).toBe('You are welcome.')
  })

  it('tells an agent over HTTP what a message would mean in this conversation, and by itself', async () => {
    const meanings: Record<string, string> = {
      [TRACK]: 'track_parcel',
      那大概几点呢: 'out_of_scope',
      [`${TRACK} 大概几点`]: 'delivery_eta',
    }
    const { client, call, product } = await startProduct(
      withUnderstand(async (text) => {
        const intent = meanings[text] ?? 'greeting'
        return understandingOf({ text, intent, confidence: intent === 'out_of_scope' ? 0.6 : 0.97 })
      }),
    )
    const customer = await client('customer', 'demo')
    const { conversation, seq } = await customer.say(TRACK)
    await expect.poll(() => product.store.record('default', `${conversation}:${seq}`)).toBeDefined()
    const understood = async (more: object) =>
      (await call('/v1/understand', { role: 'agent', body: { text: '那大概几点呢', ...more } })).body.understanding
    expect(await understood({ conversation })).toMatchObject({
      verdict: { intent: 'delivery_eta' },
      context: { from: `${conversation}:${seq}`, kind: 'follow_up' },
    })
    const alone = await understood({})
    expect(alone.verdict.intent).toBe('out_of_scope')
    expect(alone).not.toHaveProperty('context')
    expect(await product.store.records('default', { conversation, limit: 10 }), 'with no side effect').toHaveLength(1)
  })
})

describe('the dialogues of context', () => {
  const read = (
    file: string,
  ): { id: string; lang: string; kind: string; split: string; turns: string[]; intent: string }[] =>
    readFileSync(new URL(`../eval/${file}`, import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  const dialogues = read('context.jsonl')
  it('are 75 in each language, a third of them standing by themselves, a third for development', () => {
    const count = (fits: (row: (typeof dialogues)[number]) => boolean) => dialogues.filter(fits).length
    expect([count(({ lang }) => lang === 'zh'), count(({ lang }) => lang === 'en')]).toEqual([75, 75])
    expect(count(({ kind }) => kind === 'standalone')).toBe(50)
    expect(count(({ split }) => split === 'dev')).toBe(52)
    expect(dialogues.every(({ turns }) => turns.length === 2 || turns.length === 3)).toBe(true)
  })
  it('name intents that there are, and share no dialogue with those of development', () => {
    const intents = new Set(
      readFileSync(new URL('../knowledge/intents.jsonl', import.meta.url), 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { intent: string }).intent),
    )
    const more = read('context-dev.jsonl')
    expect([...dialogues, ...more].filter(({ intent }) => !intents.has(intent))).toEqual([])
    const keys = [...dialogues, ...more].map(({ turns }) => turns.join('|'))
    expect(new Set(keys).size).toBe(keys.length)
    expect(more.every(({ split }) => split === 'dev')).toBe(true)
  })
})
