import type { AuditEntry } from '../../src/domain/audit.ts'
import { START, TENANT } from './store-words.ts'

/** What an agent did, as the trail notes it. */
export const auditEntry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  tenant: TENANT,
  at: new Date(START).toISOString(),
  by: { role: 'agent', id: 'ann', name: '小安' },
  action: 'reveal',
  customer: 'lin',
  field: 'phone',
  reason: '客户要求改派送电话',
  ...more,
})
