import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { createErasures } from './adapters/local/library-erasures.ts'
import { absent, writeOver } from './adapters/local/whole-file.ts'
import type { VectorCache } from './adapters/onnx/vector-cache.ts'
import type { KeptWords } from './compose-known-words.ts'
import type { Config } from './config.ts'
import type { Library } from './domain/library.ts'
import { passagesOf } from './knowledge/passages.ts'
import type { Releasers } from './lib/releasers.ts'
import { normalise } from './pipeline/normalise.ts'

/** Quiet after an erasure before files are written without its texts, milliseconds: who erases one article often erases more. */
const FORGET_AFTER_MS = 1_000
/** Until files that could not be written are tried again, milliseconds: a full disk may be emptied. */
const LOOK_AGAIN_MS = 60_000

export interface ErasedTextsParts {
  library: Pick<Library, 'articles' | 'facts' | 'compact'>
  vectors: Pick<VectorCache, 'keepOnly'>
  known: Pick<KeptWords, 'forget'>
  /** Brings the library to its newest version. */
  catchUp: () => Promise<void>
  forgetAfterMs?: number
  lookAgainMs?: number
}

/**
 * Vectors and words of erased articles leave the disk: whenever this library has changed, or starts, it is looked whether anything was
 * erased since the last time, here or by another process; what had an erasure's texts in memory cannot bring them back, because it looks, too.
 */
export const openErasedTexts = async (
  { dataDir }: Pick<Config, 'dataDir'>,
  { library, vectors, known, catchUp, forgetAfterMs = FORGET_AFTER_MS, lookAgainMs = LOOK_AGAIN_MS }: ErasedTextsParts,
  releasers: Releasers,
  log: Pick<FastifyBaseLogger, 'error'>,
): Promise<{ changed(): void }> => {
  const erasures = createErasures(join(dataDir, 'knowledge', 'erased'))
  const path = join(dataDir, 'knowledge', 'erased-seen.json')
  let seen = (await readFile(path, 'utf8').catch(absent)) ?? '[]'
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> = Promise.resolve()
  let stopped = false

  const look = async (): Promise<void> => {
    const now = JSON.stringify([...(await erasures.versions())].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (now === seen) return
    // A mark is written before its article leaves the library, here or in another process: what is kept now would be kept for good.
    if ((await erasures.pending()).length > 0) return lookIn(forgetAfterMs)
    await catchUp()
    await known.forget()
    await vectors.keepOnly(textsOf(library))
    await writeOver(path, (file) => file.writeFile(now))
    seen = now
    // Memory and graph: it may have to wait for the vectors of an import.
    void library.compact().catch(failed)
  }
  const failed = (error: unknown): void => log.error({ err: error }, 'texts of erased articles are still in DATA_DIR')
  const lookIn = (ms: number): void => {
    if (stopped) return
    timer ??= setTimeout(() => {
      timer = undefined
      looking = looking.then(look).catch((error: unknown) => {
        failed(error)
        lookIn(lookAgainMs)
      })
    }, ms).unref()
  }
  const changed = (): void => lookIn(forgetAfterMs)
  releasers.add('erased texts', async () => {
    stopped = true
    clearTimeout(timer)
    await looking
  })
  changed()
  return { changed }
}

/** As they are embedded. */
function* textsOf({ articles, facts }: Pick<Library, 'articles' | 'facts'>): Generator<string> {
  for (const article of articles()) for (const { text } of passagesOf(article, facts())) yield normalise(text)
}
