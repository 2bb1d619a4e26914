import { surelyVetoed, type Vetoed } from '../domain/anti-answer.ts'
import { STRANGER } from '../domain/article.ts'
import type { LoadedHeads } from '../domain/heads.ts'
import type { EmbeddedText, SearchKnowledge, Understand, Verdict, Vote } from '../domain/understanding.ts'
import type { Encoder } from '../ports/encoder.ts'
import type { Heard } from '../ports/voters.ts'
import { asMeant, type ReadAsMeant } from './as-meant.ts'
import { judge } from './ensemble.ts'
import { createKinship } from './kinship.ts'
import { languageOf } from './language.ts'
import { MAX_CHARACTERS } from './max-characters.ts'
import { normalise } from './normalise.ts'
import { withoutNumber } from './order-mention.ts'
import { createOwnWords } from './own-words.ts'
import { joined, recorded } from './plug-ins/joined.ts'
import type { Consulted, PlugInOpinion } from './plug-ins/panel.ts'
import { createPoll } from './poll.ts'
import type { ReadOff } from './reading.ts'
import { type RequestParts, withRequests } from './requests.ts'
import type { ReadSentiment } from './sentiment.ts'
import { ifSurer, withUntrained } from './untrained.ts'

export interface UnderstandParts {
  encoder: Pick<Encoder, 'embed' | 'fingerprint'>
  heads: LoadedHeads
  /** Absent where there is no knowledge. */
  search?: SearchKnowledge
  keywords?: (text: string) => Vote | undefined
  readOff: ReadOff
  /** Hears sentiment better once there is a vector. */
  sentiment?: ReadSentiment
  /** Voters that came as files; asked while the encoder reads. */
  plugIns?: (heard: Heard, tenant: string | undefined) => Promise<Consulted>
  /** Puts slips right and says it in the library's words. */
  readAsMeant?: ReadAsMeant
  /** The vector of a passage; by the encoder where absent. */
  vectorOfPassage?: (text: string) => Promise<Float32Array | undefined>
  /** Articles that must never answer this. */
  veto?: (question: { text: string; vector?: Float32Array }) => Vetoed[]
  now: () => Date
  /** Of the knowledge that is searched. */
  fingerprint?: () => string
  /** Milliseconds that the encoder may take; without its vector the rest goes on. */
  deadlineMs: number
}

/** A message, request by request where it asks for several things. */
export const createUnderstand = (parts: UnderstandParts): Understand => {
  const { understand, ...rest } = createHearing(parts)
  return async (written, options) => {
    // Of every text that was read on the way, also of those that in the end did not count.
    const vectors: EmbeddedText[] = []
    const vetoed: Vetoed[] = []
    const gathering: Understand = async (text, own) => {
      const heard = await understand(text, own)
      vectors.push(...(heard.vectors ?? []))
      vetoed.push(...(heard.vetoed ?? []))
      return heard
    }
    const heard = await withRequests({ ...rest, understand: gathering, now: parts.now })(written, options)
    return {
      ...heard,
      ...(vectors.length === 0 ? {} : { vectors }),
      ...(vetoed.length === 0 ? {} : { vetoed }),
    }
  }
}

