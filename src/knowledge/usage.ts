import type { ArticleUsage } from '../domain/article-edits.ts'

/** What is counted, and how far; kept together, so that nothing counts twice after a restart. */
export interface UsageState {
  counts: Record<string, ArticleUsage>
  /** Where the next decisions and outcomes are read on. */
  records: number
  outcomes: number
}

export interface Usage {
  of(article: string): ArticleUsage
  /** Once for each article. */
  count(what: keyof ArticleUsage, articles: Iterable<string>): void
  /** How far it has read. */
  at(): Pick<UsageState, 'records' | 'outcomes'>
  read(upTo: Partial<Pick<UsageState, 'records' | 'outcomes'>>): void
  state(): UsageState
}

const NONE: ArticleUsage = { shown: 0, accepted: 0, edited: 0, dismissed: 0, answered: 0 }

/** Counts of what became of articles. */
export const createUsage = (state: UsageState = { counts: {}, records: 0, outcomes: 0 }): Usage => {
  const counts = new Map(Object.entries(state.counts))
  let { records, outcomes } = state
  return {
    of: (article) => counts.get(article) ?? NONE,
    count: (what, articles) => {
      for (const article of new Set(articles)) {
        const before = counts.get(article) ?? NONE
        counts.set(article, { ...before, [what]: before[what] + 1 })
      }
    },
    at: () => ({ records, outcomes }),
    read: (upTo) => {
      records = upTo.records ?? records
      outcomes = upTo.outcomes ?? outcomes
    },
    state: () => ({ counts: Object.fromEntries(counts), records, outcomes }),
  }
}
