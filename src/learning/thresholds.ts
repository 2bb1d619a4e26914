import { OUT_OF_SCOPE } from '../domain/article.ts'
import type { FittedPolicy, PolicyEvidence } from '../domain/heads.ts'
import { rounded } from '../lib/rounded.ts'
import { ANSWERED_RIGHT, fitBars, isRight } from './bars.ts'
import type { JudgedRow } from './calibrate.ts'
import { shareOf, shareWhere } from './share.ts'
import { fitSuggestBars } from './suggest-bars.ts'

/** Rejecting is kept within these, whatever few data say. */
const LEAST_REJECTION = 0.3
const MOST_REJECTION = 0.8
/** Share of messages in scope that may be rejected where no message out of scope is known. */
const REJECTED_BLINDLY = 0.01
const LEAST_BLIND_REJECTION = 0.1

/** Thresholds from judged messages, with what they rest on. `blind`: none of the messages was really out of scope. */
export const fitPolicy = (
  judged: readonly JudgedRow[],
  intents: readonly string[],
  blind: boolean,
): { policy: FittedPolicy; evidence: PolicyEvidence } => {
  const outOfScopeAbove = blind ? blindRejection(judged) : balancedRejection(judged)
  const kept = judged.filter(({ outOfScope }) => outOfScope < outOfScopeAbove)
  const inScope = intents.filter((intent) => intent !== OUT_OF_SCOPE)
  const { byIntent, proven, ...bars } = fitBars(kept, inScope)
  const rejected = judged.filter(({ outOfScope }) => outOfScope >= outOfScopeAbove)
  const suggestAboveByIntent = fitSuggestBars(
    kept,
    inScope,
    (intent) => bars.answerAboveByIntent[intent] ?? bars.answerAbove,
  )
  return {
    policy: { ...bars, outOfScopeAbove, ...(isEmpty(suggestAboveByIntent) ? {} : { suggestAboveByIntent }) },
    evidence: {
      answered: shareWhere(proven, isRight),
      wanted: ANSWERED_RIGHT,
      reached: Object.values(byIntent).some(({ stands }) => stands !== 'suggestOnly'),
      byIntent,
      rejected: shareWhere(rejected, ({ label }) => label === OUT_OF_SCOPE),
    },
  }
}

/** What being right in scope counts beside catching what is out: turning a customer's own concern away is the worse mistake. */
const IN_SCOPE_COUNTS = 2

/** Where what is right in scope and what is caught out of scope are best together. */
const balancedRejection = (judged: readonly JudgedRow[]): number => {
  const inScope = judged.filter(({ label }) => label !== OUT_OF_SCOPE)
  const outside = judged.filter(({ label }) => label === OUT_OF_SCOPE)
  let best = { at: 0.5, score: -1 }
  for (let at = LEAST_REJECTION; at <= MOST_REJECTION + 1e-9; at += 0.01) {
    const right = shareOf(inScope.filter((row) => row.outOfScope < at && isRight(row)).length, inScope.length).share
    const caught = shareOf(outside.filter((row) => row.outOfScope >= at).length, outside.length).share
    const score = IN_SCOPE_COUNTS * right + caught
    if (score > best.score) best = { at, score }
  }
  return rounded(best.at)
}

const isEmpty = (bars: Readonly<Record<string, number>>): boolean => Object.keys(bars).length === 0

const blindRejection = (judged: readonly JudgedRow[]): number => {
  const sorted = judged.map(({ outOfScope }) => outOfScope).sort((a, b) => b - a)
  return rounded(Math.max(LEAST_BLIND_REJECTION, sorted[Math.floor(REJECTED_BLINDLY * sorted.length)] ?? 0))
}
