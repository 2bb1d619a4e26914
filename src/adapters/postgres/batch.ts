import type { ClientBase } from 'pg'
import type { AuditEntry } from '../../domain/audit.ts'
import { Refusal } from '../../domain/errors.ts'
import type { Outcome } from '../../domain/record.ts'
import type { SettingsChange } from '../../domain/settings.ts'
import { createAppend } from '../../ports/sql/append.ts'
import { createFinishTurn } from '../../ports/sql/finish-turn.ts'
import { createMarks } from '../../ports/sql/marks.ts'
import { createMarkPromise } from '../../ports/sql/promises.ts'
import { auditOf, refuseStale, settingsColumns } from '../../ports/sql/settings.ts'
import { createTakeBack } from '../../ports/sql/take-back.ts'
import type { Append, FinishTurn, Store } from '../../ports/store.ts'
import type { HeldRows } from './held-rows.ts'
import { createLedger } from './ledger.ts'
import { load } from './load.ts'
import { type Call, needsOf, type WriteName } from './needs.ts'
import { inOneWrite } from './one-write.ts'
import { nothingWritten, statementsOf, type Written } from './written.ts'

/** What became of a call. */
export type Answer = { value: unknown } | { refused: Refusal }

/**
 * Carries out calls in one transaction, with two ways there and back: what they look at is locked and read, the rules run
 * over it in memory, and what they wrote is sent with the commit. Answers exist only after that (ST1).
 * @throws the server's error; nothing was written then, or it is not known whether it was
 */
export const runBatch = async (client: ClientBase, calls: readonly Call[], newId: () => string): Promise<Answer[]> => {
  const rows = await load(client, needsOf(calls))
  const written = nothingWritten()
  const apply = rulesOver(rows, written, newId)
  const answers = calls.map((call): Answer => {
    try {
      return { value: apply(call) }
    } catch (error) {
      if (error instanceof Refusal) return { refused: error }
      throw error
    }
  })
  const statements = statementsOf(written)
  const sent = inOneWrite(client, () => [
    ...statements.map((statement) => client.query(statement)),
    client.query('COMMIT'),
  ])
  const settled = await Promise.allSettled(sent)
  const failed = settled.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return answers
}

/** Each write by its name. */
const rulesOver = (rows: HeldRows, written: Written, newId: () => string): ((call: Call) => unknown) => {
  const ledger = createLedger(rows, written)
  const append = createAppend(ledger, newId)
  const takeBack = createTakeBack(ledger)
  const finishTurn = createFinishTurn(ledger)
  const marks = createMarks(ledger)
  const markPromise = createMarkPromise(ledger)
  const rules: Record<WriteName, (op: never, at: number, second: never) => unknown> = {
    append: (op: Append, at) => append(op, at),
    finishTurn: (op: FinishTurn, at) => finishTurn(op, at),
    recall: (op: Parameters<Store['recall']>[0], at) => takeBack.recall(op, at),
    rollback: (op: Parameters<Store['rollback']>[0], at) => takeBack.rollback(op, at),
    move: (op: Parameters<Store['move']>[0]) => marks.move(op),
    outcome: (op: Outcome) => marks.outcome(op),
    receipt: (op: Parameters<Store['receipt']>[0]) => marks.receipt(op),
    markPromise: (op: Parameters<Store['markPromise']>[0]) => markPromise(op),
    audit: (entry: AuditEntry) => void written.audited.push(auditRow(entry)),
    changeSettings: (change: SettingsChange) => {
      refuseStale(change, rows.settings.get(change.tenant) ?? 0)
      written.audited.push(auditRow(auditOf(change)))
      written.settings.push([change.tenant, change.version, ...settingsColumns(change)])
      rows.settings.set(change.tenant, change.version)
    },
    setMeta: (key: string, _at, value: string) => {
      written.metas.set(key, value)
      if (key === 'epoch') renew(rows, value)
    },
  }
  return ({ name, args: [op, second], at }) => rules[name](op as never, at, second as never)
}

/** From here on in this batch conversations carry the new epoch. */
const renew = (rows: HeldRows, epoch: string): void => {
  rows.epoch = epoch
  for (const held of rows.conversations.values()) held.conversation = { ...held.conversation, epoch }
}

const auditRow = ({
  tenant,
  at,
  action,
  by,
  customer,
  order,
  field,
  reason,
}: AuditEntry): Written['audited'][number] => {
  const time = Date.parse(at)
  if (Number.isNaN(time)) throw new Refusal('bad_input', `at is ${JSON.stringify(at)}: use ISO 8601`, { field: 'at' })
  return [tenant, time, action, by.role, by.id, by.name, customer, order, field, reason]
}
