import { type Conversation, EVERY_STATE } from '../domain/conversation.ts'
import type { Contact, ContextCard, Order } from '../domain/customer.ts'
import type { TrackedPromise } from '../domain/promise.ts'
import type { Store } from '../ports/store.ts'
import { orderInQuestion } from './order-in-question.ts'
import { withPromises } from './promise-notes.ts'

/** Other conversations on a card. */
const MAX_CONTACTS = 5
const WIDGET = 'widget'

/** Adds to a card what our own log knows of its customer. What cannot be read is left out: the shop's side still shows. */
export type WholeCard = (conversation: Conversation, card: ContextCard) => Promise<ContextCard>

/**
 * The card as agents see it: the order that is spoken of first, what was promised (still open promises of earlier conversations too), and the
 * customer's last contacts on every channel.
 */
export const createWholeCard = (store: Pick<Store, 'conversations' | 'promises' | 'records'>): WholeCard => {
  const ofOthers = async (others: readonly Conversation[]): Promise<TrackedPromise[]> => {
    const all = await Promise.all(others.map(({ tenant, id }) => store.promises(tenant, id)))
    return all.flat().filter(({ state }) => state === 'open' || state === 'broken')
  }
  return async (conversation, card) => {
    const { tenant, id, customer } = conversation
    const others = store
      .conversations(tenant, { customer, states: [...EVERY_STATE], limit: MAX_CONTACTS + 1 })
      .then((found) => found.filter((other) => other.id !== id).slice(0, MAX_CONTACTS))
    const [own, [last], contacts, theirs] = await Promise.all([
      store.promises(tenant, id).catch(() => []),
      store.records(tenant, { conversation: id, limit: 1 }).catch(() => []),
      others.catch(() => []),
      others.then(ofOthers).catch(() => []),
    ])
    const spokenOf = orderInQuestion(card.orders, last, conversation.order)
    const shown = withPromises(withFirst(card, spokenOf), [...own, ...theirs])
    return contacts.length === 0 ? shown : { ...shown, contacts: contacts.map(contactOf) }
  }
}

const withFirst = (card: ContextCard, order: Order | undefined): ContextCard =>
  order === undefined
    ? card
    : { ...card, order: order.id, orders: [order, ...card.orders.filter((other) => other !== order)] }

const contactOf = ({
  id,
  channel = WIDGET,
  createdAt,
  updatedAt,
  state,
  humanSpoke,
  outcome,
}: Conversation): Contact => ({
  conversation: id,
  channel,
  since: createdAt,
  at: updatedAt,
  open: state !== 'resolved',
  person: humanSpoke,
  ...(outcome === undefined ? {} : { outcome }),
})
