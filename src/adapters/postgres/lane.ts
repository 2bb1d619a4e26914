import type { Pool, PoolClient } from 'pg'
import { Refusal } from '../../domain/errors.ts'
import { createComebacks } from '../../lib/comebacks.ts'
import { type Answer, runBatch } from './batch.ts'
import type { Call, WriteName } from './needs.ts'
import type { Outage } from './outage.ts'
import { type ServerFault, serverFault } from './server-error.ts'

/** Calls that may wait; beyond that callers are told to come back. */
export const MAX_QUEUED = 2_000
/** Calls of one transaction. */
const MAX_BATCH = 256
const SOONEST_RETRY_MS = 100
const LATEST_RETRY_MS = 5_000
/** How often a transaction is tried that other processes got in the way of. */
const TRIES = 8

/** The writes of this process, in the order they were asked for: all that wait share the next transaction, and so its flush. */
export interface Lane {
  call<T>(name: WriteName, ...args: unknown[]): Promise<T>
  /** Where no more calls may wait: milliseconds after which to come back, later with each who is told. */
  comeBack(): number | undefined
  /** Carries out what was asked for before, then refuses. */
  close(): Promise<void>
}

export interface LaneParts {
  pool: Pick<Pool, 'connect'>
  outage: Outage
  newId(): string
  /** Milliseconds since 1970. */
  now(): number
}

interface Waiting extends Call {
  settle(answer: Answer): void
}

export const createLane = ({ pool, outage, newId, now }: LaneParts): Lane => {
  let queue: Waiting[] = []
  let running: Promise<void> | undefined
  let closed = false
  /** So many of the queue's first calls go one by one. */
  let alone = 0
  const comebacks = createComebacks({ places: MAX_QUEUED, soonestMs: SOONEST_RETRY_MS, latestMs: LATEST_RETRY_MS, now })

  /** One try. @throws the server's error, over a connection that is as good as new or gone */
  const attempt = async (calls: readonly Waiting[]): Promise<Answer[]> => {
    const client: PoolClient = await pool.connect()
    try {
      const answers = await runBatch(client, calls, newId)
      client.release()
      return answers
    } catch (error) {
      const isGone = serverFault(error, outage.at).kind === 'gone'
      const rolledBack =
        !isGone &&
        (await client.query('ROLLBACK').then(
          () => true,
          () => false,
        ))
      client.release(!rolledBack)
      throw error
    }
  }

  const tried = async (calls: readonly Waiting[]): Promise<Answer[] | ServerFault> => {
    for (let left = TRIES; ; left--) {
      try {
        const answers = await attempt(calls)
        outage.over()
        return answers
      } catch (error) {
        const fault = serverFault(error, outage.at)
        if (fault.kind === 'gone') outage.began(fault.refusal)
        else outage.over()
        if (fault.kind !== 'raced' || left === 1) return fault
      }
    }
  }

  const settle = async (calls: readonly Waiting[]): Promise<void> => {
    const result = await tried(calls)
    if (Array.isArray(result)) return answer(calls, result)
    if (result.kind === 'gone') {
      // What waits would only wait as long again.
      calls = [...calls, ...queue]
      queue = []
      alone = 0
    } else if (calls.length > 1 && result.kind !== 'full') {
      // Whose fault it is, or who waits for a conversation that is held, shows when each goes alone.
      queue = [...calls, ...queue]
      alone = calls.length
      return
    }
    answer(
      calls,
      calls.map(() => ({ refused: result.refusal })),
    )
  }

  const run = async (): Promise<void> => {
    // Everything that arrived in this turn of the loop travels together.
    await new Promise(setImmediate)
    while (queue.length > 0) {
      const size = alone > 0 ? 1 : MAX_BATCH
      alone = Math.max(0, alone - 1)
      await settle(queue.splice(0, size))
    }
    running = undefined
  }

  const comeBack = (): number | undefined =>
    queue.length < MAX_QUEUED ? undefined : comebacks.next(now() - (queue[0]?.at ?? now()))

  return {
    comeBack,
    call: <T>(name: WriteName, ...args: unknown[]): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        if (closed) return reject(new Refusal('draining', 'the store is closed'))
        const retryAfterMs = comeBack()
        if (retryAfterMs !== undefined)
          return reject(new Refusal('busy', `${MAX_QUEUED} calls wait for the store: slow down`, { retryAfterMs }))
        queue.push({
          name,
          args,
          at: now(),
          settle: (result) => ('refused' in result ? reject(result.refused) : resolve(result.value as T)),
        })
        running ??= run()
        return undefined
      }),
    close: async () => {
      closed = true
      await running
    },
  }
}

const answer = (calls: readonly Waiting[], answers: readonly Answer[]): void => {
  for (const [index, call] of calls.entries()) call.settle(answers[index] as Answer)
}
