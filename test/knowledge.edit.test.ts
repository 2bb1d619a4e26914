import { describe, expect, it } from 'vitest'
import type { Article } from '../src/domain/article.ts'
import type { ArticleHistoryEntry } from '../src/domain/article-history.ts'
import { Refusal } from '../src/domain/errors.ts'
import { createArticleEdits, draftOf } from '../src/knowledge/edit.ts'
import type { ChangeLibrary } from '../src/ports/library-store.ts'
import { articleOf } from './helpers/articles.ts'

const FIELDS = {
  title: { zh: '退货要多久', en: 'How long do returns take' },
  questions: { zh: ['退货多久能退回来呀', '退款啥时候到账'], en: ['when do i get my money back'] },
  answers: { zh: [{ text: '一般 {{shop.refundDays}} 到账哈。' }], en: [{ text: 'Within {{shop.refundDays}}.' }] },
}

/** A library in memory: as many versions as changes. */
const library = (...articles: Article[]) => {
  const state = { articles: articles as readonly Article[], n: 1, notes: [] as string[], by: [] as string[] }
  const history: ArticleHistoryEntry[] = []
  const edits = createArticleEdits({
    store: {
      commit: async (change: ChangeLibrary, note: string, by: string) => {
        // Asked twice, as where another process was quicker.
        await change(state.articles)
        const after = await change(state.articles)
        if (after !== state.articles) {
          state.n++
          state.notes.push(note)
          state.by.push(by)
        }
        state.articles = after
        return { n: state.n, at: '', by, note, edited: true, seed: '', articles: after }
      },
      articleHistory: async (id) => history.filter((entry) => entry.note === id),
    },
    known: () => ({ shop: new Set(['refundDays', 'product.材质']), timeZone: 'Asia/Shanghai' }),
    caughtUp: async () => {},
  })
  const happened = (id: string, by: string, kind: ArticleHistoryEntry['kind']): void =>
    void history.unshift({ n: state.n, at: '2026-11-22T08:00:00.000Z', by, note: id, version: 'v', kind })
  return { state, edits, happened }
}

const refusalOf = async (promise: Promise<unknown>): Promise<Refusal> => {
  const refusal = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(refusal).toBeInstanceOf(Refusal)
  return refusal as Refusal
}

