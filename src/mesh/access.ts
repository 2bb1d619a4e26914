import { Refusal } from '../domain/errors.ts'
import type { Principal, Role } from '../domain/message.ts'

/** They read every customer of their tenant. Roles named nowhere here read nothing. */
const STAFF: readonly Role[] = ['agent', 'supervisor', 'admin', 'service']

const isStaff = ({ role }: Principal): boolean => STAFF.includes(role)

/** @throws Refusal forbidden: this role reads nothing in the mesh. */
export const requireReader = (principal: Principal): void => {
  if (isStaff(principal) || principal.role === 'customer') return
  throw new Refusal(
    'forbidden',
    `role ${principal.role} reads nothing here; use a token of role agent, service or customer`,
    { field: 'role' },
  )
}

export const mayRead = (principal: Principal, customer: string): boolean =>
  isStaff(principal) || (principal.role === 'customer' && principal.sub === customer)

/** @throws Refusal forbidden: decided by the id alone, so that it does not tell whether there is such a customer. */
export const requireCustomer = (principal: Principal, customer: string): void => {
  requireReader(principal)
  if (!mayRead(principal, customer))
    throw new Refusal('forbidden', 'customers read their own data only', { field: 'customer' })
}

/** Who may share a flight: staff of a tenant with each other, a customer with themselves. */
export const scopeOf = (principal: Principal): string => (isStaff(principal) ? 'staff' : `customer ${principal.sub}`)
