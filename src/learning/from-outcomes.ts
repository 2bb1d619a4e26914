import { OUT_OF_SCOPE } from '../domain/article.ts'
import { truthOf } from '../domain/evidence.ts'
import type { RecordedTurn } from '../domain/record.ts'
import { textKey } from '../lib/text-key.ts'

/** A message whose intent people's doings have told. */
export interface OutcomeRow {
  text: string
  intent: string
  weight: number
  /** Id of the record. */
  at: string
}

/** What became of the turns that were looked at. */
export interface OutcomeCounts {
  turns: number
  /** Never trained on: with them a model can be judged that has not learnt from them. */
  heldOut: number
  /** No person and no customer said what the message was. */
  untold: number
  /** The message alone does not say it: it went on with an earlier one, picked a choice, asked for several things, or was taken back. */
  notByItself: number
  /** People said different things about the same words. */
  disputed: number
  /** Of intents with too few rows to believe. */
  tooFew: number
  used: number
}

/** Of all turns this share, the same ones for ever, is kept from training. */
export const HOLDOUT_SHARE = 0.2
/** Rows of an intent before any of them is believed. */
export const LEAST_ROWS_OF_INTENT = 3
/** Rows altogether before a model is trained on them. */
export const LEAST_ROWS = 20
/**
 * What traffic says about an intent may weigh as much as what people wrote as examples of it, no more: traffic is what the bot showed, and
 * a frequent question must not drown the rest.
 */
export const MOST_OF_EXAMPLES = 1
/** Allowed where an intent has no or few examples. */
const LEAST_CAP = 5
/** A row counts at most this much. */
const MOST_WEIGHT = 3
/** A choice that a customer tapped: they knew what they meant, but only two were offered. */
const CHOSEN_WEIGHT = 0.8

/** Whether a turn is kept from training; by its id, so that no later run learns from it either. */
export const isHeldOut = (record: string): boolean =>
  Number.parseInt(textKey(`holdout:${record}`).slice(0, 8), 16) / 2 ** 32 < HOLDOUT_SHARE

/**
 * How likely a suggestion in this place is looked at at all, under the position-based model with a fall-off of 1 / rank (Craswell et al.
 * 2008; Joachims et al. 2017): weighing by its inverse, one taken from the second place counts double.
 */
const seenAt = (rank: number): number => 1 / (rank + 1)

/** Turns, added one by one in the order they were decided, to rows with weights. `perIntent` counts the examples at hand. */
export const createOutcomeRows = (perIntent: ReadonlyMap<string, number>) => {
  const counts: OutcomeCounts = { turns: 0, heldOut: 0, untold: 0, notByItself: 0, disputed: 0, tooFew: 0, used: 0 }
  const found: (OutcomeRow & { key: string })[] = []
  const askedBy = new Map<string, RecordedTurn>()

  const take = (turn: RecordedTurn, intent: string, weight: number): void => {
    if (isHeldOut(turn.record.id)) counts.heldOut++
    else if (!saysItself(turn)) counts.notByItself++
    else
      found.push({
        text: turn.text as string,
        intent,
        weight: Math.min(MOST_WEIGHT, weight),
        at: turn.record.id,
        key: (turn.text as string).normalize('NFKC').toLowerCase().trim(),
      })
  }

  return {
    add: (turn: RecordedTurn): void => {
      counts.turns++
      const { record, outcomes } = turn
      const { verdict, context } = record.understanding
      const asked = context?.kind === 'choice' ? askedBy.get(record.conversation) : undefined
      if (asked !== undefined && offered(asked, verdict.intent)) take(asked, verdict.intent, CHOSEN_WEIGHT)
      if (record.decision.kind === 'ask' && record.decision.options.length > 0) askedBy.set(record.conversation, turn)
      else askedBy.delete(record.conversation)

      const truth = truthOf(record, outcomes)
      if (truth.intent === undefined) counts.untold++
      else if (truth.wrong.includes(truth.intent)) counts.disputed++
      else take(turn, truth.intent, truth.weight / seenAt(rankOf(turn, truth.intent)))
    },
    /** The rows, and what became of all turns. */
    rows: (): { rows: OutcomeRow[]; counts: OutcomeCounts } => {
      const agreed = withoutDisputes(found, counts)
      const enough = withEnough(agreed, counts)
      const rows = capped(enough, perIntent)
      return { rows: rows.map(({ key: _, ...row }) => row), counts: { ...counts, used: rows.length } }
    },
  }
}

const saysItself = ({ text, record }: RecordedTurn): boolean => {
  const { context, requests = [] } = record.understanding
  return text !== undefined && text.trim() !== '' && context === undefined && requests.length < 2
}

const offered = ({ record: { decision } }: RecordedTurn, intent: string): boolean =>
  decision.kind === 'ask' && decision.options.some((option) => option.intent === intent)

/** Place of the first suggestion of the intent; what the bot answered alone was first. */
const rankOf = ({ record: { decision } }: RecordedTurn, intent: string): number =>
  decision.kind === 'answer'
    ? 0
    : Math.max(
        0,
        decision.suggestions.findIndex((suggestion) => suggestion.intent === intent),
      )

type Found = OutcomeRow & { key: string }

/** The same words once, with the most that was said for them; none where different intents were. */
const withoutDisputes = (found: readonly Found[], counts: OutcomeCounts): Found[] => {
  const byText = new Map<string, Found[]>()
  for (const row of found) byText.set(row.key, [...(byText.get(row.key) ?? []), row])
  return [...byText.values()].flatMap((same) => {
    const [first] = same.toSorted((a, b) => b.weight - a.weight)
    if (first !== undefined && same.every(({ intent }) => intent === first.intent)) return [first]
    counts.disputed += same.length
    return []
  })
}

const withEnough = (rows: readonly Found[], counts: OutcomeCounts): Found[] => {
  const n = new Map<string, number>()
  for (const { intent } of rows) n.set(intent, (n.get(intent) ?? 0) + 1)
  const enough = rows.filter(({ intent }) => intent !== OUT_OF_SCOPE && (n.get(intent) ?? 0) >= LEAST_ROWS_OF_INTENT)
  counts.tooFew += rows.length - enough.length
  return enough
}

/** Weights of an intent scaled down together where they would outweigh its examples. */
const capped = (rows: readonly Found[], perIntent: ReadonlyMap<string, number>): Found[] => {
  const total = new Map<string, number>()
  for (const { intent, weight } of rows) total.set(intent, (total.get(intent) ?? 0) + weight)
  return rows.map((row) => {
    const cap = Math.max(LEAST_CAP, MOST_OF_EXAMPLES * (perIntent.get(row.intent) ?? 0))
    return { ...row, weight: row.weight * Math.min(1, cap / (total.get(row.intent) as number)) }
  })
}
