import { Refusal } from '../../domain/errors.ts'
import { PROMISE_MOVES, type StatedPromise, type TrackedPromise } from '../../domain/promise.ts'
import type { Store } from '../store.ts'
import type { Held, Ledger } from './ledger.ts'

type Mark = Parameters<Store['markPromise']>[0]

/** ST14: those of the event at `seq`; an order that the words do not name is the one the conversation spoke of last. */
export const keepPromises = (
  ledger: Pick<Ledger, 'keepPromise'>,
  held: Held,
  seq: number,
  stated: readonly StatedPromise[] = [],
): void => {
  const { order } = held.conversation
  for (const [place, promise] of stated.entries())
    ledger.keepPromise(held, seq, place, order === undefined ? promise : { order, ...promise })
}

/** ST16: what became of a promise. */
export const createMarkPromise =
  (ledger: Ledger) =>
  ({ tenant, id, at, by, state, raised, baseline }: Mark): TrackedPromise | undefined => {
    const { conversation, seq, place } = parsePromiseId(id)
    const held = ledger.named(tenant, conversation)
    const known = ledger.promiseAt(held, seq, place)
    if (known === undefined) return undefined
    const moves = state !== undefined && PROMISE_MOVES[known.state].includes(state)
    if (state !== undefined && !moves && state !== known.state)
      throw new Refusal('bad_input', `promise ${id} is ${known.state}: it cannot become ${state}`, { field: 'state' })
    const time = new Date(at).toISOString()
    const next: TrackedPromise = { ...known, ...(moves ? { state, settledAt: time, settledBy: by } : {}) }
    if (raised === true) next.raisedAt ??= time
    if (baseline !== undefined) next.baseline ??= baseline
    ledger.savePromise(held, place, next)
    return next
  }

/** `${conversation}:${seq}:${place}` taken apart; place -1, which no promise has, where it is none. */
export const parsePromiseId = (id: string): { conversation: string; seq: number; place: number } => {
  const [, conversation = '', seq = '0', place = '-1'] = /^(.*):(\d{1,15}):(\d{1,4})$/.exec(id) ?? []
  return { conversation, seq: Number(seq), place: Number(place) }
}
