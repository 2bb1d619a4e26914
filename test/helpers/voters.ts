import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createVoterFiles } from '../../src/adapters/local/voter-files.ts'
import { runVoter } from '../../src/compose-voters.ts'
import { createKeeper, type Keeper, type KeeperParts } from '../../src/pipeline/plug-ins/keeper.ts'
import { VOTER_LIMITS } from '../../src/pipeline/plug-ins/limits.ts'
import { createPanel, type Panel } from '../../src/pipeline/plug-ins/panel.ts'
import type { Heard, VoterFiles } from '../../src/ports/voters.ts'

/** A folder for voters, gone when the test ends. */
export const votersFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'voters-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const voters = join(folder, 'voters')
  mkdirSync(voters)
  return voters
}

/** Patient where a test does not ask otherwise: on a busy machine a thread may wait long for its turn. */
export const PATIENT = { ...VOTER_LIMITS, deadlineMs: 10_000, hangMs: 30_000, pollMs: 20, firstRestartMs: 10 }

export interface Watched {
  keeper: Keeper
  panel: Panel
  files: VoterFiles
  log: string[]
}

/** A running keeper over a folder; stopped when the test ends. */
export const watch = async (folder: string, change: Partial<KeeperParts> = {}): Promise<Watched> => {
  const files = createVoterFiles({ folders: [folder], directory: folder })
  const log: string[] = []
  const keeper = createKeeper({
    files,
    run: runVoter,
    limits: PATIENT,
    now: () => new Date(),
    log: (message) => log.push(message),
    ...change,
  })
  onTestFinished(keeper.stop)
  await keeper.start()
  return { keeper, panel: createPanel(keeper), files, log }
}

export const heard = (text: string, more: Partial<Heard> = {}): Heard => ({
  text,
  written: text,
  language: /\p{Script=Han}/u.test(text) ? 'zh' : 'en',
  entities: [],
  sentiment: { score: 0, anger: 0 },
  ...more,
})
