import { createHash } from 'node:crypto'
import type { Article } from '../domain/article.ts'

/** Hex digits of an article's version. */
const VERSION_LENGTH = 12

/** sha256 over the content as JSON with sorted keys, so the order of fields in a file does not matter; `origin` is not content. */
export const versionOf = (article: Omit<Article, 'version'>): string => {
  const { origin: _, ...content } = article
  return createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, VERSION_LENGTH)
}

/** The article with the version of its content. */
export const withVersion = (article: Omit<Article, 'version'>): Article => ({ ...article, version: versionOf(article) })

/** JSON with sorted keys and without undefined: equal values give equal text. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, v]) => v !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, v]) => `${JSON.stringify(key)}:${canonicalJson(v)}`).join(',')}}`
}
