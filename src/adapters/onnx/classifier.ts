import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createFarEnd } from '../../lib/far-end.ts'
import type { RunVoter, VoterSelf } from '../../ports/voters.ts'
import { systemEnvironment } from './worker-link.ts'

const HEAP = '--max-old-space-size=256'

/** Runs an ONNX classifier in a process of its own, since what runs in it is native; without the product's environment. */
export const runClassifier: RunVoter = ({ path }, ended) => {
  const source = import.meta.url.endsWith('.ts')
  const child = fork(fileURLToPath(new URL(`./classifier-worker.${source ? 'ts' : 'js'}`, import.meta.url)), [path], {
    serialization: 'advanced',
    execArgv: [HEAP, ...(source ? ['--import', 'tsx'] : [])],
    env: systemEnvironment(),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  // A failed send means that it is ending: `exit` follows.
  const far = createFarEnd((question) => child.send(question, () => {}))
  let stopped = false
  const gone = (why: string): void => {
    far.end(why)
    if (!stopped) ended(why)
    stopped = true
  }
  child.on('message', far.receive)
  child.once('error', (error) => gone(`its process could not be started: ${error.message}`))
  child.once('exit', (code, signal) => gone(`its process ended with ${signal ?? `code ${code}`}`))
  return {
    ready: far.ready as Promise<VoterSelf>,
    vote: far.ask,
    stop: async () => {
      stopped = true
      if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit')
    },
  }
}
