import type { Understand, Understanding } from '../domain/understanding.ts'
import { normalise } from './normalise.ts'

/** How much surer a corrected message must be understood: what was right as it stood stays. */
const SURER = 0.05

/** A normalised text as it was probably meant: without slips, in the library's words; the same where nothing is wrong. `at`: when it was written. */
export type ReadAsMeant = (text: string, at?: Date) => string

/**
 * Understands a message as it stands and, where a word of it looks misspelt or is called otherwise in the library, as it was
 * probably meant; that counts only where it is clearly surer. Entities, language and feeling are read off what was written.
 */
export const asMeant =
  (understand: Understand, read: ReadAsMeant): Understand =>
  async (written, options) => {
    const text = normalise(written)
    // The encoder reads it meanwhile.
    const reading = understand(written, options)
    const meant = read(text, options?.at)
    const heard = await reading
    if (meant === text) return heard
    // Nothing can be that much surer: reading it again would take as long as the first time, and change nothing.
    if (heard.degraded.length > 0 || heard.verdict.confidence + SURER >= 1) return heard
    const other = await understand(meant, options)
    if (other.degraded.length > 0) return heard
    const both = [...(heard.vectors ?? []), ...(other.vectors ?? [])]
    if (other.verdict.confidence <= heard.verdict.confidence + SURER || isRejected(other))
      return { ...heard, vectors: both }
    const { votes, verdict, passages, vetoed } = other
    const vetoes = [...(heard.vetoed ?? []), ...(vetoed ?? [])]
    return {
      ...heard,
      ...{ votes, verdict, passages, corrected: other.text },
      ...(vetoes.length === 0 ? {} : { vetoed: vetoes }),
      vectors: both.map((one) => (one.text === heard.text ? { ...one, meant: other.text } : one)),
    }
  }

/** A correction that makes a message none of ours explains nothing. */
const isRejected = ({ verdict }: Understanding): boolean => verdict.outOfScope >= 0.5
