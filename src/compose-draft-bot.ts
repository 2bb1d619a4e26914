import { join } from 'node:path'
import { loadHeads } from './adapters/local/model-files.ts'
import { type ShownParts, shownText } from './compose-draft-shown.ts'
import { openReaders } from './compose-reading.ts'
import { keptSynonyms } from './compose-search.ts'
import { keptAntiAnswers, readTrouble } from './compose-vetoes.ts'
import type { Config } from './config.ts'
import { decide } from './decision/decide.ts'
import { createDraftReplies } from './delivery/draft.ts'
import { isValidAt } from './domain/article.ts'
import { askerOf, type Conversation } from './domain/conversation.ts'
import type { ContextCard } from './domain/customer.ts'
import type { Decision, Draft, Policy } from './domain/decision.ts'
import type { BotAnswer } from './domain/knowledge-import.ts'
import type { Library } from './domain/library.ts'
import type { Understanding } from './domain/understanding.ts'
import type { Treated } from './knowledge/draft/effects.ts'
import { createMask } from './knowledge/draft/personal.ts'
import type { Bot } from './knowledge/draft/preview.ts'
import type { EmbedTexts } from './knowledge/embedding.ts'
import { passagesOf } from './knowledge/passages.ts'
import { createQueryReader } from './knowledge/query.ts'
import { type Chosen, createRanking } from './knowledge/ranking.ts'
import { createVetoes } from './knowledge/veto.ts'
import { normalise } from './pipeline/normalise.ts'
import { createUnderstand, type UnderstandParts } from './pipeline/pipeline.ts'

/** What the bot of a preview rests on besides the library; it can be sent to a thread. */
export interface DraftBotData {
  config: Pick<Config, 'dataDir' | 'knowledgeDir' | 'modelsDir'>
  /** Of the heads that work now. */
  headsDir: string
  /** Fingerprint of the encoder. */
  encoder: string
  policy: Policy
  /** What agents' choices do to the order. */
  learned: readonly Chosen[]
  /** Anonymous customers can prove who they are. */
  provable: boolean
}

export interface DraftBotParts {
  /** Of a text as it is searched; the vectors of the library's phrasings come first. */
  embed: EmbedTexts
  known: (text: string) => Float32Array | undefined
  /** Absent: there are none. */
  plugIns?: UnderstandParts['plugIns']
}

/** Longest wait for one vector, milliseconds: nobody waits for a preview as for an answer. */
const VECTOR_DEADLINE_MS = 30_000
const NO_CARD: ContextCard = { orders: [], parcels: [], highlights: [], sources: [] }

/** The knowledge folder's readers, for whatever else the preview reads with them; and the bot over a library. */
export const openDraftBots = async (data: DraftBotData, { embed, known, plugIns }: DraftBotParts) => {
  const { config, headsDir, encoder, policy, learned, provable } = data
  const quiet = { info: () => undefined, warn: () => undefined }
  const [heads, { folder, products, words, ...readers }, antiAnswers, synonyms, trouble] = await Promise.all([
    loadHeads(headsDir),
    openReaders(config.knowledgeDir, config.modelsDir, config.dataDir),
    keptAntiAnswers(config),
    keptSynonyms(config),
    readTrouble(join(config.knowledgeDir, 'trouble.json'), encoder, quiet),
  ])
  const ranking = createRanking(() => heads.mean)
  ranking.learn(learned)

  /** The bot as customers meet it in a new conversation: everything that stands between their words and its own. */
  const openBot = async (library: Library, at: Date): Promise<Bot> => {
    const reader = createQueryReader(words)
    const mask = createMask((text) => readers.findEntities(text, at))
    const vetoes = createVetoes({
      list: antiAnswers.current,
      articles: library.articles,
      normalise,
      embed,
      mean: () => heads.mean,
      trouble,
    })
    const understand = createUnderstand({
      encoder: { fingerprint: encoder, embed: (texts) => embed(texts) },
      heads,
      search: ranking.over(library.search),
      ...readers,
      ...(plugIns === undefined ? {} : { plugIns }),
      veto: vetoes.veto,
      readAsMeant: reader.read,
      vectorOfPassage: async (text) => known(text),
      now: () => at,
      fingerprint: library.fingerprint,
      deadlineMs: VECTOR_DEADLINE_MS,
    })
    const draftReplies = createDraftReplies({
      article: library.article,
      articlesOf: (intent) =>
        library.articles().filter((article) => article.intent === intent && isValidAt(article, at)),
      facts: library.facts,
      product: products.find,
      provable,
    })
    return {
      changed: async () => {
        const facts = library.facts()
        const texts: Iterable<string> = {
          *[Symbol.iterator]() {
            for (const article of library.articles())
              if (article.mode !== 'off') for (const { text } of passagesOf(article, facts)) yield normalise(text)
          },
        }
        await Promise.all([reader.learn(texts, synonyms.current()), vetoes.refresh()])
      },
      treat: async ({ written, asker }) => {
        const conversation = fresh(asker?.conversation)
        const card = asker?.card ?? NO_CARD
        const understanding = await understand(written, { at, asker: askerOf(conversation) })
        const drafts = draftReplies({ understanding, card, conversation, at })
        const decision = decide({ understanding, conversation, drafts, label: (intent) => intent }, policy)
        return treated(decision, { understanding, card, library, mask })
      },
    }
  }
  return { words, findEntities: readers.findEntities, openBot }
}

/** Nothing was said yet, and nobody is there: what a question does by itself. */
const fresh = (
  then: Conversation | undefined,
): Pick<Conversation, 'state' | 'humanSpoke' | 'misses'> &
  Partial<Pick<Conversation, 'customer' | 'channel' | 'proof'>> => ({
  ...{ state: 'bot', humanSpoke: false, misses: 0 },
  ...(then === undefined ? {} : { customer: then.customer }),
  ...(then?.channel === undefined ? {} : { channel: then.channel }),
  ...(then?.proof === undefined ? {} : { proof: then.proof }),
})

const treated = (
  decision: Decision,
  parts: ShownParts & { understanding: Pick<Understanding, 'verdict'> },
): Treated | undefined => {
  const found = wordsOf(decision)
  if (found === undefined) return undefined
  const { draft, does } = found
  const { verdict } = parts.understanding
  const likely = verdict.ranked.find(({ intent }) => intent === draft.intent)?.confidence ?? 0
  return {
    article: draft.source.article,
    title: draft.source.title,
    text: shownText(draft, parts),
    score: draft.confidence ?? (draft.intent === verdict.intent ? verdict.confidence : likely),
    does,
    reason: decision.reason,
    said: draft.text,
  }
}

/** What a customer is told, or what comes nearest to it; who gets a person at once is told nothing of the library. */
const wordsOf = (decision: Decision): { draft: Draft; does: BotAnswer['does'] } | undefined => {
  if (decision.kind === 'answer') return { draft: decision.draft, does: 'answer' }
  if (decision.kind === 'suggest' && decision.said !== undefined) return { draft: decision.said, does: 'answer' }
  const [draft] = decision.suggestions
  if (draft === undefined || decision.kind === 'handOff' || decision.reason === 'out_of_scope') return undefined
  return { draft, does: decision.kind }
}
