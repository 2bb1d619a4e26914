import { Refusal } from '../../domain/errors.ts'
import type { Database, Value } from './driver.ts'
import { KEEPING_SCHEMA } from './keeping-schema.ts'
import { SETTINGS_SCHEMA } from './settings-schema.ts'
import { WEBHOOK_SCHEMA } from './webhook-schema.ts'

/** One step of the schema. It may only add: rows written by an older program stay readable, and numbers are never reused. */
export interface Migration {
  version: number
  sql: string
}

/**
 * The schema, in steps. It grows at the end of its tables and indexes (ids are integers in append order, texts are
 * mapped once), because random keys cost ten times the disk traffic a message.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

      CREATE TABLE tenants (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

      -- Everybody who ever wrote, by the subject of their token.
      CREATE TABLE people (
        id INTEGER PRIMARY KEY,
        tenant INTEGER NOT NULL REFERENCES tenants (id),
        sub TEXT NOT NULL,
        UNIQUE (tenant, sub)
      ) STRICT;

      CREATE TABLE conversations (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        tenant INTEGER NOT NULL REFERENCES tenants (id),
        customer INTEGER NOT NULL REFERENCES people (id),
        customer_name TEXT NOT NULL,
        head INTEGER NOT NULL,
        state TEXT NOT NULL,
        assignee TEXT,
        assignee_name TEXT,
        queued_at TEXT,
        human_spoke INTEGER NOT NULL,
        language TEXT,
        order_id TEXT,
        asked TEXT,
        misses INTEGER NOT NULL,
        outcome TEXT,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX conversations_open ON conversations (customer) WHERE state <> 'resolved';
      CREATE INDEX conversations_customer ON conversations (customer, id);
      CREATE INDEX conversations_recent ON conversations (tenant, state, updated_at);
      CREATE INDEX conversations_assignee ON conversations (tenant, assignee, state, updated_at) WHERE assignee IS NOT NULL;

      CREATE TABLE log (
        id INTEGER PRIMARY KEY,
        conversation INTEGER NOT NULL REFERENCES conversations (id),
        seq INTEGER NOT NULL,
        tenant INTEGER NOT NULL,
        sender INTEGER NOT NULL REFERENCES people (id),
        cid TEXT,
        op_id TEXT,
        -- Milliseconds since 1970.
        at INTEGER NOT NULL,
        role TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        text TEXT,
        -- JSON: attachment, answer, options.
        more TEXT,
        -- The seq that a recall takes back, or the one that a rollback goes back to.
        target INTEGER,
        -- 1 recalled, 2 rolled back, 3 both; the body is then in the audit.
        taken INTEGER NOT NULL DEFAULT 0,
        owed INTEGER NOT NULL DEFAULT 0,
        UNIQUE (conversation, seq)
      ) STRICT;
      -- The cid leads: made in order by its sender's clock, it lands at the end of the index.
      CREATE UNIQUE INDEX log_cid ON log (cid, sender) WHERE cid IS NOT NULL;
      CREATE UNIQUE INDEX log_op ON log (conversation, sender, op_id) WHERE op_id IS NOT NULL;
      CREATE INDEX log_owed ON log (id) WHERE owed = 1;
      CREATE INDEX log_agent_words ON log (tenant, id) WHERE role = 'agent' AND kind = 'text' AND taken = 0;

      -- Bodies that were taken back.
      CREATE TABLE audit (
        id INTEGER PRIMARY KEY,
        log INTEGER NOT NULL REFERENCES log (id),
        at INTEGER NOT NULL,
        op_id TEXT NOT NULL,
        by_role TEXT NOT NULL,
        by_id TEXT NOT NULL,
        by_name TEXT NOT NULL,
        text TEXT,
        more TEXT
      ) STRICT;

      -- Decision records: one a message.
      CREATE TABLE records (
        id INTEGER PRIMARY KEY,
        conversation INTEGER NOT NULL REFERENCES conversations (id),
        seq INTEGER NOT NULL,
        tenant INTEGER NOT NULL,
        at TEXT NOT NULL,
        -- How many suggestions the agent was shown.
        suggestions INTEGER NOT NULL,
        body TEXT NOT NULL,
        UNIQUE (conversation, seq)
      ) STRICT;
      CREATE INDEX records_at ON records (tenant, at);

      CREATE TABLE outcomes (
        id INTEGER PRIMARY KEY,
        record INTEGER NOT NULL REFERENCES records (id),
        -- Empty: about the bot's answer.
        suggestion TEXT NOT NULL,
        result TEXT NOT NULL,
        value REAL,
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        UNIQUE (record, suggestion, result, by)
      ) STRICT;

      CREATE TABLE receipts (
        conversation INTEGER NOT NULL REFERENCES conversations (id),
        by TEXT NOT NULL,
        delivered INTEGER NOT NULL,
        read INTEGER NOT NULL,
        PRIMARY KEY (conversation, by)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 2,
    sql: `
      ALTER TABLE conversations ADD COLUMN priority TEXT;
      ALTER TABLE conversations ADD COLUMN apologised INTEGER NOT NULL DEFAULT 0;
    `,
  },
  {
    version: 3,
    sql: `
      -- What a decision was made from, for replay: deflated JSON, and the vectors as 32-bit floats.
      CREATE TABLE inputs (
        record INTEGER PRIMARY KEY REFERENCES records (id),
        body BLOB NOT NULL,
        vectors BLOB NOT NULL
      ) STRICT;
    `,
  },
  {
    version: 4,
    sql: `
      -- Where the customer writes; NULL: the widget.
      ALTER TABLE conversations ADD COLUMN channel TEXT;
    `,
  },
  {
    version: 5,
    sql: `
      -- What was promised in a message; its words stay in the log, between two places.
      CREATE TABLE promises (
        id INTEGER PRIMARY KEY,
        conversation INTEGER NOT NULL REFERENCES conversations (id),
        seq INTEGER NOT NULL,
        place INTEGER NOT NULL,
        kind TEXT NOT NULL,
        -- Milliseconds since 1970, as all its times; NULL: without a deadline.
        due INTEGER,
        amount INTEGER,
        currency TEXT,
        order_ref TEXT,
        start_at INTEGER NOT NULL,
        end_at INTEGER NOT NULL,
        state TEXT NOT NULL,
        settled_at INTEGER,
        settled_by TEXT,
        raised_at INTEGER,
        baseline TEXT,
        UNIQUE (conversation, seq, place)
      ) STRICT;
      CREATE INDEX promises_watched ON promises (state, due) WHERE state IN ('open', 'broken');
    `,
  },
  {
    version: 6,
    sql: `
      -- What people did with customers' data, never the data; rows are only added.
      CREATE TABLE audit_trail (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        tenant INTEGER NOT NULL REFERENCES tenants (id),
        -- Milliseconds since 1970.
        at INTEGER NOT NULL,
        action TEXT NOT NULL,
        by_role TEXT NOT NULL,
        by_id TEXT NOT NULL,
        by_name TEXT NOT NULL,
        customer TEXT,
        order_ref TEXT,
        field TEXT,
        reason TEXT
      ) STRICT;
      CREATE INDEX audit_trail_tenant ON audit_trail (tenant, id);
      CREATE TRIGGER audit_trail_stays BEFORE UPDATE ON audit_trail BEGIN SELECT RAISE(ABORT, 'the audit trail is not changed'); END;
      CREATE TRIGGER audit_trail_remains BEFORE DELETE ON audit_trail BEGIN SELECT RAISE(ABORT, 'the audit trail is not shortened'); END;
    `,
  },
  {
    version: 7,
    sql: `
      -- Who an anonymous customer has proven to be, as JSON.
      ALTER TABLE conversations ADD COLUMN proof TEXT;
    `,
  },
  {
    version: 8,
    sql: `
      -- What agents have put on it, as JSON.
      ALTER TABLE conversations ADD COLUMN marks TEXT;
      -- Of these: when something is due, and who was named in a note and has not looked, as JSON.
      ALTER TABLE conversations ADD COLUMN due_at TEXT;
      ALTER TABLE conversations ADD COLUMN mentioned TEXT;
      CREATE INDEX conversations_due ON conversations (due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX conversations_mentioned ON conversations (tenant, updated_at) WHERE mentioned IS NOT NULL;
    `,
  },
  { version: 9, sql: SETTINGS_SCHEMA },
  { version: 10, sql: WEBHOOK_SCHEMA },
  { version: 11, sql: KEEPING_SCHEMA },
]

/** `TABD`: tells our files from anybody else's. */
const APPLICATION_ID = 0x54414244

