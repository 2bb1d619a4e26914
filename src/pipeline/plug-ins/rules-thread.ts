import { readFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { parse } from 'yaml'
import { serveFarEnd } from '../../lib/far-end.ts'
import type { Heard } from '../../ports/voters.ts'
import { createRules } from './rules.ts'

const { path } = workerData as { path: string }

serveFarEnd(
  {
    post: (answer) => parentPort?.postMessage(answer),
    listen: (take) => parentPort?.on('message', take),
  },
  async () => {
    const { self, vote } = createRules(parse(await readFile(path, 'utf8')))
    return { self, answer: (heard) => vote(heard as Heard) }
  },
)
