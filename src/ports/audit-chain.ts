/** An entry of the trail as its hash is made of it: the columns id, tenant, at, action, by_role, by_id, by_name, customer, order_ref, field, reason. */
export interface ChainedEntry {
  id: number
  columns: (string | number | null)[]
  /** Null: of a version before there were hashes; the first hash after it covers it all the same. */
  hash: string | null
}

/** How long a tenant's chain is, and its last hash: written down elsewhere, it proves later that nothing of before was changed. */
export interface ChainHead {
  entries: number
  hash: string
}

/**
 * The audit trail as a chain. Laws, checked by the contract suite on every adapter: AC1 each entry carries `linkedHash` of itself and the
 * entry before of its tenant, written in the same transaction, in the order of ids, also where several processes add; AC2 an entry that
 * was changed, removed or put in is found by whoever walks the chain, and so are entries cut off its end.
 */
export interface AuditChain {
  /** Oldest first, `id > after`, at most `limit`. */
  auditChain(tenant: string, page: { after: number; limit: number }): Promise<ChainedEntry[]>
  /** Undefined where no entry was linked yet. */
  auditHead(tenant: string): Promise<ChainHead | undefined>
  /** Tenants that have a trail. */
  auditTenants(): Promise<string[]>
}