/** One request: normalise → read off what stands there → embed → poll the voters → judge; and what needs no encoder. */
export const createHearing = (parts: UnderstandParts): Omit<RequestParts, 'now'> => {
  const { heads, now, readAsMeant } = parts
  const { intents, policy, stacks } = heads.manifest
  // At the moment of the message: a text that reads as it was written is read off once.
  const unnumbered = (text: string, at = now()): string => withoutNumber(text, parts.readOff(text, at).entities)
  const poll = createPoll(heads, parts)
  const trained = new Set(intents)
  // What a passage says is heard without the search, which would find the passage itself.
  const hearText = createPoll(heads, parts.keywords === undefined ? {} : { keywords: parts.keywords })
  const inOwnWords = createOwnWords(trained, async (shown) => {
    const text = normalise(shown)
    const vector = await (parts.vectorOfPassage?.(text) ?? embed(parts, text, { signal: undefined, ahead: undefined }))
    if (vector === undefined) return undefined
    const { ballots } = hearText({ text, vector, language: languageOf(text), at: new Date(0) })
    return { ranked: judge(ballots, intents, stacks.full, Number.POSITIVE_INFINITY).verdict.ranked, text, vector }
  })
  const understand: Understand = async (written, { signal, tenant, ahead, at = now(), asker = STRANGER } = {}) => {
    const timer = createTimer()
    const reading = parts.readOff(written, at)
    const { text, language, entities, sentiment } = reading
    timer.lap('read')

    const embedding = embed(parts, text, { signal, ahead })
    const asked = parts.plugIns?.(
      { text, written: written.slice(0, MAX_CHARACTERS), language, entities, sentiment },
      tenant,
    )
    const words = poll.words({ text, language, at, asker })
    const vector = await embedding
    timer.lap('embed')
    const { opinions, leftOut } = (await asked) ?? NOBODY
    if (asked !== undefined) timer.lap('plugIns')
    const question = { text, ...(vector === undefined ? {} : { vector }) }
    const vetoed = parts.veto?.(question) ?? []
    const never = surelyVetoed(vetoed)
    const without = never.size === 0 ? {} : { without: never }
    const { ballots, passages, said } = poll({ ...question, ...without, words, language, at, asker })
    timer.lap('vote')
    const stack = vector === undefined ? stacks.withoutEncoder : stacks.full
    const counted = joined(ballots, stack, opinions, intents)
    const { votes, verdict } = judge(counted.ballots, intents, counted.stack, policy.outOfScopeAbove)
    const untrained = withUntrained(verdict, passages, trained)
    const { verdict: own, read } =
      vector === undefined ? { verdict: untrained, read: [] } : await inOwnWords(untrained, passages)
    const decided = withUnknown(own, opinions, trained)
    const all = recorded(votes, opinions)
    timer.lap('judge')
    const veto = vetoed.length === 0 ? {} : { vetoed }
    return {
      ...reading,
      sentiment: (vector && parts.sentiment?.(written, { vector, encoder: parts.encoder.fingerprint })) ?? sentiment,
      // What is said outright is on the record even where its intent was never trained.
      votes: said === undefined || all.some(({ voter }) => voter === said.voter) ? all : [...all, said],
      verdict: decided,
      passages,
      fingerprints: {
        model: parts.encoder.fingerprint,
        heads: heads.fingerprint,
        ...(parts.fingerprint === undefined ? {} : { index: parts.fingerprint() }),
      },
      timings: timer.laps,
      degraded: vector === undefined ? ['encoder'] : [],
      ...(leftOut.length === 0 ? {} : { leftOut }),
      ...veto,
      ...(vector === undefined ? {} : { vectors: [{ text, vector, passages, ...spoken(opinions), ...veto }, ...read] }),
    }
  }
  return {
    understand:
      readAsMeant === undefined ? understand : asMeant(understand, (text, at) => readAsMeant(unnumbered(text, at))),
    skim: (text, language, at) =>
      judge(
        poll({ text, language, at, asker: STRANGER }).ballots,
        intents,
        stacks.withoutEncoder,
        Number.POSITIVE_INFINITY,
      ).verdict,
    kinship: createKinship(heads),
  }
}

const spoken = (opinions: readonly PlugInOpinion[]): { plugIns?: readonly Vote[] } =>
  opinions.length === 0 ? {} : { plugIns: recorded([], opinions) }

const NOBODY: Consulted = { opinions: [], leftOut: [] }

/** A plug-in that is on may speak for an intent that no head was trained on; where it is surer than the verdict, it decides. */
const withUnknown = (verdict: Verdict, opinions: readonly PlugInOpinion[], trained: ReadonlySet<string>): Verdict => {
  let decided = verdict
  for (const { ranked, weight } of opinions) {
    const [best] = ranked
    if (weight > 0 && best !== undefined && !trained.has(best.intent))
      decided = ifSurer(decided, best.intent, best.confidence)
  }
  return decided
}

/** The text's vector; undefined when there is none to be had in time. Rejects only when the caller gave up. */
const embed = async (
  { encoder, deadlineMs }: UnderstandParts,
  text: string,
  { signal, ahead }: { signal: AbortSignal | undefined; ahead: true | undefined },
): Promise<Float32Array | undefined> => {
  signal?.throwIfAborted()
  const deadline = AbortSignal.timeout(deadlineMs)
  try {
    const [vector] = await encoder.embed([text], {
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      ...(ahead === undefined ? {} : { ahead }),
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
