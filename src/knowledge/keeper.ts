import type { Article, ShopFacts } from '../domain/article.ts'
import type { Library } from '../domain/library.ts'
import type { LibraryStore, Seeded } from '../ports/library-store.ts'

/** The knowledge folder as far as the keeper needs it; see `readKnowledgeFolder`. */
export interface Seed {
  articles: readonly Article[]
  facts: ShopFacts
  hash: string
}

/** Most of the wait for vectors after a commit, milliseconds. */
const LONGEST_SETTLING_MS = 5_000

export interface Keeper {
  /** Seeds the store where that is due, and fills the library. Resolves when it can be searched; vectors may follow, see `settled`. */
  start(seed: Seed): Promise<Seeded['outcome']>
  /** Brings the library to the newest version of the store; resolves when that can be searched. */
  catchUp(): Promise<void>
  /** The same, and waits a while for the vectors of what is new: who has just committed wants to try it. */
  caughtUp(): Promise<void>
  stop(): void
}

/** Keeps the library in memory at the newest version of the store, also when another process commits. */
export const createKeeper = (parts: {
  store: LibraryStore
  library: Library
  /** Told of what goes wrong in the background. */
  onError: (error: unknown) => void
}): Keeper => {
  const { store, library, onError } = parts
  let applied = 0
  let stopWatching = (): void => {}
  let working: Promise<void> | undefined

  const apply = async (): Promise<void> => {
    const version = await store.current()
    if (version === undefined || version.n === applied) return
    await library.replace(version.articles)
    applied = version.n
  }
  const catchUp = async (): Promise<void> => {
    while (working !== undefined) await working
    working = apply().finally(() => {
      working = undefined
    })
    await working
  }

  return {
    start: async (seed) => {
      const { outcome, version } = await store.seed(seed.hash, async () => seed.articles)
      applied = version.n
      await library.replace(version.articles, seed.facts)
      stopWatching = store.watch(() => void catchUp().catch(onError))
      return outcome
    },
    catchUp,
    caughtUp: async () => {
      await catchUp()
      await Promise.race([
        library.settled(),
        new Promise((resolve) => setTimeout(resolve, LONGEST_SETTLING_MS).unref()),
      ])
    },
    stop: () => stopWatching(),
  }
}
