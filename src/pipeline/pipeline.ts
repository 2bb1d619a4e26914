import type { LoadedHeads } from '../domain/heads.ts'
import type { SearchKnowledge, Understand, Vote } from '../domain/understanding.ts'
import type { Encoder } from '../ports/encoder.ts'
import { judge } from './ensemble.ts'
import { createPoll } from './poll.ts'
import type { ReadOff } from './reading.ts'
import { withUntrained } from './untrained.ts'

export interface UnderstandParts {
  encoder: Pick<Encoder, 'embed' | 'fingerprint'>
  heads: LoadedHeads
  /** Absent where there is no knowledge. */
  search?: SearchKnowledge
  keywords?: (text: string) => Vote | undefined
  readOff: ReadOff
  now: () => Date
  /** Of the knowledge that is searched. */
  fingerprint?: () => string
  /** Milliseconds that the encoder may take; without its vector the rest goes on. */
  deadlineMs: number
}

/** One message: normalise → read off what stands there → embed → poll the voters → judge. */
export const createUnderstand = (parts: UnderstandParts): Understand => {
  const { heads, now } = parts
  const { intents, policy, stacks } = heads.manifest
  const poll = createPoll(heads, parts)
  const trained = new Set(intents)
  return async (written, { signal, at = now() } = {}) => {
    const timer = createTimer()
    const { text, language, entities, sentiment } = parts.readOff(written, at)
    timer.lap('read')

    const vector = await embed(parts, text, signal)
    timer.lap('embed')
    const { ballots, passages, said } = poll({ text, language, at, ...(vector === undefined ? {} : { vector }) })
    timer.lap('vote')
    const stack = vector === undefined ? stacks.withoutEncoder : stacks.full
    const { votes, verdict } = judge(ballots, intents, stack, policy.outOfScopeAbove)
    const decided = withUntrained(verdict, passages, trained)
    timer.lap('judge')
    return {
      text,
      language,
      entities,
      sentiment,
      // What is said outright is on the record even where its intent was never trained.
      votes: said === undefined || votes.some(({ voter }) => voter === said.voter) ? votes : [...votes, said],
      verdict: decided,
      passages,
      fingerprints: {
        model: parts.encoder.fingerprint,
        heads: heads.fingerprint,
        ...(parts.fingerprint === undefined ? {} : { index: parts.fingerprint() }),
      },
      timings: timer.laps,
      degraded: vector === undefined ? ['encoder'] : [],
      ...(vector === undefined ? {} : { vectors: [{ text, vector }] }),
    }
  }
}

/** The text's vector; undefined when there is none to be had in time. Rejects only when the caller gave up. */
const embed = async (
  { encoder, deadlineMs }: UnderstandParts,
  text: string,
  signal: AbortSignal | undefined,
): Promise<Float32Array | undefined> => {
  signal?.throwIfAborted()
  const deadline = AbortSignal.timeout(deadlineMs)
  try {
    const [vector] = await encoder.embed([text], {
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    })
    return vector
  } catch {
    signal?.throwIfAborted()
    return undefined
  }
}

const createTimer = (): { lap(step: string): void; laps: Record<string, number> } => {
  const laps: Record<string, number> = {}
  let since = performance.now()
  return {
    laps,
    lap: (step) => {
      const at = performance.now()
      laps[step] = Math.round((at - since) * 1_000) / 1_000
      since = at
    },
  }
}
