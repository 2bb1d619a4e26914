import type { AuditChain } from '../../ports/audit-chain.ts'
import { toChained } from '../../ports/sql/rows.ts'
import type { Query } from './query.ts'

/** The reads of the chain; a trigger writes it. */
export const createChainReads = (query: Query): AuditChain => ({
  auditChain: async (tenant, { after, limit }) => (await query(CHAIN, [tenant, after, limit])).map(toChained),
  auditHead: async (tenant) => {
    const [row] = await query('SELECT entries, hash FROM tabdesk.audit_heads WHERE tenant = $1', [tenant])
    return row && { entries: row['entries'] as number, hash: row['hash'] as string }
  },
  auditTenants: async () =>
    (await query('SELECT DISTINCT tenant FROM tabdesk.audit_trail ORDER BY tenant')).map(
      ({ tenant }) => tenant as string,
    ),
})

const CHAIN = `SELECT id, tenant, at, action, by_role, by_id, by_name, customer, order_ref, field, reason, hash
  FROM tabdesk.audit_trail WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3`
