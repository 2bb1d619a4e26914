import { createHash } from 'node:crypto'
import type { Article, ShopFacts } from '../domain/article.ts'
import { FUSION_VERSION } from './fusion.ts'
import { canonicalJson } from './version.ts'

/** Of articles, facts and the way they are searched, 16 hex digits; whatever the order. */
export const fingerprintOf = (articles: readonly Article[], facts: ShopFacts): string => {
  const names = articles.map(({ id, version }) => `${id}@${version}`).sort()
  // A list of texts is canonical as it is, and there are thousands.
  const content = `[${canonicalJson(FUSION_VERSION)},${JSON.stringify(names)},${canonicalJson(facts)}]`
  return createHash('sha256').update(content).digest('hex').slice(0, 16)
}
