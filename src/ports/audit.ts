import type { AuditEntry, AuditedEntry } from '../domain/audit.ts'

/**
 * Who did what with customers' data, for those who answer for it. Laws, checked by the contract suite on every adapter:
 * AU1 a promise of `audit` resolves only when the entry survives a power cut, and no entry is there whose promise was refused;
 * AU2 entries come back as they were noted, newest first, also after a restart; nothing changes or removes them;
 * AU3 nothing of one tenant is visible to another;
 * AU4 when the disk is full `audit` rejects with `storage.full`, and works again when there is room.
 * Refused calls reject with `Refusal`.
 */
export interface AuditTrail {
  audit(entry: AuditEntry): Promise<void>
  /** At most `limit`; `before` is the id of the last entry of the page that this one follows. */
  audited(tenant: string, page: { before?: number; limit: number }): Promise<AuditedEntry[]>
}
