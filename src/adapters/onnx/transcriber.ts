import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Refusal } from '../../domain/errors.ts'
import { LISTEN_WITHIN_MS, type Transcript } from '../../domain/transcript.ts'
import type { Transcriber } from '../../ports/transcriber.ts'
import { createModelPool, type ModelLimits } from './model-pool.ts'
import { type StartModel, startModel } from './model-process.ts'
import { readTranscriberFolder } from './transcriber-folder.ts'

/** Why a model does not transcribe: of the operator's log only, as it names tenants; never what was said. */
export interface TranscriberFault {
  tenant: string
  why: string
}

export interface TranscriberParts {
  modelsDir: string
  /** A model does not transcribe, or for another reason than before. */
  onFault(fault: TranscriberFault): void
  limits?: ModelLimits
  start?: StartModel<Int16Array, Transcript>
}

/** A turn waits for its note meanwhile: so few wait that typed messages always find a turn free. */
export const TRANSCRIBER_LIMITS: ModelLimits = {
  deadlineMs: LISTEN_WITHIN_MS,
  processBytes: 2 * 1024 * 1024 * 1024,
  processes: 1,
  waiting: 3,
  idleMs: 10 * 60_000,
  restMs: 2_000,
}

/** Models as folders, `<modelsDir>/<tenant>/transcriber/`, found and looked at at the start; one that cannot be used is told of and left out. */
export const openTranscriber = async ({
  modelsDir,
  onFault,
  limits = TRANSCRIBER_LIMITS,
  start = startModel('transcriber'),
}: TranscriberParts): Promise<Transcriber> => {
  const folders = new Map<string, string>()
  const unusable = new Set<string>()
  for (const [tenant, dir] of findTranscribers(modelsDir))
    try {
      await readTranscriberFolder(dir)
      folders.set(tenant, dir)
    } catch (error) {
      unusable.add(tenant)
      onFault({ tenant, why: (error as Error).message })
    }
  const pool = createModelPool<Int16Array, Transcript>({
    limits,
    start,
    onFault: (dir, why) => onFault({ tenant: basename(dirname(dir)), why }),
    words: { waiting: 'voice notes wait for their transcript', does: 'transcribe', made: 'transcript' },
  })
  return {
    isMounted: (tenant) => folders.has(tenant),
    transcribe: async (tenant, samples) => {
      const dir = folders.get(tenant)
      if (dir === undefined)
        throw new Refusal('not_found', `no model transcribes: put one into models/${tenant}/transcriber`)
      return pool.ask(dir, 'voice notes', samples)
    },
    status: () => ({ mounted: folders.size + unusable.size, broken: unusable.size + pool.broken().length }),
    close: pool.close,
  }
}

/** Tenants that have a folder for one, usable or not, with it. */
export const findTranscribers = (modelsDir: string): [tenant: string, dir: string][] =>
  (existsSync(modelsDir) ? readdirSync(modelsDir) : [])
    .toSorted()
    .map((tenant): [string, string] => [tenant, join(modelsDir, tenant, 'transcriber')])
    .filter(([, dir]) => existsSync(dir))
