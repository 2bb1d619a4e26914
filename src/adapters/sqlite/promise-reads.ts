import { toPromise } from '../../ports/sql/rows.ts'
import type { Store } from '../../ports/store.ts'
import type { Database } from './driver.ts'

/** The reads of promises. */
export type PromiseReads = {
  [Name in 'promises' | 'watchedPromises']: (...args: Parameters<Store[Name]>) => Awaited<ReturnType<Store[Name]>>
}

export const createPromiseReads = (db: Database): PromiseReads => {
  const ofConversation = db.prepare(
    `${PROMISES} WHERE p.conversation = (SELECT id FROM conversations WHERE tenant = (SELECT id FROM tenants WHERE name = ?) AND uid = ?)
     ORDER BY p.seq, p.place`,
  )
  const open = db.prepare(`${PROMISES} WHERE p.state = 'open' ORDER BY p.due IS NULL, p.due, p.id LIMIT ?`)
  const broken = db.prepare(`${PROMISES} WHERE p.state = 'broken' AND p.due >= ? ORDER BY p.due, p.id LIMIT ?`)
  return {
    promises: (tenant, conversation) => ofConversation.all(tenant, conversation).map(toPromise),
    watchedPromises: ({ brokenSince, limit }) => [
      ...broken.all(Date.parse(brokenSince), limit).map(toPromise),
      ...open.all(limit).map(toPromise),
    ],
  }
}

/** What a query must select for `toPromise`. */
export const PROMISES = `SELECT p.id AS row, p.seq AS seq, p.place AS place, p.kind AS kind, p.due AS due, p.amount AS amount, p.currency AS currency,
    p.order_ref AS order_ref, p.start_at AS start_at, p.end_at AS end_at, p.state AS state, p.settled_at AS settled_at,
    p.settled_by AS settled_by, p.raised_at AS raised_at, p.baseline AS baseline, c.uid AS uid, t.name AS tenant, w.sub AS customer,
    l.text AS text, l.at AS at, l.role AS role, l.name AS name, s.sub AS sender
  FROM promises p JOIN conversations c ON c.id = p.conversation JOIN tenants t ON t.id = c.tenant JOIN people w ON w.id = c.customer
    JOIN log l ON l.conversation = p.conversation AND l.seq = p.seq JOIN people s ON s.id = l.sender`
