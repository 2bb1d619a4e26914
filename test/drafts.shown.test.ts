import { describe, expect, it } from 'vitest'
import { shownText } from '../src/compose-draft-shown.ts'
import { createDraftReplies } from '../src/delivery/draft.ts'
import type { Article, ShopFacts } from '../src/domain/article.ts'
import { createMask } from '../src/knowledge/draft/personal.ts'
import { createEntityFinder } from '../src/pipeline/entities/entities.ts'
import { articleOf } from './helpers/articles.ts'
import { understandingOf } from './helpers/understanding.ts'

const AT = new Date('2026-11-22T08:00:00Z')
const ORDER = '2026110888428842'
const facts: ShopFacts = { hotline: { zh: '13912345678', en: '13912345678' } }
const find = createEntityFinder({ timeZone: 'Asia/Shanghai', products: [], orderNumber: '' })

/** What is sent to the customer, and what a preview shows of it. */
const both = (reply: string | undefined, own: Article[] = []) => {
  const article = (id: string) => own.find((one) => one.id === id)
  const library = { article, facts: () => facts }
  const card = { orders: [{ id: ORDER, lines: [] }], parcels: [], sources: [] } as never
  const ranked = [{ intent: 'refund_request', confidence: 0.95 }]
  const action = { do: 'reply', reply: { zh: reply ?? '', en: reply ?? '' } } as const
  const vote = { voter: 'plugin:x', intent: 'refund_request', confidence: 0.95, ranked }
  const understanding = understandingOf({
    entities: [{ type: 'order_tail', text: '8842', value: '8842', start: 0, end: 4 }],
    votes: reply === undefined ? [] : [{ ...vote, plugIn: { version: 'v1', weight: 1, action } }],
    ...(own[0] && { intent: own[0].intent }),
  })
  const parts = { ...library, articlesOf: (intent: string) => own.filter((one) => one.intent === intent) }
  const [draft] = createDraftReplies(parts)({ understanding, card, conversation: {}, at: AT })
  if (draft === undefined) throw new Error('nothing was drafted')
  const mask = createMask((text) => find(text, AT))
  return { sent: draft.text, shown: shownText(draft, { understanding, card, library, mask }) }
}

describe('the words of a preview', () => {
  it('of an article: what the shop knows of the customer stays unfilled', () => {
    const article = articleOf('track', {
      answers: { zh: [{ text: '订单 {{order.number}} 已发货，热线 {{shop.hotline}}。' }], en: [{ text: 'Sent.' }] },
    })
    const { sent, shown } = both(undefined, [article])
    expect(sent).toBe(`订单 ${ORDER} 已发货，热线 13912345678。`)
    expect(shown).toBe('订单 {{order.number}} 已发货，热线 13912345678。')
  })

  it('of a plug-in voter: the same', () => {
    const { sent, shown } = both('{{order.number}} 的退款请打 {{shop.hotline}}。')
    expect(sent).toBe(`${ORDER} 的退款请打 13912345678。`)
    expect(shown).toBe('{{order.number}} 的退款请打 13912345678。')
  })

  it('of a plug-in voter that repeats what was written: masked', () => {
    const { sent, shown } = both('您留的手机号 13800138000 我们会打的。')
    expect(sent).toContain('13800138000')
    expect(shown).toBe('您留的手机号 138***8000 我们会打的。')
  })
})
