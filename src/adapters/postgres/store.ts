import { randomFillSync } from 'node:crypto'
import { Refusal } from '../../domain/errors.ts'
import { createUuidv7 } from '../../lib/uuid.ts'
import type { AuditChain } from '../../ports/audit-chain.ts'
import type { Erasure } from '../../ports/erasure.ts'
import type { IdempotencyKeys } from '../../ports/idempotency.ts'
import type { OpenedStore } from '../../ports/opened-store.ts'
import type { WebhookBook } from '../../ports/webhooks.ts'
import { addressOf } from './address.ts'
import { ADVISORY, ORDERING } from './advisory.ts'
import { createChainReads } from './audit-chain.ts'
import { createErase, createErasureReads } from './erasure.ts'
import { createLane, type Lane } from './lane.ts'
import { named } from './named.ts'
import { openServer } from './open.ts'
import { createOutage, type Outage } from './outage.ts'
import { createPools, type Pools } from './pools.ts'
import type { Query } from './query.ts'
import { createReads, type Reads } from './reads.ts'
import { serverFault } from './server-error.ts'
import type { SettledBelow } from './turn-reads.ts'
import { createWebhookBook } from './webhooks.ts'

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`; the schema `tabdesk` in it is ours. */
  url: string
  now?: () => Date
}

/** Milliseconds that reading in order waits for those who are adding; it holds up those who come after as long. */
const ORDER_WAIT_MS = 100
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * The store on PostgreSQL, which any number of processes may open at once: appends are ordered by a row lock on their
 * conversation, and what is acknowledged was committed with `synchronous_commit`.
 * @throws Refusal `bad_input` naming DATABASE_URL when the server cannot be used
 */
export const createPostgresStore = async ({
  url,
  now = () => new Date(),
}: PostgresStoreOptions): Promise<OpenedStore> => {
  const started = performance.now()
  const address = addressOf(url)
  const newId = createUuidv7(Date.now, randomFillSync)
  const { version, events, verified } = await openServer(url, newId())
  const pools = createPools(url)
  const probe = (): Promise<void> => lane.call('setMeta', 'probe', now().toISOString())
  const outage = createOutage(address, now, () => void probe().catch(() => undefined))
  const lane: Lane = createLane({ pool: pools.writing, outage, newId, now: () => now().getTime() })
  let closing: Promise<void> | undefined
  const query: Query = async (text, values = []) => {
    if (closing !== undefined) throw new Refusal('draining', 'the store is closed')
    // What the server could not even read is not there.
    if (values.some((value) => typeof value === 'string' && value.includes('\0'))) return []
    return guarded(outage, async () => (await pools.reading.query(named(text, [...values]))).rows)
  }
  const noting: Query = async (text, values = []) => {
    if (closing !== undefined) throw new Refusal('draining', 'the store is closed')
    return guarded(outage, async () => (await pools.noting.query(named(text, [...values]))).rows)
  }
  const reads = createReads(query, settledBelow(pools, outage))
  return {
    ...storeOver(lane, reads),
    ...createWebhookBook(query, noting),
    ...createChainReads(query),
    ...createErasureReads(query),
    erase: (op) => guarded(outage, () => createErase(pools.noting)(op)),
    durability: 'shared',
    opened: { ms: performance.now() - started, events, verified },
    comeBack: lane.comeBack,
    outage: outage.state,
    back: outage.back,
    health: async () => {
      await probe()
      const [row] = await query('SELECT pg_database_size(current_database()) AS bytes')
      return { driver: 'postgresql', version, sizeBytes: row?.['bytes'] as number }
    },
    close: () => {
      outage.stop()
      closing ??= lane.close().then(async () => {
        await Promise.all([pools.writing.end(), pools.noting.end(), pools.reading.end()])
      })
      return closing
    },
  }
}

/** @throws Refusal for what the server or the way to it says */
const guarded = async <T>(outage: Outage, work: () => Promise<T>): Promise<T> => {
  try {
    // That reading works does not end an outage: a server that became a standby still reads. The next look writes.
    return await work()
  } catch (error) {
    if (error instanceof Refusal) throw error
    const { kind, refusal } = serverFault(error, outage.at)
    if (kind === 'gone') outage.began(refusal)
    throw refusal
  }
}

/** Whoever adds rows holds a shared lock until they are committed: where nobody does, no smaller id is still to come. */
const settledBelow =
  ({ reading }: Pools, outage: Outage): SettledBelow =>
  (table) =>
    guarded(outage, async () => {
      const client = await reading.connect()
      try {
        const results: unknown = await client.query(
          `BEGIN; SET LOCAL lock_timeout = ${ORDER_WAIT_MS}; SELECT pg_advisory_xact_lock(${ADVISORY}, ${ORDERING});
           SELECT coalesce(max(id), 0) AS below FROM tabdesk.${table}; COMMIT`,
        )
        client.release()
        return (results as { rows: { below: number }[] }[])[3]?.rows[0]?.below
      } catch (error) {
        const { code } = error as { code?: string }
        const rolledBack =
          code === LOCK_NOT_AVAILABLE &&
          (await client.query('ROLLBACK').then(
            () => true,
            () => false,
          ))
        client.release(!rolledBack)
        if (rolledBack) return undefined
        throw error
      }
    })

/** `Store` as calls to its one writing connection, beside the reads. */
const storeOver = (
  { call }: Lane,
  reads: Reads,
): Omit<
  OpenedStore,
  | 'close'
  | 'health'
  | 'durability'
  | 'opened'
  | 'outage'
  | 'back'
  | keyof (WebhookBook & IdempotencyKeys & AuditChain & Erasure)
> => ({
  append: (entry) => call('append', entry),
  recall: (op) => call('recall', op),
  rollback: (op) => call('rollback', op),
  finishTurn: (turn) => call('finishTurn', turn),
  move: (op) => call('move', op),
  outcome: (outcome) => call('outcome', outcome),
  receipt: (op) => call('receipt', op),
  markPromise: (op) => call('markPromise', op),
  audit: (entry) => call('audit', entry),
  changeSettings: (change) => call('changeSettings', change),
  setMeta: (key, value) => call('setMeta', key, value),
  ...reads,
})
