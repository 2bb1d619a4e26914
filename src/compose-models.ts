import type { FastifyBaseLogger } from 'fastify'
import { type HeadsWatch, watchHeads } from './adapters/local/live-heads.ts'
import { createModelVersions } from './adapters/local/model-versions.ts'
import { createEncoder, type OnnxEncoder } from './adapters/onnx/encoder.ts'
import { findEncoder } from './adapters/onnx/find-encoder.ts'
import { type Knowledge, openKnowledge } from './compose-knowledge.ts'
import { openReaders } from './compose-reading.ts'
import { askOthers, type Shared } from './compose-shared.ts'
import { openVoters, type Voters } from './compose-voters.ts'
import type { Config } from './config.ts'
import type { IntentDescription } from './domain/article.ts'
import type { FittedPolicy, IntentEvidence } from './domain/heads.ts'
import type { Library } from './domain/library.ts'
import { encoderFault, SHIPPED } from './domain/model-version.ts'
import type { Understand } from './domain/understanding.ts'
import type { Face } from './gateway/server.ts'
import type { Releasers } from './lib/releasers.ts'
import { createLiveUnderstand } from './pipeline/live.ts'
import { createUnderstand } from './pipeline/pipeline.ts'
import { createRemembered } from './pipeline/remembered.ts'

/** Everything that understands a message. */
export interface Models {
  understand: Understand
  /** Texts that need not be understood again. */
  remembered(): number
  library: Library
  intents: ReadonlyMap<string, IntentDescription>
  /** What training found out about where the bot may act alone; of the heads that work now. */
  readonly fitted: FittedPolicy
  /** What the intents' bars rested on then. */
  readonly trained: Record<string, IntentEvidence>
  /** The heads that work and those that watch. */
  live: Pick<HeadsWatch, 'current' | 'shadow' | 'fault'>
  encoder: Pick<OnnxEncoder, 'fingerprint' | 'status' | 'pids'>
  /** The library with its versions; absent where a test brings its own library. */
  knowledge?: Knowledge
  index: Knowledge['index']
  /** Of the voters that came as files. */
  voters: Pick<Voters, 'states' | 'consult'>
  /** Voters over HTTP. */
  face: Face
}

/**
 * Opens encoder, heads, knowledge and what joins them. The starter knowledge comes with its vectors, so that a start embeds nothing.
 * @throws Error naming the file and what to run, when weights or heads are missing or altered
 */
export const openModels = async (
  config: Config,
  releasers: Releasers,
  log: FastifyBaseLogger,
  { redis }: Partial<Pick<Shared, 'redis'>> = {},
): Promise<Models> => {
  const say = (message: string): void => log.warn(message)
  const versions = createModelVersions({ ...config, heads: config.model.heads, now: () => new Date() })
  const headsDir = versions.dirOf(SHIPPED)
  const [encoder, voters, { folder, words, keywords, products, readOff, sentiment }] = await Promise.all([
    redis !== undefined && !config.roles.includes('model')
      ? askOthers(config, redis)
      : createEncoder({
          modelsDir: config.modelsDir,
          dir: findEncoder(config.model.encoder, config),
          workers: config.model.workers,
          deadlineMs: config.model.deadlineMs,
          log: say,
        }),
    openVoters(config, releasers, log),
    openReaders(config.knowledgeDir, config.modelsDir, config.dataDir),
  ])
  releasers.add('encoder', encoder.close)
  if (redis !== undefined && config.roles.includes('model')) releasers.add('texts', redis.serveTexts(encoder))
  const live = await watchHeads({
    versions,
    refuse: ({ manifest }) => encoderFault(manifest, encoder.fingerprint),
    log: say,
  })
  releasers.add('heads', live.stop)
  for (const fault of products.faults) log.warn(`the catalogue has a line that cannot be used: ${fault}`)
  releasers.add(
    'products',
    products.watch((error) => log.error({ err: error }, 'products stay as they were')),
  )

  const knowledge = await openKnowledge(
    config,
    { encoder, folder, words, headsDir, products, mean: () => live.current().heads.mean },
    releasers,
    log,
  )
  const { library, index } = knowledge

  const { understand, size: remembered } = createRemembered(
    createLiveUnderstand({
      encoder,
      current: live.current,
      shadow: live.shadow,
      understandWith: (heads, reader) =>
        createUnderstand({
          encoder: reader,
          heads,
          search: knowledge.ranking.over(library.search),
          keywords,
          readOff,
          sentiment,
          plugIns: voters.consult,
          veto: knowledge.vetoes.veto,
          readAsMeant: knowledge.searching.readAsMeant,
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
          knowledge.vetoes.revision(),
          knowledge.ranking.revision(),
          knowledge.searching.revision(),
          products.revision(),
        ].join(),
      validUntil: (at) => library.nextChange(at)?.getTime() ?? Number.POSITIVE_INFINITY,
      now: () => new Date(),
    },
  )
  return {
    understand,
    remembered,
    library,
    intents: new Map(folder.intents.map((intent) => [intent.intent, intent])),
    get fitted() {
      return live.current().heads.manifest.policy
    },
    get trained() {
      return live.current().heads.manifest.evidence.byIntent ?? {}
    },
    live,
    encoder,
    index,
    voters,
    knowledge,
    face: voters.face,
  }
}
