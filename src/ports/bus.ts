import type { Conversation } from '../domain/conversation.ts'
import type { LogEvent } from '../domain/message.ts'
import type { Notice } from '../domain/notice.ts'
import type { OwedTurn } from './store.ts'

/** Small, and in no log that a socket reads: told whole or not at all. */
export type Fleeting = Extract<Notice, { type: 'typing' | 'receipt' }>

/** A conversation as somebody left it, perhaps we ourselves. */
export interface Changed {
  conversation: Conversation
  /** Place of the message that was decided last. */
  decided?: number
  /** ISO 8601; when its words were erased for good, the last time. */
  erasedAt?: string
}

/** Somebody at the desk of another process. */
export interface SharedAgent {
  tenant: string
  agent: string
  name: string
  status: 'online' | 'busy' | 'away' | 'offline'
  capacity: number
}

/** What a process does with what it hears; nothing that is thrown here reaches the bus. */
export interface BusListener {
  /** `asOf`: before it was read, by `performance.now()`. */
  changed(page: readonly Changed[], asOf: number): Promise<void>
  told(notice: Fleeting): void
  owed(turn: OwedTurn): void
  /** Who is at the desks of all others now. */
  atDesk(agents: readonly SharedAgent[]): void
}

/** Where a process stands among the others. */
export interface BusState {
  /** `degraded`: hints do not get through, the log is read in a while; `down`: not even that. */
  state: 'ready' | 'degraded' | 'down'
  /** ISO 8601. */
  since: string
  reason?: string
  /** Other processes that are alive. */
  peers: number
}

/**
 * How processes on one store hear of each other. Hints make it quick, the store makes it true. Laws:
 * BU1 what is told reaches every other member as it was told, and never who told it;
 * BU2 every conversation that changed since `listen` is given to every member, in its latest state and with when it was erased, though all hints are
 *   lost; one may be given twice;
 * BU3 nothing here throws, and nothing waits for a member that is slow, broken or gone;
 * BU4 what is of one tenant arrives as that tenant's and nobody else's, whatever their names are;
 * BU5 a member that was cut off is given what changed meanwhile once it is back, without a restart.
 */
export interface Bus {
  /** From now on the listener hears of the others. Rejects where the store cannot be read. */
  listen(listener: BusListener): Promise<void>
  /** Something was committed here. */
  changed(): void
  tell(notice: Fleeting): void
  /** A turn that another member should run rather than this one. */
  owe(turn: OwedTurn): void
  /** Who is at the desk of this process now. */
  share(agents: readonly SharedAgent[]): void
  /** The events of each above `after`, ascending, by conversation id. */
  eventsAbove(
    wanted: readonly { tenant: string; conversation: string; after: number }[],
  ): Promise<Map<string, LogEvent[]>>
  state(): BusState
  close(): Promise<void>
}
