import type { OwedTurn } from '../ports/store.ts'

/** A message that breaks its turn so often goes to a person; the line behind it moves on. */
export const MAX_ATTEMPTS = 3
const FIRST_PAUSE_MS = 200

/** Runs a turn up to `MAX_ATTEMPTS` times with growing pauses, then gives it up to `giveUp`. */
export const withAttempts =
  (run: (turn: OwedTurn) => Promise<void>, giveUp: (turn: OwedTurn, error: unknown) => Promise<void>) =>
  async (turn: OwedTurn): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await run(turn)
      } catch (error) {
        if (attempt === MAX_ATTEMPTS) return giveUp(turn, error)
        await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (attempt - 1)))
      }
    }
  }
