import type { Changed } from '../../ports/bus.ts'
import { toConversation } from '../../ports/sql/rows.ts'
import { CONVERSATION, EPOCH } from './columns.ts'
import type { Query } from './query.ts'

/** Conversations of one page. */
const PAGE = 500
/** Conversations that are known to have been given already; they are only asked for while an older transaction goes on. */
const MAX_GIVEN = 50_000

/** What changed since the last look, by the transactions that did it. */
export interface Changes {
  /** Remembers where the database is now. */
  start(): Promise<void>
  /** Gives what was committed since, page by page; goes on from the same place where `give` or the server fails. */
  look(give: (page: readonly Changed[], asOf: number) => Promise<void>): Promise<void>
}

/**
 * Transactions end in another order than they began, so a place in that order alone would pass over the slow. Everything at or
 * above the oldest that was still going on is looked at again, and what was given already is known by its transaction.
 */
export const createChanges = (query: Query): Changes => {
  let floor = '0'
  const given = new Map<string, bigint>()
  return {
    start: async () => {
      const [row] = await query('SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS floor')
      floor = row?.['floor'] as string
    },
    look: async (give) => {
      let next: string | undefined
      let from: [string, string, string] = [floor, '', '']
      for (;;) {
        const asOf = performance.now()
        const rows = await query(CHANGED, [...from, PAGE])
        next ??= rows[0]?.['floor'] as string
        const found = rows.filter((row) => row['uid'] !== null)
        const fresh = found.filter((row) => given.get(keyOf(row)) !== BigInt(row['changed'] as string))
        if (fresh.length > 0)
          await give(
            fresh.map((row) => ({
              conversation: toConversation(row, row['epoch'] as string),
              ...(row['decided'] === null ? {} : { decided: row['decided'] as number }),
              ...(row['blanked_at'] === null ? {} : { erasedAt: row['blanked_at'] as string }),
            })),
            asOf,
          )
        for (const row of fresh) given.set(keyOf(row), BigInt(row['changed'] as string))
        const last = found.at(-1)
        if (last === undefined || found.length < PAGE) break
        from = [last['changed'] as string, last['tenant'] as string, last['uid'] as string]
      }
      floor = next
      const below = BigInt(floor)
      for (const [key, changed] of given) if (changed < below || given.size > MAX_GIVEN) given.delete(key)
    },
  }
}

const keyOf = (row: Record<string, unknown>): string => `${row['tenant']}\0${row['uid']}`

/** The snapshot that the rows were read in is in every row, and in one without a conversation where there are none. A transaction that is not there yet comes of a copy of another server's database. */
const CHANGED = `SELECT s.floor, n.* FROM (
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS floor, pg_snapshot_xmax(pg_current_snapshot()) AS ahead) AS s
  LEFT JOIN LATERAL (
    SELECT ${CONVERSATION}, c.changed::text AS changed, c.blanked_at, ${EPOCH},
      (SELECT max(r.seq) FROM tabdesk.records r WHERE r.tenant = c.tenant AND r.conversation = c.id) AS decided
    FROM tabdesk.conversations c
    WHERE c.changed >= $1::text::xid8 AND c.changed < s.ahead AND (c.changed, c.tenant, c.id) > ($1::text::xid8, $2, $3)
    ORDER BY c.changed, c.tenant, c.id LIMIT $4) AS n ON true
  ORDER BY n.changed::xid8, n.tenant, n.uid`
