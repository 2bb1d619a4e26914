import type { Library, LibraryStatus } from '../domain/library.ts'
import type { CreateVectorIndex } from '../ports/vector-index.ts'
import { type EmbedTexts, embedMissing } from './embedding.ts'
import { buildHybrid, type HybridText } from './hybrid.ts'
import {
  type Content,
  emptySnapshot,
  knownVectors,
  missingFrom,
  nextChange,
  prepare,
  searchSnapshot,
  stateOf,
  type Vectors,
} from './snapshot.ts'
import type { Words } from './words.ts'

export interface LibraryParts {
  words: Words
  createIndex: CreateVectorIndex
  /** The form in which texts are searched and embedded, the same as that of queries; as written by default. */
  normalise?: (text: string) => string
  /** Absent: words only. Rejections leave the passages without vectors, see `status`. */
  embed?: EmbedTexts
  /** Told when the status changed. */
  onChange?: (status: LibraryStatus) => void
  /** Wait before texts are embedded again after the encoder failed, milliseconds. */
  retryMs?: number
}

const RETRY_MS = 15_000

/** An empty library; `replace` fills it. Searching it is pure over the snapshot of the moment. */
export const createLibrary = (parts: LibraryParts): Library => {
  const { words, createIndex, embed, onChange, normalise = (text) => text, retryMs = RETRY_MS } = parts
  let current = emptySnapshot()
  let generation = 0
  let revision = 0
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
    if (stale()) return
    current = { ...content, hybrid }
    revision++
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
      const content = await prepare(articles, facts, normalise)
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
    revision: () => revision,
    nextChange: (at) => nextChange(current, at),
    status,
    replace,
    settled: () => embedding,
    refresh: () => replace(current.articles),
  }
}
