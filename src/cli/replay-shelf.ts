import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createLibraryFiles } from '../adapters/local/library-files.ts'
import { loadHeads } from '../adapters/local/model-files.ts'
import { createModelVersions } from '../adapters/local/model-versions.ts'
import { withVectorCache } from '../adapters/onnx/vector-cache.ts'
import type { Config } from '../config.ts'
import type { Article, ShopFacts } from '../domain/article.ts'
import type { LoadedHeads } from '../domain/heads.ts'
import type { Library } from '../domain/library.ts'
import { readKnowledgeFolder } from '../knowledge/folder.ts'
import { createLibrary } from '../knowledge/library.ts'
import { createWords } from '../knowledge/words.ts'
import { normalise } from '../pipeline/normalise.ts'
import type { Encoder } from '../ports/encoder.ts'
import { VECTORS } from './lab.ts'

/** Finds the heads and the knowledge that a turn was decided with, by their fingerprints. */
export interface Shelf {
  heads(fingerprint: string): Promise<LoadedHeads | undefined>
  library(fingerprint: string): Promise<Library | undefined>
  /** The knowledge of a folder, as the product would take it in. */
  libraryOf(folder: string): Promise<Library>
}

export interface ShelfParts {
  config: Pick<Config, 'dataDir' | 'modelsDir' | 'knowledgeDir' | 'model'>
  /** Reads texts whose vectors are kept nowhere. */
  encoder: Encoder
  log(message: string): void
}

export const openShelf = async ({ config, encoder, log }: ShelfParts): Promise<Shelf> => {
  const versions = createModelVersions({ ...config, heads: config.model.heads, now: () => new Date() })
  const vectors = withVectorCache(encoder, {
    files: [join(versions.dirOf('shipped'), VECTORS), join(config.dataDir, VECTORS)],
    log,
  })
  const words = createWords(await readFile(join(config.knowledgeDir, 'words.txt'), 'utf8').catch(() => ''))
  const build = async (articles: readonly Article[], facts: ShopFacts): Promise<Library> => {
    const library = createLibrary({
      words,
      normalise,
      embed: (texts) => vectors.embed(texts),
    })
    await library.replace(articles, facts)
    await library.settled()
    return library
  }

  const heads = new Map<string, LoadedHeads>()
  let listed = false
  const listHeads = async (): Promise<void> => {
    listed = true
    for (const { dir, manifest } of await versions.list()) {
      if (manifest === undefined) continue
      const loaded = await loadHeads(dir)
      heads.set(loaded.fingerprint, loaded)
    }
  }

  const libraries = new Map<string, Library>()
  let unread: number[] | undefined
  const store = createLibraryFiles({ directory: join(config.dataDir, 'knowledge'), now: () => new Date() })
  const facts = (await readKnowledgeFolder(config.knowledgeDir)).facts
  return {
    heads: async (fingerprint) => {
      if (!listed) await listHeads()
      return heads.get(fingerprint)
    },
    // Newest first: most turns are asked for under the version in force.
    library: async (fingerprint) => {
      unread ??= (await store.history()).map(({ n }) => n).reverse()
      while (!libraries.has(fingerprint)) {
        const n = unread.pop()
        if (n === undefined) return undefined
        const library = await build(await store.articles((await store.entries(n)) ?? []), facts)
        libraries.set(library.fingerprint(), library)
      }
      return libraries.get(fingerprint)
    },
    libraryOf: async (folder) => {
      const found = await readKnowledgeFolder(folder)
      return build(found.articles, found.facts)
    },
  }
}
