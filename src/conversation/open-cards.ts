import { type Conversation, ordersOwner } from '../domain/conversation.ts'
import type { ContextCard, LookUpCard } from '../domain/customer.ts'
import type { Change } from '../ports/shared-contexts.ts'
import type { Store } from '../ports/store.ts'

/** Milliseconds between two new cards of one conversation. */
const RENEWED_EVERY_MS = 1_000
/** Milliseconds within which what comes together is one change: the rows of one event, the parts of one card. */
const TOGETHER_MS = 20
/** Changes that are told apart until then; with more of them every open card is looked up again. */
const MOST_CHANGES = 1_000

export type CardChange = Omit<Change, 'at'>

export interface OpenCardsParts {
  /** Cards that somebody looks at here; one may stand there several times. */
  open(): Iterable<{ tenant: string; conversation: string }>
  /** Whether the card of this customer shows something of what has changed. */
  isOn(tenant: string, customer: string, changes: readonly CardChange[]): boolean
  store: Pick<Store, 'conversation'>
  lookUpCard: LookUpCard
  tell(conversation: Conversation, card: ContextCard): void
  /** Monotonic milliseconds. */
  clock: () => number
  onError(error: unknown): void
}

/** Cards that are looked at follow what changes in the shop's systems. */
export interface OpenCards {
  changed(change: CardChange): void
  stop(): void
}

export const createOpenCards = (parts: OpenCardsParts): OpenCards => {
  const { open, isOn, store, lookUpCard, tell, clock, onError } = parts
  let changes: CardChange[] = []
  let timer: NodeJS.Timeout | undefined
  let last = Number.NEGATIVE_INFINITY

  const renew = async (tenant: string, id: string, of: readonly CardChange[]): Promise<void> => {
    const conversation = await store.conversation(tenant, id)
    if (conversation === undefined) return
    const customer = ordersOwner(conversation)
    if (of.length >= MOST_CHANGES || isOn(tenant, customer, of)) tell(conversation, await lookUpCard(tenant, customer))
  }
  const run = (): void => {
    timer = undefined
    last = clock()
    const of = changes
    changes = []
    const seen = new Map([...open()].map(({ tenant, conversation }) => [conversation, tenant]))
    for (const [conversation, tenant] of seen) renew(tenant, conversation, of).catch(onError)
  }
  return {
    changed: (change) => {
      if (changes.length < MOST_CHANGES) changes.push(change)
      if (timer !== undefined) return
      timer = setTimeout(run, Math.max(TOGETHER_MS, last + RENEWED_EVERY_MS - clock()))
      timer.unref()
    },
    stop: () => clearTimeout(timer),
  }
}
