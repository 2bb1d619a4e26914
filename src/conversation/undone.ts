import type { Outcome } from '../domain/record.ts'
import type { Store } from '../ports/store.ts'

/** Turns that an answer is looked for in; older ones are hardly taken back. */
const TURNS = 50

/** Somebody took an answer of the bot back: that is what became of its turn. Resolves with whether it was found. */
export const noteUndone = async (
  store: Pick<Store, 'records' | 'outcome'>,
  answer: { tenant: string; conversation: string; seq: number },
  by: Pick<Outcome, 'by' | 'at'>,
): Promise<boolean> => {
  const { tenant, conversation, seq } = answer
  const records = await store.records(tenant, { conversation, limit: TURNS })
  const record = records.find(({ answeredSeq, decision }) => answeredSeq === seq && decision.kind === 'answer')
  if (record === undefined) return false
  await store.outcome({ tenant, record: record.id, result: 'undone', ...by })
  return true
}
