import type { Outcome } from '../domain/record.ts'
import type { Store } from '../ports/store.ts'

/** Turns that an answer is looked for in; older ones are hardly spoken of. */
const TURNS = 50

/** Notes what became of an answer of the bot: it was taken back, or somebody rated it. Resolves with whether it was found. */
export const noteAnswer = async (
  store: Pick<Store, 'records' | 'outcome'>,
  answer: { tenant: string; conversation: string; seq: number },
  note: Pick<Outcome, 'result' | 'value' | 'by' | 'at'>,
): Promise<boolean> => {
  const { tenant, conversation, seq } = answer
  const records = await store.records(tenant, { conversation, limit: TURNS })
  const record = records.find(({ answeredSeq, decision }) => answeredSeq === seq && decision.kind === 'answer')
  if (record === undefined) return false
  await store.outcome({ tenant, record: record.id, ...note })
  return true
}
