import { createHash } from 'node:crypto'
import { OUT_OF_SCOPE } from '../domain/article.ts'
import type { CountBallots, Heads, HeadsManifest, Judge, OpenPoll, StackFigures } from '../domain/heads.ts'
import { calibrationError } from '../lib/reliability.ts'
import { rounded } from '../lib/rounded.ts'
import { type Calibrated, calibrate, type JudgedRow } from './calibrate.ts'
import { crossFit, crossFitIntents, intentsOf, type PolledRows, pollRows } from './cross-fit.ts'
import { fitHeads } from './fit-heads.ts'
import type { EmbeddedExample, PolledRow } from './rows.ts'
import { guessed, type Unlabelled } from './self-training.ts'
import { shareWhere } from './share.ts'
import { fitPolicy } from './thresholds.ts'

export interface TrainInput {
  examples: readonly EmbeddedExample[]
  /** The intents' names as examples: learnt from, never asked about. */
  names?: readonly EmbeddedExample[]
  /** Messages that nobody labelled; what the voters are sure of is learnt from too. */
  unlabelled?: readonly Unlabelled[]
  /** Messages that neither voters nor encoder have seen; without them the examples are cross-fitted. */
  validation?: readonly EmbeddedExample[]
  seed: number
  encoder: { fingerprint: string; dimensions: number }
  /** Fingerprint of the knowledge that the poll searches. */
  knowledge?: string
}

/** What the pipeline lends: the same voters and ensemble that will work with the heads. */
export interface TrainParts {
  openPoll: OpenPoll
  countBallots: CountBallots
  judge: Judge
  /** Steps of the work by name. */
  progress: (step: string, done: number, total: number) => void
}

/** Messages out of scope that are enough to learn from. */
const ENOUGH_OUT_OF_SCOPE = 10
/**
 * How many rows the belief in the usual weights of the voters is worth. Examples that are cross-fitted share their wording, which flatters
 * the voters that go by words: there the weights follow what was seen on other sets.
 */
const BELIEF = { validation: 10, crossFitted: 60 }
/** Share of traffic taken to be out of scope where nothing tells: enough to tell which messages look odd, too little to make all others doubtful. */
const ASSUMED_OUT_OF_SCOPE = 0.03

/**
 * Heads from examples: fit the voters, hear them on messages that they have not seen, fit how much each counts and how sure
 * the sum may be, and set the bars. The same input gives the same heads, bit for bit.
 */
export const train = (input: TrainInput, parts: TrainParts): Heads => {
  const { examples, names = [], validation, seed, encoder } = input
  const unlabelled = withoutJudged(input.unlabelled ?? [], [...examples, ...(validation ?? [])])
  const intents = intentsOf(examples)
  const { openPoll, countBallots } = parts
  const guesses = guessed(unlabelled, [...examples, ...names], intents, { seed, encoder, openPoll, countBallots })
  const voters = fitHeads([...examples, ...names, ...guesses], intents, seed)
  const cross = {
    seed,
    names,
    unlabelled,
    encoder,
    openPoll,
    countBallots,
    progress: (done: number, total: number) => parts.progress('cross-fitting', done, total),
  }
  const heard =
    validation === undefined
      ? crossFit(examples, cross)
      : pollRows(validation, intents, openPoll({ ...voters, manifest: { intents, encoder } }))

  const source = outsideSource(heard, examples, validation)
  const outside =
    source === 'validation' || (source === 'examples' && validation === undefined)
      ? undefined
      : source === 'examples'
        ? crossFit(examples, cross)
        : crossFitIntents(examples, cross)
  const calibrateOn = (rows: readonly PolledRow[], standIns: readonly PolledRow[] | undefined): Calibrated =>
    calibrate(rows, {
      seed,
      countBallots,
      judge: parts.judge,
      belief: validation === undefined ? BELIEF.crossFitted : BELIEF.validation,
      ...(standIns === undefined
        ? {}
        : { standIns: { rows: standIns.filter(isOutside), outsideShare: ASSUMED_OUT_OF_SCOPE } }),
    })
  const full = calibrateOn(heard.full, outside?.full)
  const withoutEncoder = calibrateOn(heard.withoutEncoder, outside?.withoutEncoder)
  const { policy, evidence } = fitPolicy(full.judged, intents, outside !== undefined)

  return {
    ...voters,
    manifest: {
      format: 2,
      seed,
      intents,
      encoder,
      data: {
        sha256: hashOf(examples),
        examples: examples.length,
        perLanguage: countLanguages(examples),
        ...(input.unlabelled === undefined || input.unlabelled.length === 0
          ? {}
          : { unlabelled: { messages: input.unlabelled.length, learnt: guesses.length } }),
      },
      calibration: {
        source: validation === undefined ? 'cross-fitted' : 'validation',
        sha256: hashOf(validation ?? examples),
        rows: heard.full.length,
        outOfScope: source,
      },
      ...(input.knowledge === undefined ? {} : { knowledge: input.knowledge }),
      stacks: { full: full.stack, withoutEncoder: withoutEncoder.stack },
      policy,
      evidence,
      figures: {
        full: figuresOf(full.judged, policy.outOfScopeAbove),
        withoutEncoder: figuresOf(withoutEncoder.judged, policy.outOfScopeAbove),
      },
    },
  }
}

