/** A field with its length in bytes before it, so that nothing can move from one to another; as `linkedHash` writes it. */
const field = (column: string): string => `coalesce(octet_length(e.${column}::text) || ':' || e.${column}, '-')`

const FIELDS = [
  'id',
  'tenant',
  'at',
  'action',
  'by_role',
  'by_id',
  'by_name',
  'customer',
  'order_ref',
  'field',
  'reason',
]

/**
 * What keeps and proves: when a conversation was erased; sums of every event, of what stays for ever and of what may be taken back
 * (events of before have none); and the audit trail as a chain. A trigger makes the chain, so that whoever adds an entry adds to it:
 * the tenant's head is locked first and the id taken after, so that ids and links have one order. Entries of before there were hashes are
 * linked here: a write has too little time for them.
 */
export const KEEPING_SCHEMA = `
  ALTER TABLE tabdesk.conversations ADD COLUMN erased_at text COLLATE "C";
  CREATE INDEX conversations_erasable ON tabdesk.conversations (tenant, updated_at) WHERE state = 'resolved' AND erased_at IS NULL;

  ALTER TABLE tabdesk.log ADD COLUMN sum bigint, ADD COLUMN body_sum bigint;

  ALTER TABLE tabdesk.audit_trail ADD COLUMN hash text;
  CREATE TABLE tabdesk.audit_heads (
    tenant text COLLATE "C" PRIMARY KEY,
    entries bigint NOT NULL,
    hash text NOT NULL
  );
  CREATE FUNCTION tabdesk.audit_linked(before text, e tabdesk.audit_trail) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(before || ${FIELDS.map(field).join(' || ')}, 'UTF8')), 'hex') $$;
  DO $$
    DECLARE head tabdesk.audit_heads; earlier tabdesk.audit_trail;
    BEGIN
      FOR earlier IN SELECT * FROM tabdesk.audit_trail ORDER BY tenant, id LOOP
        IF earlier.tenant IS DISTINCT FROM head.tenant THEN
          IF head.tenant IS NOT NULL THEN INSERT INTO tabdesk.audit_heads SELECT head.*; END IF;
          head := ROW(earlier.tenant, 0, '');
        END IF;
        head.hash := tabdesk.audit_linked(head.hash, earlier);
        head.entries := head.entries + 1;
      END LOOP;
      IF head.tenant IS NOT NULL THEN INSERT INTO tabdesk.audit_heads SELECT head.*; END IF;
    END $$;
  CREATE FUNCTION tabdesk.audit_trail_links() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE head tabdesk.audit_heads; earlier tabdesk.audit_trail;
    BEGIN
      INSERT INTO tabdesk.audit_heads (tenant, entries, hash) VALUES (NEW.tenant, 0, '') ON CONFLICT (tenant) DO NOTHING;
      SELECT * INTO head FROM tabdesk.audit_heads WHERE tenant = NEW.tenant FOR UPDATE;
      IF head.entries = 0 THEN
        FOR earlier IN SELECT * FROM tabdesk.audit_trail WHERE tenant = NEW.tenant ORDER BY id LOOP
          head.hash := tabdesk.audit_linked(head.hash, earlier);
          head.entries := head.entries + 1;
        END LOOP;
      END IF;
      NEW.id := nextval(pg_get_serial_sequence('tabdesk.audit_trail', 'id'));
      NEW.hash := tabdesk.audit_linked(head.hash, NEW);
      UPDATE tabdesk.audit_heads SET entries = head.entries + 1, hash = NEW.hash WHERE tenant = NEW.tenant;
      RETURN NEW;
    END $$;
  CREATE TRIGGER audit_trail_links BEFORE INSERT ON tabdesk.audit_trail FOR EACH ROW EXECUTE FUNCTION tabdesk.audit_trail_links();
`
