import type { Conversation } from '../../domain/conversation.ts'
import { ERASED, RECALLED, ROLLED_BACK } from '../../ports/sql/rows.ts'
import type { LogText } from '../../ports/store.ts'
import { EVENT_FROM } from './columns.ts'
import type { Database } from './driver.ts'

const given = (name: string, column: string): string =>
  `iif(${column} IS NULL, '', ',"${name}":' || json_quote(${column}))`
const flag = (name: string, bit: number): string => `iif(l.taken & ${bit}, ',"${name}":true', '')`

/** What few events have. */
const RARE = `${given('opId', 'l.op_id')} || iif(l.more IS NULL OR l.more = '{}', '', ',' || substr(l.more, 2, length(l.more) - 2))
  || iif(l.kind = 'recall', ${given('target', 'l.target')}, ${given('toSeq', 'l.target')})
  || ${flag('recalled', RECALLED)} || ${flag('rolledBack', ROLLED_BACK)} || ${flag('erased', ERASED)}`

/** An event as `toEvent` makes it, for who may see everything; the first value is the line's beginning up to its seq. */
const LINE = `format('%s%d,"at":"%s","from":{"role":"%s","id":%s,"name":%s},"kind":"%s"%s%s%s}', ?, l.seq,
  strftime('%Y-%m-%dT%H:%M:%fZ', l.at / 1000.0, 'unixepoch'), l.role, json_quote(s.sub), json_quote(l.name), l.kind,
  ${given('text', 'l.text')}, ${given('cid', 'l.cid')}, iif(coalesce(l.op_id, l.more, l.target) IS NULL AND l.taken = 0, '', ${RARE}))`

/**
 * Writes a page down inside the database (ST19): a line comes out of it instead of a row that becomes an object that becomes a line, which is most of
 * what a resume costs the reading thread. Undefined where the page has a note, which not everybody may see.
 */
export const createWriteDown = (
  db: Database,
): ((conversation: Conversation, row: number, page: { after: number; limit: number }) => LogText | undefined) => {
  const select = db.prepare(
    `SELECT ${LINE} AS line, l.seq AS seq, l.kind = 'note' AS note FROM ${EVENT_FROM}
     WHERE l.conversation = ? AND l.seq > ? ORDER BY l.seq LIMIT ?`,
  )
  return (conversation, row, { after, limit }) => {
    const beginning = `{"conversation":${JSON.stringify(conversation.id)},"epoch":${JSON.stringify(conversation.epoch)},"seq":`
    const rows = select.all(beginning, row, after, limit)
    if (rows.some(({ note }) => note === 1)) return undefined
    const lines = rows.map(({ line }) => line).join('\n')
    const last = rows.at(-1)?.['seq'] as number | undefined
    return last === undefined ? { conversation, lines } : { conversation, lines, last }
  }
}
