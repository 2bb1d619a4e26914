import type { IResolvers } from 'mercurius'
import type {
  ContextCard,
  Coupon,
  Customer,
  Localised,
  Order,
  OrderLine,
  Parcel,
  Product,
  ProductAttribute,
  Refund,
  Stock,
  TrackingEvent,
} from '../domain/customer.ts'
import { Refusal } from '../domain/errors.ts'
import type { Language, Principal } from '../domain/message.ts'
import { mayRead, requireCustomer, requireReader } from './access.ts'
import type { Loaders } from './loaders.ts'
import { withRefund } from './own-refunds.ts'

/** What every resolver is given: who asks, and the reads of this request. */
export interface MeshContext {
  principal: Principal
  loaders: Loaders
}

declare module 'mercurius' {
  interface MercuriusContext extends MeshContext {}
}

/** Entries of one list; `first` defaults to it. */
const MAX_PAGE = 100

/** Who may read is decided here, at each field that reads, and nowhere before it. */
export const resolvers = {
  Query: {
    customer: (_: unknown, { id }: { id: string }, { principal, loaders }: MeshContext) => {
      requireCustomer(principal, id)
      return loaders.customer(id)
    },
    order: async (_: unknown, { id }: { id: string }, { principal, loaders }: MeshContext) => {
      requireReader(principal)
      const order = await loaders.order(id)
      return order !== undefined && mayRead(principal, order.customer) ? order : undefined
    },
    orders: (_: unknown, { customer, first }: { customer: string; first: number }, context: MeshContext) =>
      ordersOf(customer, first, context),
    parcel: async (_: unknown, { no }: { no: string }, { principal, loaders }: MeshContext) => {
      requireReader(principal)
      // A parcel does not say whose it is: customers get those of their own orders.
      if (principal.role === 'customer' && !(await loaders.ordersOf(principal.sub)).some(({ parcel }) => parcel === no))
        return undefined
      return loaders.parcel(no)
    },
    product: (_: unknown, { sku }: { sku: string }, { principal, loaders }: MeshContext) => {
      requireReader(principal)
      return loaders.product(sku)
    },
    stock: (_: unknown, { sku }: { sku: string }, { principal, loaders }: MeshContext) => {
      requireReader(principal)
      return loaders.stock(sku)
    },
  },
  Customer: {
    name: inLanguage<Customer>(({ name }) => name),
    tier: inLanguage<Customer>(({ tier }) => tier),
    masked: ({ masked }: Customer) => masked ?? [],
    coupons: ({ id, coupons }: Customer, _: unknown, { principal, loaders }: MeshContext) => {
      requireCustomer(principal, id)
      return loaders.serves('coupons') ? loaders.coupons(id) : coupons
    },
    orders: ({ id }: Customer, { first }: { first: number }, context: MeshContext) => ordersOf(id, first, context),
  },
  Coupon: { name: inLanguage<Coupon>(({ name }) => name) },
  Order: {
    customer: ({ customer }: Order, _: unknown, { principal, loaders }: MeshContext) => {
      requireCustomer(principal, customer)
      return loaders.customer(customer)
    },
    address: inLanguage<Order>(({ address }) => address),
    masked: ({ masked }: Order) => masked ?? [],
    parcel: ({ customer, parcel }: Order, _: unknown, { principal, loaders }: MeshContext) => {
      requireCustomer(principal, customer)
      return parcel === undefined ? undefined : loaders.parcel(parcel)
    },
    refund: async (order: Order, _: unknown, { principal, loaders }: MeshContext) => {
      requireCustomer(principal, order.customer)
      return withRefund(order, await loaders.refunds(order.id)).refund
    },
    invoices: ({ id, customer }: Order, _: unknown, { principal, loaders }: MeshContext) => {
      requireCustomer(principal, customer)
      return loaders.invoices(id)
    },
  },
  OrderLine: {
    name: inLanguage<OrderLine>(({ name }) => name),
    product: ({ sku }: OrderLine, _: unknown, { loaders }: MeshContext) => loaders.product(sku),
  },
  Product: {
    name: inLanguage<Product>(({ name }) => name),
    attributes: ({ attributes }: Product) => attributes ?? [],
    stock: ({ sku }: Product, _: unknown, { loaders }: MeshContext) => loaders.stock(sku),
  },
  ProductAttribute: {
    name: inLanguage<ProductAttribute>(({ name }) => name),
    value: inLanguage<ProductAttribute>(({ value }) => value),
  },
  Stock: { warehouse: inLanguage<Stock>(({ warehouse }) => warehouse) },
  Refund: { destination: inLanguage<Refund>(({ destination }) => destination) },
  Parcel: { carrier: inLanguage<Parcel>(({ carrier }) => carrier) },
  TrackingEvent: { text: inLanguage<TrackingEvent>(({ text }) => text) },
  Card: {
    highlights: ({ highlights }: ContextCard, { language }: { language: Language }) =>
      highlights.map((line) => line[language]),
    promises: ({ promises }: ContextCard) => promises ?? [],
    contacts: ({ contacts }: ContextCard) => contacts ?? [],
  },
} satisfies IResolvers

const ordersOf = async (customer: string, first: number, { principal, loaders }: MeshContext): Promise<Order[]> => {
  requireCustomer(principal, customer)
  if (first < 1 || first > MAX_PAGE)
    throw new Refusal('bad_input', `first is ${first}; ask for 1 to ${MAX_PAGE}`, { field: 'first' })
  return (await loaders.ordersOf(customer)).slice(0, first)
}

function inLanguage<T>(read: (from: T) => Localised | undefined) {
  return (from: T, { language }: { language: Language }): string | undefined => read(from)?.[language]
}
