import type { JudgedFigures } from './domain/judged-figures.ts'
import type { Store } from './ports/store.ts'

const DAY_MS = 86_400_000
/** Newest ended conversations that are looked through. */
const MOST_ENDED = 2_000
const WORDS_SHOWN = 20

/** How customers found the conversations that ended in the last days. */
export const judgedFigures = async (
  store: Pick<Store, 'conversations'>,
  tenant: string,
  { days, now }: { days: number; now: Date },
): Promise<JudgedFigures> => {
  const since = new Date(now.getTime() - days * DAY_MS).toISOString()
  const newest = await store.conversations(tenant, { states: ['resolved'], limit: MOST_ENDED })
  // One that was merged goes on in another, and is judged there.
  const ended = newest.filter(({ updatedAt, outcome }) => updatedAt >= since && outcome !== 'merged')
  const judged = ended.flatMap(({ id, customerName, marks }) =>
    marks?.judged === undefined ? [] : [{ conversation: id, customerName, ...marks.judged }],
  )
  const of = (scale: 'thumbs' | 'stars') => judged.filter((one) => one.scale === scale)
  const sum = (list: typeof judged) => list.reduce((total, { score }) => total + score, 0)
  return {
    days,
    ended: ended.length,
    capped: newest.length === MOST_ENDED && (newest.at(-1)?.updatedAt ?? '') >= since,
    thumbs: { n: of('thumbs').length, good: sum(of('thumbs')) },
    stars: { n: of('stars').length, sum: sum(of('stars')) },
    words: judged.filter(({ words }) => words !== undefined).slice(0, WORDS_SHOWN),
  }
}
