import { CATALOGUE, Refusal } from '../domain/errors.ts'
import { createBreathe } from '../lib/breathe.ts'

export type EmbedTexts = (texts: readonly string[]) => Promise<Float32Array[]>

/** Texts a call: a customer's message waits at most for so many. */
const BATCH = 8
/** How often one batch is tried, and the wait between, milliseconds. */
const TRIES = 3
const RETRY_MS = 500

/** Embeds texts into the map, a few at a time; stops early when `stale`. Gives up with the reason rather than throw. */
export const embedMissing = async (
  texts: readonly string[],
  embed: EmbedTexts,
  into: Map<string, Float32Array>,
  stale: () => boolean,
): Promise<{ reason?: string }> => {
  const breathe = createBreathe()
  for (let from = 0; from < texts.length && !stale(); from += BATCH) {
    const batch = texts.slice(from, from + BATCH)
    try {
      const vectors = await retried(() => embed(batch))
      for (const [i, text] of batch.entries()) into.set(text, vectors[i] as Float32Array)
      await breathe()
    } catch (error) {
      return { reason: `the encoder is not available: ${(error as Error).message}` }
    }
  }
  return {}
}

const retried = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      const again = error instanceof Refusal && CATALOGUE[error.code].retryable && tries < TRIES
      if (!again) throw error
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
}
