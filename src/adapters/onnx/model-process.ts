import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createFarEnd, FarGone } from '../../lib/far-end.ts'
import { systemEnvironment } from './worker-link.ts'

/** A process that answers by one model. */
export interface ModelProcess<Question, Answer> {
  /** Rejects with `FarError` where the model has nothing to say to this question, with `FarGone` where it is not there. */
  ask(question: Question): Promise<Answer>
  isGone(): boolean
  kill(why: string): Promise<void>
}

/** Starts one for a folder. `mostBytes`: resident memory beyond which it ends itself. */
export type StartModel<Question, Answer> = (dir: string, mostBytes: number) => ModelProcess<Question, Answer>

const HEAP = '--max-old-space-size=256'

/** Starts `<worker>-worker`, beside this file; questions wait until its model is loaded. */
export const startModel =
  <Question, Answer>(worker: string): StartModel<Question, Answer> =>
  (dir, mostBytes) => {
    const source = import.meta.url.endsWith('.ts')
    const entry = fileURLToPath(new URL(`./${worker}-worker.${source ? 'ts' : 'js'}`, import.meta.url))
    const child = fork(entry, [dir, String(mostBytes)], {
      serialization: 'advanced',
      execArgv: [HEAP, ...(source ? ['--import', 'tsx'] : [])],
      env: systemEnvironment(),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    // A failed send means that it is ending: `exit` follows.
    const far = createFarEnd((question) => child.send(question, () => {}))
    let gone: string | undefined
    const end = (why: string): void => {
      gone ??= why
      far.end(gone)
    }
    const kill = async (why: string): Promise<void> => {
      end(why)
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await once(child, 'exit')
    }
    child.on('message', far.receive)
    child.once('error', (error) => end(`its process could not be started: ${error.message}`))
    child.once('exit', (code, signal) => end(`its process ended with ${signal ?? `code ${code}`}`))
    far.ready.catch((error: Error) => kill(error.message))
    return {
      ask: async (question) => {
        await far.ready.catch((error: Error) => {
          throw new FarGone(error.message)
        })
        return (await far.ask(question)).value as Answer
      },
      isGone: () => gone !== undefined,
      kill,
    }
  }
