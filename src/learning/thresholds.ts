import { OUT_OF_SCOPE } from '../domain/article.ts'
import type { FittedPolicy, PolicyEvidence } from '../domain/heads.ts'
import { clopperPearson } from '../lib/intervals.ts'
import { rounded } from '../lib/rounded.ts'
import type { JudgedRow } from './calibrate.ts'
import { shareOf, shareWhere } from './share.ts'

/** Of the messages answered alone, this share must be right, at the lower end of the 95 % interval. */
export const ANSWERED_RIGHT = 0.92
/**
 * An answer less likely than this is not given alone, however good the others are: live traffic asks what no validation set
 * holds. On the starter's validation set 0.9 answers 86 % of all messages, 98.9 % of them right; 0.6 would answer 91 %, 98.3 %.
 */
const LEAST_ANSWER_CONFIDENCE = 0.9
/** The bar where nothing shows how sure is sure enough. */
const BAR_WITHOUT_EVIDENCE = 0.95
/** Wrong answers of one intent that ask for a bar of its own. */
const WRONG_ANSWERS_OF_AN_INTENT = 2
/** Rejecting is kept within these, whatever few data say. */
const LEAST_REJECTION = 0.2
const MOST_REJECTION = 0.8
/** Share of messages in scope that may be rejected where no message out of scope is known. */
const REJECTED_BLINDLY = 0.01
const LEAST_BLIND_REJECTION = 0.1

/** Thresholds from judged messages, with what they rest on. `blind`: none of the messages was really out of scope. */
export const fitPolicy = (
  judged: readonly JudgedRow[],
  blind: boolean,
): { policy: FittedPolicy; evidence: PolicyEvidence } => {
  const outOfScopeAbove = blind ? blindRejection(judged) : balancedRejection(judged)
  const kept = judged.filter(({ outOfScope }) => outOfScope < outOfScopeAbove)
  const { answerAbove, reached } = answerBar(kept)
  const answerAboveByIntent = barsByIntent(kept, answerAbove)
  const answered = kept.filter(({ intent, confidence }) => confidence >= (answerAboveByIntent[intent] ?? answerAbove))
  const rejected = judged.filter(({ outOfScope }) => outOfScope >= outOfScopeAbove)
  return {
    policy: { answerAbove, answerAboveByIntent, outOfScopeAbove },
    evidence: {
      answered: shareWhere(answered, isRight),
      wanted: ANSWERED_RIGHT,
      reached,
      rejected: shareWhere(rejected, ({ label }) => label === OUT_OF_SCOPE),
    },
  }
}

const isRight = ({ label, intent }: JudgedRow): boolean => label === intent

/** The smallest confidence above which enough is right; else the one with the best lower bound. */
const answerBar = (kept: readonly JudgedRow[]): { answerAbove: number; reached: boolean } => {
  const sorted = kept
    .filter(({ confidence }) => confidence >= LEAST_ANSWER_CONFIDENCE)
    .sort((a, b) => b.confidence - a.confidence)
  let right = 0
  let good: number | undefined
  let best = { confidence: BAR_WITHOUT_EVIDENCE, lower: 0 }
  for (const [i, row] of sorted.entries()) {
    if (isRight(row)) right++
    if (sorted[i + 1]?.confidence === row.confidence) continue
    const { lower } = clopperPearson(right, i + 1)
    if (lower >= ANSWERED_RIGHT) good = row.confidence
    if (lower > best.lower) best = { confidence: row.confidence, lower }
  }
  return { answerAbove: roundedDown(good ?? best.confidence), reached: good !== undefined }
}

/** An intent that was wrongly answered more than once is answered only above the surest of those mistakes. */
const barsByIntent = (kept: readonly JudgedRow[], answerAbove: number): Record<string, number> => {
  const wrong = new Map<string, number[]>()
  for (const row of kept)
    if (!isRight(row) && row.confidence >= answerAbove)
      wrong.set(row.intent, [...(wrong.get(row.intent) ?? []), row.confidence])
  return Object.fromEntries(
    [...wrong]
      .filter(([, confidences]) => confidences.length >= WRONG_ANSWERS_OF_AN_INTENT)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([intent, confidences]) => [intent, rounded(Math.min(1, Math.max(...confidences) + 0.001))]),
  )
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

const blindRejection = (judged: readonly JudgedRow[]): number => {
  const sorted = judged.map(({ outOfScope }) => outOfScope).sort((a, b) => b - a)
  return rounded(Math.max(LEAST_BLIND_REJECTION, sorted[Math.floor(REJECTED_BLINDLY * sorted.length)] ?? 0))
}

/** So that the message the bar rests on is at or above it. */
const roundedDown = (value: number): number => Math.floor(value * 1e4) / 1e4
