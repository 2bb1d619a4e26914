import type { Worker } from 'node:worker_threads'
import type { DraftPreview, ImportProgress } from '../../domain/knowledge-import.ts'
import { createBreathe, nextRound } from '../../lib/breathe.ts'
import type { AskedAside, FromDraftThread, ToDraftThread } from './messages.ts'
import type { DraftOrder } from './preview.ts'

/** Comparing 50,000 rows on a busy machine takes ten minutes; what takes longer never ends, milliseconds. */
const LONGEST_MS = 30 * 60_000
/** Articles, and questions with their askers' orders, a message. */
const PIECE = 200
const QUESTIONS = 50

/**
 * `previewDraft` in a thread of its own: comparing takes a minute of computing for 10,000 rows, and customers wait for nobody's import.
 * Rejects when aborted, and when the thread fails.
 */
export const previewAside = async (
  start: () => Worker,
  order: DraftOrder,
  {
    signal,
    answer,
    onProgress,
  }: {
    signal: AbortSignal
    /** Of what the thread has not itself. */
    answer: (asked: AskedAside) => Promise<unknown>
    onProgress: (progress: ImportProgress) => void
  },
): Promise<Omit<DraftPreview, 'state' | 'against'>> => {
  signal.throwIfAborted()
  const worker = start()
  const timer = setTimeout(() => void worker.terminate(), LONGEST_MS).unref()
  const result = new Promise<Omit<DraftPreview, 'state' | 'against'>>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
    worker.on('message', (message: FromDraftThread) => {
      if (message.kind === 'progress') onProgress(message.progress)
      else if (message.kind === 'done') resolve(message.preview)
      else if (message.kind === 'ask') void answered(worker, message, answer)
      else reject(new Error(message.reason))
    })
    worker.on('error', reject)
    worker.on('exit', () => reject(new Error('the thread that works out the preview ended')))
  })
  result.catch(() => {})
  try {
    await tell(worker, order, signal)
    return await result
  } finally {
    clearTimeout(timer)
    void worker.terminate()
  }
}

const answered = async (
  worker: Worker,
  { id, asked }: Extract<FromDraftThread, { kind: 'ask' }>,
  answer: (asked: AskedAside) => Promise<unknown>,
): Promise<void> => {
  const say = (message: ToDraftThread): void => worker.postMessage(message)
  try {
    say({ kind: 'answer', id, answer: await answer(asked) })
  } catch (error) {
    say({ kind: 'answer', id, answer: undefined, reason: (error as Error).message })
  }
}

const tell = async (worker: Worker, order: DraftOrder, signal: AbortSignal): Promise<void> => {
  const { before, after, vectors, facts, mean, trial, at } = order
  const old = new Set(before)
  const say = (message: ToDraftThread, transfer: ArrayBuffer[] = []): void => worker.postMessage(message, transfer)
  for (const [of, articles] of [
    ['before', before],
    ['made', after.filter((article) => !old.has(article))],
  ] as const)
    for (let from = 0; from < articles.length; from += PIECE) {
      signal.throwIfAborted()
      say({ kind: 'articles', of, articles: articles.slice(from, from + PIECE) })
      await nextRound()
    }
  for (let from = 0; from < trial.questions.length; from += QUESTIONS) {
    signal.throwIfAborted()
    say({ kind: 'questions', questions: trial.questions.slice(from, from + QUESTIONS) })
    await nextRound()
  }
  const dimensions = vectors.values().next().value?.length ?? 0
  const matrix = new Float32Array(vectors.size * dimensions)
  const breathe = createBreathe()
  let row = 0
  for (const vector of vectors.values()) {
    matrix.set(vector, row++ * dimensions)
    await breathe()
  }
  say(
    {
      kind: 'start',
      after: after.map(({ id }) => id),
      ...{ facts, from: trial.from, at: at.toISOString(), texts: [...vectors.keys()], vectors: matrix },
      ...(mean === undefined ? {} : { mean }),
    },
    [matrix.buffer],
  )
}
