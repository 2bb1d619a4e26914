import { describe, expect, it } from 'vitest'
import type { Article } from '../src/domain/article.ts'
import type { RecordedTurn } from '../src/domain/record.ts'
import { type Asked, askedIn } from '../src/knowledge/unanswered/asked.ts'
import { clusterOf, nearestCluster } from '../src/knowledge/unanswered/clusters.ts'
import { type CoverageParts, findCoverage } from '../src/knowledge/unanswered/coverage.ts'
import { BLANK, draftAnswer, withSlots } from '../src/knowledge/unanswered/draft-answer.ts'
import { staleArticles } from '../src/knowledge/unanswered/stale.ts'

const at = (degrees: number): Float32Array =>
  new Float32Array([Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)])

describe('clusters', () => {
  it('put together what is alike, densest first, and the same again for the same input', async () => {
    const points = [0, 5, 90, 8, 95, 200].map((degrees) => ({ vector: at(degrees), weight: 1 }))
    const clusters = await clusterOf(points, 0.9)
    expect(clusters).toEqual([[1, 3, 0], [2, 4], [5]])
    expect(await clusterOf(points, 0.9)).toEqual(clusters)
  })
  it('count a text as often as it was asked, and do not join what is unlike by a chain', async () => {
    const chain = [0, 40, 80].map((degrees) => ({ vector: at(degrees), weight: 1 }))
    expect((await clusterOf(chain, 0.7)).map((cluster) => cluster[0])).toEqual([1])
    expect(await clusterOf([...chain, { vector: at(120), weight: 9 }], 0.7)).toEqual(
      [
        [3, 2],
        [0, 1],
      ].map((c) => c),
    )
  })
  it('are found again by what lies near their centre', () => {
    expect(nearestCluster(at(10), [at(90), at(0)])).toBe(1)
    expect(nearestCluster(at(45), [at(120), at(-40)], 0.9)).toBeUndefined()
  })
})

describe('a draft answer', () => {
  const reply = (text: string, degrees = 0, slots: [string, string][] = []) => ({
    text,
    vector: at(degrees),
    slots: new Map(slots),
  })
  it('turns what is this customer’s into slots, the longest value first', () => {
    const slots: [string, string][] = [
      ['order.number', '20261118003345'],
      ['parcel.number', '3345'],
      ['customer.tier', '金'],
    ]
    expect(withSlots(reply('您的单20261118003345到了金华，尾号3345', 0, slots))).toBe(
      '您的单{{order.number}}到了金华，尾号{{parcel.number}}',
    )
  })
  it('is the most central of what agents wrote, with the numbers that only one of them wrote left blank', () => {
    const drafted = draftAnswer([
      reply('亲，礼盒包装加收10元，备注里写一下祝福语就行，今天是周3', 0),
      reply('礼盒包装加收10元哦，备注里写一下祝福语就行，您前面还有7位', 4),
      reply('礼盒包装加收10元，备注里写祝福语就行', 8),
      reply('不清楚呢', 170),
    ])
    expect(drafted).toBe(`礼盒包装加收10元哦，备注里写一下祝福语就行，您前面还有${BLANK}位`)
  })
  it('keeps everything of two replies but what could be somebody’s number', () => {
    expect(draftAnswer([reply('Call me back on 138 0013 8000, we open at 9.')])).toBe(
      `Call me back on ${BLANK}, we open at 9.`,
    )
    expect(draftAnswer([])).toBeUndefined()
  })
})

describe('what was asked', () => {
  const turn = (text: string | undefined, reason: string, more: object = {}): RecordedTurn =>
    ({
      record: {
        ...{ id: 'c:1', tenant: 'default', conversation: 'c', seq: 1, at: '2026-11-20T08:00:00Z' },
        understanding: { language: 'zh', verdict: { intent: 'x' } },
        decision: { kind: 'handOff', reason },
      },
      outcomes: [],
      ...(text === undefined ? {} : { text }),
      ...more,
    }) as unknown as RecordedTurn
  const parts = {
    normalise: (text: string) => text.trim(),
    asksNothing: (intent: string) => intent === 'thanks',
    slotsOf: () => new Map(),
  }
  it('leaves out thanks, wishes for a person, and what was taken back', () => {
    expect(askedIn(turn('可以刻字吗', 'nothing_found'), parts)).toMatchObject({ answered: false, said: '可以刻字吗' })
    for (const [text, reason] of [
      ['好的', 'nothing_found'],
      ['我要转人工服务', 'person_asked_for'],
      [undefined, 'nothing_found'],
    ] as const)
      expect(askedIn(turn(text, reason), parts), text).toBeUndefined()
  })
  it('is answered by the bot until somebody takes that back, or by a suggestion that was sent much as it stood', () => {
    const answer = { ...turn('可以刻字吗', 'confident') }
    answer.record = { ...answer.record, decision: { kind: 'answer', reason: 'confident' } as never }
    expect(askedIn(answer, parts)?.answered).toBe(true)
    expect(askedIn({ ...answer, outcomes: [{ result: 'rated', value: 0 }] as never }, parts)?.answered).toBe(false)
    const suggested = (value: number) =>
      askedIn(
        turn('可以刻字吗', 'suggest_only', { outcomes: [{ suggestion: 'c:1:0', result: 'edited', value }] }),
        parts,
      )
    expect(suggested(0.1)?.answered).toBe(true)
    expect(suggested(0.9)?.answered).toBe(false)
  })
})

