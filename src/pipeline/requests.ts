import { OUT_OF_SCOPE } from '../domain/article.ts'
import type { Language } from '../domain/message.ts'
import {
  type Entity,
  namesOrder,
  type Request,
  type Understand,
  type Understanding,
  type Verdict,
} from '../domain/understanding.ts'
import { affirmedOf } from './affirmed.ts'
import { type Cut, compoundChance, cutsOf, type Kinship, READ, SKIMMED } from './compound.ts'
import { languageOf } from './language.ts'
import { normalise } from './normalise.ts'

export interface RequestParts {
  /** Understands one text as one request. */
  understand: Understand
  /** The best in-scope intent that can be told of a normalised text at once, without the encoder. */
  skim(text: string, language: Language, at: Date): Verdict
  kinship: Kinship
  now(): Date
}

/**
 * What a message asks for: what it says it does not want and what others said is set aside where the rest is surely heard, and
 * a message of several requests is heard request by request as well. Most messages cost nothing more than the skimming of
 * their clauses; one that may be two costs two more short texts for the encoder, side by side. Without the encoder a message
 * is one request.
 */
export const withRequests = (all: RequestParts): Understand => {
  const apart = async (parts: RequestParts, heard: Understanding, options: Options): Promise<Understanding> => {
    const read: Understanding[] = []
    const found = heard.degraded.length > 0 ? undefined : await split(parts, heard, options, { cuts: MOST_CUTS, read })
    const vectors = vectorsOf(heard, ...read)
    const requests = found === undefined ? [] : unique(placed(found, heard))
    return { ...heard, ...(requests.length < 2 ? {} : { requests: withOrders(requests) }), ...vectors }
  }
  /** What denies or quotes and is not surely heard without that is no list of requests either. */
  const weighed = async (
    parts: RequestParts,
    whole: Understanding,
    affirmed: Understanding,
    options: Options,
  ): Promise<Understanding> =>
    outweighs(affirmed, whole)
      ? affirming(whole, await apart(parts, affirmed, options))
      : { ...whole, ...vectorsOf(whole, affirmed) }
  return async (written, options = {}) => {
    const parts = { ...all, skim: once(all.skim) }
    const at = options.at ?? parts.now()
    const dated = { ...options, at }
    // First of all, so that everything else is done while the encoder reads.
    const reads = parts.understand(written, dated)
    const text = normalise(written)
    const rest = affirmedOf(text)
    const reading = Promise.all([reads, rest === undefined ? undefined : parts.understand(rest, dated)])
    // While the encoder reads the whole, its clauses are skimmed.
    const language = languageOf(written)
    for (const { left, right } of cutsOf(text)) for (const side of [left, right]) parts.skim(side, language, at)
    const [whole, affirmed] = await reading
    const started = performance.now()
    const heard =
      affirmed === undefined ? await apart(parts, whole, dated) : await weighed(parts, whole, affirmed, dated)
    const requests = Math.round((performance.now() - started) * 1_000) / 1_000
    return { ...heard, timings: { ...whole.timings, requests } }
  }
}

type Options = NonNullable<Parameters<Understand>[1]> & { at: Date }

/** A clause is skimmed once in a message. */
const once = (skim: RequestParts['skim']): RequestParts['skim'] => {
  const known = new Map<string, Verdict>()
  return (text, language, at) => {
    const key = `${language} ${text}`
    const verdict = known.get(key) ?? skim(text, language, at)
    known.set(key, verdict)
    return verdict
  }
}

