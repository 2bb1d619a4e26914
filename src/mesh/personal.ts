import type { Customer, Order } from '../domain/customer.ts'
import type { PersonalField, PersonalPolicy } from '../domain/personal.ts'
import { chosenReads } from '../ports/chosen-reads.ts'
import type { Upstream } from '../ports/upstream.ts'
import { isMaskedEmail, isMaskedLine, isMaskedPhone, maskAddress, maskEmail, maskPhone } from './mask.ts'

/**
 * The same systems with phone numbers, addresses and mail addresses as the policy shows them. Masked before anything is kept: no cache, card,
 * record or answer behind this has ever had the whole.
 */
export const maskUpstream = (systems: Upstream, policy: PersonalPolicy): Upstream => {
  const masked: Upstream = {
    ...systems,
    customers: async (ids, signal) =>
      (await systems.customers(ids, signal)).map((found) => found && maskCustomer(found, policy)),
    orders: async (ids, signal) =>
      (await systems.orders(ids, signal)).map((found) => found && maskOrder(found, policy)),
    ordersOf: async (customers, signal) =>
      (await systems.ordersOf(customers, signal)).map((orders) => orders.map((order) => maskOrder(order, policy))),
  }
  return chosenReads((read) => (PERSONAL_READS.has(read) ? masked : systems))
}

/** The reads whose answers name people. */
const PERSONAL_READS: ReadonlySet<keyof Upstream> = new Set(['customers', 'orders', 'ordersOf'])

export const maskCustomer = (customer: Customer, policy: PersonalPolicy): Customer => {
  const { phone, email, masked: _, ...rest } = customer
  const masked: PersonalField[] = []
  const shown: Customer = { ...rest }
  if (phone !== undefined && policy.phone !== 'hidden') {
    const covered = policy.phone === 'masked' && !isMaskedPhone(phone)
    shown.phone = covered ? maskPhone(phone) : phone
    if (covered) masked.push('phone')
  }
  if (email !== undefined && policy.email !== 'hidden') {
    const covered = policy.email === 'masked' && !isMaskedEmail(email)
    shown.email = covered ? maskEmail(email) : email
    if (covered) masked.push('email')
  }
  return masked.length === 0 ? shown : { ...shown, masked }
}

export const maskOrder = (order: Order, policy: PersonalPolicy): Order => {
  const { address, masked: _, ...rest } = order
  if (address === undefined || policy.address === 'hidden') return rest
  if (policy.address === 'open' || (isMaskedLine(address.zh) && isMaskedLine(address.en))) return { ...rest, address }
  return { ...rest, address: maskAddress(address), masked: ['address'] }
}
