import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { getHeapStatistics } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { serveFarEnd } from '../../lib/far-end.ts'
import { MEMORY_EXIT_CODE, MOST_EXTERNAL_BYTES } from './limits.ts'

const { path } = workerData as { path: string }

interface VoterModule {
  default?: unknown
  vote?: unknown
  description?: unknown
  weight?: unknown
}

const load = async (): Promise<{ self: unknown; answer(question: unknown): unknown }> => {
  const module = /\.[mc]?ts$/.test(path) ? await loadTypeScript(path) : await importFile(path)
  const vote = typeof module.default === 'function' ? module.default : module.vote
  if (typeof vote !== 'function')
    throw new Error('it exports no function: `export default (message) => …` gives a vote, or undefined to abstain')
  const { description, weight } = module
  return {
    self: {
      ...(typeof description === 'string' ? { description } : {}),
      ...(typeof weight === 'number' && weight > 0 ? { weight } : {}),
    },
    answer: async (message) => {
      const said: unknown = await vote(message)
      // With the thread ends what it holds.
      if (getHeapStatistics().external_memory > MOST_EXTERNAL_BYTES) process.exit(MEMORY_EXIT_CODE)
      return said
    },
  }
}

const importFile = (file: string): Promise<VoterModule> => import(pathToFileURL(file).href) as Promise<VoterModule>

/** Newer Nodes read TypeScript themselves; for others tsx has to be there. */
const loadTypeScript = async (file: string): Promise<VoterModule> => {
  if ((process.features as { typescript?: unknown }).typescript) return importFile(file)
  const require = createRequire(import.meta.url)
  let tsx: { require(id: string, from: string): VoterModule }
  try {
    tsx = require('tsx/cjs/api')
  } catch {
    throw new Error('this Node reads no TypeScript and tsx is not installed: use Node 22.18, install tsx, or write .js')
  }
  return tsx.require(file, import.meta.url)
}

serveFarEnd(
  {
    post: (answer) => parentPort?.postMessage(answer),
    listen: (take) => parentPort?.on('message', take),
  },
  load,
)
