import type { Policy } from './decision.ts'
import type { Language } from './message.ts'
import type { Verdict, Vote } from './understanding.ts'

/** Everything that training learns on top of the frozen encoder. Classes are numbered as in `manifest.intents`. */
export interface Heads {
  manifest: HeadsManifest
  /** Mean of the training vectors; it is subtracted before anything else and the rest brought back to length 1. */
  mean: Float32Array
  linear: LinearHead
  ngrams: NgramHead
  neighbours: NeighbourHead
  kernel: KernelHead
}

/** Heads from a folder; the same folder has the same fingerprint. */
export type LoadedHeads = Heads & { fingerprint: string }

/** As much of the heads as voting needs. */
export type VotingHeads = Omit<Heads, 'manifest'> & { manifest: Pick<HeadsManifest, 'intents' | 'encoder'> }

export interface LinearHead {
  /** Row-major, classes × dimensions. */
  weights: Float32Array
  bias: Float32Array
}

export interface NgramHead {
  /** Hashed n-grams, ascending; the index is the feature's number. */
  keys: Uint32Array
  idf: Float32Array
  /** Row-major, features × classes, each row in units of its `scales`. */
  weights: Int8Array
  scales: Float32Array
  bias: Float32Array
}

/** Examples in the few dimensions in which they are compared. */
export interface NeighbourHead {
  /** Row-major, axes × dimensions: centred vectors into a space where like is near like; there they are brought to length 1 again. */
  axes: Float32Array
  /** Row-major, examples × axes, in units of 1/127, the examples of a class together. */
  vectors: Int8Array
  /** Class c has the examples `starts[c] … starts[c + 1] - 1`. */
  starts: Uint32Array
}

/** Kernel ridge regression over the neighbours' examples. */
export interface KernelHead {
  /** Row-major, classes × examples in the order of the neighbours, each class in units of its `scales`. */
  weights: Int8Array
  scales: Float32Array
}

export const VOTERS = ['lr', 'ngrams', 'neighbours', 'kernel', 'retrieval', 'keywords'] as const
export type VoterName = (typeof VOTERS)[number]
/** A voter that came as a file: no part of what training fits, it is added to the vote of the day. */
export type PlugInName = `plugin:${string}`

/** One voter's full opinion of one message. */
export interface Ballot {
  voter: VoterName | PlugInName
  /** One probability per class; absent when the voter has nothing to say to this message, which then changes nothing. */
  probabilities?: Float64Array
  /** How near the nearest thing known to this voter is, e.g. a cosine; tells known topics from unknown ones. */
  nearness?: number
}

/** How ballots become a verdict: one for normal times, one for times without the encoder. Fitted together, so used together. */
export interface Stack {
  /** Exponents of the log-linear pool; 0 says that the voter did not help. */
  weights: Partial<Record<VoterName, number>> & Record<PlugInName, number>
  /** P(out of scope) = logistic(intercept + coefficients · features). */
  scope: Logistic
  /** P(best in-scope intent is right | in scope). */
  right: Logistic
}

/** Features are counted from their means, so that one that is absent has no say. */
export interface Logistic {
  intercept: number
  coefficients: Record<string, number>
  means: Record<string, number>
}

/** A share with its exact 95 % interval (Clopper–Pearson). */
export interface Share {
  right: number
  n: number
  share: number
  lower: number
  upper: number
}

export interface HeadsManifest {
  format: 2
  seed: number
  intents: string[]
  encoder: { fingerprint: string; dimensions: number }
  /** sha256 of the normalised examples and of what the calibration rests on. */
  data: {
    sha256: string
    examples: number
    perLanguage: Record<Language, number>
    /** Messages without a label that were looked at, and those that were sure enough to be learnt from. */
    unlabelled?: { messages: number; learnt: number }
  }
  calibration: {
    source: 'validation' | 'cross-fitted'
    sha256: string
    rows: number
    /** What the sense of being out of scope was learnt from: labelled messages, or whole intents kept from the voters. */
    outOfScope: 'validation' | 'examples' | 'held-out intents'
  }
  /** Fingerprint of the knowledge that the retrieval voter searched, where it took part. */
  knowledge?: string
  stacks: { full: Stack; withoutEncoder: Stack }
  policy: FittedPolicy
  evidence: PolicyEvidence
  figures: Record<'full' | 'withoutEncoder', StackFigures>
}

export type FittedPolicy = Pick<
  Policy,
  'answerAbove' | 'answerAboveByIntent' | 'outOfScopeAbove' | 'suggestAboveByIntent'
>

/** Settings first, then what training fitted. */
export const policyOf = (
  settings: Omit<Policy, keyof FittedPolicy> & {
    answerAbove?: number | undefined
    outOfScopeAbove?: number | undefined
  },
  fitted: FittedPolicy,
): Policy => ({
  ...settings,
  answerAbove: settings.answerAbove ?? fitted.answerAbove,
  outOfScopeAbove: settings.outOfScopeAbove ?? fitted.outOfScopeAbove,
  answerAboveByIntent: fitted.answerAboveByIntent,
  suggestAboveByIntent: fitted.suggestAboveByIntent ?? {},
})

/** On the messages of the calibration, each judged by a stack that had not seen it. */
export interface PolicyEvidence {
  /** Messages at the bars that were proven, before mistakes raised them for some intents, and how many of the answers were right. */
  answered: Share
  /** The lower bound that was asked for, and whether it was reached for any intent. */
  wanted: number
  reached: boolean
  /** Absent in models that were trained before it was kept. */
  byIntent?: Record<string, IntentEvidence>
  /** Messages rejected as out of scope, and how many rightly. */
  rejected: Share
}

/** What an intent's bar rests on. */
export interface IntentEvidence {
  /**
   * `alone`: its own answers prove the promise; `together`: those of all such intents do, and nothing speaks against this one;
   * `suggestOnly`: too little evidence, or evidence against it.
   */
  stands: 'alone' | 'together' | 'suggestOnly'
  /** Answers at its bar, or at the lowest bar where it has none. */
  right: number
  n: number
}

/** Cross-fitted: no row was judged by a stack that saw it. */
export interface StackFigures {
  accuracy: Share
  inScopeAccuracy: Share
  ece: number
  /** First choices in scope. */
  voters: Partial<Record<VoterName, Share>>
}

/** Ballots of all voters about one normalised text; without a vector of those that need none. */
export type CastBallots = (message: { text: string; vector?: Float32Array; language: Language; at: Date }) => Ballot[]
export type OpenPoll = (heads: VotingHeads) => CastBallots

/** What can be read off the ballots, before anything is calibrated. */
export interface Count {
  /** P(intent | in scope), one per class; 0 for `out_of_scope`. */
  inScope: Float64Array
  /** Class of the best. */
  best: number
  features: Record<string, number>
}
export type CountBallots = (ballots: readonly Ballot[], intents: readonly string[], weights: Stack['weights']) => Count

/** Ballots to votes and verdict. */
export type Judge = (
  ballots: readonly Ballot[],
  intents: readonly string[],
  stack: Stack,
  outOfScopeAbove: number,
) => { votes: Vote[]; verdict: Verdict }
