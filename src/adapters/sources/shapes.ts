import type { SourceName } from '../../domain/upstream-error.ts'

/** What a source can serve: the reads of ports/upstream.ts. */
export const OPERATIONS = {
  customers: { type: 'Customer', source: 'crm', key: 'id' },
  orders: { type: 'Order', source: 'orders', key: 'id' },
  ordersOf: { type: 'Order', source: 'orders', key: 'customer' },
  parcels: { type: 'Parcel', source: 'parcels', key: 'no' },
} as const satisfies Record<string, { type: TypeName; source: SourceName; key: string }>

export type OperationName = keyof typeof OPERATIONS
export const OPERATION_NAMES = Object.keys(OPERATIONS) as OperationName[]

export type TypeName = 'Customer' | 'Order' | 'Parcel'
type PlainKind = 'text' | 'localised' | 'whole' | 'count' | 'time' | 'money'
export type Field = { required: boolean } & (
  | { kind: PlainKind }
  | { kind: 'oneOf'; values: readonly string[] }
  | { kind: 'list' | 'object'; shape: Shape }
)
export type Shape = Readonly<Record<string, Field>>

const must = (kind: PlainKind): Field => ({ kind, required: true })
const may = (kind: PlainKind): Field => ({ kind, required: false })
const oneOf = (...values: string[]): Field => ({ kind: 'oneOf', required: true, values })
const list = (shape: Shape): Field => ({ kind: 'list', required: false, shape })

/** The fields of domain/customer.ts that a mapping fills. A list that nothing is mapped to is empty. */
export const SHAPES: Readonly<Record<TypeName, Shape>> = {
  Customer: {
    id: must('text'),
    name: must('localised'),
    tier: may('localised'),
    points: may('whole'),
    coupons: list({ name: must('localised'), expires: must('time') }),
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
    parcel: may('text'),
    refund: {
      kind: 'object',
      required: false,
      shape: {
        status: oneOf('requested', 'approved', 'paid', 'rejected'),
        amount: must('money'),
        destination: must('localised'),
        eta: may('time'),
      },
    },
  },
  Parcel: {
    no: must('text'),
    carrier: must('localised'),
    events: list({ at: must('time'), text: must('localised') }),
  },
}
