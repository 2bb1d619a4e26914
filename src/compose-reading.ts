import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { openProducts, type Products } from './compose-products.ts'
import type { ShopFacts } from './domain/article.ts'
import type { Language } from './domain/message.ts'
import { parseShopFacts } from './knowledge/facts.ts'
import { type KnowledgeFolder, readKnowledgeFolder } from './knowledge/folder.ts'
import { createWords, type Words } from './knowledge/words.ts'
import { createEntityFinder, type FindEntities } from './pipeline/entities/entities.ts'
import { createKeywordVoter, type KeywordVoter } from './pipeline/keywords.ts'
import { createReadOff, type ReadOff } from './pipeline/reading.ts'
import { createSentiment, type ReadSentiment } from './pipeline/sentiment.ts'
import { readSentimentModel } from './pipeline/sentiment-model.ts'

/** What is read off a text before any model is asked, as the knowledge folder says; the product and replay read alike. */
export interface Readers {
  folder: KnowledgeFolder
  words: Words
  keywords: KeywordVoter
  readOff: ReadOff
  findEntities: FindEntities
  sentiment: ReadSentiment
  /** What the shop sells. */
  products: Products
}

/** Products are those of `dataDir` where it is given and has some. Without `sentiment.json` in the models' folder sentiment is heard by the lexicon alone. */
export const openReaders = async (knowledgeDir: string, modelsDir: string, dataDir?: string): Promise<Readers> => {
  const [folder, words, keywords, sentiment] = await Promise.all([
    readKnowledgeFolder(knowledgeDir),
    readText(knowledgeDir, 'words.txt').then((text) => createWords(text)),
    readText(knowledgeDir, 'keywords.yaml').then((text) => createKeywordVoter(parse(text))),
    openSentiment(knowledgeDir, modelsDir),
  ])
  const { findEntities, products } = await openEntities(knowledgeDir, folder.facts, dataDir)
  const readOff = createReadOff({ sentiment, findEntities })
  return { folder, words, keywords, readOff, findEntities, sentiment, products }
}

/**
 * Entities by the shop's calendar and order numbers (`timeZone`, `orderNumber` in shop.yaml) and products, which may change while they are looked for.
 * @throws Error when there is no such time zone, or the order number is none
 */
export const openEntities = async (
  knowledgeDir: string,
  facts: ShopFacts,
  dataDir?: string,
): Promise<{ findEntities: FindEntities; products: Products }> => {
  const products = await openProducts({ knowledgeDir, ...(dataDir === undefined ? {} : { dataDir }) })
  const findEntities = createEntityFinder({
    timeZone: facts['timeZone']?.en ?? SHOP_TIME_ZONE,
    findProducts: products.findProducts,
    orderNumber: facts['orderNumber']?.en ?? '',
  })
  // Patterns are compiled when they are first used: not on a customer's time.
  for (const text of WARM_UP) findEntities(text, new Date(0))
  return { findEntities, products }
}

const WARM_UP = [
  '昨天下午三点付了129元，改送杭州市西湖区文三路138号',
  'order 20261118003345, 2 pairs, tomorrow at 3pm, 12 Hill Road',
]
/** The starter shop's, as in its prices and dates. */
export const SHOP_TIME_ZONE = 'Asia/Shanghai'

/** @throws Error naming the lexicon's or the model's entry that cannot be used */
export const openSentiment = async (knowledgeDir: string, modelsDir: string): Promise<ReadSentiment> => {
  const [lexicon, model] = await Promise.all([
    readText(knowledgeDir, 'lexicon.yaml'),
    readText(modelsDir, 'sentiment.json'),
  ])
  return createSentiment(parse(lexicon), model === '' ? undefined : readSentimentModel(JSON.parse(model)))
}

/** Of `shop.yaml`; none where it is missing. @throws KnowledgeFaults when it cannot be read as facts */
export const readShopFacts = async (knowledgeDir: string): Promise<ShopFacts> =>
  parseShopFacts(await readText(knowledgeDir, 'shop.yaml'))

/** Texts that agents complete from, by language; none where the file is missing. */
export const readCanned = async (knowledgeDir: string): Promise<Record<Language, string[]>> => {
  const { zh = [], en = [] } = (parse(await readText(knowledgeDir, 'canned.yaml')) ?? {}) as Partial<
    Record<Language, string[]>
  >
  return { zh, en }
}

const readText = (folder: string, file: string): Promise<string> => readFile(join(folder, file), 'utf8').catch(() => '')
