export type ChangedKind = 'customer' | 'order' | 'parcel'

/** Something changed in the shop's systems; `customer` stands for all that is theirs. */
export interface Change {
  tenant: string
  kind: ChangedKind
  id: string
  /** Milliseconds since 1970. */
  at: number
}

/** One part of what is known of a customer, as text. `hot` is what an order changes, `cold` what hardly changes. */
export interface SharedPart {
  heat: 'hot' | 'cold'
  name: string
  text: string
  /** Milliseconds that it is kept, with all of its heat, from now. */
  keepMs: number
}

/**
 * What is known of customers, shared by all processes of one installation. It speeds up and decides nothing; the shop's systems are the truth. Laws:
 * CX1 what is read is what was last written for this tenant and this customer, byte for byte; CX2 `read` gives nothing within its deadline where
 * the store is away, and nothing rejects; CX3 a change reaches every other process, also one that was away or is started after it; CX4 a part
 * is gone when its time is over; CX5 a store that comes back is used again without a restart.
 */
export interface SharedContexts {
  /** Parts by name; nothing where there are none. */
  read(tenant: string, customer: string): Promise<Record<string, string>>
  write(tenant: string, customer: string, part: SharedPart): void
  tell(change: Change): void
  status(): { state: 'ready' | 'down'; since: string }
  close(): Promise<void>
}