/**
 * Brings a file to the newest schema, all missing steps in one transaction.
 * @throws Refusal `bad_input` when the file is newer than this program, or is not ours
 */
export const migrate = (db: Database, path: string, migrations: readonly Migration[] = MIGRATIONS): void => {
  const newest = migrations.at(-1)?.version ?? 0
  db.exec('BEGIN IMMEDIATE')
  try {
    const current = Number(pragma(db, 'user_version'))
    const application = Number(pragma(db, 'application_id'))
    if (application !== APPLICATION_ID && (application !== 0 || current !== 0))
      throw new Refusal(
        'bad_input',
        `${path} is a database of another program (application id ${application}): use another DATA_DIR`,
        { field: 'DATA_DIR' },
      )
    if (current > newest)
      throw new Refusal(
        'bad_input',
        `${path} has schema ${current}, this program knows ${newest}: start the newer program, or restore an older backup`,
        { field: 'DATA_DIR' },
      )
    if (current < newest) {
      for (const { version, sql } of migrations) if (version > current) db.exec(sql)
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${newest}`)
    }
    db.exec('COMMIT')
  } catch (error) {
    rollBack(db)
    throw error
  }
}

/** Ends a transaction that SQLite may have ended already, as it does on a full disk. */
export const rollBack = (db: Database): void => {
  try {
    db.exec('ROLLBACK')
  } catch {
    // No transaction was open any more.
  }
}

/** A pragma's first value. */
export const pragma = (db: Database, name: string): Value =>
  Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0] ?? null