/** Learnt under a guess, a message that voters are judged by would no longer be one that they have not seen. */
const withoutJudged = (messages: readonly Unlabelled[], judged: readonly EmbeddedExample[]): Unlabelled[] => {
  const texts = new Set(judged.map(({ text }) => text))
  return messages.filter(({ text }) => !texts.has(text))
}

const isOutside = ({ intent }: { intent: string }): boolean => intent === OUT_OF_SCOPE

const outsideSource = (
  heard: PolledRows,
  examples: readonly EmbeddedExample[],
  validation: readonly EmbeddedExample[] | undefined,
): HeadsManifest['calibration']['outOfScope'] => {
  if (validation !== undefined && heard.full.filter(isOutside).length >= ENOUGH_OUT_OF_SCOPE) return 'validation'
  return examples.filter(isOutside).length >= ENOUGH_OUT_OF_SCOPE ? 'examples' : 'held-out intents'
}

/** Figures at the threshold: what a message gets is the rejection above it, the best intent below. */
const figuresOf = (judged: readonly JudgedRow[], outOfScopeAbove: number): StackFigures => {
  const settled = judged.map((row) => {
    const rejected = row.outOfScope >= outOfScopeAbove
    const intent = rejected ? OUT_OF_SCOPE : row.intent
    return { label: row.label, right: intent === row.label, confidence: rejected ? row.outOfScope : row.confidence }
  })
  const inScope = judged.filter(({ label }) => label !== OUT_OF_SCOPE)
  const voters = [...new Set(judged.flatMap(({ row }) => row.ballots.map(({ voter }) => voter)))]
  return {
    accuracy: shareWhere(settled, ({ right }) => right),
    inScopeAccuracy: shareWhere(inScope, ({ label, intent }) => label === intent),
    ece: rounded(calibrationError(settled)),
    voters: Object.fromEntries(
      voters.map((voter) => [voter, shareWhere(inScope, ({ row, label }) => choiceOf(row, voter) === label)]),
    ),
  }
}

const choiceOf = ({ ballots, intents }: PolledRow, voter: string): string | undefined => {
  const probabilities = ballots.find((ballot) => ballot.voter === voter)?.probabilities
  return probabilities === undefined ? undefined : intents[probabilities.indexOf(Math.max(...probabilities))]
}

const countLanguages = (examples: readonly EmbeddedExample[]): { zh: number; en: number } => ({
  zh: examples.filter(({ language }) => language === 'zh').length,
  en: examples.filter(({ language }) => language === 'en').length,
})

const hashOf = (examples: readonly EmbeddedExample[]): string =>
  createHash('sha256')
    .update(examples.map(({ text, intent, language }) => JSON.stringify([text, intent, language])).join('\n'))
    .digest('hex')
