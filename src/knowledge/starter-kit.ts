import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Article } from '../domain/article.ts'

/** `id TAB version`, a line for each article version that a release of the starter kit ever had. */
const STARTER_KIT_FILE = fileURLToPath(new URL('../../knowledge/starter-kit.tsv', import.meta.url))

/** What the product came with, by what it says: neither who wrote an article nor the folder that it was read from tells that. */
export interface StarterKit {
  /** As it was shipped, then edited by somebody, or not of the kit at all. */
  of(article: Article): 'shipped' | 'edited' | undefined
  /** How many of a library are as they were shipped; counted once per list. */
  shippedIn(articles: readonly Article[]): number
}

/** @throws Error when the product's own list cannot be read */
export const readStarterKit = async (path = STARTER_KIT_FILE): Promise<StarterKit> => {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '')
  const versions = new Set(lines)
  const ids = new Set(lines.map((line) => line.slice(0, line.indexOf('\t'))))
  const counts = new WeakMap<readonly Article[], number>()
  const of: StarterKit['of'] = (article) => {
    // What came from a file is the shop's own, whatever it says.
    if (article.origin !== undefined || !ids.has(article.id)) return undefined
    return versions.has(`${article.id}\t${article.version}`) ? 'shipped' : 'edited'
  }
  return {
    of,
    shippedIn: (articles) => {
      const count = counts.get(articles) ?? articles.filter((article) => of(article) === 'shipped').length
      counts.set(articles, count)
      return count
    },
  }
}
