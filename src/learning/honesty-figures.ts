import { OUT_OF_SCOPE } from '../domain/article.ts'
import { PROMISED_RIGHT } from '../domain/autonomy.ts'
import { REWRITTEN_FROM, truthIn } from '../domain/evidence.ts'
import type { HonestyBin, HonestyDay, HonestyFigures, HonestyPoint } from '../domain/honesty.ts'
import { createBreathe } from '../lib/breathe.ts'
import { rounded } from '../lib/rounded.ts'
import type { KeptTurn } from './honesty-book.ts'
import { shareOf } from './share.ts'

/** Where bins of confidence end: finer where the bot answers alone. */
const EDGES = [0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.94, 0.97]
const DAY_MS = 86_400_000
/** More than these are not asked for: the figures would be of another month. */
const MOST_MISSING = 100_000

export interface HonestyReading {
  since: Date
  until: Date
  /** Confidence from which on an intent is answered alone; Infinity: never. */
  barOf(intent: string): number
  /** The day of the shop that a moment is in, `2026-11-20`. */
  dayOf(at: number): string
}

/** The figures of the honesty page, from a tenant's turns. Lets the event loop go first now and then. */
export const honestyFigures = async (
  turns: Iterable<KeptTurn>,
  { since, until, barOf, dayOf }: HonestyReading,
): Promise<Omit<HonestyFigures, 'capped'>> => {
  const breathe = createBreathe()
  const bins = EDGES.map(emptyCount)
  const alone = emptyCount()
  const days = daysBetween(since, until, dayOf)
  for (const turn of turns) {
    await breathe()
    if (turn.at < since.getTime() || turn.at > until.getTime()) continue
    const day = days.get(dayOf(turn.at))
    const became = whatBecame(turn)
    if (day !== undefined && became !== undefined) day[became]++
    const bin = bins[binOf(turn.confidence)]
    if (bin === undefined || turn.intent === OUT_OF_SCOPE) continue
    const word = wordOn(turn)
    count(bin, turn.confidence, word)
    if (turn.confidence >= barOf(turn.intent)) count(alone, turn.confidence, word)
  }
  const read = bins.map((bin, i): HonestyBin => ({ from: EDGES[i] ?? 0, to: EDGES[i + 1] ?? 1, ...figuresOf(bin) }))
  const known = read.reduce((sum, { outcomes }) => sum + outcomes.n, 0)
  const off = read.reduce((sum, { confidence, outcomes: { share, n } }) => sum + n * Math.abs(confidence - share), 0)
  return {
    since: since.toISOString(),
    until: until.toISOString(),
    bins: read,
    error: known === 0 ? null : rounded(off / known),
    alone: figuresOf(alone),
    needed: missing(alone),
    days: [...days.values()],
  }
}

/** What people's doings say of the turn's verdict. */
export const wordOn = ({ intent, told }: KeptTurn): 'right' | 'wrong' | 'silent' => {
  const truth = truthIn(told)
  // Somebody stood for it who saw the others too.
  if (truth.from === 'agent') return truth.intent === intent ? 'right' : 'wrong'
  if (truth.wrong.includes(intent)) return 'wrong'
  return truth.intent === undefined ? 'silent' : truth.intent === intent ? 'right' : 'wrong'
}

/** The best that became of a turn's suggestions; undefined where none were dealt with. */
export const whatBecame = ({ told }: Pick<KeptTurn, 'told'>): keyof Omit<HonestyDay, 'day'> | undefined => {
  const results = told.flatMap(({ suggestion, result, value = 0 }) => {
    if (suggestion === undefined) return []
    return result === 'edited' && value >= REWRITTEN_FROM ? ['rewritten'] : [result]
  })
  return BEST_FIRST.find((result) => results.includes(result))
}

const BEST_FIRST = ['accepted', 'edited', 'rewritten', 'dismissed', 'expired'] as const

/** Whether a turn is one of those behind a point, and what is said of it there; undefined where it is not. */
export const wordAt = (
  turn: KeptTurn,
  { bin, day, intent }: HonestyPoint,
  { barOf, dayOf }: Pick<HonestyReading, 'barOf' | 'dayOf'>,
): 'right' | 'wrong' | 'silent' | undefined => {
  if (day !== undefined) {
    const became = whatBecame(turn)
    if (became === undefined || dayOf(turn.at) !== day) return undefined
    return became === 'expired' ? 'silent' : became === 'accepted' || became === 'edited' ? 'right' : 'wrong'
  }
  if (turn.intent === OUT_OF_SCOPE) return undefined
  if (intent !== undefined) return turn.intent === intent && turn.confidence >= barOf(intent) ? wordOn(turn) : undefined
  const word = wordOn(turn)
  return bin === binOf(turn.confidence) && word !== 'silent' ? word : undefined
}

const binOf = (confidence: number): number => EDGES.findLastIndex((edge) => confidence >= edge)

/** The right turns in a row after which the lower end of the exact interval (Clopper–Pearson) reaches the promise, by halving. */
const missing = ({ right, known }: Pick<Count, 'right' | 'known'>): number => {
  const holdsAfter = (more: number): boolean => shareOf(right + more, known + more).lower >= PROMISED_RIGHT
  if (holdsAfter(0)) return 0
  let low = 0
  let high = MOST_MISSING
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (holdsAfter(middle)) high = middle
    else low = middle
  }
  return high
}

interface Count {
  known: number
  right: number
  silent: number
  /** Of known ones, added up. */
  confidence: number
}

const emptyCount = (): Count => ({ known: 0, right: 0, silent: 0, confidence: 0 })

const count = (of: Count, confidence: number, word: ReturnType<typeof wordOn>): void => {
  if (word === 'silent') {
    of.silent++
    return
  }
  of.known++
  of.confidence += confidence
  if (word === 'right') of.right++
}

const figuresOf = ({
  known,
  right,
  silent,
  confidence,
}: Count): Pick<HonestyBin, 'confidence' | 'outcomes' | 'silent'> => ({
  confidence: known === 0 ? 0 : rounded(confidence / known),
  outcomes: shareOf(right, known),
  silent,
})

const daysBetween = (since: Date, until: Date, dayOf: (at: number) => string): Map<string, HonestyDay> => {
  const days = new Map<string, HonestyDay>()
  const add = (day: string): void =>
    void days.set(day, { day, accepted: 0, edited: 0, rewritten: 0, dismissed: 0, expired: 0 })
  for (let at = since.getTime(); at < until.getTime(); at += DAY_MS) add(dayOf(at))
  add(dayOf(until.getTime()))
  return days
}
