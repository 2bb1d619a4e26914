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
export const withRequests = (parts: RequestParts): Understand => {
  const apart = async (heard: Understanding, options: Options): Promise<Understanding> => {
    const found = heard.degraded.length > 0 ? undefined : await split(parts, heard, options, MOST_CUTS)
    if (found === undefined) return heard
    const requests = unique(found)
    const vectors = [heard, ...found].flatMap(({ vectors = [] }) => vectors)
    return requests.length < 2
      ? { ...heard, vectors }
      : { ...heard, requests: withOrders(requests.map((one) => requestOf(one, heard.entities))), vectors }
  }
  return async (written, options = {}) => {
    const at = options.at ?? parts.now()
    const dated = { ...options, at }
    const rest = affirmedOf(normalise(written))
    const [whole, affirmed] = await Promise.all([
      parts.understand(written, dated),
      rest === undefined ? undefined : parts.understand(rest, dated),
    ])
    const started = performance.now()
    const heard =
      affirmed === undefined || !outweighs(affirmed, whole)
        ? await apart(whole, dated)
        : affirming(whole, await apart(affirmed, dated))
    return {
      ...heard,
      timings: { ...whole.timings, requests: Math.round((performance.now() - started) * 1_000) / 1_000 },
    }
  }
}

type Options = NonNullable<Parameters<Understand>[1]> & { at: Date }

/** A message is heard as three requests at most: more are a list, and lists are for people. */
const MOST_CUTS = 2
/** P(two requests) from which the encoder is asked, and from which they are believed: eval/compound.ts. */
const SKIMMED_ABOVE = 0.05
const BELIEVED_ABOVE = 0.6
/** How surely the rest must be heard for it to stand for the message. */
const AFFIRMED_ABOVE = 0.5
const PERSON = 'human_agent'
/** Words of others may speak of a person without the customer wanting one. */
const QUOTED = /["“「]/u

/** The parts of a text that are requests of their own, in order; undefined where it is one. */
const split = async (
  parts: RequestParts,
  heard: Understanding,
  options: Options,
  cutsLeft: number,
): Promise<Understanding[] | undefined> => {
  const cut = cutsLeft === 0 ? undefined : likeliestCut(parts, heard, options.at)
  if (cut === undefined) return undefined
  const [left, right] = await Promise.all([parts.understand(cut.left, options), parts.understand(cut.right, options)])
  if (left.degraded.length > 0 || right.degraded.length > 0) return undefined
  const verdicts = { whole: heard.verdict, left: left.verdict, right: right.verdict }
  if (compoundChance(cut, verdicts, parts.kinship, READ) < BELIEVED_ABOVE) return undefined
  const first = (await split(parts, left, options, cutsLeft - 1)) ?? [left]
  const then = (await split(parts, right, options, cutsLeft - first.length)) ?? [right]
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
const unique = (found: readonly Understanding[]): Understanding[] =>
  found.filter((one, i) => found.findIndex(({ verdict }) => verdict.intent === one.verdict.intent) === i)

/** Entities are those read off the whole as written, which stand in the part. */
const requestOf = ({ text, verdict, passages }: Understanding, entities: readonly Entity[]): Request => ({
  text,
  verdict,
  entities: entities.filter((entity) => text.includes(normalise(entity.text))),
  passages,
})

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

/** Language, entities and sentiment are the whole's, what is asked for is the rest's. */
const affirming = (
  whole: Understanding,
  { text, votes, verdict, passages, requests, vectors = [] }: Understanding,
): Understanding => ({
  ...whole,
  votes,
  verdict,
  passages,
  affirmed: text,
  ...(requests === undefined ? {} : { requests }),
  vectors: [...(whole.vectors ?? []), ...vectors],
})
