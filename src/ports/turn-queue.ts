import type { OwedTurn } from './store.ts'

/**
 * How a turn reaches the process that should run it: a hand-over, no more. What is owed stands in the log, who may run it is decided by the lease.
 * Laws:
 * TQ1 what is handed over is given to a member that reads its shard, in the order of the hand-over within a conversation, also to one that comes later;
 * TQ2 what a member was given and has not ended is given to the next reader of the shard within seconds after it fell silent, what it ended is not;
 * TQ3 nothing here throws or waits: where a turn could not be handed over, `add` gives false in time;
 * TQ4 everything that is kept has an end, and a queue that was emptied works on.
 */
export interface TurnQueue {
  add(turn: OwedTurn): Promise<boolean>
  /** From now on `owed` is given what is handed over in the shards that are ours. */
  listen(reader: { isOurs(shard: number): boolean; owed(turn: OwedTurn): void }): void
  /** The turn was run, or is somebody else's: it is given to nobody again. */
  ended(turn: OwedTurn): void
}
