import { Refusal } from '../domain/errors.ts'
import { correctionIn } from '../domain/evidence.ts'
import type { Correction } from '../domain/inspection.ts'
import type { Principal } from '../domain/message.ts'
import type { Store } from '../ports/store.ts'
import type { Support } from '../ports/support.ts'

export interface CorrectionsParts {
  support: Pick<Support, 'events'>
  store: Pick<Store, 'record' | 'records' | 'outcome'>
  isIntent(intent: string): boolean
  now(): Date
}

/** What staff says that messages were about. */
export interface Corrections {
  /** Those that stand in a conversation, by `seq`. */
  of(by: Principal, conversation: string): Promise<Correction[]>
  /** `seq` of the bot's answers that staff called wrong, ascending. */
  wrong(by: Principal, conversation: string): Promise<number[]>
  /**
   * Notes what a customer's message was about; without `meant` the last word on it is taken back.
   * @throws Refusal `not_found` where there is no such message or nothing was decided about it, `bad_input` for an unknown intent
   */
  correct(
    by: Principal,
    message: { conversation: string; seq: number; meant?: string },
  ): Promise<Correction | undefined>
}

/** Turns of a conversation that are looked through; of older messages nobody says any more what they were about. */
const TURNS = 200

export const createCorrections = ({ support, store, isIntent, now }: CorrectionsParts): Corrections => ({
  of: async (by, conversation) => {
    // Whoever may not read the conversation gets nothing of it.
    await support.events(by, conversation, { after: 0, limit: 1 })
    const records = await store.records(by.tenant, { conversation, limit: TURNS })
    return records
      .flatMap(({ seq, outcomes }): Correction[] => {
        const meant = correctionIn(outcomes)
        const last = outcomes.findLast(({ result }) => result === 'corrected')
        return meant === undefined || last === undefined ? [] : [{ seq, intent: meant, by: last.by, at: last.at }]
      })
      .sort((a, b) => a.seq - b.seq)
  },
  wrong: async (by, id) => {
    const { conversation } = await support.events(by, id, { after: 0, limit: 1 })
    const records = await store.records(by.tenant, { conversation: id, limit: TURNS })
    return records
      .flatMap(({ answeredSeq, outcomes }) =>
        answeredSeq !== undefined &&
        // The customer says of answers whether they helped, which is another thing.
        outcomes.some((one) => one.result === 'rated' && one.value === 0 && one.by !== conversation.customer)
          ? [answeredSeq]
          : [],
      )
      .sort((a, b) => a - b)
  },
  correct: async (by, { conversation, seq, meant }) => {
    if (meant !== undefined && !isIntent(meant))
      throw new Refusal('bad_input', `intent is ${JSON.stringify(meant)}: use one of /v1/intents`, { field: 'intent' })
    const { events } = await support.events(by, conversation, { after: seq - 1, limit: 1 })
    const event = events.find((one) => one.seq === seq)
    const gone = event === undefined || event.recalled === true || event.rolledBack === true
    const record = gone ? undefined : await store.record(by.tenant, `${conversation}:${seq}`)
    if (record === undefined)
      throw new Refusal('not_found', `nothing was decided about message ${seq} of this conversation`, { field: 'seq' })
    const word = { by: by.sub, at: now().toISOString() }
    await store.outcome({
      tenant: by.tenant,
      record: record.id,
      result: 'corrected',
      ...(meant !== undefined && { meant }),
      ...word,
    })
    return meant === undefined ? undefined : { seq, intent: meant, ...word }
  },
})
