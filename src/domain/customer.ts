import type { Language } from './message.ts'
import type { PersonalField } from './personal.ts'
import type { PromiseNote } from './promise.ts'

/** Minor units (fen, cents) and an ISO 4217 code. */
export interface Money {
  amount: number
  currency: string
}

export type OrderStatus = 'unpaid' | 'paid' | 'shipped' | 'out_for_delivery' | 'delivered' | 'cancelled'
export type RefundStatus = 'requested' | 'approved' | 'paid' | 'rejected'

/** A text that upstream systems have in both languages. */
export type Localised = Record<Language, string>

export interface OrderLine {
  sku: string
  name: Localised
  quantity: number
  price: Money
}

export interface Refund {
  status: RefundStatus
  amount: Money
  destination: Localised
  /** ISO 8601. */
  eta?: string
}

export interface Order {
  id: string
  customer: string
  status: OrderStatus
  lines: OrderLine[]
  total: Money
  /** ISO 8601, as all times. */
  placedAt: string
  shipBy?: string
  eta?: string
  /** In full, or as the shop masks it; beyond the mesh masked (`masked` says by whom). */
  address?: Localised
  /** Times of what happened to it, as far as the shop tells them. */
  paidAt?: string
  packedAt?: string
  shippedAt?: string
  outForDeliveryAt?: string
  deliveredAt?: string
  /** Fields that the mesh has masked: they can be revealed with a reason. */
  masked?: PersonalField[]
  parcel?: string
  refund?: Refund
}

export interface TrackingEvent {
  at: string
  text: Localised
}

export interface Parcel {
  no: string
  carrier: Localised
  /** Newest first. */
  events: TrackingEvent[]
}

export interface Coupon {
  name: Localised
  /** ISO 8601: from then on it is worth nothing. */
  expires: string
}

export type InvoiceStatus = 'requested' | 'issued' | 'failed' | 'voided'

/** The tax receipt (发票) of an order; an order may have several, one of them voided. */
export interface Invoice {
  /** Of its issuer; there is none while it is only requested. */
  no?: string
  order: string
  status: InvoiceStatus
  amount: Money
  /** ISO 8601. */
  issuedAt?: string
  /** Where it can be downloaded: http or https. */
  url?: string
}

export interface ProductAttribute {
  name: Localised
  value: Localised
}

/** What the shop sells now; an order's line is what was bought then. */
export interface Product {
  sku: string
  name: Localised
  price: Money
  /** Its page in the shop: http or https. */
  url?: string
  /** In the shop's order: colour, capacity, warranty. */
  attributes?: ProductAttribute[]
}

/** How many pieces can be sent, in one warehouse where the shop tells them apart. */
export interface Stock {
  sku: string
  /** Pieces, 0 when it is sold out. */
  available: number
  warehouse?: Localised
  /** ISO 8601: when more are expected. */
  restockAt?: string
}

export interface Customer {
  id: string
  name: Localised
  /** In full, or as the shop masks it; beyond the mesh masked (`masked` says by whom). */
  phone?: string
  email?: string
  /** Fields that the mesh has masked: they can be revealed with a reason. */
  masked?: PersonalField[]
  tier?: Localised
  points?: number
  coupons: Coupon[]
}

/** How a part of the card came to be; `ageMs` since it was fetched upstream. */
export interface SourceState {
  /** On a card `refunds` and `coupons` only where a system of their own serves them, the others after `parcels` never. */
  source: 'crm' | 'orders' | 'parcels' | 'refunds' | 'coupons' | 'invoices' | 'products' | 'stock'
  state: 'fresh' | 'stale' | 'absent'
  ageMs: number
  /** Why it is stale or absent: `deadline`, `unreachable`, `notFound`, `invalid`, `notAsked` where the orders that it rests on are not known; `refreshing` while a newer one is on its way. */
  reason?: string
}

/** Another conversation of the same customer. */
export interface Contact {
  conversation: string
  /** Where the customer wrote: `widget` or a channel's name. */
  channel: string
  since: string
  /** When something last happened in it. */
  at: string
  open: boolean
  /** A person spoke in it, not the bot alone. */
  person: boolean
  /** What its agent said it came to. */
  outcome?: string
}

/** What stands beside the conversation: the customer, their orders and parcels, and how fresh each is. */
export interface ContextCard {
  customer?: Customer
  orders: Order[]
  /** The one of `orders` that the conversation is about; on the cards of agents only, as all that follows but `highlights` and `sources`. */
  order?: string
  parcels: Parcel[]
  /** One line each, most urgent first. */
  highlights: Localised[]
  /** What was promised to the customer in this conversation, and what is still open from others. */
  promises?: PromiseNote[]
  /** The customer's other conversations on every channel, newest first. */
  contacts?: Contact[]
  sources: SourceState[]
}

/** Always answers within its deadline; what could not be had is marked in `sources`. */
export type LookUpCard = (tenant: string, customer: string, wish?: CardWish) => Promise<ContextCard>

/** For what a card is looked up. */
export interface CardWish {
  /** Who goes first where a system is busy; `card` where absent. */
  priority?: 'turn' | 'card' | 'prefetch'
  /** Nothing that was read before: the systems are asked. */
  now?: boolean
}
