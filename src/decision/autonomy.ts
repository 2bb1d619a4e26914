import {
  type AutonomyChange,
  type AutonomyState,
  type IntentAutonomy,
  NO_REDUCTION,
  PROMISED_RIGHT,
} from '../domain/autonomy.ts'
import type { Policy } from '../domain/decision.ts'
import { REWRITTEN_FROM } from '../domain/evidence.ts'
import type { IntentEvidence, Share } from '../domain/heads.ts'
import type { Outcome } from '../domain/record.ts'
import type { RankedIntent } from '../domain/understanding.ts'

/** Outcomes of an intent that are looked back on. */
export const WINDOW = 100
/** Outcomes before anything is taken back: a bad start of two or three says little. */
export const LEAST_OUTCOMES = 10
/** Changes that are kept. */
const MOST_CHANGES = 500
/** Stands for a person's name where there was none. */
const BY_OUTCOMES = 'outcomes'

/** An outcome and what it is about. */
export interface Told extends Pick<Outcome, 'record' | 'suggestion' | 'result' | 'value' | 'meant' | 'at'> {
  intent: string
  verdict: RankedIntent
}

export interface AutonomyParts {
  state?: AutonomyState
  /** Exact 95 % interval of a share. */
  shareOf(right: number, n: number): Share
}

/** Keeps for one tenant which intents the bot may answer alone, by what became of its answers. */
export interface Autonomy {
  /** Takes one outcome in; `bar` is the confidence at which its intent is answered alone. */
  hear(told: Told, bar: number): void
  /** Takes back or gives back what the outcomes say, for the intents heard of since the last call. */
  assess(at: Date): AutonomyChange[]
  /** A person takes an intent back; only a person gives it back then. Undefined where it was taken back before. */
  reduce(intent: string, by: string, at: Date): AutonomyChange | undefined
  /** A person gives an intent back: its outcomes count anew. Undefined where it was not taken back. */
  restore(intent: string, by: string, at: Date): AutonomyChange | undefined
  state(): AutonomyState
  evidence(intent: string): Share
  intents(): string[]
}

/**
 * The promise is that a share of `PROMISED_RIGHT` of the answers is right. It is contradicted when even the upper end of the exact 95 %
 * interval (Clopper–Pearson) of the last outcomes is below it: then the intent is suggest-only. It is earned back as it is earned at
 * first: when the lower end, of the suggestions that people sent since, is at or above it.
 */
export const createAutonomy = ({ state: before = NO_REDUCTION, shareOf }: AutonomyParts): Autonomy => {
  let state = before
  const trials = new Map<string, Trial[]>()
  const touched = new Set<string>()

  const evidence = (intent: string): Share => {
    const counted = trials.get(intent) ?? []
    return shareOf(counted.filter(({ right, meantOther }) => right && !meantOther).length, counted.length)
  }
  const change = (made: AutonomyChange): AutonomyChange => {
    const { [made.intent]: _, ...others } = state.reduced
    const by = made.by === BY_OUTCOMES ? {} : { by: made.by }
    const taken = { since: made.at, evidence: made.evidence, ...by }
    state = {
      reduced: made.change === 'reduced' ? { ...others, [made.intent]: taken } : others,
      countedSince: { ...state.countedSince, [made.intent]: made.at },
      changes: [...state.changes, made].slice(-MOST_CHANGES),
    }
    trials.delete(made.intent)
    return made
  }

  return {
    hear: (told, bar) => {
      const own = trials.get(told.intent) ?? []
      const subject = told.suggestion ?? told.record
      const known = own.find((trial) => trial.subject === subject)
      if (told.result === 'corrected' && known !== undefined) {
        // A correction can be taken back, unlike everything else that is said.
        known.meantOther = told.meant !== undefined && told.meant !== told.intent
        touched.add(told.intent)
        return
      }
      const right = verdictOf(told, bar)
      if (right === undefined || told.at <= (state.countedSince[told.intent] ?? '')) return
      // What was sent counts as right until somebody says otherwise, and then for good.
      if (known !== undefined) known.right &&= right
      else if (told.result === 'corrected') own.push({ subject, right: true, meantOther: !right })
      else own.push({ subject, right })
      trials.set(told.intent, own.slice(-WINDOW))
      touched.add(told.intent)
    },
    assess: (at) => {
      const changes: AutonomyChange[] = []
      for (const intent of touched) {
        const share = evidence(intent)
        const taken = state.reduced[intent]
        const made = { at: at.toISOString(), intent, evidence: share, by: BY_OUTCOMES }
        if (taken === undefined && share.n >= LEAST_OUTCOMES && share.upper < PROMISED_RIGHT)
          changes.push(change({ ...made, change: 'reduced' }))
        // What a person took back for reasons of their own, no figures give back.
        if (taken !== undefined && taken.by === undefined && share.lower >= PROMISED_RIGHT)
          changes.push(change({ ...made, change: 'recovered' }))
      }
      touched.clear()
      return changes
    },
    reduce: (intent, by, at) =>
      state.reduced[intent] === undefined
        ? change({ at: at.toISOString(), intent, evidence: evidence(intent), by, change: 'reduced' })
        : undefined,
    restore: (intent, by, at) =>
      state.reduced[intent] === undefined
        ? undefined
        : change({ at: at.toISOString(), intent, evidence: evidence(intent), by, change: 'restored' }),
    state: () => state,
    evidence,
    intents: () => [...trials.keys()],
  }
}

