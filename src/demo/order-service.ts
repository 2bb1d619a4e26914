import type { Localised, Order, OrderStatus, Refund } from '../domain/customer.ts'
import { GOOD_NAMES, line } from './goods.ts'
import { byCustomer, type ShopData } from './records.ts'
import { createShopClock, wallClock } from './shop-clock.ts'
import { invoiceOf, shelvesOf } from './warehouse.ts'

/** What a path answers; undefined where the parameter that it needs is missing. */
export type Route = (query: URLSearchParams) => object | undefined

/** How this system calls what we call by the words of domain/customer.ts; examples/demo-shop/orders.yaml maps them back. */
const STATES: Record<OrderStatus, string> = {
  unpaid: 'WAIT_PAY',
  paid: 'WAIT_SEND',
  shipped: 'SENT',
  out_for_delivery: 'DELIVERING',
  delivered: 'SIGNED',
  cancelled: 'CLOSED',
}
const REFUND_STATES: Record<Refund['status'], string> = {
  requested: 'APPLIED',
  approved: 'AGREED',
  paid: 'DONE',
  rejected: 'REFUSED',
}

/** The order system's REST face: orders, invoices, goods and stock as of `now` (milliseconds), in words of its own. */
export const createOrderRoutes = ({ orders }: Pick<ShopData, 'orders'>, now: number): Record<string, Route> => {
  const clock = createShopClock(now)
  const byNo = new Map(orders.map((order) => [order.id, order]))
  const byBuyer = byCustomer(orders)
  const lines = new Map(GOOD_NAMES.map((good) => [line(good).sku, line(good)]))
  const order = (no: string): Order[] => [byNo.get(no)].filter((found) => found !== undefined)
  return {
    '/oms/orders': (query) =>
      rowsOf(query, 'buyer', (buyer) => (byBuyer.get(buyer) ?? []).map(orderRow)) ??
      rowsOf(query, 'order_no', (no) => order(no).map(orderRow)),
    '/oms/invoices': (query) =>
      rowsOf(query, 'order_no', (no) =>
        order(no).flatMap((found) => {
          const invoice = invoiceOf(found, now)
          if (invoice === undefined) return []
          const { no: number, status, issuedAt } = invoice
          const issued = issuedAt === undefined ? {} : { invoice_no: number, issued_at: wallClock(issuedAt) }
          return [{ order_no: no, state: status.toUpperCase(), amount: major(found.total.amount), ...issued }]
        }),
      ),
    '/oms/goods': (query) =>
      rowsOf(query, 'article_no', (sku) =>
        [lines.get(sku)].flatMap((found) =>
          found ? [{ article_no: sku, ...titles(found.name), list_price: major(found.price.amount) }] : [],
        ),
      ),
    '/oms/stock': (query) =>
      rowsOf(query, 'article_no', (sku) =>
        shelvesOf(sku, clock).map(({ available, warehouse, restockAt }) => ({
          article_no: sku,
          on_hand: available,
          house: warehouse,
          ...(restockAt === undefined ? {} : { back_at: wallClock(restockAt) }),
        })),
      ),
  }
}

const rowsOf = (query: URLSearchParams, parameter: string, find: (id: string) => object[]): object | undefined => {
  const list = query.get(parameter)
  return list === null ? undefined : { rows: [...new Set(list.split(','))].flatMap(find) }
}

const major = (fen: number): string => (fen / 100).toFixed(2)

const titles = ({ zh, en }: Localised) => ({ title: zh, title_en: en })

const orderRow = ({
  id,
  customer,
  status,
  lines,
  total,
  placedAt,
  shipBy,
  eta,
  address,
  parcel,
  refund,
  ...times
}: Order) => ({
  order_no: id,
  buyer_id: customer,
  state: STATES[status],
  created_at: wallClock(placedAt),
  pay_amount: major(total.amount),
  items: lines.map(({ sku, name, quantity, price }) => ({
    article_no: sku,
    ...titles(name),
    num: quantity,
    price: major(price.amount),
  })),
  send_before: clockOrNull(shipBy),
  arrives: clockOrNull(eta),
  paid_at: clockOrNull(times.paidAt),
  packed_at: clockOrNull(times.packedAt),
  sent_at: clockOrNull(times.shippedAt),
  with_courier_at: clockOrNull(times.outForDeliveryAt),
  signed_at: clockOrNull(times.deliveredAt),
  receiver: address ?? null,
  waybill: parcel ?? null,
  aftersale: refund === undefined ? null : refundRow(refund),
})

const clockOrNull = (at: string | undefined): string | null => (at === undefined ? null : wallClock(at))

const refundRow = ({ status, amount, destination, eta }: Refund) => ({
  state: REFUND_STATES[status],
  amount: major(amount.amount),
  pay_back_to: destination,
  pay_back_by: eta === undefined ? null : wallClock(eta),
})
