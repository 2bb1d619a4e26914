import { clopperPearson } from '../lib/intervals.ts'
import { isRight } from './bars.ts'
import type { JudgedRow } from './calibrate.ts'

/** Suggestions of an intent should be right at least so often: one that is seldom right costs an agent more reading than it saves typing. */
export const SUGGESTED_RIGHT = 0.5
/** Bars that are tried, lowest first; the first is none of its own. */
const BARS = [0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const
/** Chance that an intent gets a bar though its suggestions are right often enough, over all bars tried (Bonferroni). */
const ALPHA = 0.05

/**
 * From which confidence an intent is suggested to agents, where its own evidence speaks against suggesting it at any: the lowest bar from
 * which on the upper end of the exact 95 % interval (Clopper & Pearson 1934) of what is right is `SUGGESTED_RIGHT` at least. What has too
 * little evidence is suggested: an agent reads it before anybody else does.
 * @param kept judged by stacks that had not seen them, those rejected as out of scope left out
 * @param answerBar of an intent: what is answered alone is no suggestion
 */
export const fitSuggestBars = (
  kept: readonly JudgedRow[],
  intents: readonly string[],
  answerBar: (intent: string) => number,
): Record<string, number> => {
  const bars: Record<string, number> = {}
  for (const intent of [...intents].sort()) {
    const suggested = kept.filter((row) => row.intent === intent && row.confidence < answerBar(intent))
    const bar = BARS.find((from) => !isSeldomRight(suggested.filter(({ confidence }) => confidence >= from)))
    if (bar !== 0) bars[intent] = bar ?? 1
  }
  return bars
}

const isSeldomRight = (rows: readonly JudgedRow[]): boolean =>
  clopperPearson(rows.filter(isRight).length, rows.length, ALPHA / BARS.length).upper < SUGGESTED_RIGHT
