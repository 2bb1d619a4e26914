import { linkedHash } from '../lib/linked-hash.ts'
import type { AuditChain } from '../ports/audit-chain.ts'

/** What walking a tenant's trail found. */
export interface TrailReport {
  tenant: string
  entries: number
  /** The last hash; empty where there is no entry. */
  hash: string
  /** The first entry that does not fit, and why. */
  broken?: { id: number | undefined; reason: string }
}

const PAGE = 1_000

/**
 * Walks a tenant's audit trail from its first entry on and works out every hash again (AC2). With `known`, a hash that was
 * written down earlier, it must be one of the chain's. Also while entries are added: the head of before must be in the chain, and
 * the head of after must count no less than was seen.
 */
export const verifyTrail = async (chain: AuditChain, tenant: string, known?: string): Promise<TrailReport> => {
  let hash = ''
  let entries = 0
  let last: number | undefined
  let linked = false
  let seen = known === undefined
  const broken = (id: number | undefined, reason: string): TrailReport => ({
    tenant,
    entries,
    hash,
    broken: { id, reason },
  })
  const before = await chain.auditHead(tenant)
  let held = before === undefined
  for (let after = 0; ; after = last ?? 0) {
    const page = await chain.auditChain(tenant, { after, limit: PAGE })
    for (const entry of page) {
      hash = linkedHash(hash, entry.columns)
      if (entry.hash === null && linked) return broken(entry.id, 'it has no hash, though entries before it have')
      if (entry.hash !== null && entry.hash !== hash)
        return broken(
          entry.id,
          linked || entries === 0
            ? 'its hash is not that of itself and the entry before: one of the two was changed, or one between them removed or put in'
            : 'its hash is not that of itself and all entries before, which are of a version without hashes: one of them was changed',
        )
      linked ||= entry.hash !== null
      seen ||= hash === known
      entries += 1
      last = entry.id
      held ||= entries === before?.entries && hash === before.hash
    }
    if (page.length < PAGE) break
  }
  const now = linked ? await chain.auditHead(tenant) : before
  const written = before !== undefined && before.entries > entries ? before.entries : now?.entries
  if (!held || (linked && (now === undefined || now.entries < entries)))
    return broken(
      last,
      `it is the last of ${entries} entries, where ${written ?? 'no'} were written: ${written !== undefined && written > entries ? 'entries after it were removed' : 'how long the trail is was changed'}`,
    )
  if (!seen)
    return broken(undefined, `the hash ${known}, written down earlier, is not in the trail: it was written anew`)
  return { tenant, entries, hash }
}
