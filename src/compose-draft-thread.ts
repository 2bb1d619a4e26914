import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { type DraftBotData, openDraftBots } from './compose-draft-bot.ts'
import type { Article } from './domain/article.ts'
import type { TriedQuestion } from './knowledge/draft/effects.ts'
import type { AskedAside, FromDraftThread, ToDraftThread } from './knowledge/draft/messages.ts'
import { previewDraft } from './knowledge/draft/preview.ts'
import { createLibrary } from './knowledge/library.ts'
import { normalise } from './pipeline/normalise.ts'
import type { Consulted } from './pipeline/plug-ins/panel.ts'

/** What the thread is started with. */
export interface DraftThreadData extends DraftBotData {
  /** There are plug-in voters. */
  voters: boolean
}

const data = workerData as DraftThreadData
// Linux gives each thread a priority of its own: whoever talks with customers goes first.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)

const say = (message: FromDraftThread): void => parentPort?.postMessage(message)
const articles: Record<'before' | 'made', Article[]> = { before: [], made: [] }
const questions: TriedQuestion[] = []
/** Between two words about how far it is, milliseconds. */
const TELL_EVERY_MS = 200

type Answer = Extract<ToDraftThread, { kind: 'answer' }>
const asking = new Map<number, (answer: Answer) => void>()
let asks = 0
const ask = <T>(asked: AskedAside): Promise<T> =>
  new Promise((resolve, reject) => {
    const id = asks++
    asking.set(id, ({ answer, reason }) => (reason === undefined ? resolve(answer as T) : reject(new Error(reason))))
    say({ kind: 'ask', id, asked })
  })

const work = async (order: Extract<ToDraftThread, { kind: 'start' }>): Promise<void> => {
  const made = new Map([...articles.before, ...articles.made].map((article) => [article.id, article]))
  const dimensions = order.texts.length === 0 ? 0 : order.vectors.length / order.texts.length
  const vectors = new Map(
    order.texts.map((text, i) => [text, order.vectors.subarray(i * dimensions, (i + 1) * dimensions)]),
  )
  // Of what the bot reads on the way: a text as it was meant, each of several requests.
  const others = new Map<string, Promise<Float32Array>>()
  const vectorOf = (text: string): Promise<Float32Array> => {
    const known = vectors.get(text)
    if (known !== undefined) return Promise.resolve(known)
    const asked = others.get(text) ?? ask<Float32Array>({ of: 'vector', text })
    others.set(text, asked)
    return asked
  }
  // They hear the same before and after.
  const heardFrom = new Map<string, Promise<Consulted>>()
  const { words, findEntities, openBot } = await openDraftBots(data, {
    embed: (texts) => Promise.all(texts.map(vectorOf)),
    known: (text) => vectors.get(text),
    ...(data.voters && {
      plugIns: (heard) => {
        const asked = heardFrom.get(heard.written) ?? ask<Consulted>({ of: 'voters', heard })
        heardFrom.set(heard.written, asked)
        return asked
      },
    }),
  })
  const at = new Date(order.at)
  let told = 0
  const preview = await previewDraft(
    {
      before: articles.before,
      after: order.after.map((id) => made.get(id) as Article),
      ...{ facts: order.facts, vectors, trial: { from: order.from, questions }, at },
      ...(order.mean === undefined ? {} : { mean: order.mean }),
    },
    {
      ...{ words, normalise, openBot },
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
  if (message.kind === 'articles') articles[message.of].push(...message.articles)
  else if (message.kind === 'questions') questions.push(...message.questions)
  else if (message.kind === 'start')
    work(message).catch((error: Error) => say({ kind: 'failed', reason: error.message }))
  else {
    asking.get(message.id)?.(message)
    asking.delete(message.id)
  }
})
