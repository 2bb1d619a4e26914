import { OUT_OF_SCOPE } from '../domain/article.ts'
import { truthOf } from '../domain/evidence.ts'
import type { FittedPolicy, Share } from '../domain/heads.ts'
import type { RecordedTurn } from '../domain/record.ts'
import { shareOf } from './share.ts'

/** How a watched model did beside the one at work, on live turns. */
export interface ShadowReport {
  version: string
  /** Turns that both have read. */
  turns: number
  /** Same intent. */
  agreement: Share
  /** Turns that each would have answered by its own bar, were the rest as it should be. */
  sureEnough: { current: number; shadow: number }
  /** Where people's doings tell which intent it was: who was right. */
  known: { turns: number; current: Share; shadow: Share; onlyCurrent: number; onlyShadow: number }
  differing: ShadowDifference[]
}

export interface ShadowDifference {
  record: string
  at: string
  current: { intent: string; confidence: number }
  shadow: { intent: string; confidence: number }
  /** As far as outcomes tell. */
  truth?: string
}

const MOST_LISTED = 200

/** Adds turns one by one, so that any number can be read; `policy` is the watched model's. */
export const createShadowReport = (version: string, policy: FittedPolicy | undefined) => {
  const differing: ShadowDifference[] = []
  let turns = 0
  let agreed = 0
  const sure = { current: 0, shadow: 0 }
  const known = { turns: 0, current: 0, shadow: 0, onlyCurrent: 0, onlyShadow: 0 }
  return {
    add: ({ record, outcomes }: RecordedTurn): void => {
      const { shadow, verdict } = record.understanding
      if (shadow?.version !== version) return
      turns++
      const same = shadow.intent === verdict.intent
      if (same) agreed++
      if (isSure(verdict, record.policy)) sure.current++
      if (policy !== undefined && isSure(shadow, policy)) sure.shadow++
      const { intent } = truthOf(record, outcomes)
      if (intent !== undefined) {
        known.turns++
        const right = { current: verdict.intent === intent, shadow: shadow.intent === intent }
        if (right.current) known.current++
        if (right.shadow) known.shadow++
        if (right.current && !right.shadow) known.onlyCurrent++
        if (right.shadow && !right.current) known.onlyShadow++
      }
      if (same || differing.length >= MOST_LISTED) return
      differing.push({
        record: record.id,
        at: record.at,
        current: { intent: verdict.intent, confidence: verdict.confidence },
        shadow: { intent: shadow.intent, confidence: shadow.confidence },
        ...(intent === undefined ? {} : { truth: intent }),
      })
    },
    report: (): ShadowReport => ({
      version,
      turns,
      agreement: shareOf(agreed, turns),
      sureEnough: sure,
      known: { ...known, current: shareOf(known.current, known.turns), shadow: shareOf(known.shadow, known.turns) },
      differing,
    }),
  }
}

const isSure = (
  { intent, confidence }: { intent: string; confidence: number },
  { answerAbove, answerAboveByIntent }: Pick<FittedPolicy, 'answerAbove' | 'answerAboveByIntent'>,
): boolean => intent !== OUT_OF_SCOPE && confidence >= (answerAboveByIntent[intent] ?? answerAbove)
