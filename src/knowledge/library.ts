import type { ShopFacts } from '../domain/article.ts'
import type { Library, LibraryStatus } from '../domain/library.ts'
import type { KnowledgeQuery } from '../domain/understanding.ts'
import type { VectorGraphs } from '../ports/vector-index.ts'
import { type EmbedTexts, embedAll } from './embedding.ts'
import { createHoldings, type Holdings } from './holdings.ts'
import { canonicalJson } from './version.ts'
import type { Words } from './words.ts'

export interface LibraryParts {
  words: Words
  /** The form in which texts are searched and embedded, the same as that of queries; as written by default. */
  normalise?: (text: string) => string
  /** Absent: vectors are compared one by one, however many there are. */
  graphs?: VectorGraphs | undefined
  /** Absent: words only. Rejections leave the passages without vectors, see `status`. */
  embed?: EmbedTexts
  /** Told when the status changed. */
  onChange?: (status: LibraryStatus) => void
  /** Told which embedded texts nothing holds any more, once they are out of the index; others may come again at any time. */
  forget?: (texts: readonly string[]) => void
  /** Wait before texts are embedded again after the encoder failed, milliseconds. */
  retryMs?: number
  /** Longest time that texts of articles which are gone stay in memory, milliseconds. */
  forgetAfterMs?: number
}

const RETRY_MS = 15_000
const FORGET_AFTER_MS = 3_600_000
/** Between two times that new vectors are taken in while more are made, milliseconds; and so many times as long as the last time took. */
const LEARN_EVERY_MS = 2_000
const LEARN_SHARE = 30
/** A change of more than this share of the articles is built aside, from the beginning. */
const AFRESH_SHARE = 0.5
/** Shares of what is kept, gone or added one by one, from which on all is put together anew. */
const MOST_DEAD = 0.2
const MOST_LOOSE = 0.5

/** An empty library; `replace` fills it. Searching it is pure over what it holds at the moment. */
export const createLibrary = (parts: LibraryParts): Library => {
  const { words, embed, onChange, forget, normalise = (text) => text } = parts
  const { retryMs = RETRY_MS, forgetAfterMs = FORGET_AFTER_MS } = parts
  const emptyWith = (facts: ShopFacts): Holdings => createHoldings({ words, normalise, facts, graphs: parts.graphs })
  let holdings = emptyWith({})
  let wantedFacts: ShopFacts = {}
  let generation = 0
  let revision = 0
  let building = 0
  let embedding: Promise<void> = Promise.resolve()
  let changing: Promise<unknown> = Promise.resolve()
  let compacting: Promise<void> | undefined
  let forgetting: NodeJS.Timeout | undefined
  let reason: string | undefined

  const status = (): LibraryStatus => ({
    state: stateOf(),
    articles: holdings.articles.length,
    passages: holdings.passages,
    embedded: holdings.embedded,
    ...(reason === undefined ? {} : { reason }),
  })
  const stateOf = (): LibraryStatus['state'] => {
    if (building > 0) return revision === 0 ? 'empty' : 'building'
    if (holdings.articles.length === 0) return 'empty'
    return holdings.embedded < holdings.questions ? 'lexical_only' : 'ready'
  }
  const done = (): void => {
    building--
    onChange?.(status())
  }

  /** One change at a time; searches go on meanwhile. */
  const exclusive = <T>(change: () => Promise<T>): Promise<T> => {
    const mine = changing.then(change)
    changing = mine.catch(() => {})
    return mine
  }

  const embedRest = async (stale: () => boolean): Promise<void> => {
    if (embed === undefined) return
    const fresh = new Map<string, Float32Array>()
    let nextAt = performance.now() + LEARN_EVERY_MS
    const learn = (): Promise<void> =>
      exclusive(async () => {
        if (stale() || fresh.size === 0) return
        const some = new Map(fresh)
        fresh.clear()
        const began = performance.now()
        await holdings.learn(some)
        const now = performance.now()
        nextAt = now + Math.max(LEARN_EVERY_MS, LEARN_SHARE * (now - began))
        revision++
      })
    const take = (text: string, vector: Float32Array): void => {
      fresh.set(text, vector)
      if (performance.now() < nextAt) return
      nextAt = Number.POSITIVE_INFINITY
      learn().catch(failed)
    }
    const result = await embedAll(holdings.missing(), embed, { take, stale })
    await learn()
    if (stale()) return
    reason = result.reason
    if (reason !== undefined) setTimeout(() => !stale() && startEmbedding(stale), retryMs).unref()
  }
  const failed = (error: unknown): void => {
    reason = `vectors could not be indexed: ${(error as Error).message}`
  }
  const startEmbedding = (stale: () => boolean): void => {
    if (embed === undefined || holdings.missing().length === 0) return
    building++
    embedding = embedRest(stale).catch(failed).finally(done)
  }

  const replace: Library['replace'] = async (articles, facts = wantedFacts) => {
    wantedFacts = facts
    const mine = ++generation
    const stale = (): boolean => mine !== generation
    building++
    try {
      await exclusive(async () => {
        if (stale()) return
        const afresh =
          canonicalJson(facts) !== canonicalJson(holdings.facts) ||
          holdings.differing(articles) > AFRESH_SHARE * holdings.articles.length
        const next = afresh ? emptyWith(facts) : holdings
        if (!(await next.bring(articles, { stale, ...(afresh ? { other: holdings } : {}) }))) return
        // Into an empty one: nothing has left.
        if (afresh && holdings.articles.length > 0) forget?.(await holdings.forgottenBeside(next))
        holdings = next
        revision++
      })
      if (stale()) return
      reason = undefined
      startEmbedding(stale)
      tidy()
    } finally {
      done()
    }
  }

  /** Builds all anew aside, catches up with what changed meanwhile, and swaps. What is found stays the same. */
  const putTogether = async (): Promise<void> => {
    await embedding
    const old = holdings
    const next = emptyWith(old.facts)
    await next.bring(old.articles, { other: old })
    await exclusive(async () => {
      if (holdings !== old) return
      await next.bring(old.articles, { other: old })
      if (forget !== undefined) forget(await old.forgottenBeside(next))
      holdings = next
      revision++
    })
    const mine = generation
    startEmbedding(() => mine !== generation)
  }
  const compact = async (): Promise<void> => {
    while (compacting !== undefined) await compacting.catch(() => {})
    clearTimeout(forgetting)
    forgetting = undefined
    compacting = putTogether().finally(() => {
      compacting = undefined
    })
    await compacting
    // What went meanwhile is still there.
    tidy()
  }
  const tidy = (): void => {
    const background = (): void => {
      if (compacting === undefined) compact().catch(failed)
    }
    if (holdings.dead > MOST_DEAD || holdings.loose > MOST_LOOSE) background()
    else if (holdings.dead > 0) forgetting ??= setTimeout(background, forgetAfterMs).unref()
  }

  return {
    search: Object.assign((query: KnowledgeQuery) => holdings.search(query), {
      prepare: (query: KnowledgeQuery) => holdings.search.prepare?.(query),
    }),
    article: (id) => holdings.byId.get(id),
    articles: () => holdings.articles,
    facts: () => holdings.facts,
    fingerprint: () => holdings.fingerprint,
    revision: () => revision,
    nextChange: (at) => holdings.nextChange(at),
    status,
    replace,
    settled: () => embedding,
    refresh: () => replace(holdings.articles),
    compact,
  }
}
