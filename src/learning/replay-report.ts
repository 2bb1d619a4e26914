import { isDeepStrictEqual } from 'node:util'
import type { Decision } from '../domain/decision.ts'
import { truthOf } from '../domain/evidence.ts'
import type { DecisionRecord, RecordedTurn } from '../domain/record.ts'
import type { Verdict } from '../domain/understanding.ts'

/** A turn decided again; or why it could not be. */
export type Replayed =
  | {
      ok: true
      decision: Decision
      understanding: Pick<DecisionRecord['understanding'], 'verdict' | 'votes'>
      /** A text was read without its vector, as it was then where the encoder was too slow for it. */
      blind?: boolean
    }
  | { ok: false; why: WhyNot }

export type WhyNot = 'no_inputs' | 'taken_back' | 'vector_missing' | 'heads_missing' | 'knowledge_missing'

/** What a decision would have done to the customer, told by known outcomes. */
export type Effect = 'gain' | 'harm' | 'neutral' | 'unknown'

export interface ReplayDifference {
  record: string
  tenant: string
  at: string
  from: DecisionBrief
  to: DecisionBrief
  /** Decided alike, but by another verdict or other votes. */
  understoodOnly?: true
  effect: Effect
  /** The intent that it was, as far as outcomes tell. */
  truth?: string
}

export interface DecisionBrief {
  kind: Decision['kind']
  reason: string
  intent: string
  confidence: number
}

export interface ReplayReport {
  turns: number
  replayed: number
  /** Turns that could not be decided again, by why. */
  skipped: Partial<Record<WhyNot, number>>
  same: number
  differing: number
  /** Of the differing turns. */
  gain: { rightAnswersMore: number; wrongAnswersLess: number; betterSuggestions: number }
  harm: { wrongAnswersMore: number; rightAnswersLess: number; worseSuggestions: number }
  /** Where no outcome tells: answers that come and go, and how many should be right by their calibrated confidence. */
  unknown: { answersMore: number; expectedRight: number; answersLess: number }
  /** Kinds of decisions, before and after. */
  kinds: Record<'before' | 'after', Record<Decision['kind'], number>>
  differences: ReplayDifference[]
  /** Differences left out of the list. */
  unlisted: number
}

const MOST_LISTED = 10_000

/** Adds replayed turns one by one, so that any number can be compared. */
export const createReplayReport = () => {
  const report: ReplayReport = {
    turns: 0,
    replayed: 0,
    skipped: {},
    same: 0,
    differing: 0,
    gain: { rightAnswersMore: 0, wrongAnswersLess: 0, betterSuggestions: 0 },
    harm: { wrongAnswersMore: 0, rightAnswersLess: 0, worseSuggestions: 0 },
    unknown: { answersMore: 0, expectedRight: 0, answersLess: 0 },
    kinds: { before: noKinds(), after: noKinds() },
    differences: [],
    unlisted: 0,
  }
  return {
    add: (turn: RecordedTurn, again: Replayed): void => {
      const { record } = turn
      report.turns++
      if (!again.ok) {
        report.skipped[again.why] = (report.skipped[again.why] ?? 0) + 1
        return
      }
      const alike = isSame(record.decision, again.decision)
      const same = alike && isSame(understoodOf(record.understanding), understoodOf(again.understanding))
      if (again.blind === true && !same) {
        report.skipped.vector_missing = (report.skipped.vector_missing ?? 0) + 1
        return
      }
      report.replayed++
      report.kinds.before[record.decision.kind]++
      report.kinds.after[again.decision.kind]++
      if (same) {
        report.same++
        return
      }
      report.differing++
      const effect = alike ? 'neutral' : weigh(turn, again, report)
      if (report.differences.length >= MOST_LISTED) {
        report.unlisted++
        return
      }
      const { intent } = truthOf(record, turn.outcomes)
      report.differences.push({
        record: record.id,
        tenant: record.tenant,
        at: record.at,
        from: brief(record.decision, record.understanding),
        to: brief(again.decision, again.understanding),
        ...(alike ? { understoodOnly: true } : {}),
        effect,
        ...(intent === undefined ? {} : { truth: intent }),
      })
    },
    report: (): ReplayReport => report,
  }
}

