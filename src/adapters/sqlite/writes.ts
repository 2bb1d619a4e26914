import type { AuditEntry } from '../../domain/audit.ts'
import type { Outcome } from '../../domain/record.ts'
import type { SettingsChange } from '../../domain/settings.ts'
import type { Erasure } from '../../ports/erasure.ts'
import { createAppend } from '../../ports/sql/append.ts'
import { createFinishTurn } from '../../ports/sql/finish-turn.ts'
import { createMarks } from '../../ports/sql/marks.ts'
import { createMarkPromise } from '../../ports/sql/promises.ts'
import { createTakeBack } from '../../ports/sql/take-back.ts'
import type { Append, FinishTurn, Store } from '../../ports/store.ts'
import { createAudit } from './audit-trail.ts'
import type { Call } from './calls.ts'
import { createConversations } from './conversations.ts'
import type { Database } from './driver.ts'
import { createErase } from './erasure.ts'
import type { GroupCommitParts } from './group-commit.ts'
import { createLedger } from './ledger.ts'
import { createNames } from './names.ts'
import { createSettingsWrite } from './settings.ts'
import { createWebhookWrites } from './webhooks.ts'

export const HEALTH = 'health'
/** Test hook: how large the file may grow. */
export const LIMIT_PAGES = 'limitPages'

/** What a probe asks room for: a few messages; and, once writes were refused for want of room, a large transaction. */
const PROBE_BYTES = 16 * 1024
const PROBE_AFTER_FULL_BYTES = 1024 * 1024

/** Every write of the store by its name, for `createGroupCommit`. An epoch is made where the log has none (W2). */
export const createWrites = (
  db: Database,
  newId: () => string,
): Pick<GroupCommitParts, 'apply' | 'flush' | 'forget'> => {
  db.prepare(`INSERT OR IGNORE INTO meta (key, value) VALUES ('epoch', ?)`).run(newId())
  const names = createNames(db)
  const conversations = createConversations(db, names)
  const ledger = createLedger(db, names, conversations)
  const append = createAppend(ledger, newId)
  const takeBack = createTakeBack(ledger)
  const finishTurn = createFinishTurn(ledger)
  const marks = createMarks(ledger)
  const markPromise = createMarkPromise(ledger)
  const audit = createAudit(db, names)
  const erase = createErase(db, conversations, audit)
  const changeSettings = createSettingsWrite(db, names, audit)
  const webhooks = createWebhookWrites(db, names)
  const upsertMeta = db.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  const probe = db.prepare(`INSERT INTO meta (key, value) VALUES ('probe', ?)`)
  const unprobe = db.prepare(`DELETE FROM meta WHERE key = 'probe'`)

  let wasFull = false

  const writes: Record<string, (args: readonly unknown[], at: number) => unknown> = {
    append: ([entry], at) => append(entry as Append, at),
    recall: ([op], at) => takeBack.recall(op as Parameters<Store['recall']>[0], at),
    rollback: ([op], at) => takeBack.rollback(op as Parameters<Store['rollback']>[0], at),
    finishTurn: ([turn], at) => finishTurn(turn as FinishTurn, at),
    move: ([op]) => marks.move(op as Parameters<Store['move']>[0]),
    outcome: ([outcome]) => marks.outcome(outcome as Outcome),
    receipt: ([op]) => marks.receipt(op as Parameters<Store['receipt']>[0]),
    markPromise: ([op]) => markPromise(op as Parameters<Store['markPromise']>[0]),
    audit: ([entry]) => audit(entry as AuditEntry),
    erase: ([op]) => erase(op as Parameters<Erasure['erase']>[0]),
    ...byName(webhooks),
    changeSettings: ([change]) => changeSettings(change as SettingsChange),
    setMeta: ([key, value]) => {
      upsertMeta.run(key as string, value as string)
      if (key !== 'epoch') return
      // Held conversations carry the epoch: what they grew is written, then they are read anew.
      conversations.flush()
      conversations.forget()
    },
    [HEALTH]: () => {
      probe.run('-'.repeat(wasFull ? PROBE_AFTER_FULL_BYTES : PROBE_BYTES))
      unprobe.run()
      wasFull = false
    },
    [LIMIT_PAGES]: ([pages]) => db.exec(`PRAGMA max_page_count = ${Number(pages)}`),
  }

  return {
    apply: ({ name, args, at }: Call) => {
      const write = writes[name]
      if (write === undefined) throw new Error(`there is no write ${name}`)
      return write(args, at)
    },
    flush: conversations.flush,
    forget: (full) => {
      wasFull ||= full
      names.forget()
      conversations.forget()
    },
  }
}

/** Writes that take what they are called with. */
const byName = (writes: object): Record<string, (args: readonly unknown[]) => unknown> =>
  Object.fromEntries(
    Object.entries(writes as Record<string, (...args: readonly unknown[]) => unknown>).map(([name, write]) => [
      name,
      (args) => write(...args),
    ]),
  )
