/**
 * A key of a table that is partitioned, or spread over servers, must carry what it is partitioned by: so every unique key carries its tenant.
 * The order of decisions is read by these indices as before; a sequence gives each id once.
 */
export const TENANT_KEYS_SCHEMA = `
  ALTER TABLE tabdesk.records DROP CONSTRAINT records_id_key;
  CREATE INDEX records_id ON tabdesk.records (id);
  ALTER TABLE tabdesk.outcomes DROP CONSTRAINT outcomes_id_key;
  CREATE INDEX outcomes_id ON tabdesk.outcomes (id);
`
