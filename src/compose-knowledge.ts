import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { type ChosenVectorIndex, chooseVectorIndex } from './adapters/hnsw/choose.ts'
import { createLibraryFiles } from './adapters/local/library-files.ts'
import { withVectorCache } from './adapters/onnx/vector-cache.ts'
import { openErasedTexts } from './compose-erased-texts.ts'
import { openKnownWords } from './compose-known-words.ts'
import type { Products } from './compose-products.ts'
import { openSearching, type Searching } from './compose-search.ts'
import { type AntiAnswering, openVetoes } from './compose-vetoes.ts'
import type { Config } from './config.ts'
import type { Library } from './domain/library.ts'
import { addAntiAnswerRoutes } from './gateway/knowledge-anti-answer-routes.ts'
import { addKnowledgeDraftRoutes } from './gateway/knowledge-draft-routes.ts'
import { addKnowledgeImportRoutes } from './gateway/knowledge-import-routes.ts'
import { addProductRoutes } from './gateway/knowledge-product-routes.ts'
import { addKnowledgeSearchRoutes } from './gateway/knowledge-search-routes.ts'
import { addVersionRoutes } from './gateway/knowledge-version-routes.ts'
import type { Face } from './gateway/server.ts'
import { newAntiAnswer } from './knowledge/anti-answers.ts'
import type { EmbedTexts } from './knowledge/embedding.ts'
import { timeZoneOf } from './knowledge/facts.ts'
import type { KnowledgeFolder } from './knowledge/folder.ts'
import { createImports } from './knowledge/import/imports.ts'
import { LARGEST_UPLOAD } from './knowledge/import/limits.ts'
import type { PreviewDraft } from './knowledge/import/previewing.ts'
import { templateCsv } from './knowledge/import/template.ts'
import { createKeeper, type Keeper } from './knowledge/keeper.ts'
import { createLibrary } from './knowledge/library.ts'
import { createRanking, type Ranking } from './knowledge/ranking.ts'
import { createVersions } from './knowledge/versions.ts'
import type { Words } from './knowledge/words.ts'
import type { Releasers } from './lib/releasers.ts'
import { normalise } from './pipeline/normalise.ts'
import type { Encoder } from './ports/encoder.ts'
import type { LibraryStore } from './ports/library-store.ts'

/** The library in use, its versions, and how it is searched. */
export interface Knowledge {
  library: Library
  store: LibraryStore
  keeper: Keeper
  encoder: Encoder
  index: Pick<ChosenVectorIndex, 'kind' | 'reason'>
  vetoes: AntiAnswering
  searching: Searching
  /** Passages' own queue: whoever waits for an answer goes first. */
  embed: EmbedTexts
  /** The same for what customers and agents wrote, of which nothing is kept (W5). */
  embedOnce: EmbedTexts
  mean: KnowledgeParts['mean']
  /** What agents' choices do to the order. */
  ranking: Ranking
  products: Products
  /** The field that an intent belongs to. */
  domainOf(intent: string): string | undefined
  product: Products['find']
  /** What articles may refer to, now. */
  known(): { shop: ReadonlySet<string>; timeZone?: string }
}

/** Milliseconds for texts that nobody waits for: articles that are new to the library, what was asked lately. */
const BULK_DEADLINE_MS = 30_000
/** Vectors of known texts: the shipped ones beside the heads, those of imported articles in DATA_DIR. */
const VECTORS = 'vectors.bin'

export interface KnowledgeParts {
  encoder: Encoder
  folder: KnowledgeFolder
  words: Words
  headsDir: string
  /** Of the vectors that the heads were trained on. */
  mean: () => Float32Array
  products: Products
}

