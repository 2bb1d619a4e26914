import { signal } from '@preact/signals'

/** Unix milliseconds, once a second; for waiting times and ages. */
export const clock = signal(Date.now())

/** Starts the clock of the page; it rests while nobody looks. */
export const startClock = (): void => {
  setInterval(() => {
    if (document.visibilityState === 'visible') clock.value = Date.now()
  }, 1_000)
}
