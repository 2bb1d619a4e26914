import type { FastifyBaseLogger } from 'fastify'
import type { Knowledge } from './compose-knowledge.ts'
import { suggestionsOf } from './conversation/open-suggestions.ts'
import type { ArticleUsage } from './domain/article-edits.ts'
import { sourcesOf } from './domain/joined-draft.ts'
import type { DecisionRecord } from './domain/record.ts'
import { DEFAULT_TENANT } from './gateway/auth.ts'
import { addArticleRoutes } from './gateway/knowledge-article-routes.ts'
import { addExportRoutes } from './gateway/knowledge-export-routes.ts'
import type { Face } from './gateway/server.ts'
import { createArticleList } from './knowledge/article-list.ts'
import { createArticleEdits } from './knowledge/edit.ts'
import { exportCsvInSlices } from './knowledge/import/export.ts'
import { exportArchive } from './knowledge/import/export-archive.ts'
import { offeredSlots } from './knowledge/offered-slots.ts'
import { readStarterKit } from './knowledge/starter-kit.ts'
import { createUsage, type Usage, type UsageState } from './knowledge/usage.ts'
import { oneAtATime } from './lib/one-at-a-time.ts'
import type { Releasers } from './lib/releasers.ts'
import type { Store } from './ports/store.ts'

export interface UsageWatchParts {
  store: Pick<Store, 'recordsAfter' | 'outcomesAfter' | 'meta' | 'setMeta'>
  log: Pick<FastifyBaseLogger, 'error'>
  pollMs?: number
}

/** How often new decisions and outcomes are looked for, milliseconds. */
const POLL_MS = 1_000
/** Polls after which what was counted is kept; what comes between a crash and the last time is counted again. */
const KEPT_EVERY = 60
/** Decisions and outcomes read at once: short enough for reads beside it. */
const RECORDS = 100
const OUTCOMES = 500
/** The library is the default tenant's. */
const KEY = `usage:${DEFAULT_TENANT}`

/** Follows what becomes of the default tenant's articles. */
export const watchUsage = async (
  { store, log, pollMs = POLL_MS }: UsageWatchParts,
  releasers: Releasers,
): Promise<{ of(article: string): ArticleUsage; catchUp(): Promise<void> }> => {
  const kept = await store.meta(KEY)
  const usage = createUsage(kept === undefined ? undefined : (JSON.parse(kept) as UsageState))
  let keptAs = kept
  let polls = 0

  const keep = async (): Promise<void> => {
    const state = JSON.stringify(usage.state())
    if (state === keptAs) return
    await store.setMeta(KEY, state)
    keptAs = state
  }
  const hearAll = async (): Promise<void> => {
    for (;;) {
      const page = await store.recordsAfter(usage.at().records, RECORDS)
      for (const record of page.records) if (record.tenant === DEFAULT_TENANT) countRecord(usage, record)
      usage.read({ records: page.next })
      if (page.records.length < RECORDS) break
    }
    for (;;) {
      const page = await store.outcomesAfter(usage.at().outcomes, OUTCOMES)
      for (const { tenant, result, articles } of page.outcomes)
        if (tenant === DEFAULT_TENANT && (result === 'accepted' || result === 'edited' || result === 'dismissed'))
          usage.count(result, articles)
      usage.read({ outcomes: page.next })
      if (page.outcomes.length < OUTCOMES) break
    }
    if (++polls % KEPT_EVERY === 0) await keep()
  }
  const { run: catchUp, ended } = oneAtATime(hearAll)
  const failed = (error: unknown): void => log.error({ err: error }, 'what became of articles could not be read')

  void catchUp().catch(failed)
  const timer = setInterval(() => void catchUp().catch(failed), pollMs)
  timer.unref()
  releasers.add('usage of articles', async () => {
    clearInterval(timer)
    await ended()
    await keep().catch(failed)
  })
  return { of: usage.of, catchUp }
}

const countRecord = (usage: Usage, record: DecisionRecord): void => {
  const { decision, answeredSeq } = record
  usage.count(
    'shown',
    suggestionsOf(record).flatMap(({ sources }) => sources.map(({ article }) => article)),
  )
  const said = decision.kind === 'answer' ? decision.draft : decision.kind === 'suggest' ? decision.said : undefined
  if (said !== undefined && answeredSeq !== undefined)
    usage.count(
      'answered',
      sourcesOf(said).map(({ article }) => article),
    )
}

/** Articles one by one over HTTP. */
export const openArticles = async (
  { knowledge, ...watched }: UsageWatchParts & { knowledge: Knowledge },
  releasers: Releasers,
): Promise<{ face: Face; usage: (article: string) => ArticleUsage }> => {
  const { library, store, keeper, known, products, domainOf } = knowledge
  const { of: usage } = await watchUsage(watched, releasers)
  const kit = await readStarterKit()
  const list = createArticleList({ articles: library.articles, usage, now: () => new Date() })
  const face: Face = (_app, { router }) => {
    addExportRoutes(router, {
      csv: () => exportCsvInSlices(library.articles()),
      zip: () => exportArchive(library.articles(), domainOf),
    })
    addArticleRoutes(router, {
      article: library.article,
      list: (query) => ({ ...list(query), starter: kit.shippedIn(library.articles()) }),
      usage,
      edits: createArticleEdits({ store, known, caughtUp: keeper.caughtUp }),
      slots: () => offeredSlots(library.facts(), products.goods()),
    })
  }
  return { face, usage }
}
