import type { WebhookKind } from '../../domain/webhook.ts'

const kind = (name: WebhookKind): string => `'${name}'`

/** Rows of deliveries for every endpoint of the tenant that wants `kind`. */
const tell = (from: string, columns: string): string => `
  INSERT INTO webhook_deliveries (webhook, conversation, seq, kind, at, move, state, attempts, due, since)
  SELECT w.id, c.uid, ${columns}
  FROM ${from} JOIN conversations c ON c.id = n.conversation JOIN webhooks w ON w.tenant = c.tenant
  WHERE instr(w.kinds, '"' || n.kind || '"') > 0 ORDER BY n.place`

/**
 * Webhooks and keys of callers. What endpoints are told comes of triggers: so it is in the transaction of the write itself, whatever rule made
 * it (WH2), and costs one look at an empty index where nobody wants to hear.
 */
export const WEBHOOK_SCHEMA = `
  CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    tenant INTEGER NOT NULL REFERENCES tenants (id),
    url TEXT NOT NULL,
    -- JSON
    kinds TEXT NOT NULL,
    content INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    -- JSON
    secrets TEXT NOT NULL,
    created_at TEXT NOT NULL,
    failing_since TEXT
  ) STRICT;
  CREATE INDEX webhooks_tenant ON webhooks (tenant, id);

  CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook INTEGER NOT NULL,
    conversation TEXT NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    -- Milliseconds since 1970, as all times here.
    at INTEGER NOT NULL,
    -- JSON: where the conversation went.
    move TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due INTEGER NOT NULL,
    since INTEGER NOT NULL,
    settled INTEGER,
    status INTEGER,
    fault TEXT
  ) STRICT;
  CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook, id) WHERE state = 'waiting';
  CREATE INDEX webhook_deliveries_lines ON webhook_deliveries (webhook, conversation, id) WHERE state = 'waiting';
  CREATE INDEX webhook_deliveries_settled ON webhook_deliveries (webhook, state, at);

  CREATE TRIGGER webhooks_hear_events AFTER INSERT ON log WHEN EXISTS (SELECT 1 FROM webhooks WHERE tenant = NEW.tenant)
  BEGIN ${tell(
    `(SELECT 0 AS place, NEW.conversation AS conversation, ${kind('conversation.opened')} AS kind WHERE NEW.seq = 1
      UNION ALL SELECT 1, NEW.conversation, CASE NEW.kind WHEN 'note' THEN ${kind('note.created')} WHEN 'recall' THEN ${kind('message.recalled')}
        WHEN 'rollback' THEN ${kind('conversation.rolled_back')} ELSE ${kind('message.created')} END) n`,
    `NEW.seq, n.kind, NEW.at, NULL, 'waiting', 0, NEW.at, NEW.at`,
  )}; END;

  CREATE TRIGGER webhooks_hear_moves AFTER UPDATE OF state, assignee ON conversations
  WHEN (OLD.state <> NEW.state OR OLD.assignee IS NOT NEW.assignee) AND EXISTS (SELECT 1 FROM webhooks WHERE tenant = NEW.tenant)
  BEGIN ${tell(
    `(SELECT 0 AS place, NEW.id AS conversation, CASE NEW.state WHEN 'queued' THEN ${kind('conversation.queued')}
        WHEN 'assigned' THEN ${kind('conversation.assigned')} WHEN 'resolved' THEN ${kind('conversation.resolved')}
        ELSE ${kind('conversation.returned')} END AS kind,
      CAST(round(unixepoch(NEW.updated_at, 'subsec') * 1000) AS INTEGER) AS at) n`,
    `NEW.head, n.kind, n.at, json_object('state', NEW.state, 'assignee', NEW.assignee, 'assigneeName', NEW.assignee_name, 'outcome', NEW.outcome),
      'waiting', 0, n.at, n.at`,
  )}; END;

  CREATE TABLE idempotency_keys (
    tenant INTEGER NOT NULL REFERENCES tenants (id),
    caller TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (tenant, caller, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX idempotency_keys_at ON idempotency_keys (at);
`
