import type { ProcessRole } from '../domain/process-role.ts'
import type { OwedTurn } from './store.ts'

/**
 * Who runs the turns of a conversation, of several processes on one store. Laws:
 * TL1 a conversation is held by one member at a time;
 * TL2 what a member held that stopped is there to be claimed within seconds, and a member that goes on holds what it works on however long that takes;
 * TL3 `prefers` names one member of those that know of each other and run turns, by the shard of the conversation.
 */
export interface TurnLeases {
  /** Whether this member should run it, where all work as they should. */
  prefers(turn: OwedTurn): boolean
  /** The same of all conversations of a shard (`lib/shard.ts`). */
  isOurs(shard: number): boolean
  /** Processes with a role that are alive, this one among them. */
  withRole(role: ProcessRole): number
  /** The places that are owed up to this one, ascending; undefined where another member holds the conversation. */
  claim(turn: OwedTurn): Promise<number[] | undefined>
  release(turn: OwedTurn): Promise<void>
  /** From now on others are preferred; what is held stays held. */
  leave(): Promise<void>
}
