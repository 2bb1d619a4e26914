import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DraftThreadData } from './compose-draft-thread.ts'
import { openEntities } from './compose-reading.ts'
import type { Config } from './config.ts'
import { OUT_OF_SCOPE } from './domain/article.ts'
import type { Library } from './domain/library.ts'
import { DEFAULT_TENANT } from './gateway/auth.ts'
import { previewAside } from './knowledge/draft/aside.ts'
import { gatherVectors } from './knowledge/draft/gather.ts'
import { askedLately } from './knowledge/draft/lately.ts'
import { createMask } from './knowledge/draft/personal.ts'
import { withoutTakenBack } from './knowledge/draft/still-there.ts'
import type { EmbedTexts } from './knowledge/embedding.ts'
import type { PreviewDraft } from './knowledge/import/previewing.ts'
import { readExamples } from './learning/examples.ts'
import { startThread } from './lib/thread.ts'
import { languageOf } from './pipeline/language.ts'
import { normalise } from './pipeline/normalise.ts'
import type { Encoder } from './ports/encoder.ts'
import type { Store } from './ports/store.ts'

export interface PreviewsParts {
  config: Pick<Config, 'knowledgeDir'>
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
  ({ config, store, recalls, facts, encoder, embed, mean, now }: PreviewsParts): PreviewDraft =>
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
    const workerData: DraftThreadData = {
      words: await readFile(join(config.knowledgeDir, 'words.txt'), 'utf8').catch(() => ''),
      timeZone: shop['timeZone']?.en ?? 'UTC',
    }
    const preview = await previewAside(
      () =>
        startThread('compose-draft-thread', import.meta.url, {
          workerData,
          resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
        }),
      { before, after, facts: shop, vectors, mean: mean(), trial, at },
      { signal, onProgress },
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
