import type { Share } from '../domain/heads.ts'
import { SENTIMENT_LEVELS, type SentimentLevel, URGENCY_FLAGS, type UrgencyFlag } from '../domain/understanding.ts'
import { calibrationError } from '../lib/reliability.ts'
import { rounded } from '../lib/rounded.ts'
import { shareOf, shareWhere } from './share.ts'

/** What a message is, and what was made of it. */
export interface JudgedSentiment {
  level: SentimentLevel
  flags: readonly UrgencyFlag[]
  saidLevel: SentimentLevel
  saidFlags: readonly UrgencyFlag[]
  /** Probability of each level, mildest first. */
  probabilities: readonly number[]
}

export interface SentimentFigures {
  n: number
  right: Share
  /** At most one level off. */
  within1: Share
  macroF1: number
  /** Cohen's kappa with quadratic weights: a level taken for the next costs 1, for the one after 4. */
  kappa: number
  /** Of the probability of the level that is said. */
  ece: number
  /** Of the probability of being angry or furious. */
  angerEce: number
  f1: Record<SentimentLevel, number>
  flags: Record<UrgencyFlag, { n: number; recall: Share; precision: Share }>
  /** Rows: what it is; columns: what was said. */
  confusion: number[][]
}

/** Fewer bins than usual: the sets are small. */
const BINS = 10

/** Figures over labelled messages. */
export const evaluateSentiment = (rows: readonly JudgedSentiment[]): SentimentFigures => {
  const index = (level: SentimentLevel): number => SENTIMENT_LEVELS.indexOf(level)
  const confusion = SENTIMENT_LEVELS.map((level) =>
    SENTIMENT_LEVELS.map((said) => rows.filter((row) => row.level === level && row.saidLevel === said).length),
  )
  const f1 = Object.fromEntries(
    SENTIMENT_LEVELS.map((level) => {
      const both = rows.filter((row) => row.level === level && row.saidLevel === level).length
      const either =
        rows.filter((row) => row.level === level).length + rows.filter((row) => row.saidLevel === level).length
      return [level, rounded(either === 0 ? 0 : (2 * both) / either)]
    }),
  ) as Record<SentimentLevel, number>
  const present = SENTIMENT_LEVELS.filter((level) => rows.some((row) => row.level === level))
  return {
    n: rows.length,
    right: shareWhere(rows, ({ level, saidLevel }) => level === saidLevel),
    within1: shareWhere(rows, ({ level, saidLevel }) => Math.abs(index(level) - index(saidLevel)) <= 1),
    macroF1: rounded(present.reduce((sum, level) => sum + f1[level] / present.length, 0)),
    kappa: rounded(kappaOf(confusion)),
    ece: rounded(
      calibrationError(
        rows.map(({ level, saidLevel, probabilities }) => ({
          confidence: probabilities[index(saidLevel)] ?? 0,
          right: level === saidLevel,
        })),
        BINS,
      ),
    ),
    angerEce: rounded(
      calibrationError(
        rows.map(({ level, probabilities }) => ({
          confidence: (probabilities[3] ?? 0) + (probabilities[4] ?? 0),
          right: index(level) >= index('angry'),
        })),
        BINS,
      ),
    ),
    f1,
    flags: Object.fromEntries(
      URGENCY_FLAGS.map((flag) => [flag, flagFigures(rows, flag)]),
    ) as SentimentFigures['flags'],
    confusion,
  }
}

const flagFigures = (rows: readonly JudgedSentiment[], flag: UrgencyFlag): SentimentFigures['flags'][UrgencyFlag] => {
  const are = rows.filter(({ flags }) => flags.includes(flag))
  const said = rows.filter(({ saidFlags }) => saidFlags.includes(flag))
  const both = are.filter(({ saidFlags }) => saidFlags.includes(flag)).length
  return { n: are.length, recall: shareOf(both, are.length), precision: shareOf(both, said.length) }
}

/** 1 − Σ w·observed / Σ w·expected, w the squared distance of the levels. */
const kappaOf = (confusion: readonly (readonly number[])[]): number => {
  const n = confusion.flat().reduce((sum, count) => sum + count, 0)
  let observed = 0
  let expected = 0
  for (const [i, row] of confusion.entries())
    for (const [j, count] of row.entries()) {
      const rowSum = row.reduce((sum, value) => sum + value, 0)
      const columnSum = confusion.reduce((sum, other) => sum + (other[j] ?? 0), 0)
      observed += (i - j) ** 2 * count
      expected += ((i - j) ** 2 * rowSum * columnSum) / Math.max(1, n)
    }
  return expected === 0 ? 0 : 1 - observed / expected
}
