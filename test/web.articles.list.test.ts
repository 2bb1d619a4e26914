import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ArticlePage, ArticleRow } from '../src/domain/article-edits.ts'
import { listAction } from '../src/web/knowledge/articles-keys.ts'
import { createArticleList, listQuery } from '../src/web/knowledge/articles-list.ts'
import { articleOf } from './helpers/articles.ts'

const row = (id: string): ArticleRow => {
  const { title, intent, mode, version } = articleOf(id)
  return {
    id,
    title,
    intent,
    mode,
    version,
    languages: ['zh', 'en'],
    questions: 0,
    shown: 3,
    accepted: 1,
    edited: 0,
    dismissed: 0,
    answered: 2,
  }
}

/** A server of pages of two rows that answers when it is told to. */
const slowServer = () => {
  const asked: { query: Record<string, string>; signal: AbortSignal; answer(page: ArticlePage): void }[] = []
  const list = (query: Record<string, string>, signal?: AbortSignal) =>
    new Promise<ArticlePage>((answer, reject) => {
      asked.push({ query, signal: signal as AbortSignal, answer })
      signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')))
    })
  return { asked, list }
}

const settled = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the list of articles', () => {
  it('is asked for once the keys rest, and what was asked for before is given up', async () => {
    const { asked, list } = slowServer()
    const articles = createArticleList({ list })
    for (const q of ['退', '退货', '退货运']) articles.show({ q }, { soon: true })
    await vi.runAllTimersAsync()
    expect(asked.map(({ query }) => query['q'])).toEqual(['退货运'])
    articles.show({ q: '发票' })
    expect(asked[0]?.signal.aborted).toBe(true)
    asked[1]?.answer({ articles: [row('invoice')], total: 1 })
    await settled()
    expect([articles.state.value, articles.rows.value.map(({ id }) => id)]).toEqual(['ready', ['invoice']])
  })

  it('reads on page by page, each once, and stops at the end', async () => {
    const { asked, list } = slowServer()
    const articles = createArticleList({ list })
    articles.show({})
    asked[0]?.answer({ articles: [row('a'), row('b')], total: 3, next: '2:b' })
    await settled()
    articles.more()
    articles.more()
    expect(asked.map(({ query }) => query['after'])).toEqual([undefined, '2:b'])
    asked[1]?.answer({ articles: [row('c')], total: 3 })
    await settled()
    articles.more()
    expect([articles.rows.value.map(({ id }) => id), articles.hasMore.value, asked.length]).toEqual([
      ['a', 'b', 'c'],
      false,
      2,
    ])
  })

  it('stays as it was while an article is open; what is saved or retired there shows', async () => {
    const { asked, list } = slowServer()
    const articles = createArticleList({ list })
    articles.enter({})
    asked[0]?.answer({ articles: [row('a'), row('b')], total: 2 })
    await settled()
    articles.saved(articleOf('b', { mode: 'off', answers: { zh: [{ text: '停' }], en: [] } }))
    articles.retired('a')
    articles.enter({})
    expect(articles.rows.value).toMatchObject([{ id: 'b', mode: 'off', languages: ['zh'], shown: 3 }])
    expect([articles.total.value, asked.length], 'not read again').toEqual([1, 1])
    articles.saved(articleOf('new'))
    articles.enter({})
    expect(asked.length, 'a new one may stand anywhere').toBe(2)
    articles.enter({ lang: 'en' })
    expect(asked.length).toBe(3)
  })

  it('a failure is said and the rows stay; coming back tries again', async () => {
    let fails = true
    const articles = createArticleList({
      list: async () => {
        if (fails) throw new TypeError('offline')
        return { articles: [row('a')], total: 1 }
      },
    })
    articles.show({})
    await settled()
    expect([articles.state.value, articles.error.value]).toEqual(['failed', new TypeError('offline')])
    fails = false
    articles.enter({})
    await settled()
    expect([articles.state.value, articles.error.value, articles.rows.value.length]).toEqual(['ready', undefined, 1])
  })

  it('knows its own words of an address', () => {
    expect(listQuery(new URLSearchParams('q=退货&state=review&page=7&mode='))).toEqual({ q: '退货', state: 'review' })
  })
})

describe('keys of the list', () => {
  const press = (key: string, more = {}) => ({
    key,
    keyCode: 0,
    isComposing: false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    ...more,
  })

  it('are letters on the page, arrows in the search, nothing in other fields', () => {
    expect(['j', 'k', 'n', '/', 'x'].map((key) => listAction(press(key), 'page'))).toEqual([
      'next',
      'previous',
      'new',
      'search',
      undefined,
    ])
    expect(['j', 'ArrowDown', 'ArrowUp'].map((key) => listAction(press(key), 'search'))).toEqual([
      undefined,
      'next',
      undefined,
    ])
    expect(listAction(press('ArrowDown'), 'field'), 'a select keeps its arrows').toBeUndefined()
  })

  it('belong to an input method while it writes, and to the browser with Ctrl', () => {
    expect(listAction(press('j', { isComposing: true }), 'page')).toBeUndefined()
    expect(listAction(press('j', { keyCode: 229 }), 'page')).toBeUndefined()
    expect(listAction(press('n', { ctrlKey: true }), 'page')).toBeUndefined()
  })
})