/** Fills the library from the newest version, or from the folder. The starter knowledge comes with its vectors, so that a start embeds nothing. */
export const openKnowledge = async (
  config: Config,
  { encoder, folder, words, headsDir, mean, products }: KnowledgeParts,
  releasers: Releasers,
  log: FastifyBaseLogger,
): Promise<Knowledge> => {
  for (const fault of folder.faults) log.warn({ fault }, 'an article cannot be used')
  const index = chooseVectorIndex(join(config.dataDir, 'index'))
  if (index.reason !== undefined) log.warn(index.reason)
  const articleVectors = withVectorCache(encoder, {
    files: [join(headsDir, VECTORS)],
    write: join(config.dataDir, VECTORS),
    log: (message) => log.warn(message),
  })
  const embed: EmbedTexts = (texts) =>
    articleVectors.embed(texts, { bulk: true, signal: AbortSignal.timeout(BULK_DEADLINE_MS) })
  const embedOnce: EmbedTexts = (texts) =>
    encoder.embed(texts, { bulk: true, signal: AbortSignal.timeout(BULK_DEADLINE_MS) })
  const save = (): void => {
    articleVectors.save().catch((error) => log.warn({ err: error }, 'vectors of articles could not be saved'))
  }
  const told: (() => void)[] = [save]
  const known = await openKnownWords(config, { words, folder }, releasers, log)
  const library = createLibrary({
    words: known.words,
    graphs: index.graphs,
    normalise,
    embed,
    forget: (texts) => {
      articleVectors.forget(texts)
      save()
      void known.forget()
    },
    onChange: () => {
      for (const tell of told) tell()
    },
  })
  const files = createLibraryFiles({ directory: join(config.dataDir, 'knowledge'), now: () => new Date() })
  const store: LibraryStore = {
    ...files,
    erase: async (...article) => {
      const version = await files.erase(...article)
      await known.forget()
      return version
    },
  }
  const keeper = createKeeper({
    store,
    library,
    onError: (error) => log.error({ err: error }, 'knowledge could not be brought up to date'),
  })
  releasers.add('knowledge', keeper.stop)
  await keeper.start(folder)
  known.started(library)
  const erased = await openErasedTexts(
    config,
    { library, vectors: articleVectors, known, catchUp: keeper.catchUp },
    releasers,
    log,
  )
  told.push(known.changed, erased.changed)
  const vetoes = await openVetoes(config, { library, embed, mean, fingerprint: encoder.fingerprint }, releasers, log)
  told.push(() => void vetoes.refresh())
  const domains = new Map(folder.intents.map(({ intent, domain }) => [intent, domain]))
  const offered = (): ReturnType<Knowledge['known']> => ({
    shop: new Set([...Object.keys(library.facts()), ...products.slots()]),
    ...timeZoneOf(library.facts()),
  })
  const searching = await openSearching(
    config,
    { library, encoder, words, embed, veto: vetoes.veto, known: offered },
    releasers,
    log,
  )
  told.push(searching.changed)
  return {
    library,
    store,
    keeper,
    encoder,
    index,
    vetoes,
    searching,
    embed,
    embedOnce,
    mean,
    ranking: createRanking(mean),
    products,
    domainOf: (intent) => domains.get(intent),
    product: products.find,
    known: offered,
  }
}

/** Knowledge over HTTP. */
export const knowledgeFace =
  ({ library, store, keeper, vetoes, searching, products, known }: Knowledge, preview: PreviewDraft): Face =>
  async (app, { router }) => {
    const imports = createImports({
      store,
      now: () => new Date(),
      shop: () => known().shop,
      timeZone: () => known().timeZone,
      caughtUp: keeper.caughtUp,
      preview,
    })
    await addKnowledgeImportRoutes(app, router, { imports, maxUpload: LARGEST_UPLOAD, template: templateCsv })
    addKnowledgeDraftRoutes(router, imports)
    addProductRoutes(router, { imports: products.imports(library), maxUpload: LARGEST_UPLOAD })
    addAntiAnswerRoutes(router, { wanted: newAntiAnswer, ...vetoes.antiAnswers })
    addVersionRoutes(router, createVersions({ store, caughtUp: keeper.caughtUp }))
    addKnowledgeSearchRoutes(router, searching)
  }
