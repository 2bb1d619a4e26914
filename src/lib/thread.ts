import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Starts a worker thread from the module `name` beside `base` (an `import.meta.url`): the built file where base is
 * built, the source where base is source (tests, `npm run dev`).
 */
export const startThread = (name: string, base: string, options: WorkerOptions): Worker => {
  const source = base.endsWith('.ts')
  const entry = new URL(`./${name}.${source ? 'ts' : 'js'}`, base)
  if (!source) return new Worker(entry, options)
  // Node 20 gives a worker neither its parent's TypeScript loader nor that of `--import tsx`: it must be registered inside.
  const register = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(entry.href)}) })`
  return new Worker(register, { ...options, eval: true, execArgv: [] })
}
