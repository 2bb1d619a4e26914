import type { Money } from '../../domain/customer.ts'
import type { PromiseKind, StatedPromise } from '../../domain/promise.ts'
import type { Entity } from '../../domain/understanding.ts'
import { type Clause, sentencesOf } from './clauses.ts'
import { type Deadline, findDeadlines } from './deadline.ts'
import { DOING, WILL } from './words.ts'

/** Promises of a reply that is said at a time, in its order. */
export type FindPromises = (text: string, at: Date) => StatedPromise[]

export interface FindPromisesParts {
  findEntities(text: string, now: Date): Entity[]
  /** IANA name; a day ends where the shop is. */
  timeZone: string
}

/** Characters of a reply that are read: nobody promises anything after four thousand. */
const MAX_CHARACTERS = 4_000
/** Promises of one reply that are kept: nobody keeps more. */
const MOST_PROMISES = 10

/**
 * Promises in the words of somebody who speaks for the shop: something is to be done for the customer, by a time or for an amount. Rules over
 * the entities; what depends on something, what was, what is so in general, guesses, questions and what the customer is to do are none.
 */
export const createFindPromises =
  ({ findEntities, timeZone }: FindPromisesParts): FindPromises =>
  (written, at) => {
    const text = narrow(written.slice(0, MAX_CHARACTERS))
    // What the whole does not say no clause says: nearly all that agents write ends here.
    if (kindIn({ text, promises: true }) === undefined) return []
    const sentences = sentencesOf(text)
    // Most replies promise nothing, and entities are the dearest part.
    if (!sentences.some((clauses) => clauses.some((clause) => kindIn(clause) !== undefined))) return []
    const entities = findEntities(text, at)
    const deadlines = findDeadlines(text, entities, at, timeZone)
    const found = sentences.flatMap((clauses) => {
      const made = join(clauses.flatMap((clause) => partOf(clause, entities, deadlines)))
      const order = orderIn(entities, clauses)
      return made.map(({ kind, due, amount, start, end }) => ({
        kind,
        ...(due === undefined ? {} : { due: new Date(due).toISOString() }),
        ...(amount === undefined ? {} : { amount }),
        ...(order === undefined ? {} : { order }),
        start,
        end,
      }))
    })
    return found.slice(0, MOST_PROMISES)
  }

/** ２４ is 24; every character keeps its place. */
const narrow = (text: string): string =>
  text.replace(/[０-９Ａ-Ｚａ-ｚ]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - WIDE))
const WIDE = 0xfee0

interface Part {
  kind?: PromiseKind
  due?: number
  amount?: Money
  start: number
  end: number
}

type Made = Part & { kind: PromiseKind }

const doingIn = (words: string): PromiseKind | undefined => {
  const chinese = HAN.test(words)
  return DOING.find(([, zh, en]) => (chinese && zh.test(words)) || en.test(words))?.[0]
}
const HAN = /\p{Script=Han}/u
const kindIn = ({ text, promises }: Pick<Clause, 'text' | 'promises'>): PromiseKind | undefined =>
  promises && (HAN.test(text) || WILL.test(text)) ? doingIn(text) : undefined

/** What one clause brings to a promise; nothing where it promises nothing. */
const partOf = (clause: Clause, entities: readonly Entity[], deadlines: readonly Deadline[]): Part[] => {
  const { start, end, promises } = clause
  if (!promises) return []
  const kind = kindIn(clause)
  const due = deadlines.filter((one) => one.start >= start && one.end <= end).at(-1)?.at
  const amount = amountIn(clause, entities)
  if (kind === undefined && due === undefined && amount === undefined) return []
  return [
    {
      ...(kind === undefined ? {} : { kind }),
      ...(due === undefined ? {} : { due }),
      ...(amount === undefined ? {} : { amount }),
      start,
      end,
    },
  ]
}

/** Clauses of a sentence say together what is promised; a second thing with a time or an amount of its own is a second promise. */
const join = (parts: readonly Part[]): Made[] => {
  const made: Part[] = []
  for (const part of parts) {
    const last = made.at(-1)
    if (last === undefined || isAnother(last, part)) made.push(part)
    else made[made.length - 1] = { ...last, ...part, ...kindOf(last, part), start: last.start }
  }
  return made.filter((part): part is Made => isPromise(part))
}

const isAnother = (last: Part, part: Part): boolean => {
  if (last.kind === undefined || part.kind === undefined) return false
  if (last.due !== undefined && part.due !== undefined) return true
  // Money on top and money back arrive alike: 补偿20元，周五前到账.
  const alike = last.kind === part.kind || last.kind === 'other' || (isMoney(last.kind) && isMoney(part.kind))
  return !alike && (last.due !== undefined || last.amount !== undefined)
}

const isMoney = (kind: PromiseKind): boolean => kind === 'refund' || kind === 'compensate'

/** The first says what it is about, unless it is vague and the other brings a time or an amount to it. */
const kindOf = (first: Part, second: Part): Pick<Part, 'kind'> => {
  const vague = first.kind === 'other' && first.due === undefined && first.amount === undefined
  const kind = vague ? (second.kind ?? first.kind) : (first.kind ?? second.kind)
  return kind === undefined ? {} : { kind }
}

const isPromise = ({ kind, due, amount }: Part): boolean =>
  kind !== undefined && (due !== undefined || (amount !== undefined && isMoney(kind)))

const amountIn = ({ start, end }: Clause, entities: readonly Entity[]): Money | undefined => {
  const money = entities
    .filter((one) => one.type === 'money' && (one.start ?? -1) >= start && (one.end ?? Infinity) <= end)
    .at(-1)
  const amount = Number(money?.value)
  return money === undefined || !Number.isSafeInteger(amount)
    ? undefined
    : { amount, currency: money.slots?.['currency'] ?? 'CNY' }
}

const orderIn = (entities: readonly Entity[], clauses: readonly Clause[]): string | undefined => {
  const [from, to] = [clauses[0]?.start ?? 0, clauses.at(-1)?.end ?? 0]
  return entities.find(
    ({ type, start = -1 }) => (type === 'order_number' || type === 'order_tail') && start >= from && start < to,
  )?.value
}
