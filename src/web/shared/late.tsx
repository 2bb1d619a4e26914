import { signal } from '@preact/signals'
import type { ComponentType, VNode } from 'preact'

/** Parts that were fetched so far: what they show needs room that was not there before. */
export const fetched = signal(0)

/** A component that is fetched when it is first shown; what cannot be fetched is asked for again with the next drawing. */
export const late = <P extends object>(fetch: () => Promise<ComponentType<P>>): ((props: P) => VNode | null) => {
  const part = signal<{ Shown: ComponentType<P> } | undefined>(undefined)
  let asked = false
  return (props) => {
    if (part.value !== undefined) return <part.value.Shown {...props} />
    if (!asked) {
      asked = true
      fetch().then(
        (Shown) => {
          part.value = { Shown }
          fetched.value += 1
        },
        () => {
          asked = false
        },
      )
    }
    return null
  }
}
