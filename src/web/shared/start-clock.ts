import { clock, pageClock } from './clock.ts'

/** Starts the clock of the page; it rests while nobody looks. */
export const startClock = (): void => {
  setInterval(() => {
    if (document.visibilityState === 'visible') clock.value = pageClock.now()
  }, 1_000)
}
