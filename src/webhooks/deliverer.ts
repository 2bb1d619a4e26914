import type { Delivery, Webhook, WebhookCounts } from '../domain/webhook.ts'
import type { WebhookBook } from '../ports/webhooks.ts'
import { type Called, type CallParts, callEndpoint } from './call.ts'
import { createHealth, type Health } from './health.ts'

/** Calls to one endpoint at once, of different conversations, and of this process. */
const CALLS_OF_ENDPOINT = 8
const CALLS_AT_ONCE = 64
/** Milliseconds between two looks at what is due, though nobody says that anything is; and after a call or a hint. */
const LOOK_MS = 500
const REST_MS = 10
/** Milliseconds for which a process leads without saying so again, and after which it says so. */
const LEAD_MS = 10_000
const LEAD_AGAIN_MS = 3_000
/** Milliseconds between two counts of what lies where, and between two clearings. */
const COUNT_MS = 10_000
const FORGET_MS = 3_600_000
const DAY_MS = 24 * 3_600_000
/** Days for which it can be looked up and replayed what was delivered; and what died, or waits for a paused endpoint. */
const DELIVERED_KEPT_DAYS = 7
const DEAD_KEPT_DAYS = 30

export interface DelivererParts extends CallParts {
  book: WebhookBook
  /** Nobody else's. */
  me: string
  counted(outcome: 'delivered' | 'failed' | 'dead'): void
  onError(error: unknown): void
}

/** What is known of the endpoints, for those who run the product. */
export interface DelivererState {
  webhooks: readonly Webhook[]
  counts: readonly WebhookCounts[]
  leads: boolean
  /** Why nothing can be looked at. */
  fault?: string
}

export interface Deliverer {
  start(): void
  /** Something may be due. */
  wake(): void
  state(): DelivererState
  /** Calls under way are cut off; whoever comes next makes them again. */
  stop(): Promise<void>
}

/**
 * Sends what is due, of each conversation one at a time and in order, of many side by side. What is noted as delivered was answered; what was
 * under way when the process died is sent again. Of several processes the one that leads does it; one that wakes from a pause can at worst
 * repeat what another has sent.
 */
