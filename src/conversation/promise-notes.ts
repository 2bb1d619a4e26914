import type { ContextCard } from '../domain/customer.ts'
import type { PromiseNote, TrackedPromise } from '../domain/promise.ts'

/** The card with what was promised in the conversation, soonest due first, then the newest. */
export const withPromises = (card: ContextCard, promises: readonly TrackedPromise[]): ContextCard =>
  promises.length === 0 ? card : { ...card, promises: [...promises].sort(soonestFirst).map(noteOf) }

const soonestFirst = (a: TrackedPromise, b: TrackedPromise): number =>
  place(a) - place(b) || (a.due ?? '').localeCompare(b.due ?? '') || b.at.localeCompare(a.at)

/** What can still be done comes first. */
const place = ({ state, due }: TrackedPromise): number =>
  state === 'broken' ? 0 : state === 'open' ? (due === undefined ? 2 : 1) : 3

const noteOf = ({ tenant: _, conversation: __, customer: ___, baseline: ____, ...note }: TrackedPromise): PromiseNote =>
  note