/** A message is heard as three requests at most: more are a list, and lists are for people. */
const MOST_CUTS = 2
/** P(two requests) from which the encoder is asked, and from which they are believed: eval/compound.ts. */
const SKIMMED_ABOVE = 0.1
const BELIEVED_ABOVE = 0.6
/** How surely the rest must be heard for it to stand for the message. */
const AFFIRMED_ABOVE = 0.5
const PERSON = 'human_agent'
/** Words of others may speak of a person without the customer wanting one. */
const QUOTED = /["“「]/u

/** The parts of a text that are requests of their own, in order; undefined where it is one. All that is heard goes to `read`. */
const split = async (
  parts: RequestParts,
  heard: Understanding,
  options: Options,
  { cuts, read }: { cuts: number; read: Understanding[] },
): Promise<Understanding[] | undefined> => {
  const cut = cuts === 0 ? undefined : likeliestCut(parts, heard, options.at)
  if (cut === undefined) return undefined
  const [left, right] = await Promise.all([parts.understand(cut.left, options), parts.understand(cut.right, options)])
  read.push(left, right)
  if (left.degraded.length > 0 || right.degraded.length > 0) return undefined
  const verdicts = { whole: heard.verdict, left: left.verdict, right: right.verdict }
  if (!(compoundChance(cut, verdicts, parts.kinship, READ) >= BELIEVED_ABOVE)) return undefined
  const first = (await split(parts, left, options, { cuts: cuts - 1, read })) ?? [left]
  const then = (await split(parts, right, options, { cuts: cuts - first.length, read })) ?? [right]
  return [...first, ...then]
}

const likeliestCut = (
  { skim, kinship }: RequestParts,
  { text, language, verdict: whole }: Understanding,
  at: Date,
): Cut | undefined => {
  let likeliest: Cut | undefined
  let most = SKIMMED_ABOVE
  for (const cut of cutsOf(text)) {
    const verdicts = { whole, left: skim(cut.left, language, at), right: skim(cut.right, language, at) }
    const chance = compoundChance(cut, verdicts, kinship, SKIMMED)
    if (chance < most) continue
    most = chance
    likeliest = cut
  }
  return likeliest
}

/** Asked twice in one message is asked once. */
const unique = (requests: readonly Request[]): Request[] =>
  requests.filter((one, i) => requests.findIndex(({ verdict }) => verdict.intent === one.verdict.intent) === i)

/** Parts in their places; entities are those read off the message, which stand in the part. */
const placed = (found: readonly Understanding[], { text, entities }: Understanding): Request[] => {
  let end = 0
  return found.map(({ text: part, verdict, passages }) => {
    const start = Math.max(end, text.indexOf(part, end))
    end = start + part.length
    const own = entities.filter((entity) => part.includes(normalise(entity.text)))
    return { start, end, verdict, entities: own, passages }
  })
}

/** Whatever the encoder read is kept with the turn, so that it can run again. */
const vectorsOf = (...heard: readonly Understanding[]): Pick<Understanding, 'vectors'> => {
  const vectors = heard.flatMap((one) => one.vectors ?? [])
  return vectors.length === 0 ? {} : { vectors }
}

/** A request that names no order is about the one named before it. */
const withOrders = (requests: readonly Request[]): Request[] => {
  let named: Entity[] = []
  return requests.map((request) => {
    const own = request.entities.filter(namesOrder)
    if (own.length > 0) named = own
    return own.length > 0 ? request : { ...request, entities: [...request.entities, ...named] }
  })
}

/** The rest stands for the message where it is surely heard and the whole could mean it too; who asks for a person is heard either way (W10). */
const outweighs = (affirmed: Understanding, whole: Understanding): boolean =>
  affirmed.degraded.length === 0 &&
  affirmed.verdict.intent !== OUT_OF_SCOPE &&
  affirmed.verdict.confidence >= AFFIRMED_ABOVE &&
  whole.verdict.ranked.some(({ intent }) => intent === affirmed.verdict.intent) &&
  (QUOTED.test(whole.text) || !asksForPerson(whole) || asksForPerson(affirmed))

const asksForPerson = ({ votes }: Understanding): boolean =>
  votes.some(({ voter, intent }) => voter === 'keywords' && intent === PERSON)

/** Language and sentiment are the whole's, what is asked for is the rest's. */
const affirming = (whole: Understanding, affirmed: Understanding): Understanding => {
  const { text, votes, verdict, passages, requests } = affirmed
  return {
    ...whole,
    votes,
    verdict,
    passages,
    affirmed: text,
    ...(requests === undefined ? {} : { requests }),
    ...vectorsOf(whole, affirmed),
  }
}
