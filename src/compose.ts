import { randomFillSync } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import { readOrCreateSecret } from './adapters/local/secret.ts'
import { createMetrics, type Metrics } from './adapters/prometheus/metrics.ts'
import { createSqliteStore, type SqliteStore } from './adapters/sqlite/store.ts'
import { watchAutonomy } from './compose-autonomy.ts'
import { openKnowledgeFaces } from './compose-knowledge-faces.ts'
import { openMesh } from './compose-mesh.ts'
import { type Models, openModels } from './compose-models.ts'
import { openPromises } from './compose-promises.ts'
import { readinessOf } from './compose-readiness.ts'
import { readCanned } from './compose-reading.ts'
import { type Config, freshnessOf } from './config.ts'
import { createAnnouncer } from './conversation/announcer.ts'
import { withAttempts } from './conversation/attempts.ts'
import { createDeliver } from './conversation/deliver.ts'
import { createMailbox } from './conversation/mailbox.ts'
import { createOpenSuggestions } from './conversation/open-suggestions.ts'
import { createPrefetch } from './conversation/prefetch.ts'
import { recover } from './conversation/recovery.ts'
import { createSupport } from './conversation/support.ts'
import { createTurn, type TurnParts } from './conversation/turn.ts'
import { unreadable } from './conversation/unreadable.ts'
import { createWarmCards } from './conversation/warm-cards.ts'
import { decide } from './decision/decide.ts'
import { createCompleter } from './delivery/completer.ts'
import { createDraftReplies } from './delivery/draft.ts'
import { replyTo } from './delivery/reply.ts'
import { createDesk } from './desk/desk.ts'
import { isValidAt } from './domain/article.ts'
import type { Policy } from './domain/decision.ts'
import type { Language, Principal } from './domain/message.ts'
import type { Publish } from './domain/notice.ts'
import { createTokens, type Tokens } from './gateway/auth.ts'
import { createLimits } from './gateway/limits.ts'
import { createServer } from './gateway/server.ts'
import { createReleasers } from './lib/releasers.ts'
import { createUuidv7 } from './lib/uuid.ts'

/** A composed product, not yet listening. */
export interface Product {
  /** Resolves with the URL once traffic is accepted and owed turns are on their way. */
  listen(): Promise<string>
  tokens: Tokens
  store: SqliteStore
  models: Models
  /** Open sockets. */
  sockets(): Iterable<{ principal: Principal }>
  /** What the start found: turns owed by the log, conversations that wait. */
  recovered(): { open: number; owed: number }
  /** Stops accepting, finishes turns, closes with 4503, flushes; releases run backwards. */
  close(): Promise<void>
}

/** Replacements for tests: everything else is as in production. */
export interface Overrides {
  store?: SqliteStore
  models?: Models
  log: FastifyBaseLogger
  version: string
  /** Where the built pages are. */
  pages: string
}

const TURNS_AT_ONCE = 4
const MAX_TURNS_QUEUED = 5_000
const PAST_REPLIES = 2_000
const DEMO_CUSTOMER = { sub: 'demo', name: '林晓' }

