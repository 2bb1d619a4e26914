import { createHttpUpstream } from './adapters/http/upstream.ts'
import type { Metrics } from './adapters/prometheus/metrics.ts'
import { createDemoShop } from './compose-demo.ts'
import { createMeshGuards, type MeshGuardsParts } from './compose-mesh-guards.ts'
import { openMeshMemory } from './compose-mesh-memory.ts'
import { readShopFacts } from './compose-reading.ts'
import { openSources } from './compose-sources.ts'
import type { Config } from './config.ts'
import type { ShopData } from './demo/records.ts'
import type { ShopFacts } from './domain/article.ts'
import type { ContextCard, LookUpCard } from './domain/customer.ts'
import type { Publish } from './domain/notice.ts'
import { DEFAULT_TENANT, tokenOf } from './gateway/auth.ts'
import type { PartState } from './gateway/operation-routes.ts'
import type { Face } from './gateway/server.ts'
import type { Releasers } from './lib/releasers.ts'
import { createLookUpCard } from './mesh/card.ts'
import { createCardFeed } from './mesh/card-feed.ts'
import type { CardStreams } from './mesh/card-stream.ts'
import { isCardChanged, isOnContext } from './mesh/changes.ts'
import { registerEvents } from './mesh/event-route.ts'
import { createLoaders } from './mesh/loaders.ts'
import { maskUpstream } from './mesh/personal.ts'
import { registerMesh } from './mesh/plugin.ts'
import type { Change } from './ports/shared-contexts.ts'
import type { Upstream } from './ports/upstream.ts'

type CardChange = Omit<Change, 'at'>

/** The switchboard to the shop's own systems. */
export interface Mesh {
  lookUpCard: LookUpCard
  /** What was read of this customer is asked for again. */
  customerChanged(tenant: string, customer: string): void
  /** Whether something on a card has changed since it was looked up so many milliseconds ago. */
  isChanged(tenant: string, customer: string, card: ContextCard, ageMs: number): boolean
  /** The systems of a tenant with nothing masked: what comes of them is shown to nobody without a reason that is noted. */
  unmaskedOf(tenant: string): Upstream | undefined
  face: Face
  /** Cards among these go out to who follows them in the graph. */
  publish: Publish
  /** The card as it is, for who begins to follow it; given before the face is added. */
  viewCards(view: CardStreams['view']): void
  /** Told of what has changed of some card's, or has newly come for it. */
  onCardChange(tell: (change: CardChange) => void): void
  /** Whether a customer's card shows something of what has changed. */
  isOnCard(tenant: string, customer: string, changes: readonly CardChange[]): boolean
  /** Whose cards are followed in the graph. */
  followedCards(): { tenant: string; conversation: string }[]
  states(): Record<string, PartState>
  /** From now on calls are counted there. */
  observe(metrics: Metrics): void
}

