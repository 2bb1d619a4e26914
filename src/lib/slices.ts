import { createBreathe } from './breathe.ts'

/** Long work as a generator that yields after each small step. */
export type Slices<T> = Generator<undefined, T>

/** All of it now. */
export const atOnce = <T>(work: Slices<T>): T => {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value as T
  }
}

/** The same without holding the event loop. */
export const inSlices = async <T>(work: Slices<T>): Promise<T> => {
  const breathe = createBreathe()
  for (;;) {
    const { done, value } = work.next()
    if (done) return value as T
    await breathe()
  }
}
