import type { RankedIntent, Understanding } from '../domain/understanding.ts'
import { meaning } from './meaning.ts'

/** The customer picked what we offered: as sure as a tap can be. */
const PICKED_CONFIDENCE = 0.99
const ORDINALS = [
  /^(1|一|第一个?|前者|前面那个|(the )?first( one)?)$/u,
  /^(2|二|第二个?|后者|后面那个|(the )?second( one)?)$/u,
]

/** Letters from which on a piece of one label, and of one only, says which. */
const SHORTEST_PIECE = 2
/** One of the two that is meant this much more likely than the other is the one. */
const CLEARLY = 4

/**
 * Reads a message as the answer to "which of the two?": a label, a piece of one, an ordinal, or what is understood as one of the two and not
 * the other. Anything else stays as it was understood. `asked` are intents; `labels` their words in the customer's language, same order.
 */
export const resolveChoice = (
  understanding: Understanding,
  asked: readonly string[] | undefined,
  labels: readonly string[],
): Understanding => {
  if (asked === undefined) return understanding
  const said = bare(understanding.text)
  const picked =
    asked.find((_, index) => said === bare(labels[index] ?? '') || ORDINALS[index]?.test(said)) ??
    pieceOf(said, asked, labels)
  if (picked !== undefined) return meaning(understanding, { intent: picked, confidence: PICKED_CONFIDENCE })
  const meant = clearlyMeant(understanding, asked)
  return meant === undefined ? understanding : meaning(understanding, meant)
}

const pieceOf = (said: string, asked: readonly string[], labels: readonly string[]): string | undefined => {
  if (said.length < SHORTEST_PIECE) return undefined
  const holding = asked.filter((_, index) => bare(labels[index] ?? '').includes(said))
  return holding.length === 1 ? holding[0] : undefined
}

/** We asked which of these: what one has over the others counts, not what the rest of the world might have meant. */
const clearlyMeant = ({ verdict }: Understanding, asked: readonly string[]): RankedIntent | undefined => {
  if (!asked.includes(verdict.intent)) return undefined
  const likely = (intent: string): number => verdict.ranked.find((one) => one.intent === intent)?.confidence ?? 0
  const others = asked.reduce((sum, intent) => sum + (intent === verdict.intent ? 0 : likely(intent)), 0)
  const own = likely(verdict.intent)
  if (own < CLEARLY * others) return undefined
  return {
    intent: verdict.intent,
    confidence: Math.max(verdict.confidence, PICKED_CONFIDENCE * (own / (own + others))),
  }
}

const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[\d.、\s]+(?=\D)|[\p{P}\s]+$/gu, '')
    .trim()
