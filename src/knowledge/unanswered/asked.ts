import type { Decision } from '../../domain/decision.ts'
import { REWRITTEN_FROM } from '../../domain/evidence.ts'
import type { Language } from '../../domain/message.ts'
import type { Outcome, RecordedTurn, TurnInputs } from '../../domain/record.ts'
import { textKey } from '../../lib/text-key.ts'

/** A customer's question and whether an article answered it. */
export interface Asked {
  conversation: string
  seq: number
  /** Milliseconds since the epoch. */
  at: number
  language: Language
  /** As written. */
  text: string
  /** Normalised; what its vector is of. */
  said: string
  vector?: Float32Array
  answered: boolean
  /** Slots that had a value for this customer then. */
  slots: ReadonlyMap<string, string>
}

/** Shortest text that is a question, characters: below are thanks and "ok". */
const SHORTEST = 4

/** What was decided because of the person, not for want of an article. */
const NOT_FOR_WANT = new Set([
  'person_asked_for',
  'safety',
  'legal',
  'anger',
  'other_language',
  'courtesy',
  'voter_asked',
])

export interface AskedParts {
  normalise: (text: string) => string
  /** Small talk asks for nothing. */
  asksNothing: (intent: string) => boolean
  slotsOf: (inputs: TurnInputs, language: Language) => ReadonlyMap<string, string>
}

/** What a recorded turn asked; undefined where it asked for nothing that an article could answer, or was taken back. */
export const askedIn = (
  { record, outcomes, text, inputs }: RecordedTurn,
  { normalise, asksNothing, slotsOf }: AskedParts,
): Asked | undefined => {
  if (text === undefined || [...text.trim()].length < SHORTEST) return undefined
  const { decision, understanding, conversation, seq, at } = record
  if (NOT_FOR_WANT.has(decision.reason) || asksNothing(understanding.verdict.intent)) return undefined
  const said = normalise(text)
  const key = textKey(said)
  const answered = isAnswered(decision, outcomes)
  const vector = inputs?.vectors.find((one) => one.key === key)?.vector
  return {
    ...{ conversation, seq, at: Date.parse(at), language: understanding.language, text, said },
    ...(vector === undefined ? {} : { vector }),
    answered,
    slots: answered || inputs === undefined ? NO_SLOTS : slotsOf(inputs, understanding.language),
  }
}

const NO_SLOTS: ReadonlyMap<string, string> = new Map()

/** By the bot, with nobody taking it back, or by an agent who sent a suggestion much as it stood. */
const isAnswered = (decision: Decision, outcomes: readonly Outcome[]): boolean => {
  const turnedDown = outcomes.some(
    ({ suggestion, result, value = 0 }) =>
      suggestion === undefined && (result === 'undone' || result === 'reopened' || (result === 'rated' && value === 0)),
  )
  if (decision.kind === 'answer') return !turnedDown
  return outcomes.some(
    ({ suggestion, result, value = 0 }) =>
      suggestion !== undefined && (result === 'accepted' || (result === 'edited' && value < REWRITTEN_FROM)),
  )
}
