import type { Passage, SearchKnowledge } from '../domain/understanding.ts'
import type { QueryReader } from './query.ts'

/** How much better the best hit of a corrected question must score: what was right as it stood stays. */
const BETTER = 0.03

export interface Asked {
  hits: Passage[]
  /** The question as it was searched, where that is not how it was asked. */
  corrected?: string
}

export type Ask = (query: Omit<Parameters<SearchKnowledge>[0], 'vector'>) => Promise<Asked>

/**
 * Searches a normalised question as it stands and, where a word of it looks misspelt or is called otherwise in the library, as it was
 * probably meant; the second counts only where it finds clearly more. `embed`: without a vector words alone are searched.
 */
export const createAsk =
  (parts: {
    read: QueryReader['read']
    search: SearchKnowledge
    embed(text: string): Promise<Float32Array | undefined>
  }): Ask =>
  async (query) => {
    const found = async (text: string): Promise<Passage[]> => {
      const vector = await parts.embed(text)
      return parts.search({ ...query, text, ...(vector === undefined ? {} : { vector }) })
    }
    const meant = parts.read(query.text)
    if (meant === query.text) return { hits: await found(query.text) }
    const [hits, others] = await Promise.all([found(query.text), found(meant)])
    return (others[0]?.score ?? 0) > (hits[0]?.score ?? 0) + BETTER ? { hits: others, corrected: meant } : { hits }
  }
