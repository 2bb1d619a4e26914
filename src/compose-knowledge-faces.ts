import { openArticles, type UsageWatchParts } from './compose-articles.ts'
import { type CoverageWatchParts, watchCoverage } from './compose-coverage.ts'
import { openPreviews } from './compose-drafts.ts'
import { type Knowledge, knowledgeFace } from './compose-knowledge.ts'
import { type RankingWatchParts, watchRanking } from './compose-ranking.ts'
import type { Face } from './gateway/server.ts'
import type { Releasers } from './lib/releasers.ts'

/** Everything about the library over HTTP, and what follows the customers' questions for it; nothing where a test brings its own library. */
export const openKnowledgeFaces = async (
  {
    knowledge,
    ...parts
  }: Omit<UsageWatchParts & CoverageWatchParts & RankingWatchParts, 'usage' | 'knowledge'> & {
    knowledge: Knowledge | undefined
  },
  releasers: Releasers,
): Promise<{ faces: Face[]; takenBack(tenant: string, conversation: string): void }> => {
  if (knowledge === undefined) return { faces: [], takenBack: () => undefined }
  const articles = await openArticles({ ...parts, knowledge }, releasers)
  const coverage = await watchCoverage({ ...parts, knowledge, usage: articles.usage }, releasers)
  const ranking = await watchRanking({ ...parts, knowledge }, releasers)
  let recalls = 0
  const preview = openPreviews({ ...knowledge, ...parts, facts: knowledge.library.facts, recalls: () => recalls })
  return {
    faces: [knowledgeFace(knowledge, preview), articles.face, coverage.face, ranking.face],
    takenBack: (tenant, conversation) => {
      recalls++
      coverage.takenBack(tenant, conversation)
      ranking.takenBack(tenant)
    },
  }
}
