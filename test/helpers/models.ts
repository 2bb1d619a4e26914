import type { Models } from '../../src/compose-models.ts'
import type { Article } from '../../src/domain/article.ts'
import type { Library } from '../../src/domain/library.ts'
import type { Understanding } from '../../src/domain/understanding.ts'
import { understandingOf } from './understanding.ts'

const article = (id: string, intent: string, zh: string, en: string, more: Partial<Article> = {}): Article => ({
  id,
  version: 'v1',
  intent,
  title: { zh: `${id} 标题`, en: `${id} title` },
  mode: 'auto',
  courtesy: false,
  questions: { zh: [], en: [] },
  answers: { zh: [{ text: zh }], en: [{ text: en }] },
  ...more,
})

const ARTICLES = [
  article('greeting', 'greeting', '您好，请问有什么可以帮您？', 'Hello, how can I help?', { courtesy: true }),
  article('thanks', 'thanks', '不客气，随时找我。', 'You are welcome.', { courtesy: true }),
  article(
    'track-parcel',
    'track_parcel',
    '订单 {{order.number}} 由{{parcel.carrier}}配送，最新动态：{{parcel.event}}。',
    'Order {{order.number}} is with {{parcel.carrier}}: {{parcel.event}}.',
    { orders: ['shipped'], source: 'Delivery handbook' },
  ),
  article('delivery-eta', 'delivery_eta', '预计 {{order.eta}} 送达。', 'It should arrive on {{order.eta}}.', {
    orders: ['shipped'],
  }),
]

const MEANING: Record<string, string> = {
  你好: 'greeting',
  谢谢: 'thanks',
  我的货到哪了呀: 'track_parcel',
  'wheres my parcel': 'track_parcel',
}
const PERSON = /转人工|talk to a person/

/** A few fixed intents without weights: what the wire does must not depend on what a model thinks. */
export const stubModels = (): Models => {
  const library: Library = {
    search: () => [],
    article: (id) => ARTICLES.find((one) => one.id === id),
    articles: () => ARTICLES,
    facts: () => ({}),
    fingerprint: () => 'stub',
    revision: () => 0,
    nextChange: () => undefined,
    status: () => ({ state: 'ready', articles: ARTICLES.length, passages: 0, embedded: 0 }),
    replace: async () => undefined,
    refresh: async () => undefined,
    settled: async () => undefined,
    compact: async () => undefined,
  }
  return {
    understand: async (text) => meaningOf(text),
    remembered: () => 0,
    library,
    intents: new Map(),
    fitted: { answerAbove: 0.9, outOfScopeAbove: 0.5, answerAboveByIntent: {} },
    trained: {},
    live: {
      current: () => ({ version: 'stub', heads: undefined as never }),
      shadow: () => undefined,
      fault: () => undefined,
    },
    encoder: { fingerprint: 'stub', status: () => ({ state: 'ready', restarts: 0, queued: 0 }), pids: () => [] },
    index: { kind: 'flat' },
    voters: {
      states: () => ({ voters: { state: 'ready' } }),
      consult: async () => ({ opinions: [], leftOut: [] }),
    },
    face: () => undefined,
  }
}

const meaningOf = (text: string): Understanding => {
  const language = /\p{Script=Han}/u.test(text) ? 'zh' : 'en'
  const votes = PERSON.test(text) ? [{ voter: 'keywords', intent: 'human_agent', confidence: 1, ranked: [] }] : []
  const intent = MEANING[text]
  const sure = intent === undefined ? { confidence: 0.05, second: 0.01 } : { intent }
  return understandingOf({ text: text.toLowerCase(), language, votes, ...sure })
}
