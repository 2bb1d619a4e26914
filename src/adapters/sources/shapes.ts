import type { SourceName } from '../../domain/upstream-error.ts'
import type { Upstream } from '../../ports/upstream.ts'

/**
 * What a source can serve: the reads of ports/upstream.ts. `key` is the field that holds what was asked for; of `many` reads any number of entries
 * may have it. `optional` ones are missed by nobody.
 */
export const OPERATIONS = {
  customers: { type: 'Customer', source: 'crm', key: 'id', many: false, optional: false },
  orders: { type: 'Order', source: 'orders', key: 'id', many: false, optional: false },
  ordersOf: { type: 'Order', source: 'orders', key: 'customer', many: true, optional: false },
  parcels: { type: 'Parcel', source: 'parcels', key: 'no', many: false, optional: false },
  refunds: { type: 'Refund', source: 'refunds', key: 'order', many: true, optional: true },
  coupons: { type: 'Coupon', source: 'coupons', key: 'customer', many: true, optional: true },
  invoices: { type: 'Invoice', source: 'invoices', key: 'order', many: true, optional: true },
  products: { type: 'Product', source: 'products', key: 'sku', many: false, optional: true },
  stock: { type: 'Stock', source: 'stock', key: 'sku', many: true, optional: true },
} as const satisfies Record<keyof Upstream, Operation>

interface Operation {
  type: TypeName
  source: SourceName
  key: string
  many: boolean
  optional: boolean
}

export type OperationName = keyof typeof OPERATIONS
export const OPERATION_NAMES = Object.keys(OPERATIONS) as OperationName[]
/** Reads that every shop's conversations need. */
export const NEEDED = OPERATION_NAMES.filter((name) => !OPERATIONS[name].optional)

/** The field by which rows are one entry; of types without one, each row is an entry. */
export const IDENTITY = {
  Customer: 'id',
  Order: 'id',
  Parcel: 'no',
  Product: 'sku',
  Refund: undefined,
  Coupon: undefined,
  Invoice: undefined,
  Stock: undefined,
} as const satisfies Record<string, string | undefined>

export type TypeName = keyof typeof IDENTITY
export const TYPE_NAMES = Object.keys(IDENTITY) as TypeName[]
type PlainKind = 'text' | 'localised' | 'whole' | 'count' | 'time' | 'money' | 'link'
export type Field = {
  required: boolean
  /** What stands in where a system says outright that it has none, by null or an empty text. */
  otherwise?: unknown
} & ({ kind: PlainKind } | { kind: 'oneOf'; values: readonly string[] } | { kind: 'list' | 'object'; shape: Shape })
export type Shape = Readonly<Record<string, Field>>

const must = (kind: PlainKind): Field => ({ kind, required: true })
const may = (kind: PlainKind): Field => ({ kind, required: false })
const oneOf = (...values: string[]): Field => ({ kind: 'oneOf', required: true, values })
const list = (shape: Shape): Field => ({ kind: 'list', required: false, shape })

const COUPON: Shape = { name: must('localised'), expires: must('time') }
const REFUND: Shape = {
  status: oneOf('requested', 'approved', 'paid', 'rejected'),
  amount: must('money'),
  destination: must('localised'),
  eta: may('time'),
}

/** The fields of domain/customer.ts that a mapping fills. A list that nothing is mapped to is empty. */
export const SHAPES: Readonly<Record<TypeName, Shape>> = {
  Customer: {
    id: must('text'),
    // Guests have no name, and orders all the same.
    name: { ...must('localised'), otherwise: { zh: '顾客', en: 'Customer' } },
    phone: may('text'),
    email: may('text'),
    tier: may('localised'),
    points: may('whole'),
    coupons: list(COUPON),
  },
  Order: {
    id: must('text'),
    customer: must('text'),
    status: oneOf('unpaid', 'paid', 'shipped', 'out_for_delivery', 'delivered', 'cancelled'),
    total: must('money'),
    placedAt: must('time'),
    lines: list({ sku: must('text'), name: must('localised'), quantity: must('count'), price: must('money') }),
    shipBy: may('time'),
    eta: may('time'),
    address: may('localised'),
    paidAt: may('time'),
    packedAt: may('time'),
    shippedAt: may('time'),
    outForDeliveryAt: may('time'),
    deliveredAt: may('time'),
    parcel: may('text'),
    refund: { kind: 'object', required: false, shape: REFUND },
  },
  Parcel: {
    no: must('text'),
    carrier: must('localised'),
    events: list({ at: must('time'), text: must('localised') }),
  },
  Refund: { order: must('text'), ...REFUND },
  Coupon: { customer: must('text'), ...COUPON },
  Invoice: {
    no: may('text'),
    order: must('text'),
    status: oneOf('requested', 'issued', 'failed', 'voided'),
    amount: must('money'),
    issuedAt: may('time'),
    url: may('link'),
  },
  Product: {
    sku: must('text'),
    name: must('localised'),
    price: must('money'),
    url: may('link'),
    attributes: list({ name: must('localised'), value: must('localised') }),
  },
  Stock: {
    sku: must('text'),
    available: must('whole'),
    warehouse: may('localised'),
    restockAt: may('time'),
  },
}
