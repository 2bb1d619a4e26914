import type { Upstream } from './upstream.ts'

/** Systems of which each read is served by whoever is chosen at its call; those that some shops lack come and go while the product runs. */
export const chosenReads = (of: <Read extends keyof Upstream>(read: Read) => Pick<Upstream, Read>): Upstream => ({
  customers: (ids, signal) => of('customers').customers(ids, signal),
  orders: (ids, signal) => of('orders').orders(ids, signal),
  ordersOf: (customers, signal) => of('ordersOf').ordersOf(customers, signal),
  parcels: (numbers, signal) => of('parcels').parcels(numbers, signal),
  get refunds() {
    return of('refunds').refunds
  },
  get coupons() {
    return of('coupons').coupons
  },
  get invoices() {
    return of('invoices').invoices
  },
  get products() {
    return of('products').products
  },
  get stock() {
    return of('stock').stock
  },
})
