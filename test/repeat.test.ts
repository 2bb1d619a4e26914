import { describe, expect, it } from 'vitest'
import { READING_MS, withRepeat } from '../src/conversation/repeat.ts'
import { decide } from '../src/decision/decide.ts'
import { replyTo } from '../src/delivery/reply.ts'
import type { Decision } from '../src/domain/decision.ts'
import type { Understanding } from '../src/domain/understanding.ts'
import { draftOf, POLICY, understandingOf } from './helpers/understanding.ts'

const NOW = new Date('2026-11-22T08:00:00.000Z')

describe('a question asked again', () => {
  const given = [{ record: 'c:1', asked: '我的货到哪了', text: draftOf().text, at: NOW.toISOString() }]
  const later = (ms: number, text = '我的货到哪了') => ({ text, at: new Date(NOW.getTime() + ms) })
  const decided = (understanding: Understanding): Decision =>
    decide(
      {
        understanding,
        conversation: { state: 'bot', humanSpoke: false, misses: 0 },
        drafts: [draftOf()],
        label: (intent) => intent,
      },
      POLICY,
    )
  it('gets a person, not the same answer a second time', () => {
    const again = withRepeat(understandingOf({ text: '包裹到底在哪' }), draftOf(), given, later(60_000))
    expect(again.repeats).toEqual({ record: 'c:1', unread: false })
    const decision = decided(again)
    expect(decision).toMatchObject({ kind: 'handOff', reason: 'repeated_question' })
    const said = (language: 'zh' | 'en') =>
      replyTo(decision, { language, confidence: 1, silent: false, outlook: { position: 1, queued: false } })?.text
    expect(said('zh')).toMatch(/^看来我刚才的回答没有解决您的问题。已为您转接人工客服/)
    expect(said('en')).toMatch(/^It looks as if my answer did not help\. I am passing you/)
  })
  it('is not answered again either where it was written before the answer can have been read', () => {
    const twice = withRepeat(understandingOf(), draftOf(), given, later(READING_MS - 1))
    const decision = decided(twice)
    expect(decision).toMatchObject({ kind: 'ask', reason: 'repeated_question', options: [] })
    const outlook = { position: 1, queued: false }
    expect(replyTo(decision, { language: 'zh', confidence: 1, silent: false, outlook })).toBeUndefined()
  })
  it('was read by who goes on from it, however quick; the same words twice were not', () => {
    const followUp = understandingOf({ context: { from: 'c:1', kind: 'follow_up', share: 0.9 } })
    expect(withRepeat(followUp, draftOf(), given, later(1_000, '那西藏呢')).repeats?.unread).toBe(false)
    expect(withRepeat(followUp, draftOf(), given, later(1_000)).repeats?.unread).toBe(true)
  })
  it('is answered where there is news, where the answer was small talk, and where none was given', () => {
    const heard = understandingOf()
    const news = draftOf({ text: '您的订单正在派送中。' })
    expect(withRepeat(heard, news, given, later(60_000))).toBe(heard)
    expect(withRepeat(heard, draftOf({ courtesy: true }), given, later(60_000))).toBe(heard)
    expect(withRepeat(heard, draftOf(), [], later(60_000))).toBe(heard)
    expect(decided(heard)).toMatchObject({ kind: 'answer' })
  })
})
