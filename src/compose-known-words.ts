import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import type { FastifyBaseLogger } from 'fastify'
import { readCutTexts } from './adapters/local/cut-texts-file.ts'
import { removeLeftovers } from './adapters/local/library-upkeep.ts'
import { absent, removeUnfinished } from './adapters/local/whole-file.ts'
import type { KnownWordsData } from './compose-known-words-thread.ts'
import type { Config } from './config.ts'
import type { Library } from './domain/library.ts'
import type { KnowledgeFolder } from './knowledge/folder.ts'
import { withKnownWords } from './knowledge/known-words.ts'
import type { Words } from './knowledge/words.ts'
import type { Releasers } from './lib/releasers.ts'
import { startThread } from './lib/thread.ts'
import { normalise } from './pipeline/normalise.ts'

/** Libraries with fewer passages are cut in a tenth of a second. */
const WORTHWHILE_PASSAGES = 10_000
/** Share of the articles that have to be new to the file before it is written again. */
const NEW_SHARE = 0.05
/** Quiet after a change before the file is written, milliseconds: imports and edits come in rows. */
const WRITE_AFTER_MS = 10_000

/** The words of the library's texts, kept from one start to the next. */
export interface KeptWords {
  /** Those that the first index is made with. */
  words: Words
  /** The library is filled: nothing is looked up any more. */
  started(library: Pick<Library, 'articles' | 'status'>): void
  /** It has changed. */
  changed(): void
  /** A text is gone for good: what was cut goes, too, and is made anew without it. Never rejects: a fault is logged. */
  forget(): Promise<void>
}

/**
 * How texts are cut by the dictionary of now, written in a thread of low priority. What is kept can be read: words of a text that is
 * erased must not stay in it.
 */
export const openKnownWords = async (
  config: Pick<Config, 'dataDir' | 'knowledgeDir'>,
  {
    words,
    folder,
    worthwhile = WORTHWHILE_PASSAGES,
    writeAfterMs = WRITE_AFTER_MS,
  }: {
    words: Words
    folder: Pick<KnowledgeFolder, 'articles' | 'facts'>
    worthwhile?: number
    writeAfterMs?: number
  },
  releasers: Releasers,
  log: Pick<FastifyBaseLogger, 'warn'>,
): Promise<KeptWords> => {
  const path = join(config.dataDir, 'index', 'words.bin')
  const dictionary = (await readFile(join(config.knowledgeDir, 'words.txt')).catch(absent)) ?? ''
  const fingerprint = createHash('sha256').update(dictionary).digest('hex').slice(0, 16)
  const kept = withKnownWords(words, await readCutTexts(path, fingerprint), folder.articles, {
    normalise,
    facts: folder.facts,
  })
  let library: Pick<Library, 'articles' | 'status'> | undefined
  let written = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let thread: Worker | undefined
  let removing = 0
  await removeLeftovers([dirname(path)], new Date())

  const write = (): void => {
    if (library === undefined || thread !== undefined || removing > 0) return
    written = new Set(library.articles().map(({ version }) => version))
    const { dataDir, knowledgeDir } = config
    const workerData: KnownWordsData = { dataDir, knowledgeDir, path, fingerprint }
    thread = startThread('compose-known-words-thread', import.meta.url, { workerData })
    thread.once('error', (error) => log.warn({ err: error }, 'words of articles could not be kept'))
    thread.once('exit', () => {
      thread = undefined
      changed()
    })
    thread.unref()
  }
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(write, writeAfterMs).unref()
  }
  const changed = (): void => {
    if (library === undefined || library.status().passages < worthwhile) return
    const articles = library.articles()
    const fresh = articles.filter(({ version }) => !written.has(version)).length
    if (fresh > NEW_SHARE * articles.length) soon()
  }
  const forget = async (): Promise<void> => {
    written = new Set()
    removing++
    try {
      // One that is under way may have read it before it went.
      await thread?.terminate()
      await removeUnfinished(path)
      await rm(path, { force: true })
    } catch (error) {
      log.warn({ err: error }, 'words of articles could not be removed')
    }
    removing--
    changed()
  }
  releasers.add('known words', async () => {
    library = undefined
    clearTimeout(timer)
    if (thread === undefined) return
    await thread.terminate()
    await removeUnfinished(path)
  })
  return {
    words: kept.words,
    started: (filled) => {
      library = filled
      const isExact = kept.isExact()
      kept.letGo()
      if (!isExact) return void forget()
      const { passages } = filled.status()
      if (kept.missed() <= NEW_SHARE * passages) written = new Set(filled.articles().map(({ version }) => version))
      changed()
    },
    changed,
    forget,
  }
}
