import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { Article } from './domain/article.ts'
import type { FromDraftThread, ToDraftThread } from './knowledge/draft/messages.ts'
import { previewDraft } from './knowledge/draft/preview.ts'
import { createLibrary } from './knowledge/library.ts'
import { createWords } from './knowledge/words.ts'
import { createEntityFinder } from './pipeline/entities/entities.ts'
import { normalise } from './pipeline/normalise.ts'

/** What the thread is started with. */
export interface DraftThreadData {
  /** The text of words.txt in the knowledge folder. */
  words: string
  timeZone: string
}

const { words: dictionary, timeZone } = workerData as DraftThreadData
// Linux gives each thread a priority of its own: whoever talks with customers goes first.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)

const say = (message: FromDraftThread): void => parentPort?.postMessage(message)
const articles: Record<'before' | 'made', Article[]> = { before: [], made: [] }
/** Between two words about how far it is, milliseconds. */
const TELL_EVERY_MS = 200

const work = async (order: Extract<ToDraftThread, { kind: 'start' }>): Promise<void> => {
  const made = new Map([...articles.before, ...articles.made].map((article) => [article.id, article]))
  const dimensions = order.texts.length === 0 ? 0 : order.vectors.length / order.texts.length
  const vectors = new Map(
    order.texts.map((text, i) => [text, order.vectors.subarray(i * dimensions, (i + 1) * dimensions)]),
  )
  const findEntities = createEntityFinder({ timeZone })
  const words = createWords(dictionary)
  const at = new Date(order.at)
  let told = 0
  const preview = await previewDraft(
    {
      before: articles.before,
      after: order.after.map((id) => made.get(id) as Article),
      ...{ facts: order.facts, vectors, trial: order.trial, at },
      ...(order.mean === undefined ? {} : { mean: order.mean }),
    },
    {
      ...{ words, normalise },
      findPersonal: (text) => findEntities(text, at),
      createLibrary: (embed) => createLibrary({ words, normalise, ...(embed === undefined ? {} : { embed }) }),
    },
    (progress) => {
      const now = performance.now()
      if (now - told < TELL_EVERY_MS) return
      told = now
      say({ kind: 'progress', progress })
    },
  )
  say({ kind: 'done', preview })
}

parentPort?.on('message', (message: ToDraftThread) => {
  if (message.kind === 'articles') {
    for (const article of message.articles) articles[message.of].push(article)
    return
  }
  work(message).catch((error: Error) => say({ kind: 'failed', reason: error.message }))
})
