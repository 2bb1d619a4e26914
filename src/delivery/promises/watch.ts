import type { ContextCard, LookUpCard } from '../../domain/customer.ts'
import type { PromiseMark, TrackedPromise } from '../../domain/promise.ts'
import type { Store } from '../../ports/store.ts'
import { baselineOf, isKept, isShown, knowsOrders, orderOf } from './evidence.ts'

/** Milliseconds before a promise is due at which people are told; of one that was made later than that, when half its time is over. */
export const RAISED_BEFORE_MS = 30 * 60_000
/** Milliseconds that a promise waits for a system that does not answer before it counts as broken: it may have been kept. */
export const GRACE_MS = 15 * 60_000
/** Milliseconds that a broken promise may still come late, and that its conversation carries the mark. */
export const BROKEN_SHOWN_MS = 24 * 3_600_000
/** Milliseconds between two looks at the orders of one promise that is not yet near its end. */
const LOOKED_EVERY_MS = 2 * 60_000
/** Promises that are followed at a time, soonest due first. */
const MOST_WATCHED = 2_000
/** Customers whose orders are read at once: the shop's systems have other things to do. */
const READ_AT_ONCE = 8

export interface PromiseWatchParts {
  store: Pick<Store, 'watchedPromises' | 'markPromise'>
  lookUpCard: LookUpCard
  /** What a conversation's promises say is new. */
  changed(tenant: string, conversation: string): void
  now(): Date
}

export interface PromiseWatch {
  /** Looks at all promises once: what was kept, what is soon due, what is broken. Milliseconds since 1970 at which the next look is worth it, if any is. */
  look(): Promise<number | undefined>
  /** What the inbox line of a conversation says. */
  markOf(conversation: string): PromiseMark | undefined
}

/** All that matters is in the store, so that a restart goes on where it was. */
export const createPromiseWatch = ({ store, lookUpCard, changed, now }: PromiseWatchParts): PromiseWatch => {
  let marks: Marks = new Map()
  const looked = new Map<string, number>()

  const isDueForLook = (promise: TrackedPromise, at: number): boolean =>
    isShown(promise) &&
    (promise.baseline === undefined || at - (looked.get(promise.id) ?? 0) >= LOOKED_EVERY_MS || isSoonDue(promise, at))

  const judged = async (
    promise: TrackedPromise,
    card: ContextCard | undefined,
    at: number,
  ): Promise<TrackedPromise | undefined> => {
    const mark = (change: Partial<Parameters<Store['markPromise']>[0]>): Promise<TrackedPromise | undefined> =>
      store.markPromise({
        tenant: promise.tenant,
        id: promise.id,
        at: new Date(at).toISOString(),
        by: 'clock',
        ...change,
      })
    const known = card !== undefined && knowsOrders(card)
    const order = known ? orderOf(promise, card) : undefined
    if (known) looked.set(promise.id, at)
    if (order !== undefined && isKept(promise, order))
      return mark({ by: 'mesh', state: promise.state === 'broken' ? 'late' : 'kept' })
    const based =
      order !== undefined && promise.baseline === undefined
        ? await mark({ by: 'mesh', baseline: baselineOf(order) })
        : promise
    if (based === undefined || based.state !== 'open' || based.due === undefined) return based
    const late = at - Date.parse(based.due)
    const mayBeKept = isShown(based) && card !== undefined && !known && late < GRACE_MS
    if (late >= 0 && !mayBeKept) return mark({ state: 'broken' })
    return isSoonDue(based, at) && based.raisedAt === undefined ? mark({ raised: true }) : based
  }

  return {
    look: async () => {
      const at = now().getTime()
      const all = await store.watchedPromises({
        brokenSince: new Date(at - BROKEN_SHOWN_MS).toISOString(),
        limit: MOST_WATCHED,
      })
      const cards = new Map<string, Promise<ContextCard | undefined>>()
      const cardOf = ({ tenant, customer }: TrackedPromise): Promise<ContextCard | undefined> => {
        const key = JSON.stringify([tenant, customer])
        const card = cards.get(key) ?? lookUpCard(tenant, customer).catch(() => undefined)
        cards.set(key, card)
        return card
      }
      const after: TrackedPromise[] = []
      for (let from = 0; from < all.length; from += READ_AT_ONCE)
        after.push(
          ...(
            await Promise.all(
              all.slice(from, from + READ_AT_ONCE).map(async (promise) => {
                const card = isDueForLook(promise, at) ? await cardOf(promise) : undefined
                return judged(promise, card, at)
              }),
            )
          ).filter((promise) => promise !== undefined),
        )
      const before = marks
      marks = marksOf(after)
      for (const id of looked.keys()) if (!after.some((promise) => promise.id === id)) looked.delete(id)
      const moved = after.filter((one) =>
        differs(
          one,
          all.find(({ id }) => id === one.id),
        ),
      )
      const told = new Map(moved.map(({ tenant, conversation }) => [conversation, tenant]))
      // Also where the promise itself is gone, taken back.
      for (const [conversation, { tenant }] of before) if (!marks.has(conversation)) told.set(conversation, tenant)
      for (const [conversation, tenant] of told) changed(tenant, conversation)
      return nextMoment(after, at)
    },
    markOf: (conversation) => marks.get(conversation)?.mark,
  }
}

const differs = (after: TrackedPromise, before: TrackedPromise | undefined): boolean =>
  before?.state !== after.state || before.raisedAt !== after.raisedAt

/** When people are told that a promise is soon due. */
const raisedFrom = ({ at, due = at }: TrackedPromise): number => {
  const end = Date.parse(due)
  return end - Math.min(RAISED_BEFORE_MS, (end - Date.parse(at)) / 2)
}

const isSoonDue = (promise: TrackedPromise, at: number): boolean =>
  promise.due !== undefined && raisedFrom(promise) <= at

type Marks = Map<string, { tenant: string; mark: PromiseMark }>

const marksOf = (promises: readonly TrackedPromise[]): Marks => {
  const marks: Marks = new Map()
  for (const { tenant, conversation, state, due, raisedAt } of promises) {
    if (due === undefined || (state !== 'broken' && (state !== 'open' || raisedAt === undefined))) continue
    const mark: PromiseMark = { state: state === 'broken' ? 'broken' : 'due', due }
    const other = marks.get(conversation)?.mark
    if (other === undefined || (other.state === 'due' && (mark.state === 'broken' || mark.due < other.due)))
      marks.set(conversation, { tenant, mark })
  }
  return marks
}

const nextMoment = (promises: readonly TrackedPromise[], at: number): number | undefined => {
  const moments = promises.flatMap((promise) =>
    promise.state !== 'open' || promise.due === undefined ? [] : [raisedFrom(promise), Date.parse(promise.due)],
  )
  const ahead = moments.filter((moment) => moment > at)
  return ahead.length === 0 ? undefined : Math.min(...ahead)
}
