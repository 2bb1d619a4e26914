import { Refusal } from '../../domain/errors.ts'
import {
  PROMISE_MOVES,
  type PromiseBaseline,
  type PromiseKind,
  type PromiseState,
  type StatedPromise,
  type TrackedPromise,
} from '../../domain/promise.ts'
import type { Store } from '../../ports/store.ts'
import type { Conversations, Held } from './conversations.ts'
import type { Database, Row } from './driver.ts'

/** ST14 to ST16 inside the writer's running transaction. */
export interface Promises {
  /** Of the event at `seq`; an order that the words do not name is the one the conversation spoke of last. */
  add(held: Held, seq: number, stated: readonly StatedPromise[] | undefined): void
  /** Of events that were taken back. */
  drop(held: Held, range: { from: number; to: number }): void
  mark(...args: Parameters<Store['markPromise']>): TrackedPromise | undefined
}

export const createPromises = (db: Database, conversations: Conversations): Promises => {
  const insert = db.prepare(
    `INSERT INTO promises (conversation, seq, place, kind, due, amount, currency, order_ref, start_at, end_at, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')`,
  )
  const remove = db.prepare('DELETE FROM promises WHERE conversation = ? AND seq BETWEEN ? AND ?')
  const select = db.prepare(`${SELECT} WHERE p.conversation = ? AND p.seq = ? AND p.place = ?`)
  const update = db.prepare(
    'UPDATE promises SET state = ?, settled_at = ?, settled_by = ?, raised_at = ?, baseline = ? WHERE id = ?',
  )
  return {
    add: (held, seq, stated = []) => {
      for (const [place, { kind, due, amount, order, start, end }] of stated.entries())
        insert.run(
          held.row,
          seq,
          place,
          kind,
          due === undefined ? null : Date.parse(due),
          amount?.amount ?? null,
          amount?.currency ?? null,
          order ?? held.conversation.order ?? null,
          start,
          end,
        )
    },
    drop: (held, { from, to }) => void remove.run(held.row, from, to),
    mark: ({ tenant, id, at, by, state, raised, baseline }) => {
      const { conversation, seq, place } = parsePromiseId(id)
      const held = conversations.named(tenant, conversation)
      const row = select.get(held.row, seq, place)
      if (row === undefined) return undefined
      const known = toPromise(row)
      const moves = state !== undefined && PROMISE_MOVES[known.state].includes(state)
      if (state !== undefined && !moves && state !== known.state)
        throw new Refusal('bad_input', `promise ${id} is ${known.state}: it cannot become ${state}`, { field: 'state' })
      const time = Date.parse(at)
      update.run(
        moves ? state : known.state,
        moves ? time : numberOrNull(known.settledAt && Date.parse(known.settledAt)),
        moves ? by : (known.settledBy ?? null),
        known.raisedAt === undefined ? (raised === true ? time : null) : Date.parse(known.raisedAt),
        JSON.stringify(known.baseline ?? baseline ?? null),
        row['row'] as number,
      )
      return toPromise(select.get(held.row, seq, place) as Row)
    },
  }
}

/** The reads of promises. */
export type PromiseReads = {
  [Name in 'promises' | 'watchedPromises']: (...args: Parameters<Store[Name]>) => Awaited<ReturnType<Store[Name]>>
}

export const createPromiseReads = (db: Database): PromiseReads => {
  const ofConversation = db.prepare(
    `${SELECT} WHERE p.conversation = (SELECT id FROM conversations WHERE tenant = (SELECT id FROM tenants WHERE name = ?) AND uid = ?)
     ORDER BY p.seq, p.place`,
  )
  const open = db.prepare(`${SELECT} WHERE p.state = 'open' ORDER BY p.due IS NULL, p.due, p.id LIMIT ?`)
  const broken = db.prepare(`${SELECT} WHERE p.state = 'broken' AND p.due >= ? ORDER BY p.due, p.id LIMIT ?`)
  return {
    promises: (tenant, conversation) => ofConversation.all(tenant, conversation).map(toPromise),
    watchedPromises: ({ brokenSince, limit }) => [
      ...broken.all(Date.parse(brokenSince), limit).map(toPromise),
      ...open.all(limit).map(toPromise),
    ],
  }
}

const SELECT = `SELECT p.id AS row, p.seq AS seq, p.place AS place, p.kind AS kind, p.due AS due, p.amount AS amount, p.currency AS currency,
    p.order_ref AS order_ref, p.start_at AS start_at, p.end_at AS end_at, p.state AS state, p.settled_at AS settled_at,
    p.settled_by AS settled_by, p.raised_at AS raised_at, p.baseline AS baseline, c.uid AS uid, t.name AS tenant, w.sub AS customer,
    l.text AS text, l.at AS at, l.role AS role, l.name AS name, s.sub AS sender
  FROM promises p JOIN conversations c ON c.id = p.conversation JOIN tenants t ON t.id = c.tenant JOIN people w ON w.id = c.customer
    JOIN log l ON l.conversation = p.conversation AND l.seq = p.seq JOIN people s ON s.id = l.sender`

const toPromise = (row: Row): TrackedPromise => {
  const iso = (name: string): string => new Date(row[name] as number).toISOString()
  const baseline = row['baseline'] === null ? null : (JSON.parse(row['baseline'] as string) as PromiseBaseline | null)
  return {
    id: `${row['uid']}:${row['seq']}:${row['place']}`,
    tenant: row['tenant'] as string,
    conversation: row['uid'] as string,
    customer: row['customer'] as string,
    seq: row['seq'] as number,
    kind: row['kind'] as PromiseKind,
    text: ((row['text'] ?? '') as string).slice(row['start_at'] as number, row['end_at'] as number),
    by: { role: row['role'] as TrackedPromise['by']['role'], id: row['sender'] as string, name: row['name'] as string },
    at: iso('at'),
    state: row['state'] as PromiseState,
    ...(row['due'] === null ? {} : { due: iso('due') }),
    ...(row['amount'] === null
      ? {}
      : { amount: { amount: row['amount'] as number, currency: row['currency'] as string } }),
    ...(row['order_ref'] === null ? {} : { order: row['order_ref'] as string }),
    ...(row['settled_at'] === null ? {} : { settledAt: iso('settled_at'), settledBy: row['settled_by'] as string }),
    ...(row['raised_at'] === null ? {} : { raisedAt: iso('raised_at') }),
    ...(baseline === null ? {} : { baseline }),
  }
}

const numberOrNull = (value: number | string | undefined): number | null => (typeof value === 'number' ? value : null)

/** `${conversation}:${seq}:${place}` taken apart; place -1, which no promise has, where it is none. */
const parsePromiseId = (id: string): { conversation: string; seq: number; place: number } => {
  const [, conversation = '', seq = '0', place = '-1'] = /^(.*):(\d{1,15}):(\d{1,4})$/.exec(id) ?? []
  return { conversation, seq: Number(seq), place: Number(place) }
}
