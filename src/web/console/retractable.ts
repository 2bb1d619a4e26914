import type { Consequences } from '../../domain/consequences.ts'

/** Something said because of a message, which may be taken back with it. */
export interface Retractable {
  seq: number
  role: 'bot' | 'agent'
  text: string
  /** Why it is not chosen by itself: an agent put own words into it, or what it promised was done already. */
  doubt?: 'edited' | 'kept'
}

/** What still stands of what was said because of the message, oldest first. */
export const retractableOf = ({ answers, replies, promises, seq: itself }: Consequences): Retractable[] => {
  const kept = new Set(promises.filter(({ state }) => state === 'kept').map(({ seq }) => seq))
  const all = [
    ...answers.map((said) => ({ ...said, role: 'bot' as const })),
    ...replies.map((said) => ({ ...said, role: 'agent' as const })),
  ]
  return all
    .filter(({ seq, gone }) => gone !== true && seq !== itself)
    .toSorted((a, b) => a.seq - b.seq)
    .map(({ seq, role, text = '', edited }) => ({
      seq,
      role,
      text,
      ...(kept.has(seq) ? { doubt: 'kept' as const } : edited === true ? { doubt: 'edited' as const } : {}),
    }))
}

/** How many of `taken` were the bot's answers, agents' replies, and the message itself. */
export const takenByKind = (
  { answers, replies }: Consequences,
  taken: readonly number[],
): Record<'message' | 'answers' | 'replies', number> => {
  const count = (said: readonly { seq: number }[]) => said.filter(({ seq }) => taken.includes(seq)).length
  const found = { answers: count(answers), replies: count(replies) }
  return { ...found, message: taken.length - found.answers - found.replies }
}
