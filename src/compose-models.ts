import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { chooseVectorIndex } from './adapters/hnsw/choose.ts'
import { createFlatIndex } from './adapters/local/flat-index.ts'
import { createLibraryFiles } from './adapters/local/library-files.ts'
import { type HeadsWatch, watchHeads } from './adapters/local/live-heads.ts'
import { createModelVersions } from './adapters/local/model-versions.ts'
import { createEncoder, type OnnxEncoder } from './adapters/onnx/encoder.ts'
import { findEncoder } from './adapters/onnx/find-encoder.ts'
import { withVectorCache } from './adapters/onnx/vector-cache.ts'
import { openReaders } from './compose-reading.ts'
import { openVoters, type Voters } from './compose-voters.ts'
import type { Config } from './config.ts'
import type { IntentDescription } from './domain/article.ts'
import type { FittedPolicy } from './domain/heads.ts'
import type { Library } from './domain/library.ts'
import { encoderFault, SHIPPED } from './domain/model-version.ts'
import type { Understand } from './domain/understanding.ts'
import { addKnowledgeRoutes } from './gateway/knowledge-routes.ts'
import type { Face } from './gateway/server.ts'
import { exportCsv } from './knowledge/import/export.ts'
import { createImports } from './knowledge/import/imports.ts'
import { LARGEST_UPLOAD } from './knowledge/import/limits.ts'
import { createKeeper } from './knowledge/keeper.ts'
import { createLibrary } from './knowledge/library.ts'
import type { Releasers } from './lib/releasers.ts'
import { languageOf } from './pipeline/language.ts'
import { createLiveUnderstand } from './pipeline/live.ts'
import { normalise } from './pipeline/normalise.ts'
import { createUnderstand } from './pipeline/pipeline.ts'
import { createRemembered } from './pipeline/remembered.ts'
import type { VectorIndex } from './ports/vector-index.ts'

/** Everything that understands a message. */
export interface Models {
  understand: Understand
  library: Library
  intents: ReadonlyMap<string, IntentDescription>
  /** What training found out about where the bot may act alone; of the heads that work now. */
  readonly fitted: FittedPolicy
  /** The heads that work and those that watch. */
  live: Pick<HeadsWatch, 'current' | 'shadow' | 'fault'>
  encoder: Pick<OnnxEncoder, 'fingerprint' | 'status' | 'pids'>
  index: { kind: VectorIndex['kind']; reason?: string }
  /** Of the voters that came as files. */
  voters: Pick<Voters, 'states'>
  /** Knowledge and voters over HTTP. */
  face: Face
}

/** Milliseconds for texts that nobody waits for: articles that are new to the library. */
const BULK_DEADLINE_MS = 30_000
/** Vectors of known texts: the shipped ones beside the heads, those of imported articles in DATA_DIR. */
const VECTORS = 'vectors.bin'

/**
 * Opens encoder, heads, knowledge and what joins them. The starter knowledge comes with its vectors, so that a start embeds nothing.
 * @throws Error naming the file and what to run, when weights or heads are missing or altered
 */
export const openModels = async (config: Config, releasers: Releasers, log: FastifyBaseLogger): Promise<Models> => {
  const say = (message: string): void => log.warn(message)
  const versions = createModelVersions({ ...config, heads: config.model.heads, now: () => new Date() })
  const headsDir = versions.dirOf(SHIPPED)
  const [encoder, voters, { folder, words, keywords, catalogueFaults, readOff, sentiment }] = await Promise.all([
    createEncoder({
      modelsDir: config.modelsDir,
      dir: findEncoder(config.model.encoder, config),
      workers: config.model.workers,
      deadlineMs: config.model.deadlineMs,
      log: say,
    }),
    openVoters(config, releasers, log),
    openReaders(config.knowledgeDir, config.modelsDir),
  ])
  releasers.add('encoder', encoder.close)
  const live = await watchHeads({
    versions,
    refuse: ({ manifest }) => encoderFault(manifest, encoder.fingerprint),
    log: say,
  })
  releasers.add('heads', live.stop)
  for (const fault of folder.faults) log.warn({ fault }, 'an article cannot be used')
  for (const fault of catalogueFaults) log.warn(`the catalogue has a line that cannot be used: ${fault}`)

  const index = chooseVectorIndex(createFlatIndex)
  if (index.reason !== undefined) log.warn(index.reason)
  const articleVectors = withVectorCache(encoder, {
    files: [join(headsDir, VECTORS)],
    write: join(config.dataDir, VECTORS),
    log: say,
  })
  const library = createLibrary({
    words,
    createIndex: index.create,
    normalise,
    embed: (texts) => articleVectors.embed(texts, { signal: AbortSignal.timeout(BULK_DEADLINE_MS) }),
    onChange: articleVectors.save,
  })
  const store = createLibraryFiles({ directory: join(config.dataDir, 'knowledge'), now: () => new Date() })
  const keeper = createKeeper({
    store,
    library,
    onError: (error) => log.error({ err: error }, 'knowledge could not be brought up to date'),
  })
  releasers.add('knowledge', keeper.stop)
  await keeper.start(folder)

  const { understand } = createRemembered(
    createLiveUnderstand({
      encoder,
      current: live.current,
      shadow: live.shadow,
      understandWith: (heads, reader) =>
        createUnderstand({
          encoder: reader,
          heads,
          search: library.search,
          keywords,
          readOff,
          sentiment,
          plugIns: voters.consult,
          now: () => new Date(),
          fingerprint: library.fingerprint,
          deadlineMs: config.model.deadlineMs,
        }),
      onShadowError: (error) => log.warn({ err: error }, 'the watched model failed on a message'),
    }),
    {
      readOff,
      // Whatever may change while the product runs and an understanding rests on must be named here.
      version: () =>
        [
          encoder.fingerprint,
          live.current().version,
          live.shadow()?.version,
          library.revision(),
          voters.fingerprint(),
        ].join(),
      validUntil: (at) => library.nextChange(at)?.getTime() ?? Number.POSITIVE_INFINITY,
      now: () => new Date(),
    },
  )
  const imports = createImports({
    store,
    now: () => new Date(),
    shop: () => new Set(Object.keys(library.facts())),
    caughtUp: keeper.caughtUp,
  })
  return {
    understand,
    library,
    intents: new Map(folder.intents.map((intent) => [intent.intent, intent])),
    get fitted() {
      return live.current().heads.manifest.policy
    },
    live,
    encoder,
    index,
    voters,
    face: async (app, door) => {
      const { router } = door
      await voters.face(app, door)
      await addKnowledgeRoutes(app, router, {
        imports,
        maxUpload: LARGEST_UPLOAD,
        search: async ({ text, top, language }) => {
          const said = normalise(text)
          const vector = (await encoder.embed([said]).catch(() => []))[0]
          return library.search({
            text: said,
            ...(vector === undefined ? {} : { vector }),
            language: language ?? languageOf(said),
            top,
            at: new Date(),
          })
        },
        articles: library.articles,
        exportCsv,
      })
    },
  }
}
