import { randomFillSync } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import { createMetrics, type Metrics } from './adapters/prometheus/metrics.ts'
import { watchAutonomy } from './compose-autonomy.ts'
import { joinCluster, openCluster } from './compose-cluster.ts'
import { consequenceFace } from './compose-consequences.ts'
import { customerFace } from './compose-customer-face.ts'
import { openDesk } from './compose-desk.ts'
import { deskFace } from './compose-desk-face.ts'
import { openDeskWork } from './compose-desk-work.ts'
import { openGrpc } from './compose-grpc.ts'
import { insightFace } from './compose-insight.ts'
import { openKnowledgeFaces } from './compose-knowledge-faces.ts'
import type { Models } from './compose-models.ts'
import { renewOpenCards } from './compose-open-cards.ts'
import { createPartReport } from './compose-part-report.ts'
import { openAll, type Replacements } from './compose-parts.ts'
import { openPromises } from './compose-promises.ts'
import { openProof } from './compose-proof.ts'
import { readinessOf } from './compose-readiness.ts'
import { openReveal } from './compose-reveal.ts'
import { openSettings } from './compose-settings.ts'
import { settingsFace } from './compose-settings-face.ts'
import { openHeardFiles } from './compose-transcription.ts'
import { openTranslation } from './compose-translation.ts'
import { openTurns } from './compose-turns.ts'
import { erasingFace, forgetErased, keepUp } from './compose-upkeep.ts'
import { openWebhooks } from './compose-webhooks.ts'
import type { Config } from './config.ts'
import { createOpenSuggestions } from './conversation/open-suggestions.ts'
import { createPrefetch } from './conversation/prefetch.ts'
import { recover } from './conversation/recovery.ts'
import { createSupport } from './conversation/support.ts'
import { createWarmCards } from './conversation/warm-cards.ts'
import { createCompleter } from './delivery/completer.ts'
import type { LookUpCard } from './domain/customer.ts'
import type { Language, Principal } from './domain/message.ts'
import type { Publish } from './domain/notice.ts'
import { createTokens, type Tokens } from './gateway/auth.ts'
import { createCidOfKey } from './gateway/idempotency.ts'
import { createLimits } from './gateway/limits.ts'
import { createServer, WAITING_CONNECTIONS } from './gateway/server.ts'
import { createReleasers } from './lib/releasers.ts'
import { createUuidv7 } from './lib/uuid.ts'
import type { OpenedStore } from './ports/opened-store.ts'

/** A composed product, not yet listening. */
export interface Product {
  /** Resolves with the URL once traffic is accepted and owed turns are on their way. */
  listen(): Promise<string>
  tokens: Tokens
  store: OpenedStore
  models: Models
  /** Open sockets. */
  sockets(): Iterable<{ principal: Principal }>
  /** What the start found: turns owed by the log, conversations that wait. */
  recovered(): { open: number; owed: number }
  /** Stops accepting, finishes turns, closes with 4503, flushes; releases run backwards. */
  close(): Promise<void>
}

/** Replacements for tests: everything else is as in production. */
export interface Overrides extends Replacements {
  log: FastifyBaseLogger
  version: string
  /** Where the built pages are. */
  pages: string
}

const PAST_REPLIES = 2_000

