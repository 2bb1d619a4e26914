import type { DecisionRecord, RecordedTurn, TurnInputs } from '../domain/record.ts'
import type { ProofNote } from '../domain/understanding.ts'
import type { Store } from '../ports/store.ts'
import type { SendCode } from './order-codes.ts'
import type { ProofOutcome } from './prove.ts'
import { createTurn, type TurnParts } from './turn.ts'

/** What a turn is run again with; the rest comes from its inputs. */
export type ReplayParts = Pick<
  TurnParts,
  'understand' | 'draftReplies' | 'decide' | 'policy' | 'label' | 'domainOf' | 'readOrderAnswer'
> & {
  /** Decided turns of a conversation, newest first, as the store has them. */
  records(tenant: string, conversation: string): Awaited<ReturnType<Store['records']>>
  events(...page: Parameters<Store['events']>): Awaited<ReturnType<Store['events']>>
  turn: Pick<RecordedTurn, 'record'> & { inputs: TurnInputs }
}

/** Nobody's systems are asked again. */
const provenAs = (proof: ProofNote | undefined): ProofOutcome => {
  if (proof?.outcome === 'proven' && proof.customer !== undefined)
    return { outcome: 'proven', customer: proof.customer }
  return { outcome: proof?.outcome === 'limited' ? 'limited' : 'failed' }
}

/** No code is sent again. */
const sentAs =
  (proof: ProofNote | undefined): SendCode =>
  async (_conversation, { order }) => {
    if (proof?.outcome === 'code_sent') return { outcome: 'code_sent', code: { order, hash: '', until: '' } }
    return { outcome: proof?.outcome === 'limited' ? 'limited' : 'code_unsent' }
  }

/** Runs the very turn again, with what it saw then for everything outside: the record that it would leave now. Nothing is written. */
export const replayTurn = async ({
  turn,
  records,
  events,
  ...parts
}: ReplayParts): Promise<DecisionRecord | undefined> => {
  const { record, inputs } = turn
  const { conversation, card } = inputs
  let again: DecisionRecord | undefined
  const run = createTurn({
    ...parts,
    store: {
      // Only what was there when the turn ran.
      events: async (tenant, id, page) => {
        const found = events(tenant, id, page)
        return found && { conversation, events: found.events.filter(({ seq }) => seq <= record.seq) }
      },
      records: async (tenant, { limit }) =>
        records(tenant, conversation.id)
          .filter(({ seq }) => seq < record.seq)
          .slice(0, limit),
      finishTurn: async (finished) => {
        again = finished.record
        return { conversation, dup: true }
      },
    },
    lookUpCard: async () => card,
    // Where nothing was checked nobody could prove anything then, or gave nothing that says who they are.
    ...(record.understanding.proof === undefined ? {} : { prove: async () => provenAs(record.understanding.proof) }),
    ...(record.understanding.proof?.by === 'code' ? { sendCode: sentAs(record.understanding.proof) } : {}),
    replyTo: () => undefined,
    outlook: () => ({ position: 1, queued: false }),
    deliver: () => undefined,
    observe: () => undefined,
    now: () => new Date(inputs.at),
  })
  await run({ tenant: record.tenant, conversation: conversation.id, seq: record.seq })
  return again
}
