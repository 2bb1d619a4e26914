import type { Localised, Order } from '../domain/customer.ts'
import { GOOD_NAMES, line } from './goods.ts'
import type { ShopClock } from './shop-clock.ts'

/** One good in one warehouse. */
export interface Shelf {
  sku: string
  available: number
  warehouse: Localised
  /** ISO 8601. */
  restockAt?: string
}

const SHENZHEN = { zh: '深圳仓', en: 'Shenzhen warehouse' }
const HANGZHOU = { zh: '杭州仓', en: 'Hangzhou warehouse' }
/** Pieces in the two warehouses, in the order of the goods; crabs are out of season, shoes come back. */
const PIECES: [shenzhen: number, hangzhou: number][] = [
  [214, 38],
  [0, 12],
  [96, 0],
  [41, 17],
  [0, 0],
  [520, 260],
  [0, 0],
  [77, 5],
]
const RESTOCK_DAYS = 4

/** What can be sent now; where nothing is left, when more comes. */
export const shelvesOf = (sku: string, clock: ShopClock): Shelf[] => {
  const at = GOOD_NAMES.findIndex((good) => line(good).sku === sku)
  const pieces = PIECES[at]
  if (pieces === undefined) return []
  return pieces.map((available, n) => ({
    sku,
    available,
    warehouse: n === 0 ? SHENZHEN : HANGZHOU,
    ...(available === 0 && n === 0 ? { restockAt: clock.dayAt(RESTOCK_DAYS, 10) } : {}),
  }))
}

/** Hours until an e-invoice is there (shop.yaml: invoiceHours), counted here from placing. */
const INVOICE_HOURS = 24
const HOUR_MS = 3_600_000

export interface InvoiceTold {
  no?: string
  status: 'requested' | 'issued'
  /** ISO 8601. */
  issuedAt?: string
}

/** Every other customer wants one; what was never paid has none. */
export const invoiceOf = ({ id, status, placedAt }: Order, now: number): InvoiceTold | undefined => {
  if (Number(id.slice(-3)) % 2 === 1 || status === 'unpaid' || status === 'cancelled') return undefined
  const issued = Date.parse(placedAt) + INVOICE_HOURS * HOUR_MS
  if (issued > now) return { status: 'requested' }
  return { no: `2644${id.slice(-10)}00`, status: 'issued', issuedAt: new Date(issued).toISOString() }
}
