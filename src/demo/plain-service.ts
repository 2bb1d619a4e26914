import type { Route } from './order-service.ts'
import { byCustomer, type ShopData } from './records.ts'

/** What `mesh.baseUrl` expects of one service: lists by ids, in the product's own words. */
export const createPlainRoutes = ({ customers, orders, parcels }: ShopData): Record<string, Route> => {
  const customerById = new Map(customers.map((customer) => [customer.id, customer]))
  const orderById = new Map(orders.map((order) => [order.id, order]))
  const ordersByCustomer = byCustomer(orders)
  const parcelByNo = new Map(parcels.map((parcel) => [parcel.no, parcel]))
  return {
    '/customers': (query) => listOf(query, 'ids', (ids) => ({ customers: pick(customerById, ids) })),
    '/orders': (query) =>
      listOf(query, 'customer', (ids) => ({ orders: pick(ordersByCustomer, ids).flat() })) ??
      listOf(query, 'ids', (ids) => ({ orders: pick(orderById, ids) })),
    '/parcels': (query) => listOf(query, 'nos', (numbers) => ({ parcels: pick(parcelByNo, numbers) })),
  }
}

const listOf = (query: URLSearchParams, parameter: string, find: (ids: string[]) => object): object | undefined => {
  const list = query.get(parameter)
  return list === null ? undefined : find(list.split(','))
}

const pick = <T>(all: ReadonlyMap<string, T>, keys: readonly string[]): T[] =>
  [...new Set(keys)].flatMap((key) => all.get(key) ?? [])
