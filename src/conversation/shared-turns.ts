import type { OwedTurn } from '../ports/store.ts'
import type { TurnLeases } from '../ports/turn-leases.ts'

/** Milliseconds between two looks at what is owed. */
const LOOK_MS = 1_000
/** Milliseconds after which a turn that another process should run is tried here. */
const PATIENCE_MS = 3_000
/** Turns that are looked at. */
const MOST = 1_000

/**
 * Runs a turn while its conversation is held by this process, and with it those before it that are owed, in their order (W7).
 * Where another one holds it, it is left to that one.
 */
export const whileHeld =
  (
    leases: Pick<TurnLeases, 'claim' | 'release'>,
    run: (turn: OwedTurn) => Promise<void>,
    onError: (error: unknown, turn: OwedTurn) => void,
    /** It was run here, or is somebody else's to run. */
    ended: (turn: OwedTurn) => void = () => undefined,
  ) =>
  async (turn: OwedTurn): Promise<void> => {
    const owed = await leases.claim(turn)
    if (owed === undefined) return ended(turn)
    try {
      for (const seq of owed) {
        const due = { ...turn, seq }
        if (seq === turn.seq) await run(due)
        else await run(due).catch((error: unknown) => onError(error, due))
      }
    } finally {
      ended(turn)
      // What cannot be given back now is free in a few seconds.
      await leases.release(turn).catch(() => undefined)
    }
  }

export interface SharedTurnsParts {
  /** Whether turns are run here at all. */
  runs: boolean
  leases: Pick<TurnLeases, 'prefers'>
  /** Tells the process that should run it. */
  tell(turn: OwedTurn): void
  put(turn: OwedTurn): void
  owed(limit: number): Promise<OwedTurn[]>
  clock(): number
  onError(error: unknown): void
}

export interface SharedTurns {
  owe(turn: OwedTurn): void
  stop(): void
}

/** Brings a turn to the process that should run it, and runs here what that one leaves lying. */
export const createSharedTurns = ({ runs, leases, tell, put, owed, clock, onError }: SharedTurnsParts): SharedTurns => {
  let since = new Map<string, number>()
  const look = async (): Promise<void> => {
    const seen = new Map<string, number>()
    for (const turn of await owed(MOST)) {
      const key = `${turn.tenant}\0${turn.conversation}\0${turn.seq}`
      const first = since.get(key) ?? clock()
      const isOurs = leases.prefers(turn) || clock() - first >= PATIENCE_MS
      seen.set(key, first)
      if (isOurs) put(turn)
    }
    since = seen
  }
  let looking = false
  const timer = setInterval(() => {
    if (looking || !runs) return
    looking = true
    look()
      .catch(onError)
      .finally(() => {
        looking = false
      })
  }, LOOK_MS).unref()
  return {
    owe: (turn) => (leases.prefers(turn) ? put(turn) : tell(turn)),
    stop: () => clearInterval(timer),
  }
}
