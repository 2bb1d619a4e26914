import type { SettingsChange } from '../../domain/settings.ts'
import { parsePromiseId } from '../../ports/sql/promises.ts'
import { parseRecordId } from '../../ports/sql/record-id.ts'
import type { Append, FinishTurn, Store } from '../../ports/store.ts'

/** A write as it waits. `at`: when it was asked for, milliseconds since 1970. */
export interface Call {
  name: WriteName
  args: readonly unknown[]
  at: number
}

export type WriteName =
  | 'append'
  | 'recall'
  | 'rollback'
  | 'finishTurn'
  | 'move'
  | 'outcome'
  | 'receipt'
  | 'markPromise'
  | 'audit'
  | 'changeSettings'
  | 'setMeta'

/** What calls will look at, by key; each as a list of columns, ready for `unnest`. */
export interface Needs {
  /** tenant, id: locked. */
  conversations: Columns
  /** tenant, customer: their open conversation is locked. */
  customers: Columns
  /** tenant, sender, cid */
  cids: Columns
  /** tenant, conversation, seq: the event, and the record about it. */
  seqs: Columns
  /** tenant, conversation, sender, op id */
  ops: Columns
  /** tenant, conversation, seq that may have been recalled */
  recalls: Columns
  /** tenant, conversation, seq whose outcomes are looked at */
  outcomes: Columns
  /** tenant, conversation */
  receipts: Columns
  /** tenant, conversation, seq, place */
  promises: Columns
  /** tenant whose newest version of settings is looked at */
  settings: Columns
  /** tenant: those that anything is asked of */
  tenants: Columns
}

type Columns = (string | number)[][]
type Op<Name extends 'recall' | 'rollback' | 'move' | 'receipt' | 'markPromise'> = Parameters<Store[Name]>[0]

export const needsOf = (calls: readonly Call[]): Needs => {
  const needs: Needs = {
    conversations: [[], []],
    customers: [[], []],
    cids: [[], [], []],
    seqs: [[], [], []],
    ops: [[], [], [], []],
    recalls: [[], [], []],
    outcomes: [[], [], []],
    receipts: [[], []],
    promises: [[], [], [], []],
    settings: [[]],
    tenants: [[]],
  }
  const tenants = new Set<string | number>()
  const put = (columns: Columns, ...key: (string | number)[]): void => {
    // What the server could not even read is not there; the rule that looks for it says so.
    if (!key.every(isReadable)) return
    for (let index = 0; index < key.length; index++) columns[index]?.push(key[index] as string | number)
    tenants.add(key[0] as string)
  }
  for (const call of calls) want(call, needs, put)
  needs.tenants = [[...tenants]]
  return needs
}

const want = (
  { name, args: [op] }: Call,
  needs: Needs,
  put: (columns: Columns, ...key: (string | number)[]) => void,
): void => {
  switch (name) {
    case 'append': {
      const { tenant, from, cid, conversation } = op as Append
      put(needs.cids, tenant, from.id, cid)
      if (conversation !== undefined) put(needs.conversations, tenant, conversation)
      else if (from.role === 'customer') put(needs.customers, tenant, from.id)
      return
    }
    case 'finishTurn': {
      const { record, reply } = op as FinishTurn
      put(needs.conversations, record.tenant, record.conversation)
      put(needs.seqs, record.tenant, record.conversation, record.seq)
      if (reply !== undefined) put(needs.cids, reply.tenant, reply.from.id, reply.cid)
      return
    }
    case 'recall': {
      const { tenant, conversation, seq, by, opId } = op as Op<'recall'>
      put(needs.conversations, tenant, conversation)
      put(needs.seqs, tenant, conversation, seq)
      put(needs.recalls, tenant, conversation, seq)
      put(needs.ops, tenant, conversation, by.id, opId)
      return
    }
    case 'rollback': {
      const { tenant, conversation, by, opId } = op as Op<'rollback'>
      put(needs.conversations, tenant, conversation)
      put(needs.ops, tenant, conversation, by.id, opId)
      return
    }
    case 'outcome': {
      const { tenant, record } = op as Parameters<Store['outcome']>[0]
      const { conversation, seq } = parseRecordId(record)
      put(needs.conversations, tenant, conversation)
      put(needs.seqs, tenant, conversation, seq)
      put(needs.outcomes, tenant, conversation, seq)
      return
    }
    case 'markPromise': {
      const { tenant, id } = op as Op<'markPromise'>
      const { conversation, seq, place } = parsePromiseId(id)
      put(needs.conversations, tenant, conversation)
      put(needs.promises, tenant, conversation, seq, place)
      return
    }
    case 'move':
    case 'receipt': {
      const { tenant, conversation } = op as Op<'move' | 'receipt'>
      put(needs.conversations, tenant, conversation)
      if (name === 'move') {
        const { move } = op as Op<'move'>
        if (move.type === 'unmerge') put(needs.customers, tenant, move.customer)
      }
      if (name === 'receipt') put(needs.receipts, tenant, conversation)
      return
    }
    case 'changeSettings':
      return put(needs.settings, (op as SettingsChange).tenant)
    default:
  }
}

/** No NUL in a text, and no number that is no seq. */
const isReadable = (part: string | number): boolean =>
  typeof part === 'string' ? !part.includes('\0') : Number.isSafeInteger(part)
