import type { Coupon, Customer, Invoice, Order, Parcel, Product, Refund, Stock } from '../domain/customer.ts'

/**
 * The systems a shop already has. Laws: UP1 every call ends by its deadline (`signal`); UP2 an unknown id is `undefined`, not an error;
 * UP3 a broken answer rejects and names the source and the field; UP4 batch calls return one entry per id, same order.
 */
export interface Upstream extends MoreReads {
  customers(ids: readonly string[], signal: AbortSignal): Promise<(Customer | undefined)[]>
  orders(ids: readonly string[], signal: AbortSignal): Promise<(Order | undefined)[]>
  ordersOf(customers: readonly string[], signal: AbortSignal): Promise<Order[][]>
  parcels(numbers: readonly string[], signal: AbortSignal): Promise<(Parcel | undefined)[]>
}

/**
 * What some shops keep in systems of their own; a read is absent while no system serves it, which may change while the product runs: look at each
 * call. The laws are the same; for the reads that give lists, an unknown id has none.
 */
export interface MoreReads {
  /** Of order numbers; of each the newest first. They take the place of `Order.refund`. */
  readonly refunds?: ((orders: readonly string[], signal: AbortSignal) => Promise<Refund[][]>) | undefined
  /** Of customer ids; they take the place of `Customer.coupons`. */
  readonly coupons?: ((customers: readonly string[], signal: AbortSignal) => Promise<Coupon[][]>) | undefined
  /** Of order numbers. */
  readonly invoices?: ((orders: readonly string[], signal: AbortSignal) => Promise<Invoice[][]>) | undefined
  /** Of article numbers (SKU). */
  readonly products?: ((skus: readonly string[], signal: AbortSignal) => Promise<(Product | undefined)[]>) | undefined
  /** Of article numbers (SKU); an entry a warehouse where the shop tells them apart. */
  readonly stock?: ((skus: readonly string[], signal: AbortSignal) => Promise<Stock[][]>) | undefined
}
