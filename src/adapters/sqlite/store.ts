import { stat } from 'node:fs/promises'
import type { AuditTrail } from '../../ports/audit.ts'
import type { AuditChain } from '../../ports/audit-chain.ts'
import type { Erasure } from '../../ports/erasure.ts'
import type { IdempotencyKeys } from '../../ports/idempotency.ts'
import type { OpenedStore } from '../../ports/opened-store.ts'
import type { SettingsBook } from '../../ports/settings.ts'
import type { Store } from '../../ports/store.ts'
import type { WebhookBook } from '../../ports/webhooks.ts'
import type { DriverName } from './driver.ts'
import { createLink, type Link } from './link.ts'
import { acquireLock } from './lock.ts'
import { type Opened, storePath } from './open.ts'
import { HEALTH, LIMIT_PAGES } from './writes.ts'

export interface SqliteStoreOptions {
  /** DATA_DIR; made where it is missing, and held until `close`. */
  dir: string
  now?: () => Date
  /** Absent: the compiled driver, and where it cannot be loaded the prebuilt one. */
  driver?: DriverName
  /** Test hook: how large the file may grow, in pages of 4 KB. */
  maxPages?: number
}

export interface SqliteStore extends OpenedStore {
  driver: DriverName
  opened: Opened
  /** Test hook: the writing or the reading thread dies of an error. */
  crash(thread?: 'writer' | 'reader'): Promise<void>
  /** Test hook: another `maxPages`. */
  limitPages(pages: number): Promise<void>
}

/**
 * The embedded store: SQLite in WAL mode with an fsync at every commit, one writing and one reading thread.
 * @throws Refusal `bad_input` when another process holds `dir` or the file is newer; `storage` when it is damaged
 */
export const createSqliteStore = async ({
  dir,
  now = () => new Date(),
  driver,
  maxPages,
}: SqliteStoreOptions): Promise<SqliteStore> => {
  const lock = await acquireLock(dir)
  const started: Link[] = []
  const closeAll = async (): Promise<void> => {
    // The writer last: closing the last connection moves the WAL into the file.
    for (const link of started.toReversed()) await link.close()
    lock.release()
  }
  const link = async (entry: 'writer' | 'reader', after?: Promise<unknown>): Promise<Link> => {
    const options = {
      dir,
      verify: true,
      ...(driver === undefined ? {} : { driver }),
      ...(maxPages === undefined ? {} : { maxPages }),
    }
    const made = await createLink({
      entry,
      options,
      now: () => now().getTime(),
      ...(after === undefined ? {} : { after }),
    })
    started.push(made)
    return made
  }

  try {
    const writing = link('writer')
    // Both threads load their code side by side; the reader needs the file that the writer makes.
    const [writer, reader] = await Promise.all([writing, link('reader', writing)])
    return {
      ...storeOver(writer, reader, dir),
      comeBack: writer.comeBack,
      durability: 'local',
      driver: writer.ready.driver,
      opened: writer.ready.opened as Opened,
      crash: (thread) => (thread === 'reader' ? reader : writer).crash(),
      limitPages: (pages) => writer.call(LIMIT_PAGES, pages),
      close: closeAll,
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** Bytes of the file and of what is not moved into it yet. */
const sizeOf = async (path: string): Promise<number> => {
  const sizes = await Promise.all(
    [path, `${path}-wal`].map(async (file) => (await stat(file).catch(() => ({ size: 0 }))).size),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** `Store` as calls to its two threads. */
const storeOver = (
  writer: Link,
  reader: Link,
  dir: string,
): Omit<Store & WebhookBook & IdempotencyKeys & AuditTrail & AuditChain & Erasure & SettingsBook, 'close'> => ({
  append: (entry) => writer.call('append', entry),
  recall: (op) => writer.call('recall', op),
  rollback: (op) => writer.call('rollback', op),
  finishTurn: (turn) => writer.call('finishTurn', turn),
  move: (op) => writer.call('move', op),
  outcome: (outcome) => writer.call('outcome', outcome),
  receipt: (op) => writer.call('receipt', op),
  markPromise: (op) => writer.call('markPromise', op),
  audit: (entry) => writer.call('audit', entry),
  setMeta: (key, value) => writer.call('setMeta', key, value),
  tenants: () => reader.call('tenants'),
  conversation: (tenant, id) => reader.call('conversation', tenant, id),
  openOf: (tenant, customer) => reader.call('openOf', tenant, customer),
  conversations: (tenant, filter) => reader.call('conversations', tenant, filter),
  mentioning: (tenant, agent, limit) => reader.call('mentioning', tenant, agent, limit),
  due: (at, limit) => reader.call('due', at, limit),
  events: (tenant, id, page) => reader.call('events', tenant, id, page),
  logText: (tenant, id, page) => reader.call('logText', tenant, id, page),
  receipts: (tenant, id) => reader.call('receipts', tenant, id),
  owed: (limit) => reader.call('owed', limit),
  record: (tenant, id) => reader.call('record', tenant, id),
  records: (tenant, filter) => reader.call('records', tenant, filter),
  turns: (filter) => reader.call('turns', filter),
  recordsAfter: (after, limit) => reader.call('recordsAfter', after, limit),
  outcomesAfter: (after, limit) => reader.call('outcomesAfter', after, limit),
  agentReplies: (tenant, limit) => reader.call('agentReplies', tenant, limit),
  promises: (tenant, conversation) => reader.call('promises', tenant, conversation),
  watchedPromises: (filter) => reader.call('watchedPromises', filter),
  audited: (tenant, page) => reader.call('audited', tenant, page),
  auditChain: (tenant, page) => reader.call('auditChain', tenant, page),
  auditHead: (tenant) => reader.call('auditHead', tenant),
  auditTenants: () => reader.call('auditTenants'),
  erase: (op) => writer.call('erase', op),
  erasable: (tenant, which) => reader.call('erasable', tenant, which),
  attachedIn: (tenant, conversation) => reader.call('attachedIn', tenant, conversation),
  changeSettings: (change) => writer.call('changeSettings', change),
  settings: (tenant) => reader.call('settings', tenant),
  settingsChanges: (tenant, page) => reader.call('settingsChanges', tenant, page),
  saveWebhook: (webhook) => writer.call('saveWebhook', webhook),
  changeWebhook: (change) => writer.call('changeWebhook', change),
  removeWebhook: (tenant, id) => writer.call('removeWebhook', tenant, id),
  noteHealth: (op) => writer.call('noteHealth', op),
  settleDelivery: (settled) => writer.call('settleDelivery', settled),
  replayDeliveries: (op) => writer.call('replayDeliveries', op),
  forgetDeliveries: (op) => writer.call('forgetDeliveries', op),
  claimKey: (claim) => writer.call('claimKey', claim),
  webhooks: (tenant) => reader.call('webhooks', tenant),
  dueDeliveries: (op) => reader.call('dueDeliveries', op),
  deliveries: (tenant, webhook, page) => reader.call('deliveries', tenant, webhook, page),
  webhookCounts: () => reader.call('webhookCounts'),
  // Nobody else can open this file.
  leadDeliveries: async () => true,
  settingsVersions: () => reader.call('settingsVersions'),
  meta: (key) => reader.call('meta', key),
  health: async () => {
    await Promise.all([writer.call(HEALTH), reader.call('meta', 'epoch')])
    const { driver, version } = writer.ready
    return { driver, version, sizeBytes: await sizeOf(storePath(dir)) }
  },
})
