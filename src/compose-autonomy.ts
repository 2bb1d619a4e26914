import type { FastifyBaseLogger } from 'fastify'
import { type Autonomy, createAutonomy, describeAutonomy, reducedPolicy } from './decision/autonomy.ts'
import { type AutonomyChange, type AutonomyState, PROMISED_RIGHT } from './domain/autonomy.ts'
import type { Policy } from './domain/decision.ts'
import type { IntentEvidence } from './domain/heads.ts'
import { addAutonomyRoutes, type TenantAutonomy } from './gateway/autonomy-routes.ts'
import type { PartState } from './gateway/operation-routes.ts'
import type { Face } from './gateway/server.ts'
import { shareOf } from './learning/share.ts'
import { oneAtATime } from './lib/one-at-a-time.ts'
import type { Releasers } from './lib/releasers.ts'
import type { Store } from './ports/store.ts'

export interface AutonomyWatch {
  /** What a tenant's turns are decided by: the policy without what outcomes took back. */
  policy(tenant: string): Policy
  state(): PartState
  of(tenant: string): TenantAutonomy
  /** Confidence from which on an intent is answered alone, whatever was taken back; Infinity: never. */
  barOf(tenant: string, intent: string): number
  /** A policy without what outcomes took back from the tenant. */
  limited(tenant: string, policy: Policy): Policy
  face: Face
  /** Hears what came since, now. */
  catchUp(): Promise<void>
}

export interface AutonomyWatchParts {
  store: Pick<Store, 'outcomesAfter' | 'meta' | 'setMeta' | 'tenants'>
  /** Settings and what training fitted. */
  base(tenant: string): Policy
  intents(): readonly string[]
  /** What the intents' bars rested on in training. */
  trained(): Record<string, IntentEvidence>
  log: Pick<FastifyBaseLogger, 'warn' | 'error'>
  now(): Date
  pollMs?: number
}

/** How often new outcomes are looked for, milliseconds. */
const POLL_MS = 1_000
/** Outcomes read at once: short enough for reads beside it. */
const PAGE = 500

const keyOf = (tenant: string): string => `autonomy:${tenant}`

/** Follows the outcomes of all tenants; what it takes back is kept in the store, so a restart changes nothing. */
export const watchAutonomy = async (parts: AutonomyWatchParts, releasers: Releasers): Promise<AutonomyWatch> => {
  const { store, base, log, now, pollMs = POLL_MS } = parts
  const tenants = new Map<string, Autonomy>()
  let next = 0

  const open = async (tenant: string): Promise<Autonomy> => {
    const known = tenants.get(tenant)
    if (known !== undefined) return known
    const kept = await store.meta(keyOf(tenant))
    // Somebody else may have opened it meanwhile; what it heard must not be lost.
    const opened = tenants.get(tenant)
    if (opened !== undefined) return opened
    const state = kept === undefined ? {} : { state: JSON.parse(kept) as AutonomyState }
    const autonomy = createAutonomy({ ...state, shareOf })
    tenants.set(tenant, autonomy)
    return autonomy
  }
  const barOf = (tenant: string, intent: string): number => {
    const { answerAbove, answerAboveByIntent } = base(tenant)
    return answerAboveByIntent[intent] ?? answerAbove
  }
  const keep = async (tenant: string, autonomy: Autonomy, changes: readonly AutonomyChange[]): Promise<void> => {
    for (const { change, intent, evidence, by } of changes)
      log.warn({ tenant, intent, change, by, right: evidence.right, n: evidence.n }, 'autonomy of the bot changed')
    if (changes.length > 0) await store.setMeta(keyOf(tenant), JSON.stringify(autonomy.state()))
  }
  const hearAll = async (): Promise<void> => {
    for (;;) {
      const page = await store.outcomesAfter(next, PAGE)
      if (page.outcomes.length === 0) break
      for (const told of page.outcomes) (await open(told.tenant)).hear(told, barOf(told.tenant, told.intent))
      next = page.next
    }
    for (const [tenant, autonomy] of tenants) await keep(tenant, autonomy, autonomy.assess(now()))
  }
  const { run: catchUp, ended } = oneAtATime(hearAll)
  const failed = (error: unknown): void => log.error({ err: error }, 'outcomes could not be read')

  const of = (tenant: string): TenantAutonomy => {
    const autonomy = tenants.get(tenant) ?? createAutonomy({ shareOf })
    const { changes } = autonomy.state()
    const intents = describeAutonomy(autonomy, base(tenant), parts.intents(), parts.trained())
    return { promised: PROMISED_RIGHT, intents, changes }
  }
  const switched = async (
    tenant: string,
    make: (autonomy: Autonomy) => AutonomyChange | undefined,
  ): Promise<AutonomyChange | undefined> => {
    const autonomy = await open(tenant)
    const change = make(autonomy)
    if (change !== undefined) await keep(tenant, autonomy, [change])
    return change
  }

  // What was taken back holds from the first turn on; the outcomes behind it may be read later.
  for (const tenant of await store.tenants()) await open(tenant)
  void catchUp().catch(failed)
  const timer = setInterval(() => void catchUp().catch(failed), pollMs)
  timer.unref()
  releasers.add('autonomy', async () => {
    clearInterval(timer)
    await ended()
  })

  const limited = (tenant: string, policy: Policy): Policy => {
    const autonomy = tenants.get(tenant)
    return autonomy === undefined ? policy : reducedPolicy(policy, autonomy.state())
  }

  return {
    policy: (tenant) => limited(tenant, base(tenant)),
    limited,
    // By design, not by a fault, so nothing to mend. How many only: readiness needs no token, and which tenant's is nobody else's business.
    state: () => ({
      state: 'ready',
      reduced: [...tenants.values()].reduce((sum, autonomy) => sum + Object.keys(autonomy.state().reduced).length, 0),
    }),
    of,
    barOf,
    catchUp,
    face: (_app, { router }) =>
      addAutonomyRoutes(router, {
        of,
        reduce: (tenant, intent, by) => switched(tenant, (autonomy) => autonomy.reduce(intent, by, now())),
        restore: (tenant, intent, by) => switched(tenant, (autonomy) => autonomy.restore(intent, by, now())),
      }),
  }
}
