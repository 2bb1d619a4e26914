import { rm } from 'node:fs/promises'
import { startBuilt } from '../product.ts'
import { type Seeded, seed } from './seed.ts'

const MESSAGES = 1_000_000
const CONVERSATIONS = 10_000

/** `kill -9` and start again on a log of a million messages: from spawn to the ready line, beside the same with an empty log. */
export const restart = async (): Promise<object> => {
  const empty = await startBuilt()
  await empty.stop()
  const seeded: Seeded = await seed(CONVERSATIONS, MESSAGES / CONVERSATIONS)
  const { dataDir } = seeded
  const first = await startBuilt('{}', { dataDir })
  process.kill(first.pid, 'SIGKILL')
  const again = await startBuilt('{}', { dataDir })
  await again.stop()
  await rm(dataDir, { recursive: true, force: true })
  return { messages: MESSAGES, readyMs: again.readyMs, emptyReadyMs: empty.readyMs }
}
