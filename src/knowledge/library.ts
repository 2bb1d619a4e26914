import { createHash } from 'node:crypto'
import type { Article, ShopFacts } from '../domain/article.ts'
import type { Library, LibraryStatus } from '../domain/library.ts'
import type { Language } from '../domain/message.ts'
import type { Passage, SearchKnowledge } from '../domain/understanding.ts'
import { createBreathe } from '../lib/breathe.ts'
import type { CreateVectorIndex } from '../ports/vector-index.ts'
import { type EmbedTexts, embedMissing } from './embedding.ts'
import { FUSION_VERSION, OTHER_LANGUAGE } from './fusion.ts'
import { buildHybrid, type Hybrid, type HybridText } from './hybrid.ts'
import { passagesOf } from './passages.ts'
import { canonicalJson } from './version.ts'
import type { Words } from './words.ts'

export interface LibraryParts {
  words: Words
  createIndex: CreateVectorIndex
  /** Absent: words only. Rejections leave the passages without vectors, see `status`. */
  embed?: EmbedTexts
  /** Told when the status changed. */
  onChange?: (status: LibraryStatus) => void
  /** Wait before texts are embedded again after the encoder failed, milliseconds. */
  retryMs?: number
}

const RETRY_MS = 15_000

/** An empty library; `replace` fills it. Searching it is pure over the snapshot of the moment. */
export const createLibrary = ({ words, createIndex, embed, onChange, retryMs = RETRY_MS }: LibraryParts): Library => {
  let current = emptySnapshot()
  let generation = 0
  let building = 0
  let embedding: Promise<void> = Promise.resolve()
  let reason: string | undefined

  const status = (): LibraryStatus => ({
    state: stateOf(current, building > 0),
    articles: current.articles.length,
    passages: current.texts.length,
    embedded: current.hybrid?.semantic?.embedded ?? 0,
    ...(reason === undefined ? {} : { reason }),
  })

  const install = async (content: Content, vectors: Vectors, stale: () => boolean): Promise<void> => {
    const vectorOf = ({ text, kind }: HybridText) => (kind === 'question' ? vectors.get(text) : undefined)
    const hybrid = await buildHybrid(content.texts, content.texts.map(vectorOf), { words, createIndex })
    if (!stale()) current = { ...content, hybrid }
  }

  const embedRest = async (content: Content, vectors: Vectors, stale: () => boolean): Promise<void> => {
    if (embed === undefined) return
    const known = vectors.size
    const result = await embedMissing(missingFrom(content.texts, vectors), embed, vectors, stale)
    if (stale()) return
    reason = result.reason
    if (vectors.size > known) await install(content, vectors, stale)
    if (reason !== undefined) setTimeout(() => !stale() && startEmbedding(content, vectors, stale), retryMs).unref()
  }

  const startEmbedding = (content: Content, vectors: Vectors, stale: () => boolean): void => {
    building++
    const failed = (error: unknown): void => {
      reason = `vectors could not be indexed: ${(error as Error).message}`
    }
    embedding = embedRest(content, vectors, stale).catch(failed).finally(done)
  }

  const done = (): void => {
    building--
    onChange?.(status())
  }

  const replace: Library['replace'] = async (articles, facts = current.facts) => {
    const mine = ++generation
    const stale = (): boolean => mine !== generation
    building++
    try {
      const vectors = knownVectors(current)
      const content = await prepare(articles, facts)
      await install(content, vectors, stale)
      if (stale()) return
      reason = undefined
      if (missingFrom(content.texts, vectors).length > 0 && embed !== undefined) startEmbedding(content, vectors, stale)
    } finally {
      done()
    }
  }

  return {
    search: (query) => searchSnapshot(current, query),
    article: (id) => current.byId.get(id),
    articles: () => current.articles,
    facts: () => current.facts,
    fingerprint: () => current.fingerprint,
    status,
    replace,
    settled: () => embedding,
    refresh: () => replace(current.articles),
  }
}

