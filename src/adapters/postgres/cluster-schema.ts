/**
 * What several processes need of each other. `changed` is the transaction that wrote a conversation last: what came after a
 * snapshot is told by it without a lock and without a hole, in whatever order transactions end. Members and leases need no
 * disk: after a crash of the server there are none, and everybody says again who they are.
 */
export const CLUSTER_SCHEMA = `
  ALTER TABLE tabdesk.conversations ADD COLUMN changed xid8 NOT NULL DEFAULT '0';
  CREATE INDEX conversations_changed ON tabdesk.conversations (changed);

  CREATE UNLOGGED TABLE tabdesk.members (
    id text COLLATE "C" PRIMARY KEY,
    seen timestamptz NOT NULL,
    -- JSON: who is at its desk.
    desk text NOT NULL
  );
  CREATE UNLOGGED TABLE tabdesk.turn_leases (
    tenant text COLLATE "C" NOT NULL,
    conversation text COLLATE "C" NOT NULL,
    holder text COLLATE "C" NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (tenant, conversation)
  );
`
