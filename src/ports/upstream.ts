import type { Customer, Order, Parcel } from '../domain/customer.ts'

/**
 * The systems a shop already has. Laws: UP1 every call ends by its deadline (`signal`); UP2 an unknown id is `undefined`, not an error;
 * UP3 a broken answer rejects and names the source and the field; UP4 batch calls return one entry per id, same order.
 */
export interface Upstream {
  customers(ids: readonly string[], signal: AbortSignal): Promise<(Customer | undefined)[]>
  orders(ids: readonly string[], signal: AbortSignal): Promise<(Order | undefined)[]>
  ordersOf(customers: readonly string[], signal: AbortSignal): Promise<Order[][]>
  parcels(numbers: readonly string[], signal: AbortSignal): Promise<(Parcel | undefined)[]>
}
