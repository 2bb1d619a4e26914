import { type Article, isValidAt, LANGUAGES } from '../domain/article.ts'
import type { ArticlePage, ArticleQuery, ArticleRow, ArticleState, ArticleUsage } from '../domain/article-edits.ts'
import { Refusal } from '../domain/errors.ts'

export interface ArticleListParts {
  articles(): readonly Article[]
  usage(id: string): ArticleUsage
  now(): Date
}

/** Pages of articles by what a knowledge manager looks for; texts are folded once per article, orders made once per library. */
export const createArticleList = ({
  articles,
  usage,
  now,
}: ArticleListParts): ((query: ArticleQuery) => ArticlePage) => {
  const folded = new WeakMap<Article, string>()
  const orders = new WeakMap<readonly Article[], Partial<Record<'id' | 'title', readonly Article[]>>>()

  const foldedOf = (article: Article): string => {
    const known = folded.get(article)
    if (known !== undefined) return known
    const { id, intent, title, questions, owner = '' } = article
    const text = fold([id, intent, title.zh, title.en, owner, ...questions.zh, ...questions.en].join('\n'))
    folded.set(article, text)
    return text
  }
  const ordered = (sort: ArticleQuery['sort']): readonly Article[] => {
    const all = articles()
    if (sort !== 'id' && sort !== 'title') {
      const counts = new Map(all.map(({ id }) => [id, usage(id)[sort]]))
      const count = ({ id }: Article): number => counts.get(id) ?? 0
      return all.toSorted((a, b) => count(b) - count(a) || byId(a, b))
    }
    const made = orders.get(all) ?? {}
    orders.set(all, made)
    const order = made[sort] ?? all.toSorted(sort === 'id' ? byId : byTitle)
    made[sort] = order
    return order
  }

  return ({ q, mode, intent, lang, state, sort, after, limit }) => {
    const at = now()
    const words = fold(q ?? '')
      .split(/\s+/)
      .filter((word) => word !== '')
    const fits = (article: Article): boolean =>
      (mode === undefined || article.mode === mode) &&
      (intent === undefined || article.intent === intent) &&
      (lang === undefined || article.answers[lang].length > 0) &&
      (state === undefined || isIn(article, state, at)) &&
      words.every((word) => foldedOf(article).includes(word))
    const found = ordered(sort).filter(fits)
    const start = after === undefined ? 0 : placeAfter(found, after)
    const page = found.slice(start, start + limit)
    const last = page.at(-1)
    return {
      articles: page.map((article) => rowOf(article, usage(article.id))),
      total: found.length,
      ...(last === undefined || start + limit >= found.length ? {} : { next: `${start + limit}:${last.id}` }),
    }
  }
}

const rowOf = (article: Article, usage: ArticleUsage): ArticleRow => {
  const { id, title, intent, mode, validFrom, validTo, review, owner, version, questions, answers } = article
  return {
    ...{ id, title, intent, mode, version, ...usage },
    languages: LANGUAGES.filter((language) => answers[language].length > 0),
    questions: questions.zh.length + questions.en.length,
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validTo === undefined ? {} : { validTo }),
    ...(review === undefined ? {} : { review }),
    ...(owner === undefined ? {} : { owner }),
  }
}

const fold = (text: string): string => text.normalize('NFKC').toLowerCase()

const isIn = (article: Article, state: ArticleState, at: Date): boolean => {
  const { validFrom, validTo, review } = article
  switch (state) {
    case 'current':
      return isValidAt(article, at)
    case 'future':
      return validFrom !== undefined && Date.parse(validFrom) > at.getTime()
    case 'past':
      return validTo !== undefined && Date.parse(validTo) <= at.getTime()
    case 'review':
      return review !== undefined && Date.parse(review) <= at.getTime()
  }
}

/** Behind the article that the page before ended with, wherever it is now; where it is gone, at its place. */
const placeAfter = (found: readonly Article[], after: string): number => {
  const [, place, id] = /^(\d{1,9}):(.+)$/.exec(after) ?? []
  if (place === undefined)
    throw new Refusal('bad_input', 'after is none of ours: use `next` of the page before', { field: 'after' })
  const at = found.findIndex((article) => article.id === id)
  return at < 0 ? Math.min(Number(place) - 1, found.length) : at + 1
}

const byId = (a: Article, b: Article): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

const COLLATOR = new Intl.Collator(['zh', 'en'], { numeric: true })

const byTitle = (a: Article, b: Article): number => COLLATOR.compare(a.title.zh, b.title.zh) || byId(a, b)
