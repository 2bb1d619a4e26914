import { slotValue } from '../../delivery/slot-values.ts'
import type { ContextCard } from '../../domain/customer.ts'
import type { Language } from '../../domain/message.ts'
import { SLOTS } from '../../domain/slots.ts'
import { orderTail } from '../../lib/order-tail.ts'
import type { Colleague } from './colleagues.ts'
import { EMOJI } from './emoji.ts'
import { fuzzySorted } from './fuzzy.ts'
import { slotName } from './slot-names.ts'
import type { Trigger } from './triggers.ts'
import type { CannedTexts } from './words.ts'

/** Something to put in place of what was typed to find it. */
export interface Pick {
  key: string
  /** What it is, and what it says of itself beside that. */
  label: string
  detail?: string
  insert: string
}

export interface PickSources {
  canned: CannedTexts
  card: ContextCard | undefined
  colleagues: readonly Colleague[]
  /** The customer's: what is offered in it comes first, and slots are filled in it. */
  language: Language
  /** The agent's: what slots are called; absent: the customer's. */
  shown?: Language
}

const MAX_PICKS = 8
/** Orders whose values are offered; a customer speaks of the latest. */
const MAX_ORDERS = 3

/** What can be chosen for a trigger, best first. */
export const picksFor = ({ kind, query }: Trigger, sources: PickSources): Pick[] =>
  OFFERS[kind](query, sources).slice(0, MAX_PICKS)

const OFFERS: Record<Trigger['kind'], (query: string, sources: PickSources) => Pick[]> = {
  canned: (query, { canned, language }) => {
    const other: Language = language === 'zh' ? 'en' : 'zh'
    const own = new Map(
      (canned.answers ?? []).flatMap((answer) => Object.values(answer.text).map((text) => [text, answer] as const)),
    )
    const all = [language, other].flatMap((one) => canned[one].map((text) => ({ text, language: one })))
    return fuzzySorted(query, all, ({ text }) => [own.get(text)?.shortcut ?? '', text]).map(
      ({ text, language: of }) => {
        const { shortcut, group } = own.get(text) ?? {}
        const detail = [shortcut && `/${shortcut}`, group, of !== language && (of === 'zh' ? '中文' : 'English')]
        const shown = detail.filter(Boolean).join(' · ')
        return { key: text, label: text, ...(shown !== '' && { detail: shown }), insert: text }
      },
    )
  },
  slot: (query, { card, language, shown = language }) =>
    card === undefined
      ? []
      : // Also by the raw name, which those who write articles type.
        fuzzySorted(query.replace(/^\s+/, ''), slotsOf(card, language, shown), ({ key, label, insert }) => [
          label,
          insert,
          key,
        ]),
  colleague: (query, { colleagues }) =>
    fuzzySorted(query, colleagues, ({ name, agent }) => [name, agent]).map(({ agent, name }) => ({
      key: agent,
      label: name,
      ...(agent !== name && { detail: agent }),
      insert: `@${name} `,
    })),
  // By beginnings only: a sentence that has a colon in it is not looked through.
  emoji: (query, _sources) =>
    EMOJI.flatMap(({ text, names }) => {
      const name = names.find((one) => one.startsWith(query.toLowerCase()))
      return name === undefined ? [] : [{ key: text, label: `${text} ${name}`, insert: text }]
    }),
}

/** Every slot that has a value on the card, as answers would fill it; those of orders once an order. */
const slotsOf = (card: ContextCard, language: Language, shown: Language): Pick[] => {
  const orders = card.orders.slice(0, MAX_ORDERS)
  const picks: Pick[] = []
  const add = (slot: string, order: ContextCard['orders'][number] | undefined, tail: string) => {
    const insert = slotValue(slot, { card, order, facts: {}, language })
    if (insert !== undefined)
      picks.push({ key: `${slot}${tail}`, label: slotName(slot, shown), detail: insert + tail, insert })
  }
  for (const [at, order] of orders.entries())
    for (const slot of Object.keys(SLOTS)) {
      const isOfOrder = /^(order|refund|parcel)\./.test(slot)
      if (isOfOrder) add(slot, order, orders.length > 1 ? ` · …${orderTail(order.id)}` : '')
      else if (at === 0) add(slot, undefined, '')
    }
  if (orders.length === 0) for (const slot of Object.keys(SLOTS)) add(slot, undefined, '')
  return picks
}
