import { describe, expect, it } from 'vitest'
import { decide } from '../src/decision/decide.ts'
import { createDraftReplies } from '../src/delivery/draft.ts'
import type { Vetoed } from '../src/domain/anti-answer.ts'
import { articleOf } from './helpers/articles.ts'
import { POLICY, understandingOf } from './helpers/understanding.ts'

const article = articleOf('track', { intent: 'track_parcel' })
const bot = { state: 'bot', humanSpoke: false, misses: 0 } as const
const card = { orders: [], parcels: [], sources: [] } as never
const veto = (doubtful: boolean): Vetoed => ({
  ...{ antiAnswer: `a${doubtful}`, article: article.id, score: 0.8 },
  ...(doubtful ? { doubtful } : {}),
})

/** What becomes of a message that the bot would answer with the article. */
const decided = (vetoed: Vetoed[]) => {
  const understanding = { ...understandingOf({ intent: 'track_parcel', confidence: 0.97 }), vetoed }
  const replies = createDraftReplies({
    article: (id) => (id === article.id ? article : undefined),
    facts: () => ({}),
    articlesOf: () => [article],
  })
  const drafts = replies({ understanding, card, conversation: {}, at: new Date('2026-11-22T08:00:00Z') })
  const { kind, suggestions } = decide({ understanding, conversation: bot, drafts, label: (intent) => intent }, POLICY)
  return { kind, suggested: suggestions.length }
}

describe('an article that an anti-answer is about', () => {
  it('is sent where none is, suggested to an agent where it may be meant, and gone where it surely is', () => {
    expect(decided([])).toEqual({ kind: 'answer', suggested: 1 })
    expect(decided([veto(true)])).toEqual({ kind: 'suggest', suggested: 1 })
    expect(decided([veto(false)])).toMatchObject({ suggested: 0 })
  })
  it('is gone where one of two anti-answers is sure', () => {
    expect(decided([veto(true), veto(false)])).toMatchObject({ suggested: 0 })
  })
})