/** The only place that joins rooms and knows adapters. What it opens it closes in reverse order. */
export const compose = async (config: Config, { log, version, pages, ...overrides }: Overrides): Promise<Product> => {
  const releasers = createReleasers()
  const now = (): Date => new Date()
  try {
    const [secret, opened, models, mesh, canned, shared] = await openAll(config, overrides, releasers, log)
    const { library, intents } = models
    const settings = await openSettings({ config, book: opened, models, canned, log, now }, releasers)
    const opening = await openCluster(config, shared, now, releasers)
    const promises = openPromises(opened, library.facts(), now)
    const { store } = promises
    const label = (intent: string, language: Language): string =>
      library.articles().find((article) => article.intent === intent)?.title[language] ||
      intents.get(intent)?.[language] ||
      intent
    const autonomy = await watchAutonomy(
      { store, base: settings.policy, intents: () => [...intents.keys()], trained: () => models.trained, log, now },
      releasers,
    )

    let publish: Publish = () => undefined
    const { desk, announcer } = await openDesk(
      config,
      { store, publish: (notice) => publish(notice), promised: promises.markOf, closed: settings.closed, log, now },
      releasers,
    )
    const openSuggestions = createOpenSuggestions(store)
    const completer = createCompleter({
      articles: library.articles,
      facts: library.facts,
      canned: settings.canned,
      pastReplies: (tenant) => store.agentReplies(tenant, PAST_REPLIES),
    })
    settings.changed((tenant, area) => {
      if (area === 'canned') completer.unlearned(tenant)
      if (area === 'hours') announcer.deskChanged(tenant)
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
    const files = await openHeardFiles(config, { store, secret, now, log }, releasers)
    const cards = createWarmCards(mesh.lookUpCard, () => performance.now(), mesh.isChanged)
    const lookNow: LookUpCard = (tenant, customer) =>
      mesh.lookUpCard(tenant, customer, { priority: 'prefetch', now: true })
    promises.watch({ lookUpCard: lookNow, peekCard: cards.peek, announcer, openSuggestions, log }, releasers)
    const proof = openProof({ config, mesh, secret, audit: opened.audit, metrics, log, now }, releasers)
    const { parts: turnParts, mailbox } = openTurns(
      {
        config,
        store,
        models,
        cards,
        desk,
        announcer,
        openSuggestions,
        completer,
        voice: files.voice,
        metrics,
        log,
        label,
        policy: autonomy.policy,
        proof,
        cluster: opening,
        now,
      },
      releasers,
    )

    const tokens = createTokens(secret)
    const limits = createLimits(config.limits, () => performance.now())
    const prefetch = config.prefetch
      ? createPrefetch({ ...turnParts, cards, now, clock: () => performance.now() })
      : undefined
    const domainOf = (intent: string): string | undefined => intents.get(intent)?.domain
    const translation = openTranslation({ config, log }, releasers)
    const webhooks = openWebhooks({ config, store, metrics, log, now }, releasers)
    const knowledge = await openKnowledgeFaces({ config, store, models, turnParts, domainOf, log, now }, releasers)
    const unlearned = (tenant: string, conversation: string): void => {
      completer.unlearned(tenant)
      knowledge.takenBack(tenant, conversation)
    }
    const local: Publish = (notice) => {
      server.socket.hub.publish(notice)
      mesh.publish(notice)
      webhooks.wake()
      grpc.noticed(notice)
    }
    const erased = forgetErased({ announcer, openSuggestions, completer, translation, unlearned })
    const keeping = { config, attachments: files.attachments, store: opened, forget: erased, log, now }
    keepUp(keeping, releasers)
    const cluster = joinCluster(
      opening,
      {
        ...{ store, announcer, openSuggestions, publish: local, unlearned, erased, log, presence: desk.presence },
        lookUpCard: mesh.lookUpCard,
        isWatched: (tenant, conversation) => server.socket.hub.isWatched(tenant, conversation),
        forget: completer.forget,
        put: mailbox.put,
        roles: config.roles,
      },
      releasers,
    )
    const talk = createSupport({
      store,
      announcer,
      openSuggestions,
      publish: (notice) => publish(notice),
      lookUpCard: mesh.lookUpCard,
      customerChanged: mesh.customerChanged,
      owe: cluster.owe,
      ...(prefetch === undefined ? {} : { prefetch }),
      complete: completer.complete,
      learned: completer.learned,
      unlearned,
      counted: metrics.suggestion,
      turn: turnParts,
      showTyping: config.showTyping,
      recallMs: config.recallMinutes * 60_000,
      now,
      onError: (error) => log.debug({ err: error }, 'not claimed'),
    })
    const support = openDeskWork(files.over(talk), { store, announcer, presence: desk.presence, log, now }, releasers)
    renewOpenCards({ mesh, store, announcer, openSuggestions, log, sockets: () => server.socket.hub.all() }, releasers)
    mesh.viewCards(async (by, conversation) => (await support.view(by, conversation)).card)
    const grpc = openGrpc({ config, support, tokens, limits, durability: store.durability, log }, releasers)
    let draining = false
    const report = createPartReport(now)
    const server = await createServer({
      log,
      isGateway: config.roles.includes('gateway'),
      trustedProxies: config.trustedProxies,
      support,
      tokens,
      limits,
      heartbeatMs: config.heartbeatMs,
      store,
      typingText: config.showTyping || config.prefetch,
      attachmentBytes: files.maxBytes,
      recallMs: config.recallMinutes * 60_000,
      allowedOrigins: config.allowedOrigins,
      presence: { ...desk.presence, changed: cluster.deskChanged },
      newCid: createUuidv7(Date.now, randomFillSync),
      demo: config.demo,
      demoCustomer: { sub: 'demo', name: '林晓' },
      isTenant: async (name) => [...settings.keeper.tenants()].includes(name) || (await store.tenants()).includes(name),
      cidOfKey: createCidOfKey(store.claimKey, Date.now),
      readiness: () =>
        readinessOf(
          { store, models, mesh, proof, autonomy, cluster, files, webhooks, grpc, translation, config, draining },
          report,
        ),
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
      faces: [
        deskFace({
          store,
          support,
          presence: desk.presence,
          ...settings.agents,
          sockets: () => server.socket.hub.all(),
          now,
        }),
        settingsFace({ settings, store, autonomy, label, pages, now }),
        mesh.face,
        openReveal({ config, mesh, trail: store, now }).face,
        models.face,
        files.face,
        translation.face,
        erasingFace(keeping),
        consequenceFace({ store, support, trail: opened, now }),
        webhooks.face,
        customerFace({ store, announcer, library, now }),
        autonomy.face,
        insightFace({ store, support, library, autonomy, label, isIntent: (intent) => intents.has(intent), now }),
        promises.face,
        ...knowledge.faces,
      ],
    })
    publish = (notice) => {
      local(notice)
      cluster.noticed(notice)
    }
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
        await cluster.join()
        webhooks.start()
        recovered = await recover(store, { note: desk.note, owe: cluster.owe })
        await grpc.listen()
        return server.app.listen({ port: config.port, host: config.host, backlog: WAITING_CONNECTIONS })
      },
      close: async () => {
        draining = true
        await cluster.leave()
        await releasers.releaseAll()
      },
    }
  } catch (error) {
    await releasers.releaseAll().catch(() => undefined)
    throw error
  }
}
