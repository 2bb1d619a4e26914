import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { type Article, LANGUAGES } from '../../domain/article.ts'
import type { ArticleRow, ArticleUsage } from '../../domain/article-edits.ts'
import { language } from '../shared/i18n.ts'
import type { ArticlesApi } from './articles-api.ts'

/** Rows asked for at a time. */
const PAGE = 100
/** Milliseconds without a key before a search is asked for. */
const SEARCH_AFTER_MS = 140

/** What the list is filtered and sorted by; `lang`, `mode`, `state`, `intent`, `sort` and `q` of the address. */
export type ListQuery = Partial<Record<(typeof QUERY_KEYS)[number], string>>

export const QUERY_KEYS = ['q', 'mode', 'lang', 'state', 'intent', 'sort'] as const

/** The part of an address's query that the list knows. */
export const listQuery = (query: URLSearchParams): ListQuery =>
  Object.fromEntries(QUERY_KEYS.map((key) => [key, query.get(key) ?? '']).filter(([, value]) => value !== ''))

/** The list of articles, read page by page as it is scrolled. */
export interface ArticleList {
  readonly rows: ReadonlySignal<ArticleRow[]>
  readonly total: ReadonlySignal<number>
  /** Articles that are as the starter kit brought them. */
  readonly starter: ReadonlySignal<number>
  readonly state: ReadonlySignal<'loading' | 'ready' | 'failed'>
  readonly error: ReadonlySignal<unknown>
  readonly hasMore: ReadonlySignal<boolean>
  /** Place of the row that had the focus last. */
  readonly current: Signal<number | undefined>
  /** Shows what fits `query`; while it is read the rows of before stay. `soon` waits for more keys. */
  show(query: ListQuery, options?: { soon?: boolean }): void
  /** As `show`, but leaves what is there where it was read for the same query: one comes back from an article. */
  enter(query: ListQuery): void
  /** Brings the row of an article that was saved up to date; a new one is read with the list. */
  saved(article: Article): void
  retired(id: string): void
  /** Reads the next page, unless it is being read. */
  more(): void
  stop(): void
}

export const createArticleList = (api: Pick<ArticlesApi, 'list'>): ArticleList => {
  const rows = signal<ArticleRow[]>([])
  const total = signal(0)
  const starter = signal(0)
  const state = signal<'loading' | 'ready' | 'failed'>('loading')
  const error = signal<unknown>(undefined)
  const hasMore = signal(false)
  const current = signal<number | undefined>(undefined)
  /** Undefined: what is there has to be read again. */
  let shown: ListQuery | undefined
  let next: string | undefined
  let reading: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const read = async (after?: string) => {
    reading?.abort()
    const mine = new AbortController()
    reading = mine
    try {
      const query = { sort: usualSort(), ...shown, limit: String(PAGE), ...(after === undefined ? {} : { after }) }
      const page = await api.list(query, mine.signal)
      if (reading !== mine) return
      rows.value = after === undefined ? page.articles : [...rows.value, ...page.articles]
      total.value = page.total
      starter.value = page.starter ?? 0
      next = page.next
      hasMore.value = next !== undefined
      state.value = 'ready'
      error.value = undefined
    } catch (cause) {
      if (reading !== mine) return
      state.value = 'failed'
      error.value = cause
    } finally {
      if (reading === mine) reading = undefined
    }
  }

  const show: ArticleList['show'] = (query, { soon = false } = {}) => {
    if (!isSameQuery(query, shown)) current.value = undefined
    shown = query
    next = undefined
    clearTimeout(timer)
    state.value = 'loading'
    if (soon) timer = setTimeout(() => void read(), SEARCH_AFTER_MS)
    else void read()
  }

  return {
    rows,
    total,
    starter,
    state,
    error,
    hasMore,
    current,
    show,
    enter: (query) => {
      if (!isSameQuery(query, shown) || state.value === 'failed') show(query)
    },
    saved: (article) => {
      if (!rows.value.some(({ id }) => id === article.id)) shown = undefined
      rows.value = rows.value.map((row) => (row.id === article.id ? rowOf(article, row) : row))
    },
    retired: (id) => {
      const left = rows.value.filter((row) => row.id !== id)
      total.value -= rows.value.length - left.length
      rows.value = left
    },
    more: () => {
      if (next !== undefined && reading === undefined) void read(next)
    },
    stop: () => {
      clearTimeout(timer)
      reading?.abort()
      reading = undefined
    },
  }
}

/** Titles are sorted in Chinese order. */
const usualSort = (): string => (language.value === 'zh' ? 'title' : 'id')

const isSameQuery = (a: ListQuery, b: ListQuery | undefined): boolean =>
  b !== undefined && QUERY_KEYS.every((key) => (a[key] ?? '') === (b[key] ?? ''))

const rowOf = (article: Article, { shown, accepted, edited, dismissed, answered }: ArticleUsage): ArticleRow => {
  const { id, title, intent, mode, version, validFrom, validTo, review, owner } = article
  return {
    ...{ id, title, intent, mode, version, shown, accepted, edited, dismissed, answered },
    languages: LANGUAGES.filter((language) => article.answers[language].length > 0),
    questions: article.questions.zh.length + article.questions.en.length,
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validTo === undefined ? {} : { validTo }),
    ...(review === undefined ? {} : { review }),
    ...(owner === undefined ? {} : { owner }),
  }
}
