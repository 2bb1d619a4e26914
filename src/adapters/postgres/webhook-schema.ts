/** Webhooks, what is on its way to them, and keys of callers. */
export const WEBHOOK_SCHEMA = `
  CREATE TABLE tabdesk.webhooks (
    tenant text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    place bigint GENERATED ALWAYS AS IDENTITY,
    url text NOT NULL,
    kinds text[] NOT NULL,
    content boolean NOT NULL,
    state text COLLATE "C" NOT NULL,
    reason text,
    -- JSON
    secrets text NOT NULL,
    created_at text COLLATE "C" NOT NULL,
    failing_since text COLLATE "C",
    PRIMARY KEY (tenant, id)
  );

  CREATE TABLE tabdesk.webhook_deliveries (
    tenant text COLLATE "C" NOT NULL,
    webhook text COLLATE "C" NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    conversation text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    -- Milliseconds since 1970, as all times here.
    at bigint NOT NULL,
    -- JSON: where the conversation went.
    move text,
    state text COLLATE "C" NOT NULL,
    attempts integer NOT NULL,
    due bigint NOT NULL,
    since bigint NOT NULL,
    settled bigint,
    status integer,
    fault text,
    PRIMARY KEY (tenant, webhook, id)
  );
  CREATE INDEX webhook_deliveries_waiting ON tabdesk.webhook_deliveries (tenant, webhook, id) WHERE state = 'waiting';
  CREATE INDEX webhook_deliveries_lines ON tabdesk.webhook_deliveries (tenant, webhook, conversation, id) WHERE state = 'waiting';
  CREATE INDEX webhook_deliveries_settled ON tabdesk.webhook_deliveries (state, settled) WHERE state <> 'waiting';

  -- Who delivers; after a crash of the server nobody, and somebody says so again.
  CREATE UNLOGGED TABLE tabdesk.webhook_lead (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    holder text COLLATE "C" NOT NULL,
    until timestamptz NOT NULL
  );

  CREATE TABLE tabdesk.idempotency_keys (
    tenant text COLLATE "C" NOT NULL,
    caller text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    fingerprint text NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (tenant, caller, key)
  );
  CREATE INDEX idempotency_keys_at ON tabdesk.idempotency_keys (at);
`
