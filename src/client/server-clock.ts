/** The server's time, as far as it has said it; the device's own clock may be wrong and may be set while we run. */
export interface ServerClock {
  /** Unix milliseconds. */
  now(): number
  /** The server says that it is `at` (ISO 8601) right now. */
  heard(at: string | undefined): void
}

/** Runs on `steady` milliseconds from `wall`, the device's clock, until the server has spoken. */
export const createServerClock = (wall: () => number, steady: () => number): ServerClock => {
  let base = wall() - steady()
  return {
    now: () => base + steady(),
    heard: (at) => {
      const time = Date.parse(at ?? '')
      if (Number.isFinite(time)) base = time - steady()
    },
  }
}