interface Trial {
  subject: string
  right: boolean
  /** Somebody says that the message was about something else. */
  meantOther?: boolean
}

/** Whether an answer at or above the bar was right; undefined where it says nothing about the promise. */
const verdictOf = (
  { suggestion, result, value = 0, meant, intent, verdict }: Told,
  bar: number,
): boolean | undefined => {
  // A suggestion speaks for the promise where the bot was sure enough to have sent it.
  if (suggestion !== undefined && (intent !== verdict.intent || verdict.confidence < bar)) return undefined
  switch (result) {
    case 'sent':
    case 'accepted':
      return true
    case 'edited':
      return value < REWRITTEN_FROM
    case 'rated':
      return value > 0
    case 'corrected':
      return meant === undefined || verdict.confidence < bar ? undefined : meant === intent
    case 'dismissed':
    case 'undone':
    case 'reopened':
      return false
    default:
      return undefined
  }
}

/** A policy in which what was taken back is suggest-only, and says so. */
export const reducedPolicy = (policy: Policy, { reduced }: AutonomyState): Policy => {
  const intents = Object.keys(reduced).sort()
  if (intents.length === 0) return policy
  const never = Object.fromEntries(intents.map((intent) => [intent, Number.POSITIVE_INFINITY]))
  return { ...policy, answerAboveByIntent: { ...policy.answerAboveByIntent, ...never }, reduced: intents }
}

/** Where the bot may act alone, intent by intent, as `policy` (without what was taken back) and outcomes have it. */
export const describeAutonomy = (
  autonomy: Autonomy,
  policy: Policy,
  intents: readonly string[],
  trained: Record<string, IntentEvidence> = {},
): IntentAutonomy[] => {
  const { reduced } = autonomy.state()
  return [...new Set([...intents, ...autonomy.intents(), ...Object.keys(reduced)])].sort().map((intent) => {
    const bar = policy.answerAboveByIntent[intent] ?? policy.answerAbove
    const taken = reduced[intent]
    const found = trained[intent]
    const never = taken !== undefined || bar > 1
    return {
      intent,
      state: taken !== undefined ? 'reduced' : never ? 'suggestOnly' : 'alone',
      bar: never ? null : bar,
      outcomes: autonomy.evidence(intent),
      ...(found === undefined ? {} : { trained: found }),
      ...(taken === undefined ? {} : { since: taken.since }),
      ...(taken?.by === undefined ? {} : { by: taken.by }),
    }
  })
}
