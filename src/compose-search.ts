import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { z } from 'zod'
import { openKeptFile } from './adapters/local/kept-file.ts'
import type { Config } from './config.ts'
import type { Library } from './domain/library.ts'
import type { KnowledgeSearchParts } from './gateway/knowledge-search-routes.ts'
import { createAsk } from './knowledge/ask.ts'
import { draftOf } from './knowledge/edit.ts'
import type { EmbedTexts } from './knowledge/embedding.ts'
import { described } from './knowledge/found.ts'
import { passagesOf } from './knowledge/passages.ts'
import { createQueryReader } from './knowledge/query.ts'
import { checkedSynonyms } from './knowledge/synonyms.ts'
import { createTryQuestion } from './knowledge/try-question.ts'
import { varied } from './knowledge/varied.ts'
import type { Veto } from './knowledge/veto.ts'
import type { Words } from './knowledge/words.ts'
import type { Releasers } from './lib/releasers.ts'
import { languageOf } from './pipeline/language.ts'
import { normalise } from './pipeline/normalise.ts'
import type { Encoder } from './ports/encoder.ts'

/** How long after a change of the library its words are learnt anew, milliseconds: an import makes many changes. */
const LEARN_AFTER_MS = 500

/** Times as many hits are looked at as are shown, so that one intent does not fill the page while others fit. */
const LOOKED_AT = 3

const GROUPS = z.array(z.array(z.string()))

export interface SearchWatchParts {
  library: Library
  encoder: Pick<Encoder, 'embed'>
  words: Words
  /** Of texts that the library may know. */
  embed: EmbedTexts
  veto: Veto
  /** What an article may refer to. */
  known: Parameters<typeof draftOf>[1]
}

/** How people search the library: questions are read as they were meant, by its words and by the dictionary of synonyms. */
export interface Searching extends KnowledgeSearchParts {
  /** The library has other texts. */
  changed(): void
  readAsMeant(text: string): string
  /** Grows when texts are read otherwise. */
  revision(): number
}

/** A dictionary that cannot be used is told and left out. */
export const keptSynonyms = ({ dataDir }: Pick<Config, 'dataDir'>, onError?: (error: Error) => void) =>
  openKeptFile<readonly (readonly string[])[]>({
    path: join(dataDir, 'knowledge', 'synonyms.json'),
    initial: [],
    parse: (value) => checkedSynonyms(GROUPS.parse(value), normalise),
    optional: true,
    ...(onError === undefined ? {} : { onError }),
  })

/** @throws Error naming the dictionary where it cannot be used */
export const openSearching = async (
  config: Config,
  { library, encoder, words, embed, veto, known }: SearchWatchParts,
  releasers: Releasers,
  log: FastifyBaseLogger,
): Promise<Searching> => {
  const kept = await keptSynonyms(config, (error) => log.error({ err: error }, 'synonyms stay as they were'))
  const reader = createQueryReader(words)
  let learnt = ''
  let revision = 0
  const readAll = async (): Promise<void> => {
    learnt = library.fingerprint()
    const facts = library.facts()
    const found = library.articles().filter(({ mode }) => mode !== 'off')
    // One by one as they are read: all at once would hold the event loop for as long as the library is large.
    const texts: Iterable<string> = {
      *[Symbol.iterator]() {
        for (const article of found) for (const { text } of passagesOf(article, facts)) yield normalise(text)
      },
    }
    await reader.learn(texts, kept.current())
    revision++
  }
  // One after the other, so that who waits for the last has what was written last.
  let learning: Promise<void> = Promise.resolve()
  const learn = (): Promise<void> => {
    learning = learning.then(readAll, readAll)
    return learning
  }
  const inBackground = (): void =>
    void learn().catch((error) => {
      log.error({ err: error }, 'words are not learnt')
      learnt = ''
    })
  let timer: NodeJS.Timeout | undefined
  const changed = (): void => {
    // Not by revision: vectors that come later change no words.
    if (library.fingerprint() !== learnt)
      timer ??= setTimeout(() => {
        timer = undefined
        inBackground()
      }, LEARN_AFTER_MS).unref()
  }
  const stop = kept.watch(inBackground)
  releasers.add('synonyms', () => {
    stop()
    clearTimeout(timer)
  })
  changed()

  // A draft has many texts: questions of customers go first.
  const embedOnce: EmbedTexts = (texts) => encoder.embed(texts, texts.length > 1 ? { bulk: true } : {})
  const ask = createAsk({
    read: reader.read,
    search: library.search,
    embed: async (text) => (await embedOnce([text]).catch(() => []))[0],
  })
  const tryQuestion = createTryQuestion({
    library,
    words,
    normalise,
    read: reader.read,
    embed,
    embedOnce,
    veto,
    now: () => new Date(),
  })
  return {
    changed,
    readAsMeant: reader.read,
    revision: () => revision,
    search: async ({ text, top, language }) => {
      const said = normalise(text)
      const asked = language ?? languageOf(said)
      const { hits, corrected } = await ask({ text: said, language: asked, top: LOOKED_AT * top, at: new Date() })
      return {
        hits: described(
          varied(hits, top),
          { text: corrected ?? said, language: asked },
          { words, article: library.article },
        ),
        ...(corrected === undefined ? {} : { corrected }),
      }
    },
    tryQuestion: ({ text, language, channel, fields }) =>
      tryQuestion({
        text,
        language: language ?? languageOf(normalise(text)),
        ...(channel === undefined ? {} : { channel }),
        ...(fields === undefined ? {} : { draft: draftOf(fields, known) }),
      }),
    synonyms: {
      groups: kept.current,
      replace: async (groups) => {
        const checked = checkedSynonyms(groups, normalise)
        await kept.change(() => checked)
        await learn()
        return checked
      },
    },
  }
}
