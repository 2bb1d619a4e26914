/** What tenants set for themselves: changes are only added, the newest of an area is in force. */
export const SETTINGS_SCHEMA = `
  CREATE TABLE settings_changes (
    tenant INTEGER NOT NULL REFERENCES tenants (id),
    -- From 1, gapless per tenant.
    version INTEGER NOT NULL,
    -- Milliseconds since 1970.
    at INTEGER NOT NULL,
    by_role TEXT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    area TEXT NOT NULL,
    -- JSON.
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    reverts INTEGER,
    PRIMARY KEY (tenant, version)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER settings_changes_stay BEFORE UPDATE ON settings_changes BEGIN SELECT RAISE(ABORT, 'changes of settings are not altered'); END;
  CREATE TRIGGER settings_changes_remain BEFORE DELETE ON settings_changes BEGIN SELECT RAISE(ABORT, 'changes of settings are not removed'); END;
`
