import type { FittedPolicy, IntentEvidence } from '../domain/heads.ts'
import { clopperPearson } from '../lib/intervals.ts'
import { rounded } from '../lib/rounded.ts'
import type { JudgedRow } from './calibrate.ts'

/** Of the messages answered alone, this share must be right, at the lower end of the exact interval. */
export const ANSWERED_RIGHT = 0.92
/**
 * Bars that are tried, lowest first. An answer less likely than the first is not given alone, however good the others are: live traffic
 * asks what no validation set holds.
 */
const BARS = [0.9, 0.95, 0.98] as const
/** Chance that a bar that breaks the promise is taken for one that keeps it, over all bars tried: each has its part (Bonferroni). */
const ALPHA = 0.05
/** The bar of what training knows nothing of, where nothing shows how sure is sure enough. */
const BAR_WITHOUT_EVIDENCE = 0.95
/** Right answers of an intent below which it is not answered alone, however good the others are: one is chance. */
const LEAST_OWN_ANSWERS = 2
/** What is added to a wrong answer's confidence, so that it is below the bar. */
const ABOVE_A_MISTAKE = 0.001

/** The bars of a tenant's intents, and what each rests on. */
export interface Bars extends Pick<FittedPolicy, 'answerAbove' | 'answerAboveByIntent'> {
  byIntent: Record<string, IntentEvidence>
  /** What the bars rest on: every answer at a bar that was proven, before mistakes raised it for some intents. */
  proven: JudgedRow[]
}

/**
 * The lowest bars at which the lower end of the exact 95 % interval (Clopper & Pearson 1934) of what is answered is `ANSWERED_RIGHT`. An
 * intent with enough answers to prove it has to prove it by itself; all others do so together, and of these one is answered alone
 * from two answers of its own on, above the surest of its mistakes. The rest are suggestions only.
 * @param kept judged by stacks that had not seen them, those rejected as out of scope left out
 */
export const fitBars = (kept: readonly JudgedRow[], intents: readonly string[]): Bars => {
  const known = new Set(intents)
  const own = new Map<string, JudgedRow[]>(intents.map((intent) => [intent, []]))
  for (const row of kept) if (known.has(row.intent)) own.get(row.intent)?.push(row)
  const provesAlone = (rows: readonly JudgedRow[]): boolean => at(rows, BARS[0]).length >= ENOUGH
  const together = lowestBar([...own.values()].filter((rows) => !provesAlone(rows)).flat())
  const byIntent: Record<string, IntentEvidence> = {}
  const answerAbove = together ?? BAR_WITHOUT_EVIDENCE
  const answerAboveByIntent: Record<string, number> = {}
  const proven: JudgedRow[] = []
  for (const intent of [...intents].sort()) {
    const rows = own.get(intent) ?? []
    const alone = provesAlone(rows)
    const shared = alone ? lowestBar(rows) : together
    const bar = alone || shared === undefined ? shared : aboveMistakes(rows, shared)
    if (shared !== undefined) proven.push(...at(rows, shared))
    const answered = at(rows, bar ?? BARS[0])
    const stands = bar === undefined ? 'suggestOnly' : alone ? 'alone' : 'together'
    byIntent[intent] = { stands, right: answered.filter(isRight).length, n: answered.length }
    if (bar !== answerAbove) answerAboveByIntent[intent] = bar ?? Number.POSITIVE_INFINITY
  }
  return { answerAbove, answerAboveByIntent, byIntent, proven }
}

export const isRight = ({ label, intent }: JudgedRow): boolean => label === intent

/** Whether so many right answers carry the promise at one of the bars tried. */
const carries = (right: number, n: number): boolean =>
  clopperPearson(right, n, ALPHA / BARS.length).lower >= ANSWERED_RIGHT

/** The fewest answers, all of them right, that prove the promise. */
const ENOUGH = ((): number => {
  let n = 1
  while (!carries(n, n)) n++
  return n
})()

const lowestBar = (rows: readonly JudgedRow[]): number | undefined =>
  BARS.find((bar) => {
    const answered = at(rows, bar)
    return carries(answered.filter(isRight).length, answered.length)
  })

const aboveMistakes = (rows: readonly JudgedRow[], bar: number): number | undefined => {
  const surest = Math.max(...rows.filter((row) => !isRight(row)).map(({ confidence }) => confidence + ABOVE_A_MISTAKE))
  const own = Math.max(bar, rounded(surest))
  return at(rows, own).length >= LEAST_OWN_ANSWERS ? own : undefined
}

const at = (rows: readonly JudgedRow[], bar: number): JudgedRow[] => rows.filter(({ confidence }) => confidence >= bar)
