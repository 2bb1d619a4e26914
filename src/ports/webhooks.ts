import type {
  Delivery,
  DeliveryState,
  ReplayOf,
  Settled,
  Webhook,
  WebhookChange,
  WebhookCounts,
} from '../domain/webhook.ts'

/**
 * Where events are sent, and what is on its way. Laws, checked by the contract suite on every adapter:
 * WH1 a promise of a write resolves only when it survives a restart;
 * WH2 an event is on its way to each endpoint of its tenant that wants its kind as soon as the write that made it is acknowledged, in one
 *   transaction with it: none is skipped, none is there twice, and none of a write that was refused or repeated;
 * WH3 `dueDeliveries` gives of each conversation the oldest that waits, and nothing behind it, so that an endpoint hears them in order;
 * WH4 what was settled is not due again until it is replayed; what is settled of a removed endpoint is ignored;
 * WH5 nothing of one tenant is visible to another;
 * WH6 a replay makes settled ones wait again under their ids, with a new time to live;
 * WH7 one process at a time leads, until it has not said so for as long as it said it would;
 * WH8 a change writes what it names and nothing else: what others change meanwhile stays.
 */
export interface WebhookBook {
  /** Adds it, or replaces everything but its health. */
  saveWebhook(webhook: Webhook): Promise<void>
  /** As it is afterwards; undefined where there is none. */
  changeWebhook(change: WebhookChange): Promise<Webhook | undefined>
  /** False where there was none. What was on its way there goes with it. */
  removeWebhook(tenant: string, id: string): Promise<boolean>
  /** Of one tenant or of all, oldest first. */
  webhooks(tenant?: string): Promise<Webhook[]>
  /** What calls say of an endpoint; `failingSince` null: it works again. */
  noteHealth(op: { tenant: string; id: string; failingSince: string | null; pausedFor?: string }): Promise<void>
  /** Of one endpoint, at most `limit`, oldest first. */
  dueDeliveries(op: { tenant: string; webhook: string; at: string; limit: number }): Promise<Delivery[]>
  settleDelivery(settled: Settled): Promise<void>
  /** Newest first; `before` is the id of the last one of the page that this one follows. */
  deliveries(
    tenant: string,
    webhook: string,
    page: { state?: DeliveryState; before?: number; limit: number },
  ): Promise<Delivery[]>
  /** How many wait again. */
  replayDeliveries(op: { tenant: string; webhook: string; at: string; of: ReplayOf }): Promise<number>
  /** Forgets what was delivered, and what died or began to wait, before these times (ISO 8601). */
  forgetDeliveries(op: { deliveredBefore: string; deadBefore: string }): Promise<void>
  webhookCounts(): Promise<WebhookCounts[]>
  /** Whether `me` may deliver for the next `forMs` milliseconds. */
  leadDeliveries(op: { me: string; forMs: number }): Promise<boolean>
}