/** The configured systems are the default tenant's; another tenant has none yet, so it sees nobody's orders. */
export const openMesh = async (
  config: Config,
  releasers: Releasers,
  log: MeshGuardsParts['log'],
  demoData?: ShopData,
): Promise<Mesh> => {
  const { mesh: settings, demo } = config
  let metrics: Metrics | undefined
  let viewCard: CardStreams['view'] | undefined
  const feed = createCardFeed()
  const { baseUrl } = settings
  const count = ({ source, outcome, ms }: { source: string; outcome: string; ms: number }): void =>
    metrics?.meshRequest(source, outcome, ms / 1000)
  const info = (message: string): void => log.info(message)
  let cardChanged: (change: CardChange) => void = () => undefined
  const remembered = await openMeshMemory(config, releasers, (change) => cardChanged(change))
  const onChange = (): void => remembered.memory.changes.addAll(Date.now())
  const sources = await openSources({ folder: settings.sources, onCall: count, onChange, log: info }, releasers)
  const service =
    baseUrl === undefined
      ? undefined
      : createHttpUpstream({
          baseUrl,
          token: settings.token,
          callsAtOnce: settings.callsAtOnce,
          onCall: count,
        })
  const shop =
    demo && service === undefined
      ? createDemoShop({ config, onCall: count, log: info, data: demoData }, releasers)
      : undefined
  const upstream = sources.over(service ?? shop?.upstream, service === undefined)
  const guards = createMeshGuards(config, { metrics: () => metrics, servers: sources.servers, log })
  const stateOf = (): PartState => {
    if (sources.exist() && service === undefined) return { state: 'ready' }
    if (service === undefined && shop === undefined) return { state: 'degraded', reason: NO_SYSTEMS }
    const down =
      shop?.down() ??
      Object.entries(service?.status() ?? {}).flatMap(([name, state]) => (state === 'down' ? [name] : []))
    if (down.length === 0) return { state: 'ready' }
    return {
      state: 'degraded',
      reason: `${down.join(', ')} left alone after repeated failures; cards show the last known values`,
    }
  }
  const masked = maskUpstream(upstream, settings.personal)
  const has = (tenant: string): boolean =>
    tenant === DEFAULT_TENANT && (service !== undefined || shop !== undefined || sources.exist())
  const open = createLoaders({
    upstreamOf: (tenant) => (has(tenant) ? masked : undefined),
    callDeadlineMs: settings.queryDeadlineMs,
    guardOf: guards.guardOf,
    batchOf: (_tenant, read) => sources.batchOf(read),
    onShared: () => metrics?.meshShared(),
  })
  const lookUpCard = createLookUpCard({
    open,
    memory: remembered.memory,
    deadlineMs: settings.cardDeadlineMs,
    now: Date.now,
    zone: (await readShopFacts(config.knowledgeDir).catch(() => ({}) as ShopFacts))['timeZone']?.en,
    onOutcome: (part, tier) => metrics?.meshPart(part, tier),
    onNews: (tenant, id) => cardChanged({ tenant, kind: 'customer', id }),
  })
  return {
    lookUpCard: async (...asked) => {
      // That the demo has to be started first is no delay of its systems.
      if (!sources.exist()) await shop?.open()
      return lookUpCard(...asked)
    },
    customerChanged: (tenant, id) => remembered.changed({ tenant, kind: 'customer', id }),
    isChanged: (tenant, customer, card, ageMs) =>
      // In whole milliseconds, as changes are noted: one in the very same counts.
      isCardChanged(remembered.memory.changes, { tenant, customer, card, at: Math.floor(Date.now() - ageMs) }),
    onCardChange: (tell) => {
      cardChanged = tell
    },
    isOnCard: (tenant, customer, changes) =>
      isOnContext(remembered.memory.contexts.peek(tenant, customer), { tenant, customer, changes }),
    followedCards: feed.followed,
    unmaskedOf: (tenant) => (has(tenant) ? upstream : undefined),
    face: async (app, door) => {
      const { tokens, limits } = door
      await shop?.face(app, door)
      await registerEvents(app, {
        secrets: settings.eventSecrets,
        changed: (kind, id) => remembered.changed({ tenant: DEFAULT_TENANT, kind, id }),
        now: Date.now,
        admit: (request) => limits.address(request.ip, 'requests'),
      })
      await registerMesh(app, {
        open,
        authenticate: async (request) => {
          limits.address(request.ip, 'requests')
          const principal = await tokens.verify(tokenOf(request.headers))
          limits.frame(principal)
          return principal
        },
        verify: (request) => tokens.verify(tokenOf(request.headers)),
        introspection: settings.introspection ?? demo,
        listedOnly: settings.listedQueriesOnly,
        ...(viewCard === undefined ? {} : { cards: { view: viewCard, feed, heartbeatMs: config.heartbeatMs } }),
        deadlineMs: settings.queryDeadlineMs,
      })
    },
    states: () => ({ ...sources.states(), mesh: guards.over(stateOf()), ...remembered.states(), ...shop?.states() }),
    publish: feed.publish,
    viewCards: (view) => {
      viewCard = view
    },
    observe: (to) => {
      metrics = to
      to.meshSources(guards.gauges)
    },
  }
}

const NO_SYSTEMS = 'no upstream systems: describe them in graphql/*.yaml (docs/mesh.md), or set mesh.baseUrl'
