import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createFarEnd, FarGone } from '../../lib/far-end.ts'
import type { Phrase } from '../../ports/translator.ts'
import { systemEnvironment } from './worker-link.ts'

/** A process that translates one pair. */
export interface TranslatorProcess {
  /** Rejects with `FarError` where the model has nothing to say of this text, with `FarGone` where it is not there. */
  ask(phrase: Phrase): Promise<string>
  isGone(): boolean
  kill(why: string): Promise<void>
}

const HEAP = '--max-old-space-size=256'

/** Starts it; questions wait until its model is loaded. `mostBytes`: resident memory beyond which it ends itself. */
export const startTranslator = (dir: string, mostBytes: number): TranslatorProcess => {
  const source = import.meta.url.endsWith('.ts')
  const entry = fileURLToPath(new URL(`./translator-worker.${source ? 'ts' : 'js'}`, import.meta.url))
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
    ask: async (phrase) => {
      await far.ready.catch((error: Error) => {
        throw new FarGone(error.message)
      })
      return (await far.ask(phrase)).value as string
    },
    isGone: () => gone !== undefined,
    kill,
  }
}