export const createDeliverer = (parts: DelivererParts): Deliverer => {
  const { book, me, now, random, counted, onError } = parts
  const healths = new Map<string, Health>()
  const under = new Map<number, { webhook: Webhook; work: Promise<void> }>()
  const stopping = new AbortController()
  let state: DelivererState = { webhooks: [], counts: [], leads: false }
  let looking: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let asked = false
  let looks = 0
  let ledAt = Number.NEGATIVE_INFINITY
  let countedAt = Number.NEGATIVE_INFINITY
  let forgotAt = Number.NEGATIVE_INFINITY

  const healthOf = (webhook: Webhook): Health => {
    const known = healths.get(webhook.id) ?? createHealth(webhook, random)
    healths.set(webhook.id, known)
    return known
  }
  const note = async (webhook: Webhook, { endpoint, settled, restMs }: Called): Promise<void> => {
    const { tenant, id } = webhook
    if (endpoint === 'works' && healthOf(webhook).worked()) await book.noteHealth({ tenant, id, failingSince: null })
    if (endpoint !== 'fails' && endpoint !== 'gone') return
    const { since, isFirst, isLong } = healthOf(webhook).failed(now(), restMs)
    const pausedFor =
      endpoint === 'gone'
        ? 'it answered 410: it is there no more'
        : isLong
          ? `nothing but failures since ${since}: ${settled.fault}`
          : undefined
    if (isFirst || pausedFor !== undefined)
      await book.noteHealth({ tenant, id, failingSince: since, ...(pausedFor === undefined ? {} : { pausedFor }) })
  }
  const send = async (webhook: Webhook, delivery: Delivery): Promise<void> => {
    const called = await callEndpoint(parts, webhook, delivery, stopping.signal)
    if (stopping.signal.aborted && called.settled.state !== 'delivered') return
    // The endpoint first: what is settled may be looked at the next moment.
    await note(webhook, called)
    await book.settleDelivery(called.settled)
    healthOf(webhook).noted(true, now())
    counted(called.settled.state === 'waiting' ? 'failed' : called.settled.state)
  }
  const begin = (webhook: Webhook, delivery: Delivery): void => {
    const work = send(webhook, delivery)
      .catch((error: unknown) => {
        if (healthOf(webhook).noted(false, now())) onError(error)
      })
      .then(() => {
        under.delete(delivery.id)
        lookSoon()
      })
    under.set(delivery.id, { webhook, work })
  }

  const lead = async (): Promise<boolean> => {
    if (state.leads && now() - ledAt < LEAD_AGAIN_MS) return true
    ledAt = now()
    return book.leadDeliveries({ me, forMs: LEAD_MS })
  }
  const keepHouse = async (webhooks: readonly Webhook[]): Promise<void> => {
    for (const id of healths.keys()) if (!webhooks.some((webhook) => webhook.id === id)) healths.delete(id)
    if (now() - countedAt >= COUNT_MS) {
      countedAt = now()
      state = { ...state, counts: await book.webhookCounts() }
    }
    if (now() - forgotAt < FORGET_MS) return
    forgotAt = now()
    const daysAgo = (days: number): string => new Date(now() - days * DAY_MS).toISOString()
    await book.forgetDeliveries({ deliveredBefore: daysAgo(DELIVERED_KEPT_DAYS), deadBefore: daysAgo(DEAD_KEPT_DAYS) })
  }
  const lookAt = async (webhook: Webhook): Promise<void> => {
    const { tenant, id } = webhook
    const calls = [...under.values()]
    const own = calls.filter((call) => call.webhook.id === id).length
    const ofTenant = calls.filter((call) => call.webhook.tenant === tenant).length
    // No tenant gets more than what it leaves free, so that there is always something for the next.
    const share = Math.ceil((CALLS_AT_ONCE - calls.length - ofTenant) / 2)
    const room = Math.min(healthOf(webhook).room(CALLS_OF_ENDPOINT, now()) - own, share)
    if (room <= 0) return
    // Those under way are still the first of their conversations; one that is settled meanwhile may yet be read as waiting.
    const known = new Set(under.keys())
    const due = await book.dueDeliveries({ tenant, webhook: id, at: new Date(now()).toISOString(), limit: room + own })
    const fresh = due.filter((delivery) => !known.has(delivery.id)).slice(0, room)
    if (!stopping.signal.aborted) for (const delivery of fresh) begin(webhook, delivery)
  }
  const look = async (): Promise<void> => {
    const webhooks = await book.webhooks()
    const leads = webhooks.length > 0 && (await lead())
    const { fault: _, ...rest } = state
    state = { ...rest, webhooks, leads }
    if (webhooks.length === 0) return
    // One that somebody took out of its pause starts anew.
    for (const { id, state: is } of webhooks) if (is === 'paused') healths.delete(id)
    // Each time another one first: what is free goes to all of them in turn.
    const first = looks++ % webhooks.length
    const turns = [...webhooks.slice(first), ...webhooks.slice(0, first)]
    if (leads) for (const webhook of turns) if (webhook.state === 'active') await lookAt(webhook)
    await keepHouse(webhooks)
  }

  const lookIn = (ms: number): void => {
    clearTimeout(timer)
    if (!stopping.signal.aborted) timer = setTimeout(run, ms).unref()
  }
  const run = (): void => {
    asked = false
    looking = look()
      .catch((error: Error) => {
        state = { ...state, leads: false, fault: error.message }
      })
      .then(() => {
        looking = undefined
        lookIn(asked ? REST_MS : LOOK_MS)
      })
  }
  const lookSoon = (): void => {
    if (asked || timer === undefined) return
    asked = true
    if (looking === undefined) lookIn(REST_MS)
  }

  return {
    start: () => lookIn(0),
    wake: () => {
      if (state.webhooks.length > 0) lookSoon()
    },
    state: () => state,
    stop: async () => {
      stopping.abort(new Error('the process ends'))
      clearTimeout(timer)
      await looking
      await Promise.all([...under.values()].map(({ work }) => work))
    },
  }
}
