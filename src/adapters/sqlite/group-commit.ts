import { Refusal } from '../../domain/errors.ts'
import { type Call, plain, type Reply } from './calls.ts'
import type { Database } from './driver.ts'
import { rollBack } from './migrations.ts'
import { storageFault } from './storage-error.ts'

export interface GroupCommitParts {
  db: Database
  dir: string
  /** Carries out one call inside the running transaction. It refuses before its first write, or not at all. */
  apply(call: Call): unknown
  /** Called before a commit: writes what was held back. */
  flush(): void
  /** Called after a rollback: what is held in memory may never have happened. `full`: for want of room. */
  forget(full: boolean): void
}

/** What became of a batch; `broken` where the connection must not be used again. */
export interface Settled {
  replies: Reply[]
  broken?: Refusal
}

/**
 * One transaction, and so one fsync, for many calls (ST1: replies exist only after the commit). A refused call costs
 * the others nothing. A call that fails otherwise is found by carrying out each call of its batch alone.
 */
export const createGroupCommit = ({
  db,
  dir,
  apply,
  flush,
  forget,
}: GroupCommitParts): ((calls: readonly Call[]) => Settled) => {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const end = db.prepare('COMMIT')

  const attempt = (call: Call): Reply => {
    try {
      return { id: call.id, value: apply(call) }
    } catch (error) {
      if (error instanceof Refusal) return { id: call.id, refused: plain(error) }
      throw error
    }
  }

  const commit = (calls: readonly Call[]): Settled => {
    try {
      begin.run()
      const replies = calls.map(attempt)
      flush()
      end.run()
      return { replies }
    } catch (error) {
      rollBack(db)
      const fault = storageFault(error, dir)
      if (fault?.kind === 'broken') return { ...refuseAll(calls, fault.refusal), broken: fault.refusal }
      forget(fault?.kind === 'full')
      if (fault?.kind === 'full' || fault?.kind === 'busy') return refuseAll(calls, fault.refusal)
      if (calls.length > 1)
        return settleInTurn(
          calls.map((call) => [call]),
          commit,
        )
      return refuseAll(calls, fault?.refusal ?? unexpected(calls[0], error))
    }
  }
  return commit
}

const refuseAll = (calls: readonly Call[], refusal: Refusal): Settled => {
  const refused = plain(refusal)
  return { replies: calls.map(({ id }) => ({ id, refused })) }
}

/** Settles batches one after the other; once the connection is broken the rest is refused untried. */
export const settleInTurn = (
  batches: readonly (readonly Call[])[],
  settle: (calls: readonly Call[]) => Settled,
): Settled => {
  const replies: Reply[] = []
  let broken: Refusal | undefined
  for (const calls of batches) {
    const settled = broken === undefined ? settle(calls) : refuseAll(calls, broken)
    replies.push(...settled.replies)
    broken ??= settled.broken
  }
  return broken === undefined ? { replies } : { replies, broken }
}

const unexpected = (call: Call | undefined, error: unknown): Refusal =>
  new Refusal(
    'internal',
    `the store could not carry out ${call?.name}: ${error instanceof Error ? error.message : String(error)}`,
    { cause: error },
  )
