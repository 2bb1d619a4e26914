import { describe, expect, it } from 'vitest'
import type { Article } from '../src/domain/article.ts'
import type { ArticleQuery, ArticleUsage } from '../src/domain/article-edits.ts'
import { createArticleList } from '../src/knowledge/article-list.ts'
import { createUsage } from '../src/knowledge/usage.ts'
import { articleOf } from './helpers/articles.ts'

const NONE: ArticleUsage = { shown: 0, accepted: 0, edited: 0, dismissed: 0, answered: 0 }
const AT = new Date('2026-11-22T00:00:00Z')

const listOf = (articles: Article[], usage: Record<string, Partial<ArticleUsage>> = {}) => {
  const list = createArticleList({
    articles: () => articles,
    usage: (id) => ({ ...NONE, ...usage[id] }),
    now: () => AT,
  })
  return (query: Partial<ArticleQuery> = {}) => list({ sort: 'id', limit: 50, ...query })
}
const idsOf = (page: { articles: { id: string }[] }) => page.articles.map(({ id }) => id)

describe('the list of articles', () => {
  const articles = [
    articleOf('refund', {
      title: { zh: '退款多久到', en: 'Refund time' },
      mode: 'suggest',
      questions: { zh: ['退款几时到账哈'], en: ['ＷＨＥＮ is my refund'] },
      review: '2026-11-01',
    }),
    articleOf('double-eleven', {
      title: { zh: '双十一规则', en: 'Double 11' },
      validFrom: '2026-11-01T00:00:00+08:00',
      validTo: '2026-11-12T00:00:00+08:00',
      owner: '小王',
    }),
    articleOf('spring', { title: { zh: '春节发货', en: 'Spring' }, validFrom: '2027-01-01T00:00:00+08:00' }),
    articleOf('zh-only', { title: { zh: '啊', en: '啊' }, answers: { zh: [{ text: '好' }], en: [] } }),
  ]
  const list = listOf(articles, { spring: { shown: 3, accepted: 1 }, refund: { shown: 3, accepted: 2 } })

  it.each<[Partial<ArticleQuery>, string[]]>([
    [{ q: '退款' }, ['refund']],
    [{ q: 'WHEN refund' }, ['refund']],
    [{ q: '退款 双十一' }, []],
    [{ q: '小王' }, ['double-eleven']],
    [{ mode: 'suggest' }, ['refund']],
    [{ intent: 'zh_only' }, ['zh-only']],
    [{ lang: 'en' }, ['double-eleven', 'refund', 'spring']],
    [{ state: 'current' }, ['refund', 'zh-only']],
    [{ state: 'future' }, ['spring']],
    [{ state: 'past' }, ['double-eleven']],
    [{ state: 'review' }, ['refund']],
    [{ sort: 'shown' }, ['refund', 'spring', 'double-eleven', 'zh-only']],
    [{ sort: 'accepted' }, ['refund', 'spring', 'double-eleven', 'zh-only']],
    [{ sort: 'title' }, ['zh-only', 'spring', 'double-eleven', 'refund']],
  ])('%o', (query, ids) => {
    expect(idsOf(list(query))).toEqual(ids)
    expect(list(query).total).toBe(ids.length)
  })

  it('has what a row shows', () => {
    expect(list({ q: '小王' }).articles).toEqual([
      {
        ...{ ...NONE, id: 'double-eleven', intent: 'double_eleven', mode: 'auto', owner: '小王' },
        ...{ title: { zh: '双十一规则', en: 'Double 11' }, languages: ['zh', 'en'], questions: 0 },
        ...{ validFrom: articles[1]?.validFrom, validTo: articles[1]?.validTo, version: articles[1]?.version },
      },
    ])
  })

  it('goes on behind the last article of a page, also when it moved or is gone', () => {
    const many = Array.from({ length: 25 }, (_, i) => articleOf(`a${String(i).padStart(2, '0')}`))
    const pages: string[] = []
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page = listOf(many)({ limit: 10, ...(after === '' ? {} : { after }) })
      expect(page.total).toBe(25)
      pages.push(...idsOf(page))
      after = page.next
    }
    expect(pages).toEqual(many.map(({ id }) => id))
    const { next } = listOf(many)({ limit: 10 })
    const without = many.filter(({ id }) => id !== 'a09')
    expect(idsOf(listOf(without)({ limit: 2, after: next as string }))).toEqual(['a10', 'a11'])
    expect(() => listOf(many)({ after: 'elsewhere' })).toThrow('next')
  })
})

describe('usage', () => {
  it('counts each article once a time, and goes on where it ended', () => {
    const usage = createUsage()
    usage.count('shown', ['a', 'a', 'b'])
    usage.count('accepted', ['b'])
    usage.read({ records: 7 })
    usage.read({ outcomes: 3 })
    const again = createUsage(JSON.parse(JSON.stringify(usage.state())))
    again.count('shown', ['b'])
    expect(again.of('a')).toEqual({ ...NONE, shown: 1 })
    expect(again.of('b')).toEqual({ ...NONE, shown: 2, accepted: 1 })
    expect(again.of('toString')).toEqual(NONE)
    expect(again.at()).toEqual({ records: 7, outcomes: 3 })
  })
})
