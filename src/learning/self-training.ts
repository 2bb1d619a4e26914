import type { CountBallots, OpenPoll } from '../domain/heads.ts'
import { fitHeads } from './fit-heads.ts'
import { USUAL_WEIGHTS } from './fit-stack.ts'
import type { EmbeddedExample } from './rows.ts'

/** A message that nobody labelled, normalised, with its vector. */
export type Unlabelled = Omit<EmbeddedExample, 'intent' | 'weight'>

/** Chance among the intents from which on the voters' choice is taken for the label. */
const SURE = 0.9
/** Score of the kernel, about 1 for a sure class, below which a message is like nothing known: it may be out of scope. */
const NEAR = 0.5
/** What such an example counts beside one that a person labelled. */
const WEIGHT = 0.3
/** Messages learnt from: voters compare with every example. */
export const MOST_UNLABELLED = 3_000

export interface SelfTrainingParts {
  seed: number
  encoder: { fingerprint: string; dimensions: number }
  openPoll: OpenPoll
  countBallots: CountBallots
  mostStored?: number
}

/**
 * Self-training (Scudder 1965): what voters fitted on `examples` are sure of becomes an example that counts less. Messages unlike anything
 * known are left out, since traffic holds much that is out of scope. Deterministic.
 */
export const guessed = (
  messages: readonly Unlabelled[],
  examples: readonly EmbeddedExample[],
  intents: readonly string[],
  parts: SelfTrainingParts,
): EmbeddedExample[] => {
  if (messages.length === 0) return []
  const { seed, encoder, openPoll, countBallots } = parts
  const known = new Set(examples.map(({ text }) => text))
  const manifest = { intents: [...intents], encoder }
  const cast = openPoll({ ...fitHeads(examples, intents, seed, parts.mostStored), manifest })
  return messages.flatMap((message) => {
    if (known.has(message.text)) return []
    const ballots = cast({ ...message, at: new Date(0) })
    const { best, inScope } = countBallots(ballots, intents, USUAL_WEIGHTS)
    const near = ballots.find(({ voter }) => voter === 'kernel')?.nearness ?? 0
    if ((inScope[best] as number) < SURE || near < NEAR) return []
    return [{ ...message, intent: intents[best] as string, weight: WEIGHT }]
  })
}
