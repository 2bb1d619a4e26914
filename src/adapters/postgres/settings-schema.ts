/** What tenants set for themselves: changes are only added, the newest of an area is in force. */
export const SETTINGS_SCHEMA = `
  CREATE TABLE tabdesk.settings_changes (
    tenant text COLLATE "C" NOT NULL,
    -- From 1, gapless per tenant.
    version bigint NOT NULL,
    at bigint NOT NULL,
    by_role text NOT NULL,
    by_id text NOT NULL,
    by_name text NOT NULL,
    area text COLLATE "C" NOT NULL,
    -- JSON.
    before text NOT NULL,
    after text NOT NULL,
    reverts bigint,
    PRIMARY KEY (tenant, version)
  );
  CREATE FUNCTION tabdesk.settings_changes_stay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'changes of settings are neither altered nor removed'; END $$;
  CREATE TRIGGER settings_changes_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON tabdesk.settings_changes
    FOR EACH STATEMENT EXECUTE FUNCTION tabdesk.settings_changes_stay();
`
