import { signal } from '@preact/signals'
import { createServerClock } from '../../client/server-clock.ts'

/** Milliseconds that never jump. */
export const steady = (): number => performance.now()

/** The time that the page shows and counts with: the server's, once it has said it. */
export const pageClock = createServerClock(Date.now, steady)

/** Unix milliseconds, once a second; for waiting times and ages. */
export const clock = signal(pageClock.now())