type Vectors = Map<string, Float32Array>

interface LibraryText extends HybridText {
  language: Language
}

interface Content {
  articles: readonly Article[]
  byId: ReadonlyMap<string, Article>
  facts: ShopFacts
  fingerprint: string
  /** The articles that can be found, by group. */
  found: readonly Article[]
  /** Groups that are not valid at all times. */
  dated: readonly number[]
  texts: readonly LibraryText[]
}

interface Snapshot extends Content {
  hybrid?: Hybrid
}

const emptySnapshot = (): Snapshot => ({
  articles: [],
  byId: new Map(),
  facts: {},
  fingerprint: fingerprintOf([], {}),
  found: [],
  dated: [],
  texts: [],
})

const prepare = async (articles: readonly Article[], facts: ShopFacts): Promise<Content> => {
  const found = articles.filter(({ mode }) => mode !== 'off')
  const texts: LibraryText[] = []
  const breathe = createBreathe()
  for (const [group, article] of found.entries()) {
    for (const passage of passagesOf(article, facts)) texts.push({ ...passage, group })
    await breathe()
  }
  const byId = new Map(articles.map((article) => [article.id, article]))
  const dated = found.flatMap(({ validFrom, validTo }, group) => ((validFrom ?? validTo) === undefined ? [] : [group]))
  return { articles, byId, facts, fingerprint: fingerprintOf(articles, facts), found, dated, texts }
}

const fingerprintOf = (articles: readonly Article[], facts: ShopFacts): string => {
  const content = [FUSION_VERSION, articles.map(({ id, version }) => `${id}@${version}`).sort(), facts]
  return createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 16)
}

const knownVectors = ({ texts, hybrid }: Snapshot): Vectors => {
  const vectors: Vectors = new Map()
  for (const [i, { text }] of texts.entries()) {
    const vector = hybrid?.semantic?.vectorOf(i)
    if (vector !== undefined) vectors.set(text, vector)
  }
  return vectors
}

const missingFrom = (texts: readonly LibraryText[], vectors: Vectors): string[] => [
  ...new Set(texts.flatMap(({ text, kind }) => (kind === 'question' && !vectors.has(text) ? [text] : []))),
]

const stateOf = ({ articles, texts, hybrid }: Snapshot, building: boolean): LibraryStatus['state'] => {
  if (building) return hybrid === undefined ? 'empty' : 'building'
  if (articles.length === 0) return 'empty'
  const questions = texts.filter(({ kind }) => kind === 'question').length
  return (hybrid?.semantic?.embedded ?? 0) < questions ? 'lexical_only' : 'ready'
}

const searchSnapshot = (
  { hybrid, found, dated, texts }: Snapshot,
  query: Parameters<SearchKnowledge>[0],
): Passage[] => {
  if (hybrid === undefined || query.top < 1) return []
  const at = query.at.getTime()
  const without = new Set(dated.filter((group) => !isValid(found[group] as Article, at)))
  const hits = hybrid.search({
    text: query.text,
    ...(query.vector === undefined ? {} : { vector: query.vector }),
    top: query.top,
    without,
    factor: (group) => (found[group]?.answers[query.language].length === 0 ? OTHER_LANGUAGE : 1),
    prefer: (text) => texts[text]?.language === query.language,
  })
  return hits.flatMap(({ group, text, score, lexical, semantic }) => {
    const article = found[group]
    const passage = texts[text]
    if (article === undefined || passage === undefined) return []
    const { id, version, intent } = article
    const evidence = semantic === undefined ? { score, lexical } : { score, lexical, semantic }
    return [{ article: id, version, intent, language: passage.language, text: passage.text, ...evidence }]
  })
}

/** `validFrom` is the first moment, `validTo` the first one after. */
const isValid = ({ validFrom, validTo }: Article, at: number): boolean =>
  (validFrom === undefined || Date.parse(validFrom) <= at) && (validTo === undefined || at < Date.parse(validTo))
