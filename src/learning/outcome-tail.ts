import type { JudgedOutcome, Store } from '../ports/store.ts'

/** Outcomes read at once: short enough for reads beside it. */
const PAGE = 500
/** Where the first look for the beginning is, in places. */
const FIRST_STEP = 1_000

/** Follows the outcomes of all tenants from a moment on. */
export interface OutcomeTail {
  /** Hears what came since the last call; the first one begins at `since`, ISO 8601. */
  catchUp(since: string): Promise<void>
}

/** Where outcomes begin is found by halving: what lies before is never read. */
export const createOutcomeTail = (
  { outcomesAfter }: Pick<Store, 'outcomesAfter'>,
  hear: (outcome: JudgedOutcome) => void,
): OutcomeTail => {
  let next: number | undefined
  let running: Promise<void> | undefined

  const isBefore = async (place: number, since: string): Promise<boolean> => {
    const [first] = (await outcomesAfter(place, 1)).outcomes
    return first !== undefined && first.at < since
  }
  const placeOf = async (since: string): Promise<number> => {
    let low = 0
    let step = FIRST_STEP
    while (await isBefore(low + step, since)) {
      low += step
      step *= 2
    }
    let high = low + step
    while (high - low > PAGE) {
      const middle = Math.floor((low + high) / 2)
      if (await isBefore(middle, since)) low = middle
      else high = middle
    }
    return low
  }
  const readOn = async (since: string): Promise<void> => {
    let after = next ?? (await placeOf(since))
    for (;;) {
      const page = await outcomesAfter(after, PAGE)
      for (const outcome of page.outcomes) if (outcome.at >= since) hear(outcome)
      after = page.next
      next = after
      if (page.outcomes.length < PAGE) return
    }
  }
  return {
    catchUp: (since) => {
      running ??= readOn(since).finally(() => {
        running = undefined
      })
      return running
    },
  }
}
