import type { OutcomeResult } from '../domain/record.ts'
import type { JudgedOutcome } from '../ports/store.ts'

/** Turns of all tenants that are kept at once. */
const MOST_KEPT = 100_000

/** A turn and what became of it, without a word of it. */
export interface KeptTurn {
  record: string
  /** When something was first heard of it, milliseconds since 1970. */
  at: number
  /** Of the verdict. */
  intent: string
  confidence: number
  told: { suggestion?: string; intent: string | undefined; result: OutcomeResult; value?: number; meant?: string }[]
}

/** Turns by what was heard of them, oldest first. */
export interface HonestyBook {
  hear(outcome: JudgedOutcome): void
  /** Forgets what is older, milliseconds since 1970. */
  forgetBefore(at: number): void
  turns(tenant: string): Iterable<KeptTurn>
  /** When the newest of the turns was heard of that there was no room for; undefined: all are kept. */
  droppedUpTo(): number | undefined
}

export const createHonestyBook = (most = MOST_KEPT): HonestyBook => {
  const turns = new Map<string, KeptTurn & { tenant: string }>()
  let dropped: number | undefined
  const dropOldest = (): void => {
    const [oldest] = turns
    if (oldest === undefined) return
    dropped = Math.max(dropped ?? 0, oldest[1].at)
    turns.delete(oldest[0])
  }
  return {
    hear: ({ tenant, record, kind, verdict, at, suggestion, intent, result, value, meant }) => {
      const key = `${tenant} ${record}`
      const turn = turns.get(key) ?? { tenant, record, at: Date.parse(at), ...verdict, told: [] }
      turn.told.push({
        // What the bot said by itself is about its answer only where that was the decision.
        intent: suggestion === undefined && kind !== 'answer' ? undefined : intent,
        result,
        ...(suggestion === undefined ? {} : { suggestion }),
        ...(value === undefined ? {} : { value }),
        ...(meant === undefined ? {} : { meant }),
      })
      turns.set(key, turn)
      if (turns.size > most) dropOldest()
    },
    forgetBefore: (at) => {
      for (const [key, turn] of turns) {
        if (turn.at >= at) break
        turns.delete(key)
      }
    },
    turns: function* (tenant) {
      for (const turn of turns.values()) if (turn.tenant === tenant) yield turn
    },
    droppedUpTo: () => dropped,
  }
}
