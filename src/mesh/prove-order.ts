import type { OwnerOf, ProveOrder } from '../ports/proof.ts'
import type { Upstream } from '../ports/upstream.ts'

const TAIL_DIGITS = 4

/** By the order's customer and their phone, as the shop's systems have them; a phone that the shop masks itself must keep its last four digits. */
export const createProveOrder =
  (upstreamOf: (tenant: string) => Upstream | undefined): ProveOrder =>
  async ({ tenant, order: id, phoneTail }, signal) => {
    const upstream = upstreamOf(tenant)
    const owner = upstream && (await ownerIn(upstream, id, signal))
    if (upstream === undefined || owner === undefined) return undefined
    const [customer] = await upstream.customers([owner], signal)
    const digits = customer?.phone?.normalize('NFKC').replaceAll(/[\s()./-]/g, '') ?? ''
    const tail = digits.slice(-TAIL_DIGITS)
    return /^\d{4}$/.test(tail) && tail === phoneTail ? owner : undefined
  }

/** By the order alone: who asks has shown otherwise that it is theirs. */
export const createOwnerOf =
  (upstreamOf: (tenant: string) => Upstream | undefined): OwnerOf =>
  async ({ tenant, order }, signal) => {
    const upstream = upstreamOf(tenant)
    return upstream && ownerIn(upstream, order, signal)
  }

const ownerIn = async (upstream: Upstream, id: string, signal: AbortSignal): Promise<string | undefined> => {
  const [order] = await upstream.orders([id], signal)
  return order?.id === id ? order.customer : undefined
}
