import { Refusal } from '../../domain/errors.ts'
import type { LogEvent, Receipt } from '../../domain/message.ts'
import { deflated } from '../../lib/deflated.ts'
import { eventSums } from '../../lib/event-sums.ts'
import { toJson } from '../../lib/json.ts'
import { moreOf, nextEvent } from '../../ports/sql/entry.ts'
import type { Found, Held, Ledger } from '../../ports/sql/ledger.ts'
import { RECALLED, storedResult } from '../../ports/sql/rows.ts'
import { type HeldRows, hold, keyOf, type Row } from './held-rows.ts'
import { eventNews, moveNews } from './news.ts'
import type { Written } from './written.ts'

/** What the rules of writing see of a batch: the rows that were read for it, and what it wrote itself so far, which goes to `written`. */
export const createLedger = (rows: HeldRows, written: Written): Ledger => {
  const keyIn = ({ conversation }: Held, ...rest: (string | number)[]): string =>
    keyOf(conversation.tenant, conversation.id, ...rest)
  const change = (row: Row, conversation: Held['conversation'], how: 'said' | 'saved'): void => {
    if (rows.listened) written.news.push(...moveNews(row.conversation, conversation))
    row.conversation = conversation
    if (row.changed === 'no' || row.changed === 'said') row.changed = how
    written.conversations.add(row)
  }
  const eventAt = (held: Held, seq: number | undefined): LogEvent | undefined =>
    seq === undefined ? undefined : rows.events.get(keyIn(held, seq))

  return {
    named: (tenant, id) => {
      const held = rows.conversations.get(keyOf(tenant, id))
      if (held === undefined)
        throw new Refusal('not_found', `there is no conversation ${JSON.stringify(id)}`, { field: 'conversation' })
      return held
    },
    openOf: (tenant, customer) => {
      const held = rows.open.get(keyOf(tenant, customer))
      return held?.conversation.state === 'resolved' ? undefined : held
    },
    create: (conversation) => {
      const held = hold(rows, { ...conversation, epoch: rows.epoch, head: 0 })
      held.changed = 'made'
      written.conversations.add(held)
      return held
    },
    save: (held, conversation) => change(held as Row, conversation, 'saved'),

    byCid: (tenant, sender, cid): Found | undefined => {
      const known = rows.cids.get(keyOf(tenant, sender, cid))
      const event = known && eventAt(known.held, known.seq)
      return event && { held: known.held, event }
    },
    byOp: (held, sender, opId) => eventAt(held, rows.ops.get(keyIn(held, sender, opId))),
    bySeq: (held, seq) => {
      const event = eventAt(held, seq)
      return event && { held, event }
    },
    recallOf: (held, seq) => eventAt(held, rows.recalls.get(keyIn(held, seq))),
    add: (held, entry) => {
      const { event, conversation } = nextEvent(held.conversation, entry)
      const { tenant, id } = conversation
      const { from, kind, cid, opId } = entry
      const target = entry.target ?? entry.toSeq ?? null
      const { at, owed, text = null } = entry
      const { id: sender, role, name } = from
      const more = moreOf(entry)
      const { sum, bodySum } = eventSums({
        ...{ conversation: id, seq: event.seq, sender, cid: cid ?? null, opId: opId ?? null, at, role, kind, target },
        ...{ name, text, more },
      })
      written.log.push(
        // As the columns of the statement stand.
        [tenant, id, event.seq, sender, cid, opId, at, role, name, kind, text, more, target, owed, sum, bodySum],
      )
      change(held as Row, conversation, 'said')
      if (rows.listened) written.news.push(...eventNews(conversation.tenant, event, entry.at))
      rows.events.set(keyIn(held, event.seq), event)
      if (cid !== undefined) rows.cids.set(keyOf(tenant, from.id, cid), { held: held as Row, seq: event.seq })
      if (opId !== undefined) rows.ops.set(keyIn(held, from.id, opId), event.seq)
      if (kind === 'recall' && target !== null) rows.recalls.set(keyIn(held, target), event.seq)
      return event
    },
    takeBack: (held, { from, to }, { at, opId, by }, mark) => {
      const { tenant, id } = held.conversation
      written.takenBack.push({ range: [tenant, id, from, to], audit: [at, opId, by.role, by.id, by.name], mark })
      const own = keyIn(held, '')
      for (const [key, event] of rows.events)
        if (key.startsWith(own) && event.seq >= from && event.seq <= to) rows.events.set(key, blanked(event, mark))
      for (const [key, { seq }] of rows.promises)
        if (key.startsWith(own) && seq >= from && seq <= to) rows.promises.delete(key)
    },
    settle: ({ conversation: { tenant, id } }, seq) => void written.settled.push([tenant, id, seq]),

    shown: (held, seq) => rows.records.get(keyIn(held, seq)),
    keepRecord: (held, record, inputs) => {
      const { tenant, id } = held.conversation
      const { suggestions } = record.decision
      written.records.push([tenant, id, record.seq, record.at, suggestions.length, toJson(record)])
      rows.records.set(keyIn(held, record.seq), suggestions.length)
      // Others are told of a conversation by its row.
      change(held as Row, held.conversation, 'said')
      if (inputs === undefined) return
      const { body, vectors } = deflated(inputs)
      written.inputs.push([tenant, id, record.seq, body, vectors])
    },
    keepOutcome: (held, seq, outcome) => {
      const { suggestion = '', value = null, by, at } = outcome
      const result = storedResult(outcome)
      const key = keyIn(held, seq, suggestion, result, by)
      if (rows.outcomes.has(key) && outcome.result !== 'corrected') return false
      rows.outcomes.add(key)
      const { tenant, id } = held.conversation
      const row = [tenant, id, seq, suggestion, result, value, by, at]
      // A statement writes a row once: of the same word said twice in a batch the later counts.
      const isSame = (other: readonly unknown[]) => SAME_WORD.every((place) => other[place] === row[place])
      if (outcome.result === 'corrected') written.outcomes = written.outcomes.filter((other) => !isSame(other))
      written.outcomes.push(row)
      return true
    },
    raise: (held, { by, delivered, read }) => {
      const key = keyIn(held, by)
      const known = rows.receipts.get(key)
      const next: Receipt = {
        by,
        delivered: Math.max(delivered, known?.delivered ?? 0),
        read: Math.max(read, known?.read ?? 0),
      }
      rows.receipts.set(key, next)
      if (next.delivered !== known?.delivered || next.read !== known.read) written.receipts.set(key, [held, next])
      const own = keyIn(held, '')
      return [...rows.receipts]
        .filter(([other]) => other.startsWith(own))
        .map(([, receipt]) => receipt)
        .sort((a, b) => (a.by < b.by ? -1 : 1))
    },

    keepPromise: (held, seq, place, { kind, due, amount, order = null, start, end }) => {
      const { tenant, id } = held.conversation
      const time = due === undefined ? null : Date.parse(due)
      const money = [amount?.amount ?? null, amount?.currency ?? null]
      written.promises.push([tenant, id, seq, place, kind, time, ...money, order, start, end])
    },
    promiseAt: (held, seq, place) => rows.promises.get(keyIn(held, seq, place)),
    savePromise: (held, place, promise) => {
      const { tenant, id } = held.conversation
      const { seq, state, settledAt, settledBy = null, raisedAt, baseline = null } = promise
      const times = [settledAt, raisedAt].map((time) => (time === undefined ? null : Date.parse(time)))
      rows.promises.set(keyIn(held, seq, place), promise)
      written.marked.push([tenant, id, seq, place, state, times[0], settledBy, times[1], JSON.stringify(baseline)])
    },
  }
}

/** Where in a row of outcomes the key of its table stands. */
const SAME_WORD = [0, 1, 2, 3, 4, 6]

/** As it is read from now on. */
const blanked = (event: LogEvent, mark: number): LogEvent => {
  const { text: _text, attachment: _a, answer: _n, options: _o, cards: _c, ...rest } = event
  return { ...rest, ...(mark === RECALLED ? { recalled: true } : { rolledBack: true }) }
}
