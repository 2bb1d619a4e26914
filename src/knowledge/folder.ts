import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Article, IntentDescription, ShopFacts } from '../domain/article.ts'
import { PRODUCT_PREFIX } from '../domain/slots.ts'
import { catalogueColumns } from '../lib/catalogue-columns.ts'
import { parseDelimited, sniffDelimiter } from '../lib/delimited.ts'
import { parseArticle } from './article.ts'
import { parseShopFacts, timeZoneOf } from './facts.ts'
import { type Fault, KnowledgeFaults } from './faults.ts'
import { parseIntents } from './intents.ts'

/** What KNOWLEDGE_DIR holds. Files with faults are left out and named. */
export interface KnowledgeFolder {
  articles: Article[]
  intents: IntentDescription[]
  facts: ShopFacts
  faults: Fault[]
  /** Over the paths and bytes of the article files; tells when the folder changed. */
  hash: string
}

/** Reads every `.md` file below `articles`, `intents.jsonl` and `shop.yaml` of a folder. A missing folder is an empty one. */
export const readKnowledgeFolder = async (directory: string): Promise<KnowledgeFolder> => {
  const faults: Fault[] = []
  const attempt = <T>(read: () => T, otherwise: T): T => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof KnowledgeFaults)) throw error
      faults.push(...error.faults)
      return otherwise
    }
  }
  const intentsText = await readOptional(join(directory, 'intents.jsonl'))
  const factsText = await readOptional(join(directory, 'shop.yaml'))
  const catalogue = (await readOptional(join(directory, 'catalogue.csv'))) ?? ''
  const intents = attempt(() => parseIntents(intentsText ?? ''), [])
  const facts = attempt(() => parseShopFacts(factsText ?? ''), {})
  const [header] = parseDelimited(catalogue.split('\n', 1)[0] ?? '', sniffDelimiter(catalogue)).records
  const productSlots = catalogueColumns(header?.cells ?? []).attributes.map((name) => PRODUCT_PREFIX + name)
  const known = {
    ...(intentsText === undefined ? {} : { intents: new Set(intents.map(({ intent }) => intent)) }),
    shop: new Set([...Object.keys(facts), ...productSlots]),
    ...timeZoneOf(facts),
  }
  const files = await articleFiles(directory)
  const parsed = files.flatMap(({ path, text }) => {
    const article = attempt(() => parseArticle(text, path, known), undefined)
    return article === undefined ? [] : [{ path, article }]
  })
  return { articles: withoutTwins(parsed, faults), intents, facts, faults, hash: hashOf(files) }
}

interface ArticleFile {
  /** Relative, with `/`. */
  path: string
  text: string
}

const articleFiles = async (directory: string): Promise<ArticleFile[]> => {
  const root = join(directory, 'articles')
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(absent)
  const paths = (entries ?? [])
    .filter((e) => e.isFile() && e.name.endsWith('.md'))
    .map((e) => join(e.parentPath, e.name))
  return Promise.all(
    paths.sort().map(async (path) => ({
      path: relative(directory, path).split(sep).join('/'),
      text: await readFile(path, 'utf8'),
    })),
  )
}

const withoutTwins = (parsed: { path: string; article: Article }[], faults: Fault[]): Article[] => {
  const first = new Map<string, string>()
  return parsed.flatMap(({ path, article }) => {
    const named = path.slice(path.lastIndexOf('/') + 1, -'.md'.length)
    if (named !== article.id)
      faults.push({
        file: path,
        field: 'id',
        value: article.id,
        fix: `name the file ${article.id}.md, or the article ${named}`,
      })
    const earlier = first.get(article.id)
    if (earlier === undefined) {
      first.set(article.id, path)
      return [article]
    }
    faults.push({ file: path, field: 'id', value: article.id, fix: `already used by ${earlier}: give it another id` })
    return []
  })
}

const hashOf = (files: readonly ArticleFile[]): string => {
  const hash = createHash('sha256')
  for (const { path, text } of files) hash.update(JSON.stringify([path, text]))
  return hash.digest('hex').slice(0, 16)
}

const readOptional = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(absent)

const absent = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw error
  return undefined
}
