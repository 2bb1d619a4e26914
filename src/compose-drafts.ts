import { join } from 'node:path'
import type { DraftBotData } from './compose-draft-bot.ts'
import type { DraftThreadData } from './compose-draft-thread.ts'
import { openEntities } from './compose-reading.ts'
import { OUT_OF_SCOPE } from './domain/article.ts'
import type { Library } from './domain/library.ts'
import { DEFAULT_TENANT } from './gateway/auth.ts'
import { previewAside } from './knowledge/draft/aside.ts'
import { gatherVectors } from './knowledge/draft/gather.ts'
import { askedLately } from './knowledge/draft/lately.ts'
import type { AskedAside } from './knowledge/draft/messages.ts'
import { createMask } from './knowledge/draft/personal.ts'
import { withoutTakenBack } from './knowledge/draft/still-there.ts'
import type { EmbedTexts } from './knowledge/embedding.ts'
import type { PreviewDraft } from './knowledge/import/previewing.ts'
import { readExamples } from './learning/examples.ts'
import { startThread } from './lib/thread.ts'
import { languageOf } from './pipeline/language.ts'
import { normalise } from './pipeline/normalise.ts'
import type { Consulted } from './pipeline/plug-ins/panel.ts'
import type { Encoder } from './ports/encoder.ts'
import type { Store } from './ports/store.ts'
import type { Heard } from './ports/voters.ts'

export interface PreviewsParts {
  config: DraftBotData['config']
  /** The bot as it is now. */
  bot: () => Promise<Omit<DraftBotData, 'config' | 'encoder'>>
  /** What plug-in voters say of a message; absent: there are none. */
  consult?: (heard: Heard) => Promise<Consulted>
  /** What customers asked. */
  store: Pick<Store, 'turns' | 'events'>
  /** Grows with everything that is taken back. */
  recalls: () => number
  facts: Library['facts']
  encoder: Encoder
  /** Of articles; what it learns is kept. */
  embed: EmbedTexts
  mean: () => Float32Array
  now: () => Date
}

/** Most of a preview's memory but for vectors, MB. */
const HEAP_MB = 1_024

/** Previews of drafts: vectors are made here, behind whoever waits for an answer; the rest is done in a thread of its own. */
export const openPreviews =
  ({ config, bot, consult, store, recalls, facts, encoder, embed, mean, now }: PreviewsParts): PreviewDraft =>
  async ({ before, after }, { signal, onProgress }) => {
    const at = now()
    const since = recalls()
    const shop = facts()
    const { findEntities } = await openEntities(config.knowledgeDir, shop)
    const trial = await askedLately({
      turns: store.turns,
      tenant: DEFAULT_TENANT,
      encoder: encoder.fingerprint,
      normalise,
      mask: createMask((text) => findEntities(text, at)),
      examples: () => examplesIn(config.knowledgeDir),
    })
    // Examples are texts that the product came with: their vectors are known.
    const embedQuestions: EmbedTexts =
      trial.from === 'examples' ? embed : (texts) => encoder.embed(texts, { bulk: true, signal })
    const vectors = await gatherVectors([before, after], trial.questions, {
      ...{ facts: shop, normalise, embed, embedQuestions, signal, onProgress },
    })
    const { dataDir, knowledgeDir, modelsDir } = config
    const workerData: DraftThreadData = {
      ...(await bot()),
      config: { dataDir, knowledgeDir, modelsDir },
      encoder: encoder.fingerprint,
      voters: consult !== undefined,
    }
    const answer = async (asked: AskedAside): Promise<unknown> => {
      if (asked.of === 'voters') return consult?.(asked.heard)
      const [vector] = await encoder.embed([asked.text], { bulk: true, signal })
      return vector
    }
    const preview = await previewAside(
      () =>
        startThread('compose-draft-thread', import.meta.url, {
          workerData,
          resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
        }),
      { before, after, facts: shop, vectors, mean: mean(), trial, at },
      { signal, answer, onProgress },
    )
    const parts = { events: store.events, tenant: DEFAULT_TENANT, recalls, since }
    return { preview, effects: withoutTakenBack(preview.effects, trial, parts) }
  }

const examplesIn = async (knowledgeDir: string) => {
  const examples = await readExamples([join(knowledgeDir, 'examples')]).catch(() => [])
  return examples.flatMap(({ text, intent, lang }) =>
    intent === OUT_OF_SCOPE ? [] : [{ text, language: lang ?? languageOf(normalise(text)) }],
  )
}
