import { createFarEnd } from '../../lib/far-end.ts'
import { startThread } from '../../lib/thread.ts'
import type { RunVoter, VoterSelf } from '../../ports/voters.ts'
import { MEMORY_EXIT_CODE } from './limits.ts'

const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 }

/**
 * Runs rules and modules each in a thread of its own: one that never comes back, a pattern that explodes included, is ended without
 * anybody noticing but its vote. The thread sees no environment variable; what it prints goes nowhere, since it may be a customer's words.
 */
export const runInThread: RunVoter = ({ kind, path }, ended) => {
  const worker = startThread(kind === 'rules' ? 'rules-thread' : 'module-thread', import.meta.url, {
    workerData: { path },
    env: {},
    resourceLimits: RESOURCE_LIMITS,
    stdout: true,
    stderr: true,
  })
  worker.stdout.resume()
  worker.stderr.resume()
  const far = createFarEnd((question) => worker.postMessage(question))
  let stopped = false
  let fault: string | undefined
  worker.on('message', far.receive)
  worker.on('error', (error: NodeJS.ErrnoException) => {
    // Without its message, in which a customer's words may stand.
    fault = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? OUT_OF_MEMORY : `its thread ended with ${error.name}`
  })
  worker.once('exit', (code) => {
    const why = fault ?? (code === MEMORY_EXIT_CODE ? OUT_OF_MEMORY : `its thread ended with code ${code}`)
    far.end(why)
    if (!stopped) ended(why)
  })
  return {
    ready: far.ready as Promise<VoterSelf>,
    vote: far.ask,
    stop: async () => {
      stopped = true
      await worker.terminate()
    },
  }
}

const OUT_OF_MEMORY = 'it took more memory than a voter may have'
