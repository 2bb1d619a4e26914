import { CATALOGUE, Refusal } from '../domain/errors.ts'
import { createBreathe } from '../lib/breathe.ts'

export type EmbedTexts = (texts: readonly string[]) => Promise<Float32Array[]>

/** Texts a call. */
const BATCH = 16
/** Calls at a time: the encoder never waits for the next one. */
const ABREAST = 2
/** How often one batch is tried, and the wait between, milliseconds. */
const TRIES = 3
const RETRY_MS = 500

/** Embeds texts, some at a time, and hands the vectors on as they come; stops early when `stale`. Gives up with the reason rather than throw. */
export const embedAll = async (
  texts: readonly string[],
  embed: EmbedTexts,
  parts: { take: (text: string, vector: Float32Array) => void; stale: () => boolean },
): Promise<{ reason?: string }> => {
  let next = 0
  let reason: string | undefined
  const work = async (): Promise<void> => {
    const breathe = createBreathe()
    while (next < texts.length && reason === undefined && !parts.stale()) {
      const batch = texts.slice(next, next + BATCH)
      next += batch.length
      try {
        const vectors = await retried(() => embed(batch))
        for (const [i, text] of batch.entries()) parts.take(text, vectors[i] as Float32Array)
        await breathe()
      } catch (error) {
        reason = `the encoder is not available: ${(error as Error).message}`
      }
    }
  }
  await Promise.all(Array.from({ length: ABREAST }, work))
  return reason === undefined ? {} : { reason }
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
