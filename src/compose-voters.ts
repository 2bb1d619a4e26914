import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { createVoterFiles } from './adapters/local/voter-files.ts'
import { runClassifier } from './adapters/onnx/classifier.ts'
import type { Config } from './config.ts'
import { DEFAULT_TENANT } from './gateway/auth.ts'
import type { PartState } from './gateway/operation-routes.ts'
import type { Face } from './gateway/server.ts'
import { addVoterRoutes } from './gateway/voter-routes.ts'
import type { Releasers } from './lib/releasers.ts'
import { createKeeper } from './pipeline/plug-ins/keeper.ts'
import { VOTER_LIMITS } from './pipeline/plug-ins/limits.ts'
import { type Consulted, createPanel } from './pipeline/plug-ins/panel.ts'
import { runInThread } from './pipeline/plug-ins/thread.ts'
import type { Heard, RunVoter, VoterFiles } from './ports/voters.ts'

/** Voters that come as files. */
export interface Voters {
  consult(heard: Heard, tenant: string | undefined): Promise<Consulted>
  /** Of who votes with what weight. */
  fingerprint(): string
  states(): Record<string, PartState>
  face: Face
}

/** Where a tenant's voters lie: its own in DATA_DIR before the shipped ones; what is decided about them always in DATA_DIR. */
export const voterFilesOf = (
  { dataDir, modelsDir }: Pick<Config, 'dataDir' | 'modelsDir'>,
  tenant: string,
): VoterFiles => {
  const directory = join(dataDir, 'models', tenant, 'voters')
  return createVoterFiles({ folders: [directory, join(modelsDir, tenant, 'voters')], directory })
}

export const runVoter: RunVoter = (version, ended) =>
  version.kind === 'onnx' ? runClassifier(version, ended) : runInThread(version, ended)

/** Today there is one tenant with voters, the default one; for others nobody comes. */
export const openVoters = async (config: Config, releasers: Releasers, log: FastifyBaseLogger): Promise<Voters> => {
  const keeper = createKeeper({
    files: voterFilesOf(config, DEFAULT_TENANT),
    run: runVoter,
    limits: { ...VOTER_LIMITS, deadlineMs: config.model.voterDeadlineMs },
    now: () => new Date(),
    log: (message) => log.warn(message),
  })
  releasers.add('voters', keeper.stop)
  await keeper.start()
  const panel = createPanel(keeper)
  return {
    consult: async (heard, tenant = DEFAULT_TENANT) => (tenant === DEFAULT_TENANT ? panel.consult(heard) : NOBODY),
    fingerprint: panel.fingerprint,
    states: () => {
      const problems = keeper.problems()
      const voters = Object.values(keeper.book().voters)
      const count = (state: string): number => voters.filter((voter) => voter.state === state).length
      const details = { on: count('on'), shadow: count('shadow'), off: count('off') }
      if (problems.length === 0) return { voters: { state: 'ready', ...details } }
      const reason = problems
        .map(({ voter, what, since, todo }) => `${voter}: ${what}, since ${since}; ${todo}`)
        .join('. ')
      return { voters: { state: 'degraded', reason, ...details, problems } }
    },
    face: (_, { router }) =>
      addVoterRoutes(router, { book: keeper.book, problems: keeper.problems, command: keeper.command }),
  }
}

const NOBODY: Consulted = { opinions: [], leftOut: [] }
