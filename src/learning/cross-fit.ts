import { OUT_OF_SCOPE } from '../domain/article.ts'
import type { CountBallots, OpenPoll } from '../domain/heads.ts'
import { createRandom, shuffled } from '../lib/random.ts'
import { fitHeads } from './fit-heads.ts'
import { foldsOf } from './folds.ts'
import type { EmbeddedExample, PolledRow } from './rows.ts'
import { guessed, type Unlabelled } from './self-training.ts'

/** Rows polled twice: as usual, and as if the encoder were down. */
export interface PolledRows {
  full: PolledRow[]
  withoutEncoder: PolledRow[]
}

export interface CrossFitParts {
  seed: number
  /** The intents' names as examples; a fold has those of the intents that it knows. */
  names: readonly EmbeddedExample[]
  /** Labelled anew by each fold, which does not know the examples it is asked about. */
  unlabelled: readonly Unlabelled[]
  encoder: { fingerprint: string; dimensions: number }
  openPoll: OpenPoll
  countBallots: CountBallots
  progress: (done: number, total: number) => void
}

/** Few examples need many folds: a voter that lacks a fifth of ten examples is not the voter that will work. */
const FOLDS = [
  { upTo: 2_000, folds: 10 },
  { upTo: Number.POSITIVE_INFINITY, folds: 5 },
]
const INTENT_FOLDS = 4
/** Examples that a fold's voters compare with: they are solved for once per fold. */
const MOST_STORED_IN_A_FOLD = 4_000
/** Examples per intent that held-out intents are learnt with. */
const ENOUGH_PER_INTENT = 20

/** Opinions on each example of voters that were trained without it. An intent's only example is not asked about. */
export const crossFit = (examples: readonly EmbeddedExample[], parts: CrossFitParts): PolledRows => {
  const folds = FOLDS.find(({ upTo }) => examples.length <= upTo)?.folds ?? 5
  const fold = foldsOf(
    examples.map(({ intent }) => intent),
    folds,
    parts.seed,
  )
  const polled: PolledRows = { full: [], withoutEncoder: [] }
  for (let f = 0; f < folds; f++) {
    parts.progress(f, folds)
    const kept = examples.filter((_, i) => fold[i] !== f)
    const known = new Set(kept.map(({ intent }) => intent))
    const asked = examples.filter(({ intent }, i) => fold[i] === f && known.has(intent))
    append(polled, pollAll(kept, asked, parts))
  }
  parts.progress(folds, folds)
  return polled
}

/** What voters say to messages of intents that they have never seen: the stand-in for messages out of scope where there are none. */
export const crossFitIntents = (examples: readonly EmbeddedExample[], parts: CrossFitParts): PolledRows => {
  const intents = [...new Set(examples.map(({ intent }) => intent))].filter((intent) => intent !== OUT_OF_SCOPE).sort()
  const order = shuffled(intents, createRandom(parts.seed))
  // Of two intents, hiding one leaves nothing to tell apart.
  const folds = intents.length < 3 ? 0 : Math.min(INTENT_FOLDS, intents.length)
  const few = thinned(examples)
  const polled: PolledRows = { full: [], withoutEncoder: [] }
  for (let f = 0; f < folds; f++) {
    parts.progress(f, folds)
    const hidden = new Set(order.filter((_, i) => i % folds === f))
    const outside = few
      .filter(({ intent }) => hidden.has(intent))
      .map((example) => ({ ...example, intent: OUT_OF_SCOPE }))
    append(
      polled,
      pollAll(
        few.filter(({ intent }) => !hidden.has(intent)),
        outside,
        parts,
      ),
    )
  }
  parts.progress(folds, folds)
  return polled
}

/** Trains on `kept` and asks about `asked`. */
const pollAll = (
  kept: readonly EmbeddedExample[],
  asked: readonly EmbeddedExample[],
  { seed, names, unlabelled, encoder, openPoll, countBallots }: CrossFitParts,
): PolledRows => {
  const intents = intentsOf(kept)
  const known = new Set(intents)
  const labelled = [...kept, ...names.filter(({ intent }) => known.has(intent))]
  const own = { seed, encoder, openPoll, countBallots, mostStored: MOST_STORED_IN_A_FOLD }
  const learnt = [...labelled, ...guessed(unlabelled, labelled, intents, own)]
  return pollRows(
    asked,
    intents,
    openPoll({ ...fitHeads(learnt, intents, seed, MOST_STORED_IN_A_FOLD), manifest: { intents, encoder } }),
  )
}

/** Opinions on each message, with and without its vector. */
export const pollRows = (
  asked: readonly EmbeddedExample[],
  intents: readonly string[],
  castBallots: ReturnType<OpenPoll>,
): PolledRows => {
  const poll = (withVector: boolean): PolledRow[] =>
    asked.map(({ text, intent, language, vector }) => ({
      intent,
      language,
      intents,
      ballots: castBallots({ text, language, at: TIMELESS, ...(withVector ? { vector } : {}) }),
    }))
  return { full: poll(true), withoutEncoder: poll(false) }
}

/** No clock: the same data must give the same bytes tomorrow. */
const TIMELESS = new Date(0)

export const intentsOf = (examples: readonly { intent: string }[]): string[] =>
  [...new Set(examples.map(({ intent }) => intent))].sort()

const thinned = (examples: readonly EmbeddedExample[]): EmbeddedExample[] => {
  const seen = new Map<string, number>()
  return examples.filter(({ intent }) => {
    const n = (seen.get(intent) ?? 0) + 1
    seen.set(intent, n)
    return n <= ENOUGH_PER_INTENT
  })
}

const append = (to: PolledRows, from: PolledRows): void => {
  to.full.push(...from.full)
  to.withoutEncoder.push(...from.withoutEncoder)
}
