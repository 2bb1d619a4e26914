/**
 * What keeps and proves: when a conversation was erased; sums of every event, of what stays for ever and of what may be taken back
 * (events of before have none); and the audit trail as a chain, with how long it is and its last hash beside it.
 */
export const KEEPING_SCHEMA = `
  ALTER TABLE conversations ADD COLUMN erased_at TEXT;
  CREATE INDEX conversations_erasable ON conversations (tenant, updated_at) WHERE state = 'resolved' AND erased_at IS NULL;

  ALTER TABLE log ADD COLUMN sum INTEGER;
  ALTER TABLE log ADD COLUMN body_sum INTEGER;

  ALTER TABLE audit_trail ADD COLUMN hash TEXT;
  CREATE TABLE audit_heads (
    tenant INTEGER PRIMARY KEY REFERENCES tenants (id),
    entries INTEGER NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
`
