import { fileURLToPath } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Starts a worker thread from the module `name` beside `base` (an `import.meta.url`): the built file where base is
 * built, the source where base is source (tests, `npm run dev`). The module must not await at its top level.
 */
export const startThread = (name: string, base: string, options: WorkerOptions): Worker => {
  const source = base.endsWith('.ts')
  const entry = new URL(`./${name}.${source ? 'ts' : 'js'}`, base)
  if (!source) return new Worker(entry, options)
  // Node 20 gives a worker neither its parent's TypeScript loader nor that of `--import tsx`, so it is registered
  // inside; the one for `require` starts in a third of the time.
  const load = `require('tsx/cjs/api').register(); require(${JSON.stringify(fileURLToPath(entry))})`
  return new Worker(load, { ...options, eval: true, execArgv: [] })
}