describe('coverage', () => {
  const NOW = Date.parse('2026-11-22T00:00:00Z')
  const DAY = 86_400_000
  const asked = (said: string, days: number, degrees: number, more: Partial<Asked> = {}): Asked => ({
    ...{ conversation: `c${days}-${said}`, seq: 3, at: NOW - days * DAY, language: 'zh', text: said, said },
    ...{ vector: at(degrees), answered: false, slots: new Map() },
    ...more,
  })
  const article = (id: string, more: Partial<Article> = {}): Article => ({
    ...{ id, version: 'v', intent: id, title: { zh: id, en: id }, mode: 'auto', courtesy: false },
    ...{ questions: { zh: [], en: [] }, answers: { zh: [], en: [] } },
    ...more,
  })
  const partsOf = (all: Asked[], more: Partial<CoverageParts> = {}): CoverageParts => ({
    asked: async function* (since) {
      yield* all.filter((one) => one.at >= since.getTime())
    },
    replyTo: async ({ said }) => (said.startsWith('刻字') ? '可以免费刻字，备注里写内容就行' : undefined),
    embed: async (texts) => texts.map(() => at(0)),
    mean: () => new Float32Array(2),
    search: () => [
      { article: 'gift-box', version: 'v', intent: 'x', language: 'zh', text: '礼盒', score: 0.4, lexical: 1 },
    ],
    articles: () => [article('gift-box')],
    usage: () => ({ shown: 0, accepted: 0, edited: 0, dismissed: 0, answered: 0 }),
    mask: (text) => text.replaceAll(/\d{6,}/g, '…'),
    normalise: (text) => text,
    now: () => new Date(NOW),
    today: () => '2026-11-22',
    ...more,
  })
  it('says what is asked and not answered, how it grows, what is nearest and what agents say', async () => {
    const all = [
      asked('刻字行吗', 40, 2),
      asked('能刻字不', 5, 3),
      asked('刻字要钱吗', 4, 0),
      asked('手机壳刻字13800138000', 3, 5),
      asked('能刻字不', 2, 3),
      asked('发货了吗', 2, 120, { answered: true }),
      asked('你们老板是谁', 1, 200),
    ].sort((a, b) => a.at - b.at)
    const coverage = await findCoverage(partsOf(all))
    expect(coverage).toMatchObject({ state: 'ready', days: 28, questions: 6, answered: 1 })
    expect(coverage.clusters).toEqual([
      {
        id: `c2-能刻字不:3`,
        size: 4,
        before: 1,
        questions: ['能刻字不', '手机壳刻字…', '刻字要钱吗'],
        language: 'zh',
        conversations: ['c2-能刻字不', 'c3-手机壳刻字13800138000', 'c4-刻字要钱吗', 'c5-能刻字不'],
        nearest: { article: 'gift-box', title: 'gift-box', score: 0.4 },
        draft: {
          title: '能刻字不',
          questions: ['能刻字不', '手机壳刻字…', '刻字要钱吗'],
          answer: '可以免费刻字，备注里写内容就行',
          from: 1,
        },
      },
    ])
  })
  it('embeds what has no vector on record, and makes no cluster of two', async () => {
    const { vector: _, ...bare } = asked('刻字吗', 2, 0)
    expect((await findCoverage(partsOf([bare, { ...bare, conversation: 'd' }]))).clusters).toEqual([])
    expect((await findCoverage(partsOf([bare, bare, asked('刻字呀', 1, 9)]))).clusters[0]?.size).toBe(3)
  })
  it('names articles past their review, often edited, never shown', () => {
    const all = [
      article('fresh'),
      article('due', { review: '2026-11-22' }),
      article('edited'),
      article('never'),
      article('off', { mode: 'off' }),
    ]
    const used = { shown: 9, accepted: 2, edited: 3, dismissed: 0, answered: 0 }
    const usage = (id: string) =>
      id === 'never' ? { ...used, shown: 0, accepted: 0, edited: 0 } : id === 'edited' ? used : { ...used, edited: 1 }
    const stale = (questions: number) =>
      staleArticles(all, usage, { today: '2026-11-22', questions }).map((one) => [one.article, one.why])
    expect(stale(500)).toEqual([
      ['due', 'review_due'],
      ['edited', 'often_edited'],
      ['never', 'unused'],
    ])
    expect(stale(10), 'few questions say nothing of what was not asked').toEqual([
      ['due', 'review_due'],
      ['edited', 'often_edited'],
    ])
  })
})
