import { type ReadonlySignal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

/** Milliseconds in which the second press counts. */
const ARMED_MS = 4_000

/** A press that must be repeated, for what cannot be undone. */
export interface Armed {
  readonly armed: ReadonlySignal<boolean>
  /** The first press arms, the second within a few seconds acts. */
  press(act: () => void): void
}

export const useArmed = (): Armed => {
  const armed = useSignal(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const disarm = () => {
    clearTimeout(timer.current)
    armed.value = false
  }
  return {
    armed,
    press: (act) => {
      if (armed.value) {
        disarm()
        act()
        return
      }
      armed.value = true
      timer.current = setTimeout(disarm, ARMED_MS)
    },
  }
}
