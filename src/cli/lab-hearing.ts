import type { Ballot, Heads } from '../domain/heads.ts'
import type { Language } from '../domain/message.ts'
import type { Understand, Understanding } from '../domain/understanding.ts'
import { judge } from '../pipeline/ensemble.ts'
import { createKinship } from '../pipeline/kinship.ts'
import { normalise } from '../pipeline/normalise.ts'
import { createPoll } from '../pipeline/poll.ts'
import { withRequests } from '../pipeline/requests.ts'
import type { Lab, LabKnowledge } from './lab.ts'

export interface LabHearingParts {
  lab: Pick<Lab, 'vectorsOf'>
  heads: Heads
  knowledge: LabKnowledge | undefined
  outOfScopeAbove: number
}

/** A message as the product hears it, but for entities and sentiment, and the ballots that its verdict rests on. */
export type HearInLab = (
  written: string,
  language: Language,
) => Promise<{ heard: Understanding; ballots: readonly Ballot[] }>

/** Hears messages with the encoder of the lab, request by request and without what they set aside, as live ones are heard. */
export const createLabHearing = ({ lab, heads, knowledge, outOfScopeAbove }: LabHearingParts): HearInLab => {
  const { intents, stacks } = heads.manifest
  const poll = createPoll(heads, knowledge ?? {})
  const kinship = createKinship(heads)
  return async (written, language) => {
    const at = new Date()
    const ballotsOf = new Map<string, Ballot[]>()
    const understand: Understand = async (said) => {
      const text = normalise(said)
      const [vector] = await lab.vectorsOf([text])
      const { ballots, passages } = poll({ text, language, at, ...(vector === undefined ? {} : { vector }) })
      ballotsOf.set(text, ballots)
      return { ...NOTHING, text, language, passages, ...judge(ballots, intents, stacks.full, outOfScopeAbove) }
    }
    const heard = await withRequests({
      understand,
      skim: (text) =>
        judge(poll({ text, language, at }).ballots, intents, stacks.withoutEncoder, Number.POSITIVE_INFINITY).verdict,
      kinship,
      now: () => at,
    })(written)
    return { heard, ballots: ballotsOf.get(heard.affirmed ?? heard.text) ?? [] }
  }
}

const NOTHING: Pick<Understanding, 'entities' | 'sentiment' | 'fingerprints' | 'timings' | 'degraded'> = {
  entities: [],
  sentiment: { score: 0, anger: 0 },
  fingerprints: {},
  timings: {},
  degraded: [],
}
