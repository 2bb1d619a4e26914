/** A classifier's own process: a native crash ends it, never the product. */
import { constants, setPriority } from 'node:os'
import { serveFarEnd } from '../../lib/far-end.ts'
import type { Heard } from '../../ports/voters.ts'
import { loadClassifier } from './classifier-model.ts'

setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
process.on('disconnect', () => process.exit(0))
// Signals to the whole process group are the parent's to answer.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

const [dir = ''] = process.argv.slice(2)
serveFarEnd(
  {
    post: (answer) => void process.send?.(answer, undefined, undefined, () => {}),
    listen: (take) => process.on('message', take),
  },
  async () => {
    const { classify } = await loadClassifier(dir)
    return {
      self: {},
      answer: async (heard) => {
        const { text } = heard as Heard
        return text === '' ? undefined : { ranked: await classify(text) }
      },
    }
  },
)
