import { constants, setPriority } from 'node:os'
import { serveFarEnd } from '../../lib/far-end.ts'

/** Milliseconds between two looks at the memory. */
const LOOK_MS = 250
/** Tells the parent why the process ended. */
const TOO_LARGE = 86

/** A model's own process: what runs away in it, or eats memory, ends it, never the product. `load` gives what answers. */
export const serveModel = <Question>(
  load: (dir: string) => Promise<(question: Question) => Promise<unknown>>,
): void => {
  const [dir = '', mostBytes = '0'] = process.argv.slice(2)
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  process.on('disconnect', () => process.exit(0))
  // Signals to the whole process group are the parent's to answer.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  const look = (): void => {
    if (process.memoryUsage.rss() > Number(mostBytes)) process.exit(TOO_LARGE)
  }
  setInterval(look, LOOK_MS).unref()
  serveFarEnd(
    {
      post: (answer) => void process.send?.(answer, undefined, undefined, () => {}),
      listen: (take) => process.on('message', take),
    },
    async () => {
      const answer = await load(dir)
      look()
      return { self: {}, answer: (question) => answer(question as Question) }
    },
  )
}
