import type { AuditTrail } from './audit.ts'
import type { AuditChain } from './audit-chain.ts'
import type { Erasure } from './erasure.ts'
import type { IdempotencyKeys } from './idempotency.ts'
import type { SettingsBook } from './settings.ts'
import type { Store } from './store.ts'
import type { WebhookBook } from './webhooks.ts'

/** What an acknowledged message survives: this machine's power cut, or also this machine. */
export type Durability = 'local' | 'shared'

/** What was looked at for gaps and for events that are not as they were written, and how many milliseconds it took. */
export interface Verified {
  events: number
  conversations: number
  /** Everything, and not only what may have been under way. */
  whole: boolean
  ms: number
}

/** A store as the product runs on it, whatever it stands on. */
export interface OpenedStore
  extends Store,
    AuditTrail,
    AuditChain,
    Erasure,
    SettingsBook,
    WebhookBook,
    IdempotencyKeys {
  durability: Durability
  /** How many events the log holds, and how many milliseconds opening took. */
  opened: { ms: number; events: number; verified?: Verified }
  /** Since when (ISO 8601) the store is away and why; absent where it is part of this process. */
  outage?(): { since: string; reason: string } | undefined
  /**
   * Where no more writes may wait now: milliseconds after which one who is refused should come back, later with each who is told. Who asks
   * before a write spares what leads to it; a write is refused as `busy` all the same. Absent: writes alone tell.
   */
  comeBack?(): number | undefined
  /** From now on `tell` is called each time a store that was away is there again: what failed meanwhile may be tried. */
  back?(tell: () => void): void
}
