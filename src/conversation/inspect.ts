import type { Policy } from '../domain/decision.ts'
import { Refusal } from '../domain/errors.ts'
import type { InspectedTurn } from '../domain/inspection.ts'
import type { Principal } from '../domain/message.ts'
import type { RecordedTurn } from '../domain/record.ts'
import type { Store } from '../ports/store.ts'
import type { Support } from '../ports/support.ts'

export interface InspectParts {
  support: Pick<Support, 'events'>
  store: Pick<Store, 'record' | 'turns'>
}

/** Turns read at once, and pages of them: those decided at the same time lie beside the one that is wanted. */
const PAGE = 8
const MOST_PAGES = 8

/**
 * The recorded turn of a customer's message, with what it was decided from where that is kept.
 * @throws Refusal `not_found` where the principal may not see it, there is none, or the message was taken back (W5)
 */
export const recordedTurn = async (
  { support, store }: InspectParts,
  by: Principal,
  conversation: string,
  seq: number,
): Promise<RecordedTurn> => {
  const { events } = await support.events(by, conversation, { after: seq - 1, limit: 1 })
  const event = events.find((one) => one.seq === seq)
  const taken = event?.recalled === true || event?.rolledBack === true
  const record = event === undefined || taken ? undefined : await store.record(by.tenant, `${conversation}:${seq}`)
  if (record === undefined)
    throw new Refusal(
      'not_found',
      taken ? `message ${seq} was taken back` : `nothing was decided about message ${seq} of this conversation`,
      { field: 'seq' },
    )
  let after = 0
  for (let i = 0; i < MOST_PAGES; i++) {
    const page = await store.turns({ tenant: by.tenant, since: record.at, after, limit: PAGE })
    const found = page.turns.find((turn) => turn.record.id === record.id)
    if (found !== undefined) return found
    if (page.next === undefined) break
    after = page.next
  }
  return { record, outcomes: [] }
}

/** What of a recorded turn is shown. */
export const inspected = ({ record, outcomes, inputs, text }: RecordedTurn): InspectedTurn => ({
  record,
  outcomes,
  bar: barOf(record.policy, record.understanding.verdict.intent),
  replayable: inputs !== undefined && text !== undefined,
})

const barOf = ({ answerAbove, answerAboveByIntent }: Policy, intent: string): number | null => {
  const bar = answerAboveByIntent[intent] ?? answerAbove
  return bar > 1 ? null : bar
}
