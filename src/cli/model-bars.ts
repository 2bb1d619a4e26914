import { OUT_OF_SCOPE } from '../domain/article.ts'
import type { HeadsManifest, IntentEvidence } from '../domain/heads.ts'
import { shareOf } from '../learning/share.ts'

/** One intent of a model: from which confidence it is answered alone, null for never, and what that rests on. */
export interface IntentBar {
  intent: string
  bar: number | null
  /** From which confidence agents are shown it; absent where any will do that is enough for others. */
  suggestedFrom?: number
  /** Absent in models that were trained before it was kept. */
  stands?: IntentEvidence['stands']
  right?: number
  n?: number
  /** Lower end of the exact 95 % interval of its own answers. */
  lower?: number
}

/** The bars of a model's intents, those that are never answered alone first, then by evidence, least first. */
export const barsOf = ({ intents, policy, evidence }: HeadsManifest): IntentBar[] =>
  intents
    .filter((intent) => intent !== OUT_OF_SCOPE)
    .map((intent): IntentBar => {
      const bar = policy.answerAboveByIntent[intent] ?? policy.answerAbove
      const suggestedFrom = policy.suggestAboveByIntent?.[intent]
      const own = evidence.byIntent?.[intent]
      return {
        intent,
        bar: bar > 1 ? null : bar,
        ...(suggestedFrom === undefined ? {} : { suggestedFrom }),
        ...(own === undefined ? {} : { ...own, lower: shareOf(own.right, own.n).lower }),
      }
    })
    .sort((a, b) => Number(b.bar === null) - Number(a.bar === null) || (a.n ?? 0) - (b.n ?? 0))

/** A line an intent. */
export const barLines = (bars: readonly IntentBar[]): string[] => {
  const width = Math.max(...bars.map(({ intent }) => intent.length))
  return bars.map(({ intent, bar, suggestedFrom, stands, right = 0, n = 0, lower = 0 }) => {
    const evidence =
      stands === undefined
        ? 'evidence was not kept'
        : `${IN_WORDS[stands]}: ${right} of ${n} right${n === 0 ? '' : `, at least ${(100 * lower).toFixed(0)} %`}`
    const suggested = suggestedFrom === undefined ? '' : `; seldom right, suggested from ${suggestedFrom}`
    return `${intent.padEnd(width)}  ${(bar?.toFixed(3) ?? 'never').padEnd(5)}  ${evidence}${suggested}`
  })
}

const IN_WORDS: Record<IntentEvidence['stands'], string> = {
  alone: 'proven by its own',
  together: 'proven together with others',
  suggestOnly: 'suggestions only',
}
