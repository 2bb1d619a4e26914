import type { Order, Refund, RefundStatus } from '../domain/customer.ts'

const OPEN: readonly RefundStatus[] = ['requested', 'approved']

/**
 * An order with what the refund system says of it: the newest refund that is still open, else the newest; without any, what the order system said.
 * Where the refund system should have said and did not (`unknown`), there is none to tell of.
 */
export const withRefund = (order: Order, refunds: readonly Refund[] | 'unknown' = []): Order => {
  if (refunds === 'unknown') {
    const { refund: _, ...rest } = order
    return rest
  }
  const refund = refunds.find(({ status }) => OPEN.includes(status)) ?? refunds[0]
  return refund === undefined ? order : { ...order, refund }
}
