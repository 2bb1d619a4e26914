import type { DecisionRecord, Outcome } from './record.ts'

/** What people's doings say about a message's intent. */
export interface Truth {
  /** The intent that somebody stood for by sending its answer. */
  intent?: string
  /** How much that is worth as evidence, 0 to 1: an answer sent as it stood is worth 1. */
  weight: number
  /** Intents that somebody turned down. */
  wrong: readonly string[]
  /** Who it comes from: a person's choice, or the customer's word on what the bot sent. */
  from?: 'agent' | 'customer'
}

/** Letters changed over the longer length: from here on an agent wrote an answer of their own. */
export const REWRITTEN_FROM = 0.5

/**
 * Reads off outcomes which intent a message had. A suggestion that was sent stands for its intent, the less the more it was
 * edited; one that was dismissed or rewritten is only known not to have fitted. What the bot sent by itself proves nothing until
 * the customer said so: else the model would learn from itself.
 */
export const truthOf = (record: Pick<DecisionRecord, 'id' | 'decision'>, outcomes: readonly Outcome[]): Truth =>
  truthIn(outcomes.map((outcome) => ({ ...outcome, intent: intentOf(record, outcome) })))

/** An outcome beside the intent that its text was for. */
export interface ToldOutcome extends Pick<Outcome, 'suggestion' | 'result' | 'value' | 'meant'> {
  intent: string | undefined
}

/** The same, of outcomes of one message that say themselves which intent they are about. */
export const truthIn = (outcomes: readonly ToldOutcome[]): Truth => {
  let truth: Truth = { weight: 0, wrong: [] }
  for (const { intent, ...outcome } of outcomes) {
    if (intent === undefined) continue
    const verdict = verdictOf(outcome)
    if (verdict === 'wrong') truth = { ...truth, wrong: [...truth.wrong, intent] }
    if (typeof verdict !== 'number' || verdict <= truth.weight) continue
    truth = { ...truth, intent, weight: verdict, from: outcome.suggestion === undefined ? 'customer' : 'agent' }
  }
  const meant = correctionIn(outcomes)
  if (meant === undefined) return truth
  // Who names the intent has read the message; everything else is guessed from what they did with a text.
  const others = [...truth.wrong, ...(truth.intent === undefined ? [] : [truth.intent])]
  return { intent: meant, weight: 1, wrong: others.filter((intent) => intent !== meant), from: 'agent' }
}

/** The intent that a message had as people last said; undefined where nobody did, or they took it back. In the order they were said. */
export const correctionIn = (outcomes: readonly Pick<Outcome, 'result' | 'meant'>[]): string | undefined =>
  outcomes.findLast(({ result }) => result === 'corrected')?.meant

/** Whether an outcome says that its text was right (with how much weight), wrong, or nothing. */
const verdictOf = ({ result, value = 0 }: Pick<Outcome, 'result' | 'value'>): number | 'wrong' | undefined => {
  switch (result) {
    case 'accepted':
      return 1
    case 'edited':
      return value < REWRITTEN_FROM ? 1 - value : 'wrong'
    case 'dismissed':
    case 'undone':
    case 'reopened':
      return 'wrong'
    case 'rated':
      return value > 0 ? RATED_WEIGHT : 'wrong'
    default:
      return undefined
  }
}

/** A customer who is content may be so for many reasons. */
const RATED_WEIGHT = 0.5

const intentOf = (
  { id, decision }: Pick<DecisionRecord, 'id' | 'decision'>,
  { suggestion }: Outcome,
): string | undefined =>
  suggestion === undefined
    ? decision.kind === 'answer'
      ? decision.draft.intent
      : undefined
    : decision.suggestions[Number(suggestion.slice(id.length + 1))]?.intent
