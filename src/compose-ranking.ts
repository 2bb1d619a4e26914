import type { FastifyBaseLogger } from 'fastify'
import { z } from 'zod'
import type { Knowledge } from './compose-knowledge.ts'
import { REWRITTEN_FROM } from './domain/evidence.ts'
import type { RankingEvidence } from './domain/ranking.ts'
import { DEFAULT_TENANT } from './gateway/auth.ts'
import { addRankingRoutes } from './gateway/knowledge-ranking-routes.ts'
import type { Face } from './gateway/server.ts'
import { type Chosen, MOST_EVIDENCE, MOST_LEARNED } from './knowledge/ranking.ts'
import { oneAtATime } from './lib/one-at-a-time.ts'
import type { Releasers } from './lib/releasers.ts'
import { centred } from './lib/vectors.ts'
import { normalise } from './pipeline/normalise.ts'
import type { JudgedOutcome, Store } from './ports/store.ts'

export interface RankingWatchParts {
  store: Pick<Store, 'outcomesAfter' | 'events' | 'meta' | 'setMeta'>
  knowledge: Pick<Knowledge, 'ranking' | 'embedOnce' | 'mean'>
  log: Pick<FastifyBaseLogger, 'error' | 'info'>
  pollMs?: number
}

/** How often choices are taken over, milliseconds: what is remembered of texts is forgotten each time. */
const POLL_MS = 60_000
const PAGE = 500
const SHOWN = 100
const KEY = `ranking:${DEFAULT_TENANT}`

/** What is kept: no text and no vector; they are made again of the log, so that what was taken back is gone. */
const kept = z.object({
  on: z.boolean(),
  next: z.number(),
  evidence: z.array(
    z.object({ record: z.string(), article: z.string(), weight: z.number(), by: z.string(), at: z.string() }),
  ),
})
type Kept = z.output<typeof kept>

/** Follows what agents make of suggestions, for the default tenant's library. */
export const watchRanking = async (
  { store, knowledge, log, pollMs = POLL_MS }: RankingWatchParts,
  releasers: Releasers,
): Promise<{ face: Face; takenBack(tenant: string): void; catchUp(): Promise<void> }> => {
  const { ranking, embedOnce, mean } = knowledge
  const before = await store.meta(KEY)
  let state: Kept = before === undefined ? { on: true, next: 0, evidence: [] } : kept.parse(JSON.parse(before))
  const vectors = new Map<string, Float32Array>()
  /** Something is to be taken over, or taken back; also while it is being done. */
  let again = state.evidence.length > 0
  ranking.switch(state.on)

  const keep = (changed: Kept): Promise<void> => {
    state = changed
    return store.setMeta(KEY, JSON.stringify(changed))
  }
  /** The vector of the message behind a decision; undefined where it was taken back. */
  const vectorOf = async (record: string): Promise<Float32Array | undefined> => {
    const known = vectors.get(record)
    if (known !== undefined) return known
    const cut = record.lastIndexOf(':')
    const seq = Number(record.slice(cut + 1))
    const page = await store.events(DEFAULT_TENANT, record.slice(0, cut), { after: seq - 1, limit: 1 })
    const event = page?.events[0]
    if (event?.text === undefined || event.recalled || event.rolledBack) return undefined
    const [vector] = await embedOnce([normalise(event.text)])
    if (vector === undefined) return undefined
    const own = centred(vector, mean())
    // Where something was taken back meanwhile, it may be this.
    if (!again) vectors.set(record, own)
    return own
  }
  const apply = async (): Promise<void> => {
    while (again) {
      again = false
      const chosen = await chosenNow()
      if (again) continue
      const wanted = new Set(chosen.map(({ record }) => record))
      for (const record of vectors.keys()) if (!wanted.has(record)) vectors.delete(record)
      ranking.learn(chosen)
    }
  }
  const chosenNow = async (): Promise<Chosen[]> => {
    const chosen: Chosen[] = []
    try {
      for (const one of state.evidence) {
        const vector = await vectorOf(one.record)
        if (vector !== undefined) chosen.push({ ...one, vector })
      }
    } catch (error) {
      again = true
      throw error
    }
    return chosen
  }
  const hearAll = async (): Promise<void> => {
    let { next } = state
    const heard: RankingEvidence[] = []
    for (;;) {
      const page = await store.outcomesAfter(next, PAGE)
      for (const outcome of page.outcomes) heard.push(...evidenceIn(outcome))
      next = page.next
      if (page.outcomes.length < PAGE) break
    }
    if (next !== state.next) await keep({ ...state, next, evidence: newest([...state.evidence, ...heard]) })
    for (const { record, article, weight } of heard) log.info({ record, article, weight }, 'a choice moves the ranking')
    if (heard.length > 0) again = true
    await apply()
  }
  const { run: catchUp, ended } = oneAtATime(hearAll)
  const failed = (error: unknown): void => log.error({ err: error }, 'choices could not be taken over')
  void catchUp().catch(failed)
  const timer = setInterval(() => void catchUp().catch(failed), pollMs).unref()
  releasers.add('ranking', async () => {
    clearInterval(timer)
    await ended()
  })

  return {
    catchUp,
    takenBack: (tenant) => {
      if (tenant !== DEFAULT_TENANT) return
      vectors.clear()
      again = true
      void catchUp().catch(failed)
    },
    face: (_app, { router }) =>
      addRankingRoutes(router, {
        state: () => ({
          on: state.on,
          most: MOST_LEARNED,
          evidence: state.evidence.length,
          latest: state.evidence.slice(-SHOWN).reverse(),
        }),
        switch: async (on, by) => {
          await keep({ ...state, on })
          ranking.switch(on)
          log.info({ on, by }, 'learning of the ranking switched')
        },
        forget: async (by) => {
          await keep({ ...state, evidence: [] })
          again = true
          await catchUp()
          log.info({ by }, 'what the ranking learned is forgotten')
        },
      }),
  }
}

/** What was sent counts for its articles, the less the more it was changed; what was rewritten or turned down counts half against. */
const evidenceIn = ({
  tenant,
  record,
  suggestion,
  result,
  value = 0,
  by,
  at,
  articles,
}: JudgedOutcome): RankingEvidence[] => {
  if (tenant !== DEFAULT_TENANT || suggestion === undefined) return []
  const weight =
    result === 'accepted' ? 1 : result === 'dismissed' ? AGAINST : result === 'edited' ? editedWeight(value) : 0
  return weight === 0 ? [] : articles.map((article) => ({ record, article, weight, by, at }))
}

const AGAINST = -0.5
const editedWeight = (share: number): number => (share < REWRITTEN_FROM ? 1 - share : AGAINST)

/** One choice an article and decision, the last one; the newest of all. */
const newest = (evidence: readonly RankingEvidence[]): RankingEvidence[] => {
  const last = new Map(evidence.map((one) => [`${one.record} ${one.article}`, one]))
  return [...last.values()].slice(-MOST_EVIDENCE)
}
