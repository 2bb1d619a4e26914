import { createModelVersions } from './adapters/local/model-versions.ts'
import { openArticles, type UsageWatchParts } from './compose-articles.ts'
import { type CoverageWatchParts, watchCoverage } from './compose-coverage.ts'
import { openPreviews } from './compose-drafts.ts'
import { knowledgeFace } from './compose-knowledge.ts'
import type { Models } from './compose-models.ts'
import { type RankingWatchParts, watchRanking } from './compose-ranking.ts'
import type { Config } from './config.ts'
import type { TurnParts } from './conversation/turn.ts'
import { DEFAULT_TENANT } from './gateway/auth.ts'
import type { Face } from './gateway/server.ts'
import type { Releasers } from './lib/releasers.ts'

/** Everything about the library over HTTP, and what follows the customers' questions for it; nothing where a test brings its own library. */
export const openKnowledgeFaces = async (
  {
    models,
    turnParts,
    ...parts
  }: Omit<UsageWatchParts & CoverageWatchParts & RankingWatchParts, 'usage' | 'knowledge'> & {
    config: Config
    models: Pick<Models, 'knowledge' | 'live' | 'voters'>
    /** What the bot answers by. */
    turnParts: Pick<TurnParts, 'policy' | 'prove'>
  },
  releasers: Releasers,
): Promise<{ faces: Face[]; takenBack(tenant: string, conversation: string): void }> => {
  const { knowledge, live, voters } = models
  if (knowledge === undefined) return { faces: [], takenBack: () => undefined }
  const articles = await openArticles({ ...parts, knowledge }, releasers)
  const coverage = await watchCoverage({ ...parts, knowledge, usage: articles.usage }, releasers)
  const ranking = await watchRanking({ ...parts, knowledge }, releasers)
  let recalls = 0
  const { config } = parts
  const versions = createModelVersions({ ...config, heads: config.model.heads, now: parts.now })
  const preview = openPreviews({
    ...{ ...knowledge, ...parts, facts: knowledge.library.facts, recalls: () => recalls },
    bot: async () => ({
      headsDir: versions.dirOf(live.current().version),
      policy: turnParts.policy(DEFAULT_TENANT),
      learned: knowledge.ranking.learned(),
      provable: turnParts.prove !== undefined,
    }),
    consult: (heard) => voters.consult(heard, DEFAULT_TENANT),
  })
  return {
    faces: [knowledgeFace(knowledge, preview), articles.face, coverage.face, ranking.face],
    takenBack: (tenant, conversation) => {
      recalls++
      coverage.takenBack(tenant, conversation)
      ranking.takenBack(tenant)
    },
  }
}
