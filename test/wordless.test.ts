import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decide } from '../src/decision/decide.ts'
import { replyTo } from '../src/delivery/reply.ts'
import type { Conversation } from '../src/domain/conversation.ts'
import type { Decision } from '../src/domain/decision.ts'
import type { Understanding } from '../src/domain/understanding.ts'
import { startProduct } from './helpers/product.ts'
import { draftOf, POLICY, understandingOf } from './helpers/understanding.ts'

const bot = { state: 'bot', humanSpoke: false, misses: 0 } as const
const heard = (wordless?: Understanding['wordless']) =>
  understandingOf({ text: '', intent: 'out_of_scope', confidence: 0.9, ...(wordless && { wordless }) })
const decided = (understanding: Understanding, conversation: Partial<Conversation> = {}): Decision =>
  decide({ understanding, conversation: { ...bot, ...conversation }, drafts: [draftOf()], label: (one) => one }, POLICY)
const said = (decision: Decision, understanding: Understanding, language?: 'zh' | 'en') =>
  replyTo(decision, {
    language: language ?? 'zh',
    confidence: 0.9,
    silent: false,
    outlook: { position: 2, queued: false },
    heard: understanding,
    conversation: language === undefined ? {} : { language },
  })

describe('a file without a word', () => {
  it('is asked about once, a recording goes to a person at once, and nothing is suggested for it', () => {
    for (const kind of ['image', 'file'] as const) {
      expect(decided(heard(kind))).toEqual({ kind: 'ask', reason: 'wordless', options: [], suggestions: [] })
      expect(decided(heard(kind), { misses: POLICY.missesBeforePerson - 1 })).toMatchObject({ kind: 'handOff' })
    }
    expect(decided(heard('audio'))).toMatchObject({ kind: 'handOff', reason: 'wordless', suggestions: [] })
    expect(decided(heard('image'), { humanSpoke: true })).toMatchObject({ reason: 'human_present' })
    expect(decided(heard()), 'control: words that are none of ours').toMatchObject({ reason: 'out_of_scope' })
  })

  it('is answered in the language of the conversation, and in both where there is none yet', () => {
    const ask = decided(heard('image'))
    expect(said(ask, heard('image'), 'zh')?.text).toMatch(/^收到了。[^a-z]+$/)
    expect(said(ask, heard('image'), 'en')?.text).toMatch(/^I have it, [^\p{Script=Han}]+$/u)
    expect(said(ask, heard('image'))?.text).toMatch(/^I have it, .+\n收到了。/)
    expect(said(ask, heard('image'))?.options).toEqual([{ intent: 'human_agent', label: 'Talk to a person · 转人工' }])
    const handOff = decided(heard('audio'))
    expect(said(handOff, heard('audio'), 'en')?.text).toMatch(/^I am passing you [^\p{Script=Han}]+$/u)
    expect(said(handOff, heard('audio'))?.text).toMatch(/^I am passing you .+\n已为您转接人工客服/)
  })

  it('is known by the product: a picture is asked about, the words after it are heard', async () => {
    const { url, product, token, client } = await startProduct()
    const headers = { authorization: `Bearer ${await token('customer', 'mei')}` }
    const photo = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#393' } })
      .png()
      .toBuffer()
    const begun = await fetch(`${url}/v1/attachments`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ name: '破损.png', size: photo.length }),
    })
    const { id } = (await begun.json()) as { id: string }
    const put = await fetch(`${url}/v1/attachments/${id}?offset=0`, {
      method: 'PUT',
      headers: { ...headers, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(photo),
    })
    const {
      name,
      mime,
      size,
      url: at,
    } = (await put.json()) as Record<'name' | 'mime' | 'url', string> & {
      size: number
    }
    const mei = await client('customer', 'mei')
    const reasonOf = async ({ conversation, seq }: { conversation?: unknown; seq?: unknown }) =>
      (await product.store.record('default', `${conversation}:${seq}`))?.decision.reason
    const picture = await mei.say('', { kind: 'image', text: undefined, attachment: { name, mime, size, url: at } })
    await expect.poll(() => reasonOf(picture), { timeout: 30_000 }).toBe('wordless')
    const words = await mei.say('转人工')
    await expect.poll(() => reasonOf(words), { timeout: 30_000 }).toBe('person_asked_for')
  })
})

it('an answer that proof adds nothing to is no answer that did not help', () => {
  const repeats = { record: 'c:1', unread: false }
  const proof = { outcome: 'proven', order: '20261121003345', customer: 'demo' } as const
  for (const language of ['zh', 'en'] as const) {
    const text = (understanding: Understanding) => said(decided(understanding), understanding, language)?.text
    const wrong = language === 'zh' ? '没有解决您的问题' : 'did not help'
    expect(text(understandingOf({ repeats, proof }))).toMatch(
      language === 'zh' ? /^核对好了/ : /^Thank you, that matches/,
    )
    expect(text(understandingOf({ repeats, proof }))).not.toContain(wrong)
    expect(text(understandingOf({ repeats })), 'control').toContain(wrong)
  }
})
