/** Parts of the log; a tenant lies in one of them. */
const LOG_PARTS = 16

/**
 * The first schema. Every table is keyed by its tenant first, so that it can be spread over servers by tenant. Ids are compared
 * byte by byte (`C`), whatever the database's language. The log is partitioned by hash of the tenant and not by month: a cid
 * is its sender's for ever (ST3), and a key of a partitioned table must carry what it is partitioned by.
 */
export const SCHEMA = `
  CREATE TABLE tabdesk.meta (key text COLLATE "C" PRIMARY KEY, value text NOT NULL);

  CREATE TABLE tabdesk.conversations (
    tenant text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    -- In the order they were opened.
    place bigint GENERATED ALWAYS AS IDENTITY,
    customer text COLLATE "C" NOT NULL,
    customer_name text NOT NULL,
    channel text,
    head bigint NOT NULL,
    state text COLLATE "C" NOT NULL,
    assignee text COLLATE "C",
    assignee_name text,
    queued_at text COLLATE "C",
    human_spoke boolean NOT NULL,
    language text,
    order_id text,
    asked text,
    misses integer NOT NULL,
    outcome text,
    priority text,
    apologised boolean NOT NULL,
    -- JSON.
    proof text,
    -- ISO 8601, UTC.
    created_at text COLLATE "C" NOT NULL,
    updated_at text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, id)
  );
  CREATE UNIQUE INDEX conversations_open ON tabdesk.conversations (tenant, customer) WHERE state <> 'resolved';
  CREATE INDEX conversations_customer ON tabdesk.conversations (tenant, customer, place);
  CREATE INDEX conversations_recent ON tabdesk.conversations (tenant, state, updated_at, place);
  CREATE INDEX conversations_assignee ON tabdesk.conversations (tenant, assignee, state, updated_at) WHERE assignee IS NOT NULL;

  CREATE SEQUENCE tabdesk.log_id;
  CREATE TABLE tabdesk.log (
    tenant text COLLATE "C" NOT NULL,
    conversation text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    id bigint NOT NULL DEFAULT nextval('tabdesk.log_id'),
    sender text COLLATE "C" NOT NULL,
    cid text COLLATE "C",
    op_id text COLLATE "C",
    -- Milliseconds since 1970, as all times that are numbers.
    at bigint NOT NULL,
    role text COLLATE "C" NOT NULL,
    name text NOT NULL,
    kind text COLLATE "C" NOT NULL,
    text text,
    -- JSON: attachment, answer, options, cards.
    more text,
    -- The seq that a recall takes back, or the one that a rollback goes back to.
    target bigint,
    -- 1 recalled, 2 rolled back, 3 both; the body is then in the audit.
    taken smallint NOT NULL DEFAULT 0,
    owed boolean NOT NULL,
    PRIMARY KEY (tenant, conversation, seq)
  ) PARTITION BY HASH (tenant);
  ${Array.from(
    { length: LOG_PARTS },
    (_, part) =>
      `CREATE TABLE tabdesk.log_${part} PARTITION OF tabdesk.log FOR VALUES WITH (MODULUS ${LOG_PARTS}, REMAINDER ${part});`,
  ).join('\n  ')}
  -- The cid before its sender: made in order by their clock, it lands at the end of the index.
  CREATE UNIQUE INDEX log_cid ON tabdesk.log (tenant, cid, sender) WHERE cid IS NOT NULL;
  CREATE UNIQUE INDEX log_op ON tabdesk.log (tenant, conversation, sender, op_id) WHERE op_id IS NOT NULL;
  CREATE INDEX log_recalls ON tabdesk.log (tenant, conversation, target) WHERE kind = 'recall';
  CREATE INDEX log_owed ON tabdesk.log (id) WHERE owed;
  CREATE INDEX log_agent_words ON tabdesk.log (tenant, id) WHERE role = 'agent' AND kind = 'text' AND taken = 0;

  -- Bodies that were taken back.
  CREATE TABLE tabdesk.audit (
    tenant text COLLATE "C" NOT NULL,
    conversation text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    op_id text NOT NULL,
    by_role text NOT NULL,
    by_id text NOT NULL,
    by_name text NOT NULL,
    text text,
    more text,
    PRIMARY KEY (tenant, conversation, seq)
  );

  -- Decision records: one a message.
  CREATE TABLE tabdesk.records (
    tenant text COLLATE "C" NOT NULL,
    conversation text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    at text COLLATE "C" NOT NULL,
    -- How many suggestions the agent was shown.
    suggestions integer NOT NULL,
    -- JSON.
    body text NOT NULL,
    PRIMARY KEY (tenant, conversation, seq)
  );
  CREATE INDEX records_at ON tabdesk.records (tenant, at, id);

  -- What a decision was made from, for replay: deflated JSON, and the vectors as 32-bit floats.
  CREATE TABLE tabdesk.inputs (
    tenant text COLLATE "C" NOT NULL,
    conversation text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    body bytea NOT NULL,
    vectors bytea NOT NULL,
    PRIMARY KEY (tenant, conversation, seq)
  );

  CREATE TABLE tabdesk.outcomes (
    tenant text COLLATE "C" NOT NULL,
    conversation text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    -- Empty: about the bot's answer.
    suggestion text COLLATE "C" NOT NULL,
    result text COLLATE "C" NOT NULL,
    value double precision,
    by text COLLATE "C" NOT NULL,
    at text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, conversation, seq, suggestion, result, by)
  );

  CREATE TABLE tabdesk.receipts (
    tenant text COLLATE "C" NOT NULL,
    conversation text COLLATE "C" NOT NULL,
    by text COLLATE "C" NOT NULL,
    delivered bigint NOT NULL,
    read bigint NOT NULL,
    PRIMARY KEY (tenant, conversation, by)
  );

  -- What was promised in a message; its words stay in the log, between two places.
  CREATE TABLE tabdesk.promises (
    tenant text COLLATE "C" NOT NULL,
    conversation text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    place integer NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    due bigint,
    amount bigint,
    currency text,
    order_ref text,
    start_at integer NOT NULL,
    end_at integer NOT NULL,
    state text COLLATE "C" NOT NULL,
    settled_at bigint,
    settled_by text,
    raised_at bigint,
    baseline text,
    PRIMARY KEY (tenant, conversation, seq, place)
  );
  CREATE INDEX promises_watched ON tabdesk.promises (state, due, id) WHERE state IN ('open', 'broken');

  -- What people did with customers' data, never the data; rows are only added.
  CREATE TABLE tabdesk.audit_trail (
    tenant text COLLATE "C" NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    at bigint NOT NULL,
    action text NOT NULL,
    by_role text NOT NULL,
    by_id text NOT NULL,
    by_name text NOT NULL,
    customer text,
    order_ref text,
    field text,
    reason text,
    PRIMARY KEY (tenant, id)
  );
  CREATE FUNCTION tabdesk.audit_trail_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the audit trail is neither changed nor shortened'; END $$;
  CREATE TRIGGER audit_trail_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON tabdesk.audit_trail
    FOR EACH STATEMENT EXECUTE FUNCTION tabdesk.audit_trail_stays();
`
