/** A translator's own process: what runs away in it, or eats memory, ends it, never the product. */
import { constants, setPriority } from 'node:os'
import { serveFarEnd } from '../../lib/far-end.ts'
import type { Phrase } from '../../ports/translator.ts'
import { loadTranslator } from './translator-model.ts'

const [dir = '', mostBytes = '0'] = process.argv.slice(2)
/** Milliseconds between two looks at the memory. */
const LOOK_MS = 250
/** Tells the parent why the process ended. */
const TOO_LARGE = 86

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
    const translate = await loadTranslator(dir)
    look()
    return { self: {}, answer: (phrase) => translate(phrase as Phrase) }
  },
)
