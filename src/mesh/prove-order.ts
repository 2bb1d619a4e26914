import type { ProveOrder } from '../ports/proof.ts'
import type { Upstream } from '../ports/upstream.ts'

const TAIL_DIGITS = 4

/** By the order's customer and their phone, as the shop's systems have them; a phone that the shop masks itself must keep its last four digits. */
export const createProveOrder =
  (upstreamOf: (tenant: string) => Upstream | undefined): ProveOrder =>
  async ({ tenant, order: id, phoneTail }, signal) => {
    const upstream = upstreamOf(tenant)
    if (upstream === undefined) return undefined
    const [order] = await upstream.orders([id], signal)
    if (order?.id !== id) return undefined
    const [customer] = await upstream.customers([order.customer], signal)
    const digits = customer?.phone?.normalize('NFKC').replaceAll(/[\s()./-]/g, '') ?? ''
    const tail = digits.slice(-TAIL_DIGITS)
    return /^\d{4}$/.test(tail) && tail === phoneTail ? order.customer : undefined
  }