describe('an article written by hand', () => {
  it('gets an id and an intent of its own, and is a version of the library', async () => {
    const { state, edits } = library()
    const { article, version } = await edits.create({ fields: FIELDS, note: '新品上架', by: 'kim' })
    expect(article).toMatchObject({
      id: 'how-long-do-returns-take',
      intent: 'faq_how_long_do_returns_take',
      mode: 'auto',
      courtesy: false,
      ...FIELDS,
    })
    expect(article.version).toMatch(/^[0-9a-f]{12}$/)
    expect(version).toBe(2)
    expect(state).toMatchObject({ notes: ['新品上架'], by: ['kim'], articles: [article] })
    const twin = await edits.create({ fields: FIELDS, by: 'kim' })
    expect(twin.article.id).toBe('how-long-do-returns-take-2')
  })

  it('in Chinese alone gets an id too', async () => {
    const { edits } = library()
    const { article } = await edits.create({
      fields: { questions: { zh: ['有没有运费险呀'] }, answers: { zh: [{ text: '有的，下单时勾选就行。' }] } },
      by: 'kim',
    })
    expect(article).toMatchObject({ title: { zh: '有没有运费险呀', en: '有没有运费险呀' } })
    expect(article.id).toMatch(/^faq-[0-9a-f]{12}$/)
  })

  it('has every field that articles have; what a form leaves empty is absent', async () => {
    const { edits } = library()
    const { article } = await edits.create({
      fields: {
        ...FIELDS,
        ...{ id: 'refund-time', intent: 'refund_time', mode: 'suggest', source: '', owner: '小王', orders: [] },
        ...{ audience: 'identified', channels: ['widget', 'wechat'], review: '2027-05-01', courtesy: true },
        ...{ validFrom: '2026-11-11 00:00', validTo: '2026-11-12T00:00:00+08:00', version: 'x', origin: 'y' },
        cards: {
          zh: [
            {
              title: '查看进度',
              text: '订单 {{order.number}}',
              image: 'https://cdn.example.com/a.png',
              buttons: [
                { label: '打开', url: 'https://example.com/r' },
                { label: '转人工', say: '转人工' },
              ],
            },
          ],
        },
      },
      by: 'kim',
    })
    expect(article).toMatchObject({
      ...{ id: 'refund-time', intent: 'refund_time', mode: 'suggest', owner: '小王', courtesy: true },
      ...{ audience: 'identified', channels: ['widget', 'wechat'], review: '2027-05-01' },
      ...{ validFrom: '2026-11-11T00:00:00+08:00', validTo: '2026-11-12T00:00:00+08:00' },
    })
    expect(article.cards?.zh?.[0]?.buttons).toHaveLength(2)
    expect(Object.keys(article)).not.toContain('source')
    expect(Object.keys(article)).not.toContain('orders')
    expect(article.version).not.toBe('x')
  })

  it('is refused for all its faults at once: field, value, fix', async () => {
    const { state, edits } = library()
    const fields = {
      id: 'Refund Time',
      mode: 'sometimes',
      titel: { zh: '退货' },
      questions: { zh: ['x'.repeat(501)], fr: ['quand'] },
      answers: {
        zh: [{ text: '{{order.nummer}} [点我](javascript:alert(1))' }, { text: '两个' }],
        en: [{ text: 'ok {{product.材质}}', when: { slot: 'order.status', values: ['lost'] } }],
      },
      validFrom: 'soon',
      audience: 'friends',
      channels: ['We Chat'],
      cards: {
        en: [{ title: '', image: 'http://x.example/a.png', buttons: [{ label: 'Go', url: 'data:text/html,x' }] }],
      },
    }
    const refusal = await refusalOf(edits.create({ fields, by: 'kim' }))
    expect(refusal.code).toBe('unprocessable')
    const fieldsAtFault = refusal.faults?.map(({ field }) => field) ?? []
    for (const field of [
      ...['id', 'mode', 'titel', 'questions.zh[0]', 'questions.fr', 'answers.zh[0]', 'answers.zh[1]'],
      ...['answers.en[0].when', 'validFrom', 'audience', 'channels', 'cards.en[0].title', 'cards.en[0].image'],
      ...['cards.en[0].buttons[0].url'],
    ])
      expect(fieldsAtFault, field).toContain(field)
    expect(refusal.faults?.find(({ field }) => field === 'titel')?.fix).toContain('did you mean title?')
    expect(refusal.faults?.find(({ value }) => value === '{{order.nummer}}')?.fix).toContain('{{order.number}}')
    expect(refusal.faults?.find(({ value }) => value.startsWith('javascript:'))).toBeDefined()
    expect(edits.check(fields)).toEqual(refusal.faults)
    expect(edits.check(FIELDS)).toEqual([])
    expect(edits.check('退货')).toMatchObject([{ field: 'fields' }, { field: 'answers' }, { field: 'title' }])
    expect(state.n).toBe(1)
  })

  it('an answer whose condition has no states is one fault, not two', () => {
    const { edits } = library()
    const zh = [{ when: { slot: 'order.status', values: [] }, text: '已发货。' }, { text: '请稍等。' }]
    expect(edits.check({ ...FIELDS, answers: { zh } }).map(({ field }) => field)).toEqual(['answers.zh[0].when'])
  })

  it('that is only tried out is not embedded more often than one that could be saved', () => {
    const draft = draftOf(
      { ...FIELDS, questions: { zh: Array.from({ length: 5_000 }, (_, i) => `第${i}种问法`), en: ['when'] } },
      () => ({ shop: new Set() }),
    )
    expect(draft.questions.zh).toHaveLength(1_000)
    expect(draft.questions).toMatchObject({ en: ['when'] })
  })

  it('with an id that is taken is refused', async () => {
    const { edits } = library(articleOf('refund-time'))
    const refusal = await refusalOf(edits.create({ fields: { ...FIELDS, id: 'refund-time' }, by: 'kim' }))
    expect(refusal.faults).toMatchObject([{ field: 'id', value: 'refund-time' }])
  })
})

describe('an edit', () => {
  const before = articleOf('refund-time', { origin: 'import:faq.csv', owner: '小王' })

  it('replaces the article where nobody was quicker, and keeps where it came from', async () => {
    const { state, edits } = library(articleOf('a'), before)
    const { article, version } = await edits.change('refund-time', { fields: FIELDS, from: before.version, by: 'kim' })
    expect(article).toMatchObject({ id: 'refund-time', intent: before.intent, origin: 'import:faq.csv', ...FIELDS })
    expect(article.owner, 'what is not written is not kept').toBeUndefined()
    expect(state.articles.map(({ id }) => id)).toEqual(['a', 'refund-time'])
    expect(version).toBe(2)
    const again = await edits.change('refund-time', { fields: FIELDS, from: before.version, by: 'kim' })
    expect(again.version, 'the same once more changes nothing').toBe(2)
  })

  it('of an older version is a conflict that says by whom', async () => {
    const { edits, happened } = library(before)
    happened('refund-time', 'lee', 'changed')
    const refusal = await refusalOf(edits.change('refund-time', { fields: FIELDS, from: 'older', by: 'kim' }))
    expect(refusal).toMatchObject({ code: 'conflict', status: 409, field: 'from' })
    expect(refusal.message).toContain('lee')
  })

  it('of an article that is gone says who took it out, or that there never was one', async () => {
    const { edits, happened } = library()
    expect((await refusalOf(edits.change('nope', { fields: FIELDS, from: 'x', by: 'kim' }))).code).toBe('not_found')
    happened('nope', 'lee', 'retired')
    const refusal = await refusalOf(edits.change('nope', { fields: FIELDS, from: 'x', by: 'kim' }))
    expect(refusal.code).toBe('conflict')
    expect(refusal.message).toContain('lee retired nope')
  })

  it('retires an article, once', async () => {
    const { state, edits, happened } = library(articleOf('a'), before)
    expect(await edits.retire('refund-time', { by: 'kim' })).toEqual({ version: 2 })
    expect(state.articles.map(({ id }) => id)).toEqual(['a'])
    happened('refund-time', 'kim', 'retired')
    expect((await refusalOf(edits.retire('refund-time', { by: 'lee' }))).code).toBe('conflict')
  })
})