/** Reports of different turns as one. */
export const joinReports = (reports: readonly ReplayReport[]): ReplayReport => {
  const joined = createReplayReport().report()
  for (const report of reports) {
    addUp(joined as unknown as Counts, report as unknown as Counts)
    const room = MOST_LISTED - joined.differences.length
    joined.differences.push(...report.differences.slice(0, room))
    joined.unlisted += Math.max(0, report.differences.length - room)
  }
  return joined
}

type Counts = { [name: string]: unknown }

/** Adds every count of one report to the other's. */
const addUp = (sums: Counts, counts: Counts): void => {
  for (const [name, value] of Object.entries(counts)) {
    if (typeof value === 'number') sums[name] = ((sums[name] as number | undefined) ?? 0) + value
    else if (!Array.isArray(value)) {
      sums[name] = sums[name] ?? {}
      addUp(sums[name] as Counts, value as Counts)
    }
  }
}

const noKinds = (): Record<Decision['kind'], number> => ({ answer: 0, suggest: 0, ask: 0, handOff: 0 })

const understoodOf = ({ verdict, votes }: Pick<DecisionRecord['understanding'], 'verdict' | 'votes'>) => ({
  verdict,
  votes,
})

/** As recorded: every bit of a number survives JSON, a field that is there as undefined does not. */
const isSame = (recorded: unknown, again: unknown): boolean => {
  const [one, other] = [JSON.stringify(recorded), JSON.stringify(again)]
  return one === other || isDeepStrictEqual(JSON.parse(one), JSON.parse(other))
}

const brief = (decision: Decision, { verdict }: Pick<DecisionRecord['understanding'], 'verdict'>): DecisionBrief => ({
  kind: decision.kind,
  reason: decision.reason,
  intent: answered(decision) ?? verdict.intent,
  confidence: sureness(decision, verdict),
})

/** Of an answer to several requests, how surely all of them were heard: the verdict on the whole text says little there. */
const sureness = (decision: Decision, { confidence }: Verdict): number =>
  (decision.kind === 'answer' ? decision.draft.confidence : undefined) ?? confidence

const answered = (decision: Decision): string | undefined =>
  decision.kind === 'answer' ? decision.draft.intent : undefined

/** Compares what was answered alone, then what was suggested first, with the intent that outcomes tell. */
const weigh = (
  { record, outcomes }: RecordedTurn,
  again: Replayed & { ok: true },
  { gain, harm, unknown }: ReplayReport,
): Effect => {
  const truth = truthOf(record, outcomes)
  const right = (intent: string): boolean | undefined =>
    truth.intent === undefined ? (truth.wrong.includes(intent) ? false : undefined) : truth.intent === intent
  const [before, after] = [answered(record.decision), answered(again.decision)]
  if (before === after) {
    const [first, now] = [record.decision.suggestions[0]?.intent, again.decision.suggestions[0]?.intent]
    if (before !== undefined || first === now) return 'neutral'
    if (truth.intent === undefined) return 'unknown'
    if (now === truth.intent) return count(gain, 'betterSuggestions', 'gain')
    return first === truth.intent ? count(harm, 'worseSuggestions', 'harm') : 'neutral'
  }
  const effects = [
    before === undefined ? undefined : leaves(right(before), gain, harm, unknown),
    after === undefined
      ? undefined
      : comes(right(after), sureness(again.decision, again.understanding.verdict), gain, harm, unknown),
  ]
  return effects.includes('harm') ? 'harm' : effects.includes('gain') ? 'gain' : 'unknown'
}

const leaves = (
  right: boolean | undefined,
  gain: ReplayReport['gain'],
  harm: ReplayReport['harm'],
  unknown: ReplayReport['unknown'],
): Effect => {
  if (right === true) return count(harm, 'rightAnswersLess', 'harm')
  if (right === false) return count(gain, 'wrongAnswersLess', 'gain')
  return count(unknown, 'answersLess', 'unknown')
}

const comes = (
  right: boolean | undefined,
  confidence: number,
  gain: ReplayReport['gain'],
  harm: ReplayReport['harm'],
  unknown: ReplayReport['unknown'],
): Effect => {
  if (right === true) return count(gain, 'rightAnswersMore', 'gain')
  if (right === false) return count(harm, 'wrongAnswersMore', 'harm')
  unknown.expectedRight += confidence
  return count(unknown, 'answersMore', 'unknown')
}

const count = <Name extends string>(counts: Record<Name, number>, name: Name, effect: Effect): Effect => {
  counts[name]++
  return effect
}