/** The only place that joins rooms and knows adapters. What it opens it closes in reverse order. */
export const compose = async (config: Config, { log, version, pages, ...overrides }: Overrides): Promise<Product> => {
  const releasers = createReleasers()
  const now = (): Date => new Date()
  try {
    const [secret, opened, models, mesh, canned] = await openAll(config, overrides, releasers, log)
    const { library, intents } = models
    const promises = openPromises(opened, library.facts(), now)
    const { store } = promises
    const label = (intent: string, language: Language): string =>
      library.articles().find((article) => article.intent === intent)?.title[language] ||
      intents.get(intent)?.[language] ||
      intent
    const autonomy = await watchAutonomy(
      { store, base: () => policyOf(config, models), intents: () => [...intents.keys()], log, now },
      releasers,
    )

    const desk = createDesk({ ...config.desk, now: () => performance.now() })
    let publish: Publish = () => undefined
    const announcer = createAnnouncer({
      publish: (notice) => publish(notice),
      store,
      desk,
      promised: promises.markOf,
    })
    releasers.add('announcer', announcer.close)
    const openSuggestions = createOpenSuggestions(store)
    const completer = createCompleter({
      articles: library.articles,
      facts: library.facts,
      canned,
      pastReplies: (tenant) => store.agentReplies(tenant, PAST_REPLIES),
    })
    const metrics: Metrics = createMetrics(
      { version, model: models.encoder.fingerprint },
      {
        sockets: () => server.socket.hub.size(),
        queued: desk.depth,
        turnsWaiting: () => mailbox.size().queued,
        passages: () => library.status().passages,
        remembered: models.remembered,
      },
    )
    mesh.observe(metrics)

    const cards = createWarmCards(mesh.lookUpCard, () => performance.now())
    promises.watch({ lookUpCard: mesh.lookUpCard, peekCard: cards.peek, announcer, openSuggestions, log }, releasers)
    const turnParts: TurnParts = {
      store,
      understand: models.understand,
      lookUpCard: cards.take,
      draftReplies: createDraftReplies({
        article: library.article,
        articlesOf: (intent, at) =>
          library.articles().filter((article) => article.intent === intent && isValidAt(article, at)),
        facts: library.facts,
        product: models.knowledge?.product,
        freshness: freshnessOf(config),
      }),
      decide,
      policy: autonomy.policy,
      replyTo,
      label,
      domainOf: (intent) => intents.get(intent)?.domain,
      outlook: (conversation) => {
        const status = desk.status(conversation)
        return {
          ...desk.nextPlace(conversation.tenant, {
            at: conversation.updatedAt,
            ...(conversation.priority === undefined ? {} : { priority: conversation.priority }),
          }),
          ...(status.position === undefined
            ? {}
            : {
                position: status.position,
                ...(status.etaSeconds === undefined ? {} : { etaSeconds: status.etaSeconds }),
              }),
          queued: conversation.state === 'queued',
        }
      },
      deliver: createDeliver({
        store,
        announcer,
        openSuggestions,
        forget: completer.forget,
        counted: metrics.botReply,
        onError: (error) => log.error({ err: error }, 'outcome not recorded'),
      }),
      observe: metrics.turn,
      now,
    }
    const giveUp = createTurn({ ...turnParts, understand: unreadable, draftReplies: () => [] })
    const mailbox = createMailbox({
      run: withAttempts(createTurn(turnParts), (turn, error) => {
        log.error({ err: error, conversation: turn.conversation, seq: turn.seq }, 'turn given up: handed to a person')
        return giveUp(turn)
      }),
      owed: store.owed,
      concurrency: TURNS_AT_ONCE,
      maxQueued: MAX_TURNS_QUEUED,
      onError: (error, turn) =>
        log.error({ err: error, conversation: turn.conversation, seq: turn.seq }, 'turn stays owed'),
    })
    releasers.add('turns', () => mailbox.drain(config.drainMs))

    const tokens = createTokens(secret)
    const limits = createLimits(config.limits, () => performance.now())
    const prefetch = config.prefetch
      ? createPrefetch({ ...turnParts, cards, now, clock: () => performance.now() })
      : undefined
    const domainOf = (intent: string): string | undefined => intents.get(intent)?.domain
    const knowledge = await openKnowledgeFaces(
      { config, store, knowledge: models.knowledge, domainOf, log, now },
      releasers,
    )
    const support = createSupport({
      store,
      announcer,
      openSuggestions,
      publish: (notice) => publish(notice),
      lookUpCard: mesh.lookUpCard,
      owe: mailbox.put,
      ...(prefetch === undefined ? {} : { prefetch }),
      complete: completer.complete,
      learned: completer.learned,
      unlearned: (tenant, conversation) => {
        completer.unlearned(tenant)
        knowledge.takenBack(tenant, conversation)
      },
      counted: metrics.suggestion,
      turn: turnParts,
      showTyping: config.showTyping,
      recallMs: config.recallMinutes * 60_000,
      now,
      onError: (error) => log.debug({ err: error }, 'not claimed'),
    })
    let draining = false
    const server = await createServer({
      log,
      trustedProxies: config.trustedProxies,
      support,
      tokens,
      limits,
      heartbeatMs: config.heartbeatMs,
      typingText: config.showTyping || config.prefetch,
      allowedOrigins: config.allowedOrigins,
      presence: { ...desk.presence, changed: announcer.deskChanged },
      newCid: createUuidv7(Date.now, randomFillSync),
      demo: config.demo,
      demoCustomer: DEMO_CUSTOMER,
      readiness: () => readinessOf({ store, models, mesh, autonomy, draining }),
      metrics: metrics.text,
      about: {
        name: 'Tabdesk',
        version,
        demo: config.demo,
        shop: library.facts()['name'] ?? { zh: 'Tabdesk', en: 'Tabdesk' },
      },
      intents: () =>
        [...intents.values()].map((intent) => ({
          ...intent,
          zh: label(intent.intent, 'zh'),
          en: label(intent.intent, 'en'),
        })),
      pages: { folder: pages, widgetAncestors: config.widgetAncestors, pictureHosts: config.pictureHosts },
      faces: [mesh.face, models.face, autonomy.face, promises.face, ...knowledge.faces],
    })
    publish = server.socket.hub.publish
    releasers.add('server', () => server.app.close())
    releasers.add('sockets', () => server.socket.close())
    let recovered = { open: 0, owed: 0 }
    return {
      tokens,
      store,
      models,
      sockets: server.socket.hub.all,
      recovered: () => recovered,
      listen: async () => {
        recovered = await recover(store, { note: desk.note, owe: mailbox.put })
        const url = await server.app.listen({ port: config.port, host: config.host })
        return url
      },
      close: async () => {
        draining = true
        await releasers.releaseAll()
      },
    }
  } catch (error) {
    await releasers.releaseAll().catch(() => undefined)
    throw error
  }
}

/** Opens what takes time side by side; each pushes its own release. */
const openAll = async (
  config: Config,
  overrides: Pick<Overrides, 'store' | 'models'>,
  releasers: ReturnType<typeof createReleasers>,
  log: FastifyBaseLogger,
) => {
  const secret = config.jwtSecret ?? (await readOrCreateSecret(config.dataDir))
  const store = overrides.store ?? (await createSqliteStore({ dir: config.dataDir }))
  releasers.add('store', store.close)
  const settled = await Promise.allSettled([
    overrides.models ?? openModels(config, releasers, log),
    openMesh(config, releasers, (message) => log.info(message)),
    readCanned(config.knowledgeDir),
  ])
  const failed = settled.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  const [models, mesh, canned] = settled.map((result) => (result as PromiseFulfilledResult<unknown>).value) as [
    Models,
    Awaited<ReturnType<typeof openMesh>>,
    Record<Language, string[]>,
  ]
  return [secret, store, models, mesh, canned] as const
}

/** Settings first, then what training fitted. */
const policyOf = ({ policy }: Config, { fitted }: Models): Policy => ({
  ...policy,
  answerAbove: policy.answerAbove ?? fitted.answerAbove,
  outOfScopeAbove: policy.outOfScopeAbove ?? fitted.outOfScopeAbove,
  answerAboveByIntent: fitted.answerAboveByIntent,
})
