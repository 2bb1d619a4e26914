import { createHash } from 'node:crypto'
import type { Article, ShopFacts } from '../domain/article.ts'
import { FUSION_VERSION } from './fusion.ts'
import { canonicalJson } from './version.ts'

/** Of articles, facts and the way they are searched, 16 hex digits; whatever the order. */
export const fingerprintOf = (articles: readonly Article[], facts: ShopFacts): string => {
  const content = [FUSION_VERSION, articles.map(({ id, version }) => `${id}@${version}`).sort(), facts]
  return createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 16)
}
