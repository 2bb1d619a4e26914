/**
 * How the searches are put together; fitted on knowledge/validation.jsonl and, leave-one-out, on public intents other than JD's
 * (eval/retrieval.ts prints what each part is worth). Convex combination after Bruch et al. 2023, "An analysis of fusion functions
 * for hybrid retrieval".
 */

/** Weight of the lexical evidence where there is a vector. */
const LEXICAL_WEIGHT = 0.15
/** Weight of the agreement of the nearest texts, where it is known, beside all other evidence. */
const AGREEMENT_WEIGHT = 0.5
/** With fewer questions than this an article's agreement is taken times √(this / their number), or those with many would always win. */
const ENOUGH_QUESTIONS = 10
/** From this cosine on a phrasing is so near that no agreement of others outweighs it, fully so at 1. */
const NEARLY_SAID = 0.8
/** What words alone can reach where there is no vector: they never look as sure as meaning. */
const LEXICAL_ALONE = 0.6
/** Passages of an article that speak for it together, and the share of their mean beside the best one. */
const WITNESSES = 5
const WITNESS_SHARE = 0.7

/** Part of the weight of an answer's words beside those of a question. */
export const ANSWER_WEIGHT = 0.7
/** An article without an answer in the language asked for. */
export const OTHER_LANGUAGE = 0.95
/** What the fingerprint of an index says about how it is searched; raise it with every change here. */
export const FUSION_VERSION = 2

/** BM25 to 0..1: the share of what a document with all words of the query would get. */
export const coverage = (bm25: number, ideal: number): number => (ideal <= 0 ? 0 : Math.min(1, bm25 / ideal))

/**
 * Score of a group, e.g. an article, 0 to 1. `cosines` are those of its questions, best first, each -1 to 1: one near phrasing may
 * be chance, several are not. Missing witnesses count like the best, so that an article with one question is not held back.
 * `agreement`: what the texts nearest to the query say of the group together, see agreement.ts.
 */
export const fuse = (lexical: number, cosines: readonly number[], agreement?: number): number => {
  const best = cosines[0]
  if (best === undefined) return LEXICAL_ALONE * lexical
  let sum = 0
  for (let i = 0; i < WITNESSES; i++) sum += cosines[i] ?? best
  const semantic = (1 - WITNESS_SHARE) * best + (WITNESS_SHARE * sum) / WITNESSES
  const own = LEXICAL_WEIGHT * lexical + (1 - LEXICAL_WEIGHT) * Math.min(1, Math.max(0, semantic))
  if (agreement === undefined) return own
  const balanced = agreement * Math.sqrt(ENOUGH_QUESTIONS / Math.min(ENOUGH_QUESTIONS, cosines.length))
  const agreed = Math.max(0, balanced, (best - NEARLY_SAID) / (1 - NEARLY_SAID))
  return AGREEMENT_WEIGHT * Math.min(1, agreed) + (1 - AGREEMENT_WEIGHT) * own
}

/** Score of a single text: `fuse` with its cosine alone, without the list. */
export const fuseOne = (lexical: number, cosine: number | undefined): number =>
  cosine === undefined
    ? LEXICAL_ALONE * lexical
    : LEXICAL_WEIGHT * lexical + (1 - LEXICAL_WEIGHT) * Math.min(1, Math.max(0, cosine))
