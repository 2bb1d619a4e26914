import type { ConversationSummary } from '../../domain/notice.ts'
import { fuzzyScore, isWhole } from './fuzzy.ts'
import type { Command } from './shortcuts.ts'

export type PaletteChoice = { key: string; command: Command } | { key: string; row: ConversationSummary }

const MAX_CONVERSATIONS = 8
/** What a stretch of a last message is worth beside one of a name. */
const OF_LAST_MESSAGE = 0.4
/** What a name that is just what was asked for stands above everything else. */
const EXACT = 100

/**
 * Commands and conversations together, what fits best first; commands alone, in their order, where nothing is asked for.
 * Single letters in their order are found in nearly every sentence, so of a last message only a whole stretch counts.
 */
export const paletteChoices = (
  query: string,
  commands: readonly Command[],
  rows: Iterable<ConversationSummary>,
  textsOf: (command: Command) => readonly string[],
): PaletteChoice[] => {
  const ofCommands = commands.map((command) => ({
    choice: { key: command.id, command },
    score: Math.max(...textsOf(command).map((text) => fuzzyScore(query, text))),
  }))
  if (query.trim() === '') return ofCommands.map(({ choice }) => choice)
  const ofRows = [...rows]
    .map((row) => ({ choice: { key: row.conversation, row }, score: rowScore(query, row) }))
    .sort(byScore)
    .slice(0, MAX_CONVERSATIONS)
  return [...ofCommands, ...ofRows]
    .filter(({ score }) => score > 0)
    .sort(byScore)
    .map(({ choice }) => choice)
}

const rowScore = (query: string, { customerName, lastText = '' }: ConversationSummary) => {
  const name = fuzzyScore(query, customerName)
  const exact = isWhole(query, customerName) && customerName.trim().length === query.trim().length
  const said = isWhole(query, lastText) ? fuzzyScore(query, lastText) * OF_LAST_MESSAGE : 0
  return Math.max(exact ? EXACT + name : name, said)
}

const byScore = (a: { score: number }, b: { score: number }) => b.score - a.score
